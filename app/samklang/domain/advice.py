"""What to do about a check that is off its target or unknown: a stable code with its figures, never a sentence.

The sentences stand under `check.action.CODE` in the wording. Every figure is worked out from the measure and its
target; the choices between actions are our proposal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil, radians, tan
from types import MappingProxyType
from typing import Final

from samklang.domain.measures import Measured, PictureMeasures, Unknown
from samklang.domain.rig import Range, Target
from samklang.domain.sync import Delayed, SyncMeasures, delay

CLIPPING_STEP_DB = 6.0
"""How far to turn the gain down when the tops are cut off: how far over they went cannot be measured, so halve the
amplitude and listen again. Our proposal."""

HEAD_M: Final = 0.23
"""From chin to crown, an adult's."""
HAND_M: Final = 0.085
"""A hand's width, an adult's: what people move a camera by without a ruler."""
FIELD_OF_VIEW_DEG: Final = 43.0
"""From top to bottom of a webcam's picture: 78 degrees corner to corner, as most are sold, at 16:9. A camera with
another lens stands at another distance, so what is worked out with this is told to the hand's width only."""
_STEP_CM = 10.0
"""Nobody moves a chair by less."""


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


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of everything else when a part needs advice; None where a section was not checked.

    Attributes:
        speech: None also where its level is unknown.
    """

    speech: Speech | None = None
    picture: PictureMeasures | None = None
    sync: SyncMeasures | None = None


NO_SCENE: Final = Scene()


@dataclass(frozen=True, slots=True)
class _Case:
    """One part that is off its target.

    Attributes:
        low: It lies below what is good, not above.
    """

    part: str
    value: float
    wanted: Range
    low: bool
    scene: Scene
    names: tuple[str, ...]

    @property
    def bound(self) -> float:
        """The end of what is good that was missed."""
        bound = self.wanted.low if self.low else self.wanted.high
        return 0.0 if bound is None else bound


def off_target(part: str, value: float, target: Target, scene: Scene = NO_SCENE, names: tuple[str, ...] = ()) -> Advice:
    """What to do about a value outside its pass range.

    Args:
        part: Code of the part, or of the check where it has one part only.
        value: The measured value, in the target's unit.
        target: The target it was judged by; `value` lies outside its pass range.
        scene: The rest of the check.
        names: What stands behind the value, by name.
    """
    wanted = target.pass_range
    low = wanted.low is not None and value < wanted.low
    case = _Case(part, value, wanted, low, scene, names)
    if part in _OWN:
        return _OWN[part](case)
    code = _CODES.get(part, part)
    if part in _TWO_SIDED:
        code = f"{code}_{'low' if low else 'high'}"
    figure = _FIGURES.get(part)
    return Advice(code, _no_figures() if figure is None else {figure[0]: figure[1](case)}, names)


def unknown(check: str, reason: str) -> Advice:
    """What would make an unknown measure known."""
    return Advice(_MAKES_KNOWN.get(reason) or _MAKES_CHECK_KNOWN.get(check, "record_again"))


_TWO_SIDED = frozenset({"face_luma", "headroom"})

_CODES = {
    "face_luma": "exposure",
    "delivered_rate": "frame_rate",
    "unique_frames": "frame_rate",
    "absolute_sharpness": "sharpness",
    "kept_sharpness": "sharpness",
    "light_flicker": "flicker",
    "banding": "flicker",
    "mean_load": "load",
    "peak_load": "load",
    "round_trip": "slow_network",
    "loss": "slow_network",
    "jitter": "slow_network",
}
"""Part -> the action's code, where several parts have one, or the action is called otherwise."""

_BLOCKS = {
    "battery": "dslr_live_view_battery",
    "temperature": "dslr_live_view_hot",
    "no_card": "dslr_live_view_card",
    "card_error": "dslr_live_view_card",
    "lens": "dslr_live_view_lens",
}
"""Why a DSLR gives no picture -> what to do about it."""

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
    "not_answered": "answer_checklist",
    "too_uncertain": "clap_again",
}
"""Reason -> what would make the measure known."""

_MAKES_CHECK_KNOWN = {
    "speech_level": "read_aloud",
    "noise": "record_silence",
    "snr": "record_silence",
    "lip_sync": "clap_again",
}
"""Check -> the same, where the reason alone does not tell."""


def _cut_off(case: _Case) -> Advice:
    speech = case.scene.speech
    if speech is None:
        return Advice(f"{case.part}_gain_down", {"db": CLIPPING_STEP_DB})
    usable_from = speech.target.warn_range.low
    if usable_from is not None and speech.level_dbfs - CLIPPING_STEP_DB < usable_from:
        # Turned down it would be too quiet: the tops are cut off before this gain, or by single loud sounds.
        return Advice(f"{case.part}_elsewhere")
    over_middle_db = speech.level_dbfs - speech.target.pass_range.middle
    return Advice(f"{case.part}_gain_down", {"db": max(CLIPPING_STEP_DB, _whole_db(over_middle_db))})


