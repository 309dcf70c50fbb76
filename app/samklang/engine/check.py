"""The check as a whole: measures judged by a rig's targets, with where, when and by which version it was made."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from samklang.domain import verdict
from samklang.domain.advice import Advice
from samklang.domain.checks import CHECK_OF
from samklang.domain.dslr import DslrMeasures
from samklang.domain.history import HistoryEntry, last_soak
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import DeviceInfo, MicrophoneSetting
from samklang.domain.measures import PictureMeasures, SoundMeasures, Unknown
from samklang.domain.reference import (
    PICTURE,
    PICTURE_TOLERANCES,
    TOLERANCES,
    Difference,
    Reference,
    comparable_picture,
    differences,
    reference_of,
)
from samklang.domain.rig import Rig
from samklang.domain.soak import SoakResult
from samklang.domain.sync import SyncMeasures
from samklang.domain.verdict import Judgement

SCHEMA = 1
"""Version of the report's shape, published as docs/check-report.schema.json."""


class CheckForm(StrEnum):
    """The forms a report comes in."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Sources:
    """What was measured, by name only: a file's own name without its folder, a device's friendly name, or None.

    Attributes:
        demo: True when a demo device took the place of a real one; every report says so.
    """

    sound: str | None = None
    silence: str | None = None
    picture: str | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """How this check compares with the rig's saved good one.

    Attributes:
        saved_utc_ms: When that was, milliseconds since 1970-01-01 UTC.
        differences: What differs by more than its tolerance, and what was known only once.
    """

    saved_utc_ms: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Endurance:
    """When the rig was last watched for as long as a session: what ten seconds cannot show.

    Attributes:
        newest: The newest endurance test with this camera, or of the rig where no camera was checked; None where there
            never was one.
        camera: What the system calls it; empty where no camera was checked.
    """

    newest: SoakResult | None
    camera: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One check. It holds numbers and names of equipment; no sound, no picture, no person.

    Attributes:
        checked_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        program_version: Version of Samklang that judged.
        comparison: With the rig's saved good check; None where there is none.
        laptop: None where it was not looked at; likewise the next two.
        input_setting: How the system had set the live microphone, where it told.
        endurance: None where recordings were checked, or a demo.
    """

    rig: Rig
    sound: SoundMeasures | None
    picture: PictureMeasures | None
    judgement: Judgement
    sources: Sources
    checked_utc_ms: int
    program_version: str
    comparison: Comparison | None = None
    laptop: LaptopMeasures | None = None
    dslr: DslrMeasures | None = None
    sync: SyncMeasures | None = None
    input_setting: MicrophoneSetting | None = None
    endurance: Endurance | None = None


@dataclass(frozen=True, slots=True)
class Recordings:
    """The files to measure.

    Attributes:
        audio: Somebody speaking; a video's sound will do.
        silence: The same room and settings with nobody speaking; only with `audio`.
        video: Somebody in the picture.
    """

    audio: Path | None = None
    silence: Path | None = None
    video: Path | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out of measuring: the sound, the picture, or both, and how far they lie apart."""

    sound: SoundMeasures | None = None
    picture: PictureMeasures | None = None
    sync: SyncMeasures | None = None


def judge(  # noqa: PLR0913 - a report is exactly these parts
    sound: SoundMeasures | None,
    picture: PictureMeasures | None,
    rig: Rig,
    *,
    sources: Sources,
    checked_utc_ms: int,
    program_version: str,
    input_setting: MicrophoneSetting | None = None,
    laptop: LaptopMeasures | None = None,
    dslr: DslrMeasures | None = None,
    sync: SyncMeasures | None = None,
) -> CheckReport:
    """Judge one check.

    Args:
        sound: The sound's measures; None when no sound was checked.
        picture: The picture's measures; None when no picture was checked.
        rig: Whose targets to judge by.
        sources: What was measured.
        checked_utc_ms: The time now, milliseconds since 1970-01-01 UTC.
        program_version: Version of the program that judges.
        input_setting: How the system has set the live microphone, where it tells.
        laptop: The laptop's measures; None when it was not looked at.
        dslr: What a DSLR or its checklist said; None when there is none.
        sync: Sound against picture; None when nobody clapped.

    Raises:
        ValueError: There is nothing to judge.
    """
    report = CheckReport(
        rig=rig,
        sound=sound,
        picture=picture,
        judgement=verdict.judge(sound, picture, rig, input_setting, laptop=laptop, dslr=dslr, sync=sync),
        sources=sources,
        checked_utc_ms=checked_utc_ms,
        program_version=program_version,
        laptop=laptop,
        dslr=dslr,
        sync=sync,
        input_setting=input_setting,
    )
    return _honest_about_demo(report)


def _honest_about_demo(report: CheckReport) -> CheckReport:
    """Nobody's equipment was heard or seen: whatever the demo came to, the meeting is not ready to be opened."""
    if not report.sources.demo or report.judgement.next_check is not None:
        return report
    return replace(report, judgement=replace(report.judgement, next_action=Advice("choose_own")))


