"""The checks there are: which measure each reads, in which unit, how much it matters, and which must be known."""

from collections.abc import Callable, Mapping
from math import isfinite, log10
from types import MappingProxyType
from typing import Literal

from samklang.domain.measures import Measured, PictureMeasures, SoundMeasures, Unknown

SOUND_CHECKS: Mapping[str, Callable[[SoundMeasures], Measured]] = MappingProxyType(
    {
        "input_silent": lambda sound: sound.sample_peak_dbfs,
        "dead_channel": lambda sound: sound.channel_imbalance_db,
        "speech_level": lambda sound: sound.active_speech_level_dbfs,
        "clipping": lambda sound: sound.clipped_share,
        "soft_clipping": lambda sound: sound.soft_clipped_share,
        "dropouts": lambda sound: sound.dropouts,
        "hum": lambda sound: sound.hum_db,
        "noise": lambda sound: sound.noise_floor_dbfs,
        "snr": lambda sound: sound.snr_db,
        "second_source": lambda sound: sound.second_source_db,
        "reverberation": lambda sound: sound.reverberation_s,
        "bandwidth": lambda sound: sound.bandwidth_hz,
        "handling_noise": lambda sound: sound.knocks,
        "channel_phase": lambda sound: sound.out_of_phase_s,
        "channel_balance": lambda sound: sound.channel_imbalance_db,
        "dc_offset": lambda sound: sound.dc_offset,
    }
)
"""Check -> the measure it judges."""

_LEAST_SNR_DB = -20.0
"""Stands for that or worse, as in the measure."""
_NO_DISTANCE_DB = 10 * log10(1.01)
"""Where it is reached."""


def _noise_at_least_dbfs(sound: SoundMeasures) -> Measured:
    """The noise is as loud as the take's quietest moments show, and as loud as another voice in the silence."""
    floor, level, source = sound.noise_floor_at_least_dbfs, sound.active_speech_level_dbfs, sound.second_source_db
    if isinstance(level, Unknown) or isinstance(source, Unknown) or not isfinite(level + source):
        return floor
    return level + source if isinstance(floor, Unknown) or not isfinite(floor) else max(floor, level + source)


def _snr_at_most_db(sound: SoundMeasures) -> Measured:
    """The distance the lower bound of the noise leaves at most; the noise's share is taken out of the level."""
    level, floor = sound.active_speech_level_dbfs, _noise_at_least_dbfs(sound)
    if isinstance(level, Unknown):
        return level
    if isinstance(floor, Unknown):
        return floor
    if not isfinite(level - floor):
        return Unknown("not_finite")
    # As 10 lg(10^(d/10) - 1) with nothing that could overflow.
    distance_db = level - floor
    return _LEAST_SNR_DB if distance_db < _NO_DISTANCE_DB else distance_db + 10 * log10(1 - 10 ** (-distance_db / 10))


BOUNDS: Mapping[str, tuple[Literal["at_least", "at_most"], Callable[[SoundMeasures], Measured]]] = MappingProxyType(
    {
        "noise": ("at_least", _noise_at_least_dbfs),
        "snr": ("at_most", _snr_at_most_db),
    }
)
"""Check -> the bound it is judged by where its measure is unknown, for the worse only."""

PICTURE_CHECKS: Mapping[str, Callable[[PictureMeasures], Measured]] = MappingProxyType(
    {
        "black": lambda picture: picture.black_s,
        "frozen": lambda picture: picture.frozen_s,
        "face": lambda picture: picture.faces,
        "exposure": lambda picture: picture.face_luma,
        "frame_rate": lambda picture: picture.frame_rate_fps,
        # The shorter side, so that a picture turned on its side is not taken for a larger one.
        "frame_size": lambda picture: float(min(picture.width, picture.height)),
        "frame_interval": lambda picture: picture.frame_interval_p95_ms,
        "face_clipping": lambda picture: picture.face_clipped_share,
        "framing": lambda picture: picture.head_height_share,
        "headroom": lambda picture: picture.headroom_share,
    }
)
"""Check -> the measure it judges."""

UNIQUE_FRAMES = "unique_frames"
"""Code of the target that holds unique frames against the recording's own nominal rate. It is part of `frame_rate`,
not a check by itself: one slow camera is one fault."""

SETTING_CHECKS = ("muted", "device_in_use")
"""What is judged of a live microphone's setting in the system, not of its sound: 1 where it is muted and 0 where not,
and how many other programs record from it."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "muted": "yes_no",
        "device_in_use": "programs",
        "input_silent": "dBFS",
        "dead_channel": "dB",
        "speech_level": "dBFS",
        "clipping": "share",
        "soft_clipping": "share",
        "dropouts": "times",
        "hum": "dB",
        "noise": "dBFS",
        "snr": "dB",
        "second_source": "dB",
        "reverberation": "s",
        "bandwidth": "Hz",
        "handling_noise": "times",
        "channel_phase": "s",
        "channel_balance": "dB",
        "dc_offset": "amplitude",
        "black": "s",
        "frozen": "s",
        "face": "faces",
        "exposure": "luma",
        "frame_rate": "fps",
        UNIQUE_FRAMES: "of_nominal",
        "frame_size": "px",
        "frame_interval": "of_nominal",
        "face_clipping": "share",
        "framing": "share",
        "headroom": "share",
    }
)
"""The unit each check's target is given in. `of_nominal` is a factor on the recording's own nominal value, `yes_no` is
1 or 0."""

PRIORITY = (
    # Nothing comes through at all.
    "muted",
    "input_silent",
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
    # It comes through and nobody can be seen.
    "face",
    "exposure",
    "frame_rate",
    "frame_size",
    "frame_interval",
    # It could be better.
    "face_clipping",
    "framing",
    "headroom",
    "device_in_use",
    "channel_balance",
    "dc_offset",
)
"""The checks, the one whose action helps most first. Our proposal: sound carries the session, so it goes first where
both are equally bad."""

ESSENTIAL = frozenset(
    {
        "input_silent",
        "speech_level",
        "clipping",
        "noise",
        "black",
        "frozen",
        "face",
        "exposure",
        "frame_rate",
        "frame_size",
    }
)
"""Checks that must be known before a light may be green. Our proposal."""

NOT_APPLICABLE = frozenset({"mono", "no_source"})
"""Reasons that say a check has no meaning here: one channel cannot be out of balance with itself, and what is not
there has no level."""
