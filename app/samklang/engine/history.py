"""What of a check goes into its rig's history, and the forms a history is told in."""

from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum

from samklang.domain.checks import CHECK_OF
from samklang.domain.history import TRENDS, CheckEntry, finite
from samklang.engine.check import CheckReport


class HistoryForm(StrEnum):
    """The forms a rig's history comes in."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    CSV = "csv"


def entry_of(report: CheckReport, *, live: bool) -> CheckEntry | None:
    """What is remembered of a check: its verdicts and numbers; nothing of one with a demo device, which is nobody's.

    What a fault hides is not kept as a number: it would bend the line for no reason of its own.

    Args:
        report: The check.
        live: It was made with what is plugged in; otherwise with a recording.
    """
    if report.sources.demo:
        return None
    hidden = {verdict.check for verdict in report.judgement.verdicts if verdict.hidden_by is not None}
    return CheckEntry(
        at_utc_ms=report.checked_utc_ms,
        program_version=report.program_version,
        live=live,
        overall=report.judgement.overall,
        statuses={verdict.check: verdict.status for verdict in report.judgement.verdicts},
        measures=finite(
            {name: value for name, value in _measures(report) if CHECK_OF.get(TRENDS.get(name, "")) not in hidden}
        ),
    )


def _measures(report: CheckReport) -> Iterator[tuple[str, float]]:
    """`SECTION.NAME` and value of everything that is a number."""
    for section in ("sound", "picture", "laptop", "dslr", "sync"):
        measured = getattr(report, section)
        for field in () if measured is None else fields(measured):
            value = getattr(measured, field.name)
            if type(value) in (int, float):
                yield f"{section}.{field.name}", float(value)
