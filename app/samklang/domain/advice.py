"""What to do about a check that is off its target or unknown: a stable code with its figures, never a sentence.

The sentences stand under `check.action.CODE` in the wording. Every figure is worked out from the measure and its
target; the choices between actions are our proposal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType

from samklang.domain.rig import Range, Target

CLIPPING_STEP_DB = 6.0
"""How far to turn the gain down when the tops are cut off: how far over they went cannot be measured, so halve the
amplitude and listen again. Our proposal."""


def _no_figures() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do.

    Attributes:
        code: Stable code; the sentence is `check.action.CODE`.
        figures: What the sentence's `{db}` and the like stand for, in the unit its name ends with.
        names: What its `{names}` stands for: programs, as the system calls them.
    """

    code: str
    figures: Mapping[str, float] = field(default_factory=_no_figures)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """What is known of the speech when another sound check needs advice.

    Attributes:
        level_dbfs: The active speech level.
        target: What it is judged by.
        noisy: Noise or the distance to it is off its target: turning up would raise the noise as well.
    """

    level_dbfs: float
    target: Target
    noisy: bool


def off_target(check: str, value: float, target: Target, speech: Speech | None = None) -> Advice:
    """What to do about a value outside its pass range.

    Args:
        check: The check's code.
        value: The measured value, in the target's unit.
        target: The target it was judged by; `value` lies outside its pass range.
        speech: The speech in the same take, where its level is known.
    """
    wanted = target.pass_range
    low = wanted.low is not None and value < wanted.low
    if check in ("clipping", "soft_clipping"):
        return _cut_off(check, speech)
    if check == "speech_level":
        return _speech_level(value, wanted, low=low, noisy=speech is not None and speech.noisy)
    bound = _bound(wanted, low=low)
    if check == "face":
        return Advice(_face_code(value, low=low), {"count": bound})
    code = f"{check}_{'low' if low else 'high'}" if check in _TWO_SIDED else check
    return Advice(code, _figures(check, value, bound))


def unknown(check: str, reason: str) -> Advice:
    """What would make an unknown measure known."""
    return Advice(_MAKES_KNOWN.get(reason) or _MAKES_CHECK_KNOWN.get(check, "record_again"))


_TWO_SIDED = frozenset({"exposure", "framing", "headroom"})

_MAKES_KNOWN = {
    "no_silence": "record_silence",
    "silence_digital": "record_silence",
    "silence_not_silent": "record_silence",
    "silence_too_short": "record_silence",
    "silence_quieter": "record_silence",
    "not_confirmed": "record_silence",
    "no_speech": "read_aloud",
    "too_little_speech": "read_aloud",
    "too_few_decays": "read_aloud",
    "no_face": "face_none",
}
"""Reason -> what would make the measure known."""

_MAKES_CHECK_KNOWN = {
    "speech_level": "read_aloud",
    "noise": "record_silence",
    "snr": "record_silence",
}
"""Check -> the same, where the reason alone does not tell."""


def _cut_off(check: str, speech: Speech | None) -> Advice:
    if speech is None:
        return Advice(f"{check}_gain_down", {"db": CLIPPING_STEP_DB})
    usable_from = speech.target.warn_range.low
    if usable_from is not None and speech.level_dbfs - CLIPPING_STEP_DB < usable_from:
        # Turned down it would be too quiet: the tops are cut off before this gain, or by single loud sounds.
        return Advice(f"{check}_elsewhere")
    over_middle_db = speech.level_dbfs - speech.target.pass_range.middle
    return Advice(f"{check}_gain_down", {"db": max(CLIPPING_STEP_DB, _whole_db(over_middle_db))})


def _speech_level(value: float, wanted: Range, *, low: bool, noisy: bool) -> Advice:
    figures = {"db": _whole_db(value - wanted.middle)}
    if not low:
        return Advice("speech_level_high", figures)
    return Advice("come_closer" if noisy else "speech_level_low", figures)


def _figures(check: str, value: float, bound: float) -> Mapping[str, float]:
    match check:
        case "noise" | "snr":
            return {"db": _whole_db(value - bound)}
        case "frame_size":
            return {"lines": bound}
        case "frame_rate":
            return {"fps": float(ceil(bound))}
        case _:
            return _no_figures()


def _face_code(value: float, *, low: bool) -> str:
    if value <= 0:
        return "face_none"
    return "face_few" if low else "face_many"


def _bound(wanted: Range, *, low: bool) -> float:
    bound = wanted.low if low else wanted.high
    return 0.0 if bound is None else bound


def _whole_db(difference_db: float) -> float:
    """Whole dB, never 0: "turn it down about 0 dB" helps nobody."""
    return float(max(1, ceil(abs(difference_db) - 0.5)))
