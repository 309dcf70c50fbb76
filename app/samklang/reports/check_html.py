"""The check report as one HTML page: nothing outside itself, no script, fit for paper."""

from dataclasses import dataclass, fields, is_dataclass, replace

from samklang.domain.measures import SoundCurves, Unknown
from samklang.domain.rig import Quirk
from samklang.domain.verdict import Verdict
from samklang.engine.check import CheckReport
from samklang.reports.charts import HEIGHT as CHART_HEIGHT
from samklang.reports.charts import WIDTH as CHART_WIDTH
from samklang.reports.charts import sound_charts
from samklang.reports.check_band import WIDTH, Band, band
from samklang.reports.check_json import utc_text
from samklang.reports.check_words import NOT_KNOWN, CheckWords, sections
from samklang.reports.page import page_environment
from samklang.wording import Wording

_DECIMALS = {"share": 4, "offset": 5}
"""Decimals of a raw measure by the last word of its name; two for the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check, in words."""

    section: str
    status: str
    word: str
    name: str
    value: str
    reason: str
    target: str
    usable: str
    advice: str
    source: str
    band: Band


@dataclass(frozen=True, slots=True)
class RawMeasure:
    """One measure as it stands in the JSON report, with the reason where there is none."""

    name: str
    value: str
    reason: str


def check_html(report: CheckReport, wording: Wording) -> str:
    """The report as one HTML page in the language of `wording`."""
    say = CheckWords(wording, report.rig)
    return (
        page_environment()
        .get_template("check.html")
        .render(
            language=wording.language,
            word=wording,
            report=report,
            when=utc_text(report.checked_utc_ms),
            rig_name=say.own(report.rig.name, report.rig.id),
            overall=say.overall(report),
            endurance=say.endurance(report),
            action=say.action(report.judgement.next_action),
            rows=[_row(verdict, say) for verdict in report.judgement.verdicts],
            sections=[(section, _raw(measures, say)) for section, measures in sections(report)],
            proxy=say.proxy(report),
            quirks=[(say.own(quirk.text), say.source(quirk.source)) for quirk in _quirks(report)],
            band_width=WIDTH,
            compared=_compared(report, say),
            charts=sound_charts(report, wording),
            chart_width=CHART_WIDTH,
            chart_height=CHART_HEIGHT,
        )
    )


def _compared(report: CheckReport, say: CheckWords) -> tuple[str, ...]:
    when = "" if report.comparison is None else utc_text(report.comparison.saved_utc_ms)
    return say.comparison(report, when)


def _row(verdict: Verdict, say: CheckWords) -> Row:
    return Row(
        section=verdict.section,
        status=verdict.status.value,
        word=say.wording(f"check.status.{verdict.status}"),
        name=say.title(verdict),
        value=say.value(verdict),
        reason=say.note(verdict),
        target=say.range(verdict.target.pass_range, verdict.target.unit),
        usable=say.range(verdict.target.warn_range, verdict.target.unit),
        advice=say.mends(verdict),
        source=say.source(verdict.target.source),
        band=band(verdict),
    )


def _raw(measures: object | None, say: CheckWords) -> list[RawMeasure]:
    """Every measure by name, those of a section within a section behind a dot; not the curves, which are drawn."""
    if measures is None or not is_dataclass(measures):
        return []
    found: list[RawMeasure] = []
    for each in fields(measures):
        value = getattr(measures, each.name)
        if isinstance(value, Unknown) or not is_dataclass(value):
            found.append(_raw_measure(each.name, value, say))
        elif not isinstance(value, SoundCurves):
            found += [replace(inner, name=f"{each.name}.{inner.name}") for inner in _raw(value, say)]
    return found


def _raw_measure(name: str, value: object, say: CheckWords) -> RawMeasure:
    match value:
        case Unknown():
            return RawMeasure(name, NOT_KNOWN, say.reason(value.reason))
        case int() | float():
            decimals = 0 if isinstance(value, int) else _DECIMALS.get(name.rsplit("_", 1)[-1], 2)
            return RawMeasure(name, say.number(value, decimals), "")
        case tuple():
            return RawMeasure(name, ", ".join(_listed(each) for each in value) or NOT_KNOWN, "")
        case _:
            return RawMeasure(name, str(value or NOT_KNOWN), "")


def _listed(each: object) -> str:
    """One of a list: a name, or a point of a checklist with its answer."""
    return f"{each[0]}: {each[1]}" if isinstance(each, tuple) else str(each)


def _quirks(report: CheckReport) -> tuple[Quirk, ...]:
    rig = report.rig
    of_sound = rig.microphone.quirks if report.sound is not None else ()
    of_picture = rig.camera.quirks if report.picture is not None else ()
    return (*rig.laptop.quirks, *of_sound, *of_picture)
