"""The check report as JSON: the contract of docs/check-report.schema.json."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from math import isfinite
from typing import TypeAlias

from samklang.domain.checks import code_of
from samklang.domain.dslr import Answer, DslrMeasures
from samklang.domain.laptop import LaptopMeasures, NetworkMeasures
from samklang.domain.measures import PictureMeasures, SoundCurves, SoundMeasures, Unknown
from samklang.domain.reference import Difference
from samklang.domain.rig import Range
from samklang.domain.sync import SyncMeasures
from samklang.domain.verdict import Verdict
from samklang.engine.check import SCHEMA, CheckReport
from samklang.reports.check_words import CheckWords
from samklang.wording import Wording

Section: TypeAlias = SoundMeasures | PictureMeasures | LaptopMeasures | NetworkMeasures | DslrMeasures | SyncMeasures


def check_json(report: CheckReport, wording: Wording) -> str:
    """The report as JSON text; sentences in the language of `wording`, codes and numbers in none."""
    return json.dumps(check_document(report, wording), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def check_document(report: CheckReport, wording: Wording) -> dict[str, object]:
    """The report as plain values, fit for JSON."""
    say = CheckWords(wording, report.rig)
    judgement = report.judgement
    return {
        "schema": SCHEMA,
        "kind": "samklang-check",
        "demo": report.sources.demo,
        "program_version": report.program_version,
        "checked_utc": utc_text(report.checked_utc_ms),
        "language": wording.language,
        "rig": report.rig.id,
        "rig_name": say.own(report.rig.name, report.rig.id),
        "sources": {
            "sound": report.sources.sound,
            "silence": report.sources.silence,
            "picture": report.sources.picture,
        },
        "sound": None if report.sound is None else _section(report.sound),
        "picture": None if report.picture is None else _section(report.picture),
        "laptop": None if report.laptop is None else _section(report.laptop),
        "dslr": None if report.dslr is None else _section(report.dslr),
        "sync": None if report.sync is None else _section(report.sync),
        "good_check_utc": None if report.comparison is None else utc_text(report.comparison.saved_utc_ms),
        "differences": None
        if report.comparison is None
        else [_difference(each) for each in report.comparison.differences],
        "endurance_test": _endurance(report),
        "verdicts": [_verdict(verdict, say) for verdict in judgement.verdicts],
        "verdict": judgement.overall.value,
        "next_action": say.action(judgement.next_action),
        "next_action_code": judgement.next_action.code,
        "next_action_figures": dict(judgement.next_action.figures),
        "next_action_check": None if judgement.next_check is None else code_of(judgement.next_check),
        "next_action_section": next(
            (each.section for each in judgement.verdicts if each.check == judgement.next_check), None
        ),
    }


def _endurance(report: CheckReport) -> dict[str, object] | None:
    """Null where it was not asked; what there never was has no day."""
    if report.endurance is None:
        return None
    newest = report.endurance.newest
    return {
        "camera": report.endurance.camera or None,
        "begun_utc": None if newest is None else utc_text(newest.begun_utc_ms),
        "watched_s": None if newest is None else round(newest.watched_s, 1),
        "complete": None if newest is None else newest.complete,
        "verdict": None if newest is None else newest.verdict.value,
    }


def utc_text(utc_ms: int) -> str:
    """A moment as ISO 8601, to the second, in UTC."""
    return datetime.fromtimestamp(utc_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _section(measures: Section) -> dict[str, object]:
    """Every measure by name; what is unknown is null, and `reasons` says why by the same name."""
    section: dict[str, object] = {}
    reasons: dict[str, str] = {}
    for each in fields(measures):
        value = getattr(measures, each.name)
        if isinstance(value, Unknown):
            reasons[each.name] = value.reason
        elif isinstance(value, float) and not isfinite(value):
            reasons[each.name] = "not_finite"
        section[each.name] = None if each.name in reasons else _plain(value)
    section["reasons"] = reasons
    return section


def _plain(value: object) -> object:
    """A field of measures as JSON knows it."""
    match value:
        case SoundCurves():
            return _curves(value)
        case NetworkMeasures():
            return _section(value)
        case (str() as point, Answer() as answer):
            return {"point": point, "answer": answer.value}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def _curves(curves: SoundCurves) -> dict[str, object]:
    """What a small picture is drawn from, to 0.1 dB: nobody sees more, and it keeps the report small."""
    return {
        "level_step_s": curves.level_step_s,
        "levels_dbfs": [round(level, 1) for level in curves.levels_dbfs],
        "bands_hz": list(curves.bands_hz),
        "bands_dbfs": [round(level, 1) for level in curves.bands_dbfs],
    }


def _verdict(verdict: Verdict, say: CheckWords) -> dict[str, object]:
    return {
        "check": verdict.code,
        "section": verdict.section,
        "part": verdict.part,
        "status": verdict.status.value,
        "value": verdict.value,
        "bound": verdict.bound,
        "unit": verdict.target.unit,
        "target": _ends(verdict.target.pass_range),
        "usable": _ends(verdict.target.warn_range),
        "reason": verdict.reason if verdict.hidden_by is None else f"hidden_by_{code_of(verdict.hidden_by)}",
        "explains": [code_of(check) for check in verdict.explains],
        "names": list(verdict.names),
        "advice": None if verdict.advice is None else say.action(verdict.advice),
        "advice_code": None if verdict.advice is None else verdict.advice.code,
        "advice_figures": {} if verdict.advice is None else dict(verdict.advice.figures),
        "source": verdict.target.source,
    }


def _difference(difference: Difference) -> dict[str, object]:
    then, now = difference.then, difference.now
    return {
        "what": difference.what,
        "kind": difference.kind,
        "then": None if isinstance(then, Unknown) else then,
        "now": None if isinstance(now, Unknown) else now,
        "reason": next((each.reason for each in (now, then) if isinstance(each, Unknown)), None),
    }


def _ends(each: Range) -> list[float | None]:
    return [each.low, each.high]