def as_reference(
    report: CheckReport, microphone: DeviceInfo | None, camera: DeviceInfo | None = None
) -> Reference | None:
    """What is kept of a check as the rig's good one; None where neither sound nor picture was checked.

    What a fault hides is kept as unknown: it may be a remark only, and yet not tell anything.

    Args:
        report: The check.
        microphone: The live microphone; None where a recording was measured.
        camera: The live camera; likewise.
    """
    if report.sound is None and report.picture is None:
        return None
    hidden = {each.check: each.reason for each in report.judgement.verdicts if each.hidden_by is not None}
    checks = {name: each.check for name, each in TOLERANCES.items()}
    checks |= {f"{PICTURE}{name}": each.check for name, each in PICTURE_TOLERANCES.items()}
    worthless = {
        measure: Unknown(reason)
        for measure, part in checks.items()
        if (reason := hidden.get(CHECK_OF[part])) is not None
    }
    return reference_of(
        report.sound,
        worthless=worthless,
        rig_id=report.rig.id,
        microphone_id="" if microphone is None else microphone.id,
        microphone_name="" if microphone is None else report.sources.sound or microphone.name,
        saved_utc_ms=report.checked_utc_ms,
        program_version=report.program_version,
        picture=report.picture,
        camera_id="" if camera is None else camera.id,
        camera_name="" if camera is None else report.sources.picture or camera.name,
    )


def compared(
    report: CheckReport,
    reference: Reference | None,
    microphone: DeviceInfo | None,
    camera: DeviceInfo | None = None,
) -> CheckReport:
    """The report held against the rig's saved good check, where there is one.

    It tells what differs, and its sharpness is judged by the saved picture's.

    Args:
        report: The check.
        reference: The saved one.
        microphone: The live microphone; None where a recording was measured.
        camera: The live camera; likewise.
    """
    now = as_reference(report, microphone, camera)
    if reference is None or now is None:
        return report
    judgement = verdict.judge(
        report.sound,
        report.picture,
        report.rig,
        report.input_setting,
        laptop=report.laptop,
        dslr=report.dslr,
        sync=report.sync,
        saved=comparable_picture(reference, now),
    )
    again = _honest_about_demo(replace(report, judgement=judgement))
    # Told as judged: what the saved picture shows to be a fault may hide what was none without it.
    now = as_reference(again, microphone, camera) or now
    return replace(again, comparison=Comparison(reference.saved_utc_ms, differences(reference, now)))


def with_endurance(report: CheckReport, entries: Iterable[HistoryEntry], camera: DeviceInfo | None) -> CheckReport:
    """The report, saying when the rig was last watched for as long as a session.

    Args:
        report: A check of what is plugged in; one of a demo is given back as it is.
        entries: The rig's history.
        camera: The live camera; None where none was checked.
    """
    if report.sources.demo:
        return report
    name = "" if camera is None else camera.name
    return replace(report, endurance=Endurance(last_soak(entries, name or None), name))
