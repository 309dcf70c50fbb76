"""A rig's history as a PDF: the small pictures, the endurance tests, the newest checks."""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from samklang import __version__
from samklang.domain.history import HistoryEntry, trends
from samklang.domain.rig import Rig
from samklang.domain.verdict import Overall, Status
from samklang.reports.check_json import utc_text
from samklang.reports.history import HistoryWords
from samklang.reports.pdf_parts import MARGIN, QUIET, build, drawing, mark, ruled_table, text
from samklang.reports.trend_charts import trend_chart
from samklang.wording import Wording

_SHAPES = {Overall.READY: Status.PASS, Overall.REMARKS: Status.WARN, Overall.NOT_READY: Status.FAIL}
_COLUMNS = tuple(share * (A4[0] - 2 * MARGIN) for share in (0.05, 0.23, 0.24, 0.33, 0.15))


def history_pdf(rig: Rig, entries: Sequence[HistoryEntry], wording: Wording) -> bytes:
    """The history as a PDF in the language of `wording`; the same history gives the same bytes."""
    say = HistoryWords(rig, tuple(entries), wording)
    title = f"{wording('history.title')}: {say.name}"
    parts: list[Flowable] = [text(title, 14, strong=True)]
    drawn = trends(say.entries)
    if drawn:
        parts.append(text(wording("history.legend"), 9, colour=QUIET))
    for trend in drawn:
        chart = drawing(trend_chart(trend, rig, wording))
        parts.append(KeepTogether([Spacer(0, 5 * mm), chart, text(say.trend(trend), 9, colour=QUIET)]))
    parts += [Spacer(0, 6 * mm), text(wording("history.soaks"), 12, strong=True), Spacer(0, 2 * mm)]
    parts += [text(line, 9) for line in say.soaks or (wording("history.no_soaks"),)]
    parts += [Spacer(0, 6 * mm), text(wording("history.checks"), 12, strong=True), Spacer(0, 2 * mm)]
    parts.append(_checks(say) if say.newest else text(wording("history.none"), 9))
    parts += [Spacer(0, 8 * mm), text(wording("history.kept"), 8, colour=QUIET)]
    return build(parts, title, __version__, wording)


def _checks(say: HistoryWords) -> Flowable:
    heads = [say.wording(f"history.{name}") for name in ("when", "result", "not_ok", "source")]
    rows: list[list[object]] = [["", *(text(head, 8, colour=QUIET) for head in heads)]]
    for entry in say.newest:
        cells = (utc_text(entry.at_utc_ms), say.overall(entry), say.off(entry), say.source(entry))
        rows.append([mark(_SHAPES[entry.overall], 10), *(text(cell, 9) for cell in cells)])
    return ruled_table(rows, _COLUMNS)
