"""The check report as plain text: one aligned line a check, the verdict and the next action last."""

from collections.abc import Iterator

from samklang.domain.verdict import Status, Verdict
from samklang.engine.check import CheckReport
from samklang.reports.check_json import utc_text
from samklang.reports.check_words import CheckWords, sections
from samklang.wording import Wording

MARKS = {
    Status.PASS: "✓",
    Status.WARN: "!",
    Status.FAIL: "✗",
    Status.UNKNOWN: "?",
}
"""A shape for each status, always beside its word."""


def check_text(report: CheckReport, wording: Wording) -> str:
    """The report as text for a terminal, mostly within 110 signs."""
    say = CheckWords(wording, report.rig)
    lines = [*_head(report, say), *_sections(report, say), *_comparison(report, say), "", *_end(report, say)]
    return "\n".join(lines) + "\n"


def _head(report: CheckReport, say: CheckWords) -> Iterator[str]:
    if report.sources.demo:
        yield say.wording("check.report.demo")
    yield f"{say.wording('check.report.title')}, {utc_text(report.checked_utc_ms)}"
    yield f"{say.wording('check.report.rig')}: {say.own(report.rig.name, report.rig.id)} ({report.rig.id})"
    for text_id, source in (
        ("sound_from", report.sources.sound),
        ("silence_from", report.sources.silence),
        ("picture_from", report.sources.picture),
    ):
        if source is not None:
            yield f"{say.wording(f'check.report.{text_id}')}: {source}"
    if endurance := say.endurance(report):
        yield endurance


def _sections(report: CheckReport, say: CheckWords) -> Iterator[str]:
    rows = [(verdict, _cells(verdict, say)) for verdict in report.judgement.verdicts]
    widths = [max((len(cells[column]) for _, cells in rows), default=0) for column in range(4)]
    for section, measured in sections(report):
        yield ""
        if measured is None:
            yield say.wording(f"check.report.{section}_not_checked")
            continue
        yield say.wording(f"check.section.{section}")
        for verdict, cells in rows:
            if verdict.section == section:
                word, name, value, target = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
                value = value.strip().rjust(widths[2])
                note = say.note(verdict)
                why = f"  ({note})" if note else ""
                yield f"  {MARKS[verdict.status]} {word}  {name}  {value}  {target}{why}".rstrip()
        if section == "laptop" and (proxy := say.proxy(report)):
            yield f"  {proxy}"


def _comparison(report: CheckReport, say: CheckWords) -> Iterator[str]:
    if report.comparison is not None:
        title, *lines = say.comparison(report, utc_text(report.comparison.saved_utc_ms))
        yield from ("", title, *(f"  - {line}" for line in lines))


def _cells(verdict: Verdict, say: CheckWords) -> tuple[str, str, str, str]:
    return (
        say.wording(f"check.status.{verdict.status}"),
        say.title(verdict),
        say.value(verdict),
        say.range(verdict.target.pass_range, verdict.target.unit),
    )


def _end(report: CheckReport, say: CheckWords) -> Iterator[str]:
    judgement = report.judgement
    yield say.overall(report)
    yield f"{say.wording('check.report.next_action')}: {say.action(judgement.next_action)}"
