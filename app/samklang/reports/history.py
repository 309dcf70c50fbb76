"""A rig's history in the form that is asked for: text, JSON, one HTML page with small pictures, or CSV."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samklang.domain.checks import UNITS
from samklang.domain.history import CheckEntry, HistoryEntry, Trend, checks_of, soaks_of
from samklang.domain.rig import Rig, words
from samklang.domain.verdict import Overall, Status
from samklang.engine.history import HistoryForm
from samklang.reports.check_json import utc_text
from samklang.reports.check_words import CheckWords
from samklang.reports.soak import soak_document
from samklang.reports.soak_line import soak_line
from samklang.reports.trend_charts import shown_factor
from samklang.wording import Wording

SCHEMA = 1
_MARKS = {Overall.READY: "✓", Overall.REMARKS: "!", Overall.NOT_READY: "✗"}
_MOST_LINES = 20
"""So many of the newest stand in a terminal and on paper."""
_TWO_DECIMALS_BELOW = 10.0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is worked out by a spreadsheet instead of shown (OWASP, CSV injection)."""


def render_history(rig: Rig, entries: Sequence[HistoryEntry], form: HistoryForm, wording: Wording) -> str:
    """The history in the language of `wording`; JSON and CSV in none but for the rig's name."""
    match form:
        case HistoryForm.TEXT:
            return "\n".join(_text(HistoryWords(rig, tuple(entries), wording))) + "\n"
        case HistoryForm.JSON:
            document = _document(rig, entries, wording)
            return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        case HistoryForm.CSV:
            return _csv(checks_of(entries))
        case HistoryForm.HTML:
            from samklang.reports.history_html import history_html  # noqa: PLC0415 - jinja2 is slow to import

            return history_html(HistoryWords(rig, tuple(entries), wording))


@dataclass(frozen=True, slots=True)
class HistoryWords:
    """A rig's history in the user's words."""

    rig: Rig
    entries: tuple[HistoryEntry, ...]
    wording: Wording

    @property
    def name(self) -> str:
        """The rig's name and id."""
        return f"{words(self.rig.name, self.wording.language, self.rig.id)} ({self.rig.id})"

    @property
    def newest(self) -> tuple[CheckEntry, ...]:
        """The newest checks, the newest first."""
        return checks_of(self.entries)[::-1][:_MOST_LINES]

    @property
    def soaks(self) -> tuple[str, ...]:
        """The newest endurance tests, a line each, the newest first."""
        newest = soaks_of(self.entries)[::-1][:_MOST_LINES]
        return tuple(soak_line(each, "", self.wording) for each in newest)

    def off(self, entry: CheckEntry) -> str:
        """The checks that were not in order, by name."""
        say = CheckWords(self.wording, self.rig)
        return ", ".join(
            say.name(check) for check, status in entry.statuses.items() if status in (Status.FAIL, Status.WARN)
        )

    def source(self, entry: CheckEntry) -> str:
        """What it was made with."""
        return self.wording(f"history.{'live' if entry.live else 'recording'}")

    def overall(self, entry: CheckEntry) -> str:
        """What it came to."""
        return self.wording(f"check.verdict.{entry.overall}")

    def trend(self, trend: Trend) -> str:
        """What a picture shows."""
        say = CheckWords(self.wording, self.rig)
        newest = next(value for _, value in reversed(trend.values) if value is not None)
        unit = UNITS[trend.part]
        shown = newest * shown_factor(trend)
        value = f"{say.number(shown, 1 if abs(shown) >= _TWO_DECIMALS_BELOW else 2)} {say.unit(unit)}"
        return self.wording("history.trend", name=say.name(trend.part), value=value)


def _text(say: HistoryWords) -> Iterator[str]:
    word = say.wording
    yield f"{word('history.title')}: {say.name}"
    yield ""
    if not say.newest:
        yield word("history.none")
    for entry in say.newest:
        off = say.off(entry)
        yield f"  {_MARKS[entry.overall]} {utc_text(entry.at_utc_ms)}  {say.overall(entry)}{f': {off}' if off else ''}"
    yield ""
    yield from (f"  {line}" for line in say.soaks or (word("history.no_soaks"),))


def _document(rig: Rig, entries: Sequence[HistoryEntry], wording: Wording) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "kind": "samklang-history",
        "rig": rig.id,
        "checks": [
            {
                "checked_utc": utc_text(entry.at_utc_ms),
                "program_version": entry.program_version,
                "live": entry.live,
                "verdict": entry.overall.value,
                "verdicts": {check: status.value for check, status in entry.statuses.items()},
                "measures": dict(entry.measures),
            }
            for entry in checks_of(entries)
        ],
        "soaks": [soak_document(each, wording) for each in soaks_of(entries)],
    }


def _csv(checks: Sequence[CheckEntry]) -> str:
    """A row a check, a column a verdict and a measure; what was not checked or not known is empty."""
    judged = sorted({check for entry in checks for check in entry.statuses})
    measured = sorted({name for entry in checks for name in entry.measures})
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")  # RFC 4180
    table.writerow(["checked_utc", "program_version", "live", "verdict", *map(_safe, judged), *map(_safe, measured)])
    for entry in checks:
        head = [utc_text(entry.at_utc_ms), _safe(entry.program_version), int(entry.live), entry.overall.value]
        statuses = [entry.statuses[check].value if check in entry.statuses else "" for check in judged]
        table.writerow([*head, *statuses, *(entry.measures.get(name, "") for name in measured)])
    return written.getvalue()


def _safe(text: str) -> str:
    """A text no spreadsheet takes for a formula; numbers may be negative and stay numbers."""
    return f"'{text}" if text.startswith(_FORMULA) else text