def _speech_level(case: _Case) -> Advice:
    figures = {"db": _whole_db(case.value - case.wanted.middle)}
    if not case.low:
        return Advice("speech_level_high", figures)
    noisy = case.scene.speech is not None and case.scene.speech.noisy
    return Advice("come_closer" if noisy else "speech_level_low", figures)


def _face(case: _Case) -> Advice:
    code = "face_few" if case.low else "face_many"
    return Advice("face_none" if case.value <= 0 else code, {"count": case.bound})


def _head_height(case: _Case) -> Advice:
    """How far to move: a head is the smaller the further away, in proportion."""
    code = "framing_low" if case.low else "framing_high"
    move_m = abs(_distance_m(case.value) - _distance_m(case.wanted.middle))
    return Advice(code, {"cm": max(_STEP_CM, _STEP_CM * round(100 * move_m / _STEP_CM))})


def _distance_m(head_height_share: float) -> float:
    """From the camera to the head; `_FARTHEST_M` at most."""
    height_m_at_a_metre = 2 * tan(radians(FIELD_OF_VIEW_DEG / 2))
    return HEAD_M / (height_m_at_a_metre * max(head_height_share, HEAD_M / (height_m_at_a_metre * _FARTHEST_M)))


def _face_cut(case: _Case) -> Advice:
    """A head without room above it is cut off at the top; with some, at a side or below."""
    picture = case.scene.picture
    headroom: Measured = Unknown("not_checked") if picture is None else picture.headroom_share
    return Advice("headroom_low" if not isinstance(headroom, Unknown) and headroom <= 0 else "face_cut")


def _looking_up(case: _Case) -> Advice:
    """How many hand's widths to move the camera by, until it stands as high as the middle of what is good."""
    picture = case.scene.picture
    head: Measured = Unknown("not_checked") if picture is None else picture.head_height_share
    distance_m = _USUAL_DISTANCE_M if isinstance(head, Unknown) or not head > 0 else _distance_m(head)
    steepness = tan(radians(max(-_STEEPEST_DEG, min(_STEEPEST_DEG, case.value)))) - tan(radians(case.wanted.middle))
    hands = min(_MOST_HANDS, max(1, round(distance_m * abs(steepness) / HAND_M)))
    return Advice("camera_high" if case.low else "camera_low", {"count": float(hands)})


_USUAL_DISTANCE_M = 0.7
"""From a laptop's camera to who sits at it. Ours."""
_FARTHEST_M = 3.0
"""From further away nobody is taken for the person in front of a camera. Ours."""
_STEEPEST_DEG = 60.0
"""Beyond this a tangent runs away, and a face is no face. Ours."""
_MOST_HANDS = 4
"""More than this is another place, not a higher one. Ours."""


def _live_view(case: _Case) -> Advice:
    return Advice(next((_BLOCKS[each] for each in case.names if each in _BLOCKS), "dslr_live_view"))


def _lip_sync(case: _Case) -> Advice:
    waits = None if case.scene.sync is None else delay(case.scene.sync)
    if waits is None:
        return Advice("clap_again")
    return Advice("delay_sound" if waits.which is Delayed.SOUND else "delay_picture", {"ms": waits.by_ms})


def _missing_db(case: _Case) -> float:
    return _whole_db(case.value - case.bound)


def _whole_fps(case: _Case) -> float:
    return float(ceil(case.bound))


def _percent(case: _Case) -> float:
    return float(round(case.value))


_OWN: Mapping[str, Callable[[_Case], Advice]] = MappingProxyType(
    {
        "clipping": _cut_off,
        "soft_clipping": _cut_off,
        "speech_level": _speech_level,
        "face": _face,
        "head_height": _head_height,
        "face_cut": _face_cut,
        "looking_up": _looking_up,
        "dslr_live_view": _live_view,
        "lip_sync": _lip_sync,
    }
)
"""Part -> what works out its advice, where that takes more than the value."""

_FIGURES: Mapping[str, tuple[str, Callable[[_Case], float]]] = MappingProxyType(
    {
        "noise": ("db", _missing_db),
        "snr": ("db", _missing_db),
        "frame_size": ("lines", lambda case: case.bound),
        "delivered_rate": ("fps", _whole_fps),
        "unique_frames": ("fps", _whole_fps),
        "battery": ("percent", _percent),
        "dslr_battery": ("percent", _percent),
        "disk": ("gb", lambda case: float(max(1, ceil(case.bound - case.value)))),
        "dslr_auto_off": ("count", lambda case: float(max(1, round(case.value / 60)))),
    }
)
"""Part -> the figure in its sentence, and how it comes about."""


def _whole_db(difference_db: float) -> float:
    """Whole dB, never 0: "turn it down about 0 dB" helps nobody."""
    return float(max(1, ceil(abs(difference_db) - 0.5)))
