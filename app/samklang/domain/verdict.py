"""Measures against a rig's targets: one verdict a check, one overall, and the one action that helps most.

The rules in short. A value inside the pass range passes, inside the warn range it warns, outside it fails; nothing is
rounded first. A measure that is unknown is never a pass: an essential one takes the green light away. What a
fault makes unknowable, or is alone the cause of, becomes unknown and counts no further (`masking`); a fault is as bad
as the worst it is the cause of. The next action is the first failed check in `PRIORITY`, else the first remark or
essential unknown in `PRIORITY` (a silence to record comes last), else to go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Literal, TypeAlias

from samklang.domain import advice, masking
from samklang.domain.advice import Advice, Speech
from samklang.domain.checks import (
    BOUNDS,
    ESSENTIAL,
    NOT_APPLICABLE,
    PICTURE_CHECKS,
    PRIORITY,
    SOUND_CHECKS,
    UNIQUE_FRAMES,
)
from samklang.domain.dslr import DslrMeasures
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import MicrophoneSetting
from samklang.domain.measures import Measured, PictureMeasures, SoundMeasures, Unknown
from samklang.domain.rig import Range, Rig, Target
from samklang.domain.sync import SyncMeasures


class Status(StrEnum):
    """What a check came to."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Overall(StrEnum):
    """What the check as a whole came to."""

    READY = "ready"
    REMARKS = "remarks"
    NOT_READY = "not_ready"


