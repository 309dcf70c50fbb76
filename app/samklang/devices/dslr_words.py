"""What a DSLR's settings mean, from the words libgphoto2 gives them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from samklang.domain.dslr import DslrMeasures, Focus, WhiteBalance
from samklang.domain.measures import Measured, Unknown

NOT_TOLD: Final = Unknown("not_told")
"""The camera has no such setting, or a word for it that we do not know."""

_FILE: Final = Path(__file__).with_name("dslr_widgets.toml")
_LONGEST_AUTO_OFF_S: Final = 86_400.0
"""A larger number is none: some bodies fill the field with ones. Ours."""


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def widget_names() -> tuple[str, ...]:
    """All widgets worth asking for."""
    return tuple(name for part in _words().values() if isinstance(part, dict) for name in part["widgets"])


def dslr_measures(model: str, told: Mapping[str, str]) -> DslrMeasures:
    """What a camera's words come to.

    Args:
        model: As it calls itself.
        told: Widget -> its value; widgets the camera has not are left out.
    """
    return DslrMeasures(
        model=model,
        read_from_camera=True,
        battery_percent=_battery_percent(told),
        on_mains=_mains(told),
        auto_off_s=_auto_off_s(told),
        live_view_blocks=_live_view_blocks(told),
        focus_mode=_focus(told),
        white_balance=_white_balance(told),
    )


def _values(part: str, told: Mapping[str, str]) -> list[str]:
    return [told[name].strip() for name in _words()[part]["widgets"] if name in told]


def _battery_percent(told: Mapping[str, str]) -> Measured:
    words = _words()["battery"]["words"]
    for value in _values("battery", told):
        if value in words:
            return float(words[value])
        number = value.removesuffix("%")
        if number.isdecimal() and int(number) <= 100:  # noqa: PLR2004 - percent
            return float(number)
    return NOT_TOLD


def _mains(told: Mapping[str, str]) -> Measured:
    words = _words()["mains"]["words"]
    return next((float(words[value]) for value in _values("mains", told) if value in words), NOT_TOLD)


def _auto_off_s(told: Mapping[str, str]) -> Measured:
    seconds = [float(value) for value in _values("auto_off", told) if value.isdecimal()]
    return next((each for each in seconds if each <= _LONGEST_AUTO_OFF_S), NOT_TOLD)


def _live_view_blocks(told: Mapping[str, str]) -> tuple[str, ...] | Unknown:
    part = _words()["live_view"]
    for value in _values("live_view", told):
        if value == part["free"]:
            return ()
        blocks, rest = [], value.partition(":")[2]
        for phrase in sorted(part["words"], key=len, reverse=True):  # "no card or card protected" holds shorter ones
            if phrase in rest:
                blocks.append(part["words"][phrase])
                rest = rest.replace(phrase, "")
        if rest.strip(" ,"):
            blocks.append("other")
        return tuple(dict.fromkeys(sorted(blocks))) or NOT_TOLD
    return NOT_TOLD


def _focus(told: Mapping[str, str]) -> Focus | Unknown:
    words = _words()["focus"]["words"]
    known = [Focus(words[value]) for value in _values("focus", told) if value in words]
    if Focus.MANUAL in known:
        return Focus.MANUAL
    if _words()["focus_in_motion"]["on"] in _values("focus_in_motion", told):
        return Focus.CONTINUOUS
    return known[0] if known else NOT_TOLD


def _white_balance(told: Mapping[str, str]) -> WhiteBalance | Unknown:
    automatic = _words()["white_balance"]["automatic"]
    for value in _values("white_balance", told):
        if value and not value.startswith(("Unknown", "Undefined")):
            return WhiteBalance.AUTOMATIC if value in automatic else WhiteBalance.FIXED
    return NOT_TOLD
