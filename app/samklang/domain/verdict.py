"""Measures against a rig's targets: one verdict a check, one overall, and the one action that helps most.

The rules in short. A value inside the pass range passes, inside the warn range it warns, outside it fails; nothing is
rounded first. A check of several parts is as its worst part is (`part`). A measure that is unknown is never a pass: an
essential one takes the green light away. What a fault makes unknowable, or is alone the cause of, becomes unknown and
counts no further (`masking`); a fault is as bad as the worst it is the cause of. The next action is the first failed
check in `PRIORITY`, else the first remark or essential unknown in `PRIORITY` (a silence to record comes last), else to
go on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Literal, TypeAlias, TypeVar

from samklang.domain import advice, masking
from samklang.domain.advice import Advice, Speech
from samklang.domain.checks import ESSENTIAL, NOT_APPLICABLE, PRIORITY, code_of
from samklang.domain.dslr import DslrMeasures
from samklang.domain.equipment_checks import DSLR_CHECKS, LAPTOP_CHECKS, SYNC_CHECKS
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import MicrophoneSetting
from samklang.domain.measures import Measured, PictureMeasures, SoundMeasures, Unknown
from samklang.domain.part import Check, Part, Saved
from samklang.domain.picture_checks import PICTURE_CHECKS
from samklang.domain.rig import Range, Rig, Target
from samklang.domain.sound_checks import BOUNDS, SETTING_CHECKS, SOUND_CHECKS
from samklang.domain.standing import Standing
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
        check: Its key; `code` is what a report calls it.
        section: `sound`, `picture`, `laptop`, `dslr` or `sync`.
        status: As the value lies in the target; worse where the check explains another that is worse.
        value: The measured value in `target.unit`, or None when it is unknown.
        target: What it was judged by, in the value's own unit.
        advice: What to do about it; None when the check passed.
        reason: Why the value is unknown (see `Unknown`), or `hidden_by_CHECK`; else None.
        bound: The true value is at least or at most `value`; None where it is the value itself. A bound can show that
            a check is off its target, never that it is on it.
        hidden_by: The check whose fault makes this one unknowable; its advice is then this one's too.
        explains: Checks that are hidden because they are only off through this one.
        part: The part it was judged by, the worst; None where the check has one part only.
        names: What stands behind the value, by name.
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
    part: str | None = None
    names: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The check's code as the report has it, beside its section."""
        return code_of(self.check)


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
    laptop: LaptopMeasures | None = None,
    dslr: DslrMeasures | None = None,
    sync: SyncMeasures | None = None,
    saved: Saved | None = None,
) -> Judgement:
    """Judge the measures by the rig's targets.

    Args:
        sound: The sound's measures; None when no sound was checked, which leaves its checks out.
        picture: The picture's measures; None when no picture was checked.
        rig: Whose targets to judge by; a check it has no target for is left out.
        setting: How the system has set the live microphone the sound came from; None where it was a recording or the
            system does not tell.
        laptop: The laptop's measures; None when it was not looked at.
        dslr: What a DSLR or its checklist said; None when there is none.
        sync: Sound against picture; None when nobody clapped.
        saved: The picture's measures in the rig's saved good check, where there is one: its sharpness is what
            sharpness is held against.

    Raises:
        ValueError: There is nothing to judge.
    """
    if not any((sound, picture, laptop, dslr, sync)):
        raise ValueError("neither sound nor picture nor anything else to judge")
    scene = advice.Scene(None if sound is None else _speech(sound, rig), picture, sync)
    bench = _Bench(rig, scene, saved or {})
    sounds = () if sound is None else (*bench.judge("sound", SETTING_CHECKS, setting), *_judge_sound(sound, bench))
    verdicts = (
        *sounds,
        *bench.judge("picture", PICTURE_CHECKS, picture),
        *(each for each in bench.judge("laptop", LAPTOP_CHECKS, laptop) if not _is_judged(each.check, sounds)),
        *bench.judge("dslr", DSLR_CHECKS, dslr),
        *bench.judge("sync", SYNC_CHECKS, sync),
    )
    verdicts = _unmasked(verdicts, sound, rig)
    next_verdict = _most_helpful(verdicts)
    if next_verdict is None or next_verdict.advice is None:
        return Judgement(verdicts, Overall.READY, _go_on(sound, picture), None)
    failed = any(verdict.status is Status.FAIL for verdict in verdicts)
    overall = Overall.NOT_READY if failed else Overall.REMARKS
    return Judgement(verdicts, overall, next_verdict.advice, next_verdict.check)


def _is_judged(check: str, verdicts: Iterable[Verdict]) -> bool:
    """Whether a check has its verdict already: who listens to the microphone is told once, by what knows it best."""
    return any(each.check == check for each in verdicts)


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


