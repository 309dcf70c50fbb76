"""The checks there are: in which unit each part is judged, how much each matters, and which must be known."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from samklang.domain.equipment_checks import DSLR_CHECKS, LAPTOP_CHECKS, SYNC_CHECKS
from samklang.domain.part import Check
from samklang.domain.picture_checks import PICTURE_CHECKS
from samklang.domain.sound_checks import SETTING_CHECKS, SOUND_CHECKS

_ALL: tuple[Check[Any], ...] = (
    *SETTING_CHECKS.values(),
    *SOUND_CHECKS.values(),
    *PICTURE_CHECKS.values(),
    *LAPTOP_CHECKS.values(),
    *DSLR_CHECKS.values(),
    *SYNC_CHECKS.values(),
)

UNITS: Mapping[str, str] = MappingProxyType({part.code: part.unit for check in _ALL for part in check.parts})
"""The unit each target is given in, by the part it is the target of; where a check has one part only, by the check.
`of_nominal` and `of_saved` are factors on the recording's own nominal value and on the saved good check's, `yes_no` is
1 or 0."""

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {check.key: tuple(part.code for part in check.parts) for check in _ALL if len(check.parts) > 1}
)
"""The checks of several parts, with these."""

CHECK_OF: Mapping[str, str] = MappingProxyType({part.code: check.key for check in _ALL for part in check.parts})
"""Part -> its check; a check of one part is its own."""

_CODES: Mapping[str, str] = MappingProxyType({"picture_noise": "noise", "camera_in_use": "device_in_use"})
"""Checks that share a code with one of another section: within the program each has a key of its own."""

PRIORITY = (
    # Nothing comes through at all.
    "permission",
    "muted",
    "input_silent",
    "dslr_live_view",
    "no_signal",
    "black",
    "frozen",
    "dead_channel",
    # It comes through and cannot be understood. Clipping before level before noise: a wrong gain causes all three, the
    # action for what is cut off holds the figure for the level too, and what is cut off must not be turned up.
    "clipping",
    "soft_clipping",
    "speech_level",
    "channel_phase",
    "dropouts",
    # What it is exactly before that there is something.
    "hum",
    "noise",
    "snr",
    "second_source",
    "reverberation",
    "bandwidth",
    "handling_noise",
    # It will not last the session.
    "network",
    "battery",
    "dslr_power",
    "dslr_auto_off",
    # It comes through and nobody can be seen. Light before what a camera makes of too little of it.
    "face",
    "backlight",
    "exposure",
    "frame_rate",
    "sharpness",
    "frame_size",
    "interlaced",
    "overlay",
    "lip_sync",
    # It could be better.
    "framing",
    "flicker",
    "hunting",
    "picture_noise",
    "colour_cast",
    "mirrored",
    "upscaled",
    "mains",
    "stealing",
    "camera_in_use",
    "device_in_use",
    "load",
    "throttling",
    "power_plan",
    "memory",
    "disk",
    "dslr_focus",
    "dslr_white_balance",
    "channel_balance",
    "dc_offset",
)
"""The checks, the one whose action helps most first. Our proposal: sound carries the session, so it goes first where
both are equally bad; what ends a session in the middle goes before what makes it less beautiful."""

ESSENTIAL = frozenset(
    {
        "input_silent",
        "speech_level",
        "clipping",
        "noise",
        "black",
        "no_signal",
        "frozen",
        "face",
        "exposure",
        "frame_rate",
        "frame_size",
        "lip_sync",
    }
)
"""Checks that must be known before a light may be green, where their section was checked at all. Our proposal."""

NOT_APPLICABLE = frozenset(
    {
        # One channel cannot be out of balance with itself, and what is not there has no level.
        "mono",
        "no_source",
        # The system does not tell, or there is nothing to tell of.
        "not_told",
        "nobody",
        "no_microphone",
        "no_camera",
        "nothing_saved",
        "not_asked",
        "no_battery",
        "on_mains",
        "not_busy",
        "other_link",
        # Nothing in this program reads writing, so nobody can do anything about it.
        "no_reader",
    }
)
"""Reasons that say a check has no meaning here; it is left out then."""


def code_of(check: str) -> str:
    """The check's code in a report, where its section stands beside it."""
    return _CODES.get(check, check)
