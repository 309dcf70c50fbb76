"""The report of an endurance test in the form that is asked for: text, JSON or one HTML page."""

import json
from collections.abc import Iterator
from dataclasses import astuple, fields

from samklang.domain.live import DEMO_ID
from samklang.domain.rig import Rig, words
from samklang.domain.soak import SoakPoint, SoakResult, is_grave, looks_like_auto_off
from samklang.engine.check import CheckForm
from samklang.reports.check_json import utc_text
from samklang.reports.soak_line import length
from samklang.reports.soak_words import SoakWords
from samklang.wording import Wording

SCHEMA = 1
SHAPES = {"passed": "pass", "remarks": "warn", "failed": "fail"}
"""The shape of each verdict, as of a check's."""
_MARKS = {"passed": "✓", "remarks": "!", "failed": "✗"}


def render_soak(result: SoakResult, rig: Rig, form: CheckForm, wording: Wording) -> str:
    """The report in the language of `wording`."""
    match form:
        case CheckForm.TEXT:
            return "\n".join(_text(result, rig, SoakWords(wording, result))) + "\n"
        case CheckForm.JSON:
            return json.dumps(soak_document(result, wording), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        case CheckForm.HTML:
            from samklang.reports.soak_html import soak_html  # noqa: PLC0415 - jinja2 is slow to import

            return soak_html(result, rig, wording)


def soak_document(result: SoakResult, wording: Wording) -> dict[str, object]:
    """The report as plain values, fit for JSON; the time line in rows under its column names."""
    say = SoakWords(wording, result)
    return {
        "schema": SCHEMA,
        "kind": "samklang-soak",
        "demo": result.demo,
        "program_version": result.program_version,
        "begun_utc": utc_text(result.begun_utc_ms),
        "language": wording.language,
        "rig": result.rig_id,
        "planned_s": result.planned_s,
        "watched_s": round(result.watched_s, 1),
        "complete": result.complete,
        "microphone": result.microphone or None,
        "camera": result.camera or None,
        "laptop": result.laptop or None,
        "laptop_watched": result.laptop_watched,
        "events": [
            {
                "event": event.kind.value,
                "part": event.kind.part.value,
                "at_s": round(event.at_s, 1),
                "lasted_s": None if event.lasted_s is None else round(event.lasted_s, 1),
                "value": None if event.value is None else round(event.value, 2),
                "grave": is_grave(event, result),
                "auto_off_suspected": looks_like_auto_off(event, result),
                "text": say.what(event),
            }
            for event in result.happened
        ],
        "more_events": {kind.value: count for kind, count in result.more},
        "sound_drift_ms": None if result.sound_drift_ms is None else round(result.sound_drift_ms, 1),
        "drift_against": None if result.sound_drift_ms is None else _against(result),
        "battery_used_percent": result.battery_used_percent,
        "timeline_columns": [field.name for field in fields(SoakPoint)],
        "timeline": [
            [None if each is None else round(each, 2) for each in astuple(point)] for point in result.timeline
        ],
        "verdict": result.verdict.value,
        "next_action": say.action,
    }


def heading(result: SoakResult, rig: Rig, say: SoakWords) -> Iterator[tuple[str, str]]:
    """What was watched, when and for how long: names and values."""
    word = say.wording
    name = words(rig.name, word.language, rig.id)
    yield word("soak.report.rig"), f"{name} ({rig.id})"
    yield word("soak.report.when"), utc_text(result.begun_utc_ms)
    yield word("soak.report.lasted"), say.lasted
    for part, device in (("microphone", result.microphone), ("camera", result.camera)):
        shown = word(f"devices.demo.{part}") if device == DEMO_ID else device
        yield word(f"soak.report.{part}"), shown or word("soak.report.not_watched")
    watched = word("soak.report.watched" if result.laptop_watched else "soak.report.not_watched")
    yield word("soak.report.laptop"), result.laptop or watched


def _text(result: SoakResult, rig: Rig, say: SoakWords) -> Iterator[str]:
    word = say.wording
    if result.demo:
        yield word("soak.report.demo")
    yield word("soak.report.title")
    yield from (f"{name}: {value}" for name, value in heading(result, rig, say))
    yield ""
    if result.happened:
        yield word("soak.report.happened")
    for event in result.happened:
        mark = "✗" if is_grave(event, result) else "!"
        yield f"  {mark} {length(event.at_s, word):>13}  {say.what(event)} ({say.lasted_of(event)})"
    if not result.happened:
        yield word("soak.report.nothing")
    yield from say.facts()
    yield ""
    yield f"{_MARKS[result.verdict]} {say.verdict}"
    yield f"{word('soak.report.next')}: {say.action}"


def _against(result: SoakResult) -> str:
    return "computer" if result.drift_against_computer else "picture"