_Measures = TypeVar("_Measures")


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every section is judged with.

    Attributes:
        scene: What advice needs to know of the rest of the check.
        saved: The picture's measures in the saved good check.
    """

    rig: Rig
    scene: advice.Scene
    saved: Saved

    def judge(
        self, section: str, checks: Mapping[str, Check[_Measures]], measures: _Measures | None
    ) -> Iterator[Verdict]:
        """The section's verdicts; none where it was not checked, and none for a check that has no meaning here."""
        if measures is None:
            return
        for check in checks.values():
            parts = [self._of_part(section, check, part, measures) for part in check.parts]
            found = _worst([each for each in parts if each is not None])
            if found is not None:
                yield found

    def _of_part(
        self, section: str, check: Check[_Measures], part: Part[_Measures], measures: _Measures
    ) -> Verdict | None:
        value, target = _finite(part.read(measures)), self.rig.target(part.code)
        if target is not None and part.scale is not None and not isinstance(value, Unknown):
            factor = _finite(part.scale.of(measures, self.saved))
            if isinstance(factor, Unknown):
                value = factor
            else:
                target = _scaled(target, part.scale.unit, factor)
        if target is None or (isinstance(value, Unknown) and value.reason in NOT_APPLICABLE):
            return None
        named = part.code if len(check.parts) > 1 else None
        names = part.names(measures)
        if isinstance(value, Unknown):
            makes_known = advice.unknown(check.key, value.reason)
            return Verdict(
                check.key, section, Status.UNKNOWN, None, target, makes_known, value.reason, part=named, names=names
            )
        status = status_of(value, target)
        mends = None if status is Status.PASS else advice.off_target(part.code, value, target, self.scene, names)
        return Verdict(check.key, section, status, value, target, mends, part=named, names=names)


def _worst(parts: Sequence[Verdict]) -> Verdict | None:
    """The part a check is judged by: the worst, of those equally bad the first; unknown while the first is."""
    known = [each for each in parts if each.status is not Status.UNKNOWN]
    worst = max(known, key=lambda each: _SEVERITY[each.status], default=None)  # the first of equals
    if worst is None or worst.status is Status.PASS:
        return parts[0] if parts else None
    return worst


def _judge_sound(sound: SoundMeasures, bench: _Bench) -> Iterator[Verdict]:
    for verdict in bench.judge("sound", SOUND_CHECKS, sound):
        yield _by_bound(sound, verdict, bench.scene)


def _by_bound(sound: SoundMeasures, verdict: Verdict, scene: advice.Scene) -> Verdict:
    """The verdict, judged by a bound where the value itself is unknown and the bound alone is off its target."""
    if verdict.status is not Status.UNKNOWN or verdict.check not in BOUNDS:
        return verdict
    bound, read = BOUNDS[verdict.check]
    value = _finite(read(sound))
    if isinstance(value, Unknown) or not _is_beyond(value, verdict.target.pass_range, bound):
        return verdict
    found = advice.off_target(verdict.check, value, verdict.target, scene)
    mends = replace(found, code=f"{found.code}_{bound}")
    status = status_of(value, verdict.target)
    return replace(verdict, status=status, value=value, advice=mends, reason=None, bound=bound)


def _is_beyond(value: float, wanted: Range, bound: Bound) -> bool:
    """Whether everything on the bound's side of the value is off: a bound must never condemn what may be good."""
    if bound == "at_least":
        return wanted.high is not None and value > wanted.high
    return wanted.low is not None and value < wanted.low


def _unmasked(verdicts: Sequence[Verdict], sound: SoundMeasures | None, rig: Rig) -> tuple[Verdict, ...]:
    """The verdicts, each fault named once (see `masking`)."""
    hidden = masking.hidden({each.check: _standing(each) for each in verdicts})
    by_check = {each.check: each for each in verdicts}
    causes = {
        cause: _explaining(by_check[cause], [by_check[check] for check in checks], sound, rig)
        for cause, checks in hidden.same_fault.items()
    }
    return tuple(
        _hidden(each, hidden.by[each.check], {**by_check, **causes})
        if each.check in hidden.by
        else causes.get(each.check, each)
        for each in verdicts
    )


def _standing(verdict: Verdict) -> Standing:
    return Standing(
        verdict.target,
        _SEVERITY.get(verdict.status),
        verdict.value,
        bounded=verdict.bound is not None,
        part=verdict.part,
    )


def _explaining(cause: Verdict, same_fault: Sequence[Verdict], sound: SoundMeasures | None, rig: Rig) -> Verdict:
    """The cause, as bad as the worst it explains."""
    status = max((cause, *same_fault), key=lambda each: _SEVERITY[each.status]).status
    mends = cause.advice
    if cause.check == "noise" and sound is not None and _is_off(sound.second_source_db, rig.target("second_source")):
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
        names=(),
    )


def _speech(sound: SoundMeasures, rig: Rig) -> Speech | None:
    target = rig.target("speech_level")
    level = _finite(sound.active_speech_level_dbfs)
    if target is None or isinstance(level, Unknown):
        return None
    readings = [(part.read(sound), rig.target(each)) for each in BOUNDS for part in SOUND_CHECKS[each].parts]
    bounds = [(read(sound), rig.target(each)) for each, (_, read) in BOUNDS.items()]
    return Speech(level, target, noisy=any(_is_off(*reading) for reading in (*readings, *bounds)))


def _is_off(measured: Measured, target: Target | None) -> bool:
    value = _finite(measured)
    return target is not None and not isinstance(value, Unknown) and not target.pass_range.holds(value)


def _scaled(target: Target, unit: str, factor: float) -> Target:
    """The target in the value's own unit, its ends to two decimals: what is shown is what is judged by."""

    def scale(each: Range) -> Range:
        low = None if each.low is None else round(each.low * factor, 2)
        high = None if each.high is None else round(each.high * factor, 2)
        return Range(low, high)

    return replace(target, unit=unit, pass_range=scale(target.pass_range), warn_range=scale(target.warn_range))


def _finite(measured: Measured) -> Measured:
    """The measure, or unknown where a number came out that is none."""
    return measured if isinstance(measured, Unknown) or isfinite(measured) else Unknown("not_finite")


_SEVERITY = {Status.PASS: 0, Status.WARN: 1, Status.FAIL: 2}
