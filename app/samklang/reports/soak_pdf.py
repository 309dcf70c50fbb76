"""The report of an endurance test as a PDF: the verdict, the next step, the time line, what happened."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from samklang.domain.rig import Rig
from samklang.domain.soak import SoakResult, is_grave
from samklang.domain.verdict import Status
from samklang.reports.pdf_parts import MARGIN, QUIET, build, drawing, mark, ruled_table, text, verdict_box
from samklang.reports.soak import SHAPES, heading
from samklang.reports.soak_charts import soak_charts
from samklang.reports.soak_line import length
from samklang.reports.soak_words import SoakWords
from samklang.wording import Wording

_FIELD = A4[0] - 2 * MARGIN
_COLUMNS = tuple(share * _FIELD for share in (0.05, 0.05, 0.16, 0.56, 0.18))


def soak_pdf(result: SoakResult, rig: Rig, wording: Wording) -> bytes:
    """The report as a PDF in the language of `wording`; the same result gives the same bytes."""
    say = SoakWords(wording, result)
    parts: list[Flowable] = [text(wording("soak.report.title"), 12, strong=True), Spacer(0, 4 * mm)]
    if result.demo:
        parts += [text(wording("soak.report.demo"), 11, strong=True), Spacer(0, 3 * mm)]
    parts += [_verdict(result, say), Spacer(0, 4 * mm)]
    parts += [text(f"{name}: {value}", 9, colour=QUIET) for name, value in heading(result, rig, say)]
    parts += [text(line, 9) for line in say.facts()]
    for chart, words in soak_charts(result, wording):
        parts.append(KeepTogether([Spacer(0, 5 * mm), drawing(chart), text(words, 9, colour=QUIET)]))
    parts += [Spacer(0, 6 * mm), text(wording("soak.report.happened"), 12, strong=True), Spacer(0, 2 * mm)]
    parts.append(_events(result, say) if result.happened else text(wording("soak.report.nothing"), 9))
    kept, version = (
        wording("check.report.nothing_kept"),
        wording("check.report.version", version=result.program_version),
    )
    parts += [Spacer(0, 8 * mm), text(f"{kept} {version}", 8, colour=QUIET)]
    return build(parts, f"{wording('soak.report.title')}: {say.verdict}", result.program_version, wording)


def _verdict(result: SoakResult, say: SoakWords) -> Flowable:
    label = say.wording("soak.report.next")
    return verdict_box(Status(SHAPES[result.verdict]), say.verdict, label, say.action)


def _events(result: SoakResult, say: SoakWords) -> Flowable:
    word = say.wording
    heads = [word(f"soak.report.{name}") for name in ("number", "at", "what", "length")]
    rows: list[list[object]] = [["", *(text(head, 8, colour=QUIET) for head in heads)]]
    for number, event in enumerate(result.happened, start=1):
        status = Status.FAIL if is_grave(event, result) else Status.WARN
        cells = (str(number), length(event.at_s, word), say.what(event), say.lasted_of(event))
        rows.append([mark(status, 10), *(text(cell, 9) for cell in cells)])
    return ruled_table(rows, _COLUMNS)