Bound: TypeAlias = Literal["at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's verdict.

    Attributes:
        section: `sound` or `picture`.
        status: As the value lies in the target; worse where the check explains another that is worse.
        value: The measured value in `target.unit`, or None when it is unknown.
        target: What it was judged by, in the value's own unit.
        advice: What to do about it; None when the check passed.
        reason: Why the value is unknown (see `Unknown`), or `hidden_by_CHECK`; else None.
        bound: The true value is at least or at most `value`; None where it is the value itself. A bound can show that
            a check is off its target, never that it is on it.
        hidden_by: The check whose fault makes this one unknowable; its advice is then this one's too.
        explains: Checks that are hidden because they are only off through this one.
    """

    check: str
    section: str
    status: Status
    value: float | None
    target: Target
    advice: Advice | None = None
    reason: str | None = None
    bound: Bound | None = None
    hidden_by: str | None = None
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts and what they come to.

    Attributes:
        next_check: The check the next action belongs to; None when nothing is left to do about what was measured.
    """

    verdicts: tuple[Verdict, ...]
    overall: Overall
    next_action: Advice
    next_check: str | None


def judge(  # noqa: PLR0913 - a check is exactly these parts
    sound: SoundMeasures | None,
    picture: PictureMeasures | None,
    rig: Rig,
    setting: MicrophoneSetting | None = None,
    *,
    laptop: LaptopMeasures | None = None,  # noqa: ARG001 - judged from here on as its checks come in
    dslr: DslrMeasures | None = None,  # noqa: ARG001 - likewise
    sync: SyncMeasures | None = None,  # noqa: ARG001 - likewise
) -> Judgement:
    """Judge the measures by the rig's targets.

    Args:
        sound: The sound's measures; None when no sound was checked, which leaves its checks out.
        picture: The picture's measures; None when no picture was checked.
        rig: Whose targets to judge by; a check it has no target for is left out.
        setting: How the system has set the live microphone the sound came from; None where it was a recording or the
            system does not tell.

    Raises:
        ValueError: There is neither sound nor picture to judge.
    """
    if sound is None and picture is None:
        raise ValueError("neither sound nor picture to judge")
    verdicts = (*_judge_sound(sound, setting, rig), *_judge_picture(picture, rig))
    next_verdict = _most_helpful(verdicts)
    if next_verdict is None or next_verdict.advice is None:
        return Judgement(verdicts, Overall.READY, _go_on(sound, picture), None)
    failed = any(verdict.status is Status.FAIL for verdict in verdicts)
    overall = Overall.NOT_READY if failed else Overall.REMARKS
    return Judgement(verdicts, overall, next_verdict.advice, next_verdict.check)


def status_of(value: float, target: Target) -> Status:
    """The status of a value, unrounded, in the target's unit."""
    if target.pass_range.holds(value):
        return Status.PASS
    return Status.WARN if target.warn_range.holds(value) else Status.FAIL


def _go_on(sound: SoundMeasures | None, picture: PictureMeasures | None) -> Advice:
    if sound is None:
        return Advice("check_sound")
    return Advice("check_picture" if picture is None else "go_on")


def _most_helpful(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict whose action helps most, or None when all is as it should be."""

    def rank(verdict: Verdict) -> tuple[bool, bool, int]:
        # What was found is mended before a silence is recorded: mending it would make that silence a stale one.
        is_recording = verdict.advice == Advice("record_silence")
        return (verdict.status is not Status.FAIL, is_recording, PRIORITY.index(verdict.check))

    return min((each for each in verdicts if _needs_action(each)), key=rank, default=None)


def _needs_action(verdict: Verdict) -> bool:
    if verdict.status is Status.UNKNOWN:
        return verdict.check in ESSENTIAL and verdict.hidden_by is None
    return verdict.status is not Status.PASS


def _judge_sound(sound: SoundMeasures | None, setting: MicrophoneSetting | None, rig: Rig) -> Iterable[Verdict]:
    if sound is None:
        return ()
    readings = [(check, read(sound), rig.target(check)) for check, read in SOUND_CHECKS.items()]
    speech = _speech(sound, rig)
    verdicts = [_by_bound(sound, _verdict("sound", *reading, speech), speech) for reading in readings]
    return _unmasked((*_judge_setting(setting, rig), *(each for each in verdicts if each)), sound, rig)


def _judge_setting(setting: MicrophoneSetting | None, rig: Rig) -> Iterable[Verdict]:
    """What the system does with the microphone; what it does not tell is left out."""
    if setting is None:
        return
    muted, in_use = rig.target("muted"), rig.target("device_in_use")
    if setting.muted is not None and muted is not None:
        status = status_of(float(setting.muted), muted)
        mends = None if status is Status.PASS else Advice("muted")
        yield Verdict("muted", "sound", status, float(setting.muted), muted, mends)
    if setting.held_by and in_use is not None:
        status = status_of(len(setting.held_by), in_use)
        mends = None if status is Status.PASS else Advice("device_in_use", names=setting.held_by)
        yield Verdict("device_in_use", "sound", status, float(len(setting.held_by)), in_use, mends)


def _by_bound(sound: SoundMeasures, verdict: Verdict | None, speech: Speech | None) -> Verdict | None:
    """The verdict, judged by a bound where the value itself is unknown and the bound alone is off its target."""
    if verdict is None or verdict.status is not Status.UNKNOWN or verdict.check not in BOUNDS:
        return verdict
    bound, read = BOUNDS[verdict.check]
    value = _finite(read(sound))
    if isinstance(value, Unknown) or not _is_beyond(value, verdict.target.pass_range, bound):
        return verdict
    found = advice.off_target(verdict.check, value, verdict.target, speech)
    mends = replace(found, code=f"{found.code}_{bound}")
    status = status_of(value, verdict.target)
    return replace(verdict, status=status, value=value, advice=mends, reason=None, bound=bound)


def _is_beyond(value: float, wanted: Range, bound: Bound) -> bool:
    """Whether everything on the bound's side of the value is off: a bound must never condemn what may be good."""
    if bound == "at_least":
        return wanted.high is not None and value > wanted.high
    return wanted.low is not None and value < wanted.low


def _unmasked(verdicts: Sequence[Verdict], sound: SoundMeasures, rig: Rig) -> list[Verdict]:
    """The verdicts, each fault named once (see `masking`)."""
    hidden = masking.hidden({each.check: _standing(each) for each in verdicts})
    by_check = {each.check: each for each in verdicts}
    causes = {
        cause: _explaining(by_check[cause], [by_check[check] for check in checks], sound, rig)
        for cause, checks in hidden.same_fault.items()
    }
    return [
        _hidden(each, hidden.by[each.check], {**by_check, **causes})
        if each.check in hidden.by
        else causes.get(each.check, each)
        for each in verdicts
    ]


def _standing(verdict: Verdict) -> masking.Standing:
    return masking.Standing(
        verdict.target, _SEVERITY.get(verdict.status), verdict.value, bounded=verdict.bound is not None
    )


def _explaining(cause: Verdict, same_fault: Sequence[Verdict], sound: SoundMeasures, rig: Rig) -> Verdict:
    """The cause, as bad as the worst it explains."""
    status = max((cause, *same_fault), key=lambda each: _SEVERITY[each.status]).status
    mends = cause.advice
    if cause.check == "noise" and _is_off(sound.second_source_db, rig.target("second_source")):
        mends = Advice("second_source")  # what makes the noise is known: that is worth more than how loud it is
    return replace(cause, status=status, advice=mends, explains=tuple(each.check for each in same_fault))


def _hidden(verdict: Verdict, by: str, verdicts: Mapping[str, Verdict]) -> Verdict:
    return replace(
        verdict,
        status=Status.UNKNOWN,
        value=None,
        advice=verdicts[by].advice,
        reason=f"hidden_by_{by}",
        bound=None,
        hidden_by=by,
    )


def _speech(sound: SoundMeasures, rig: Rig) -> Speech | None:
    target = rig.target("speech_level")
    level = _finite(sound.active_speech_level_dbfs)
    if target is None or isinstance(level, Unknown):
        return None
    readings = [(SOUND_CHECKS[each](sound), rig.target(each)) for each in BOUNDS]
    bounds = [(read(sound), rig.target(each)) for each, (_, read) in BOUNDS.items()]
    return Speech(level, target, noisy=any(_is_off(*reading) for reading in (*readings, *bounds)))


def _is_off(measured: Measured, target: Target | None) -> bool:
    value = _finite(measured)
    return target is not None and not isinstance(value, Unknown) and not target.pass_range.holds(value)


def _judge_picture(picture: PictureMeasures | None, rig: Rig) -> Iterable[Verdict]:
    if picture is None:
        return ()
    nominal_fps = _nominal_fps(picture)
    readings = [
        (check, *_against_nominal(check, read(picture), nominal_fps, rig)) for check, read in PICTURE_CHECKS.items()
    ]
    return [verdict for verdict in (_verdict("picture", *reading, None) for reading in readings) if verdict]


def _nominal_fps(picture: PictureMeasures) -> Measured:
    nominal_fps = _finite(picture.nominal_frame_rate_fps)
    return Unknown("no_nominal_rate") if not isinstance(nominal_fps, Unknown) and nominal_fps <= 0 else nominal_fps


def _against_nominal(check: str, measured: Measured, nominal_fps: Measured, rig: Rig) -> tuple[Measured, Target | None]:
    """The measure and its target, the latter worked out from the nominal frame rate where it is a factor on it."""
    target = rig.target(check)
    if check == "frame_rate" and target is not None and not isinstance(nominal_fps, Unknown):
        return measured, _stricter_rate(target, rig.target(UNIQUE_FRAMES), nominal_fps)
    if check == "frame_interval" and target is not None:
        if isinstance(nominal_fps, Unknown):
            return nominal_fps, target
        return measured, _scaled(target, "ms", 1000.0 / nominal_fps)
    return measured, target


def _stricter_rate(target: Target, of_nominal: Target | None, nominal_fps: float) -> Target:
    """The rig's own rate or the share of the nominal rate, whichever asks for more."""
    if of_nominal is None:
        return target
    scaled = _scaled(of_nominal, "fps", nominal_fps)
    if (scaled.pass_range.low or 0.0) <= (target.pass_range.low or 0.0):
        return target
    # The usable end stays the stricter of the two as well, so that both targets hold.
    usable_from_fps = max(scaled.warn_range.low or 0.0, target.warn_range.low or 0.0)
    return replace(scaled, check="frame_rate", warn_range=Range(usable_from_fps))


def _scaled(target: Target, unit: str, factor: float) -> Target:
    """The target in the value's own unit, its ends to two decimals: what is shown is what is judged by."""

    def scale(each: Range) -> Range:
        low = None if each.low is None else round(each.low * factor, 2)
        high = None if each.high is None else round(each.high * factor, 2)
        return Range(low, high)

    return replace(target, unit=unit, pass_range=scale(target.pass_range), warn_range=scale(target.warn_range))


def _verdict(
    section: str, check: str, measured: Measured, target: Target | None, speech: Speech | None
) -> Verdict | None:
    value = _finite(measured)
    if target is None or (isinstance(value, Unknown) and value.reason in NOT_APPLICABLE):
        return None
    if isinstance(value, Unknown):
        makes_known = advice.unknown(check, value.reason)
        return Verdict(check, section, Status.UNKNOWN, None, target, makes_known, value.reason)
    status = status_of(value, target)
    mends = None if status is Status.PASS else advice.off_target(check, value, target, speech)
    return Verdict(check, section, status, value, target, mends)


def _finite(measured: Measured) -> Measured:
    """The measure, or unknown where a number came out that is none."""
    return measured if isinstance(measured, Unknown) or isfinite(measured) else Unknown("not_finite")


_SEVERITY = {Status.PASS: 0, Status.WARN: 1, Status.FAIL: 2}
