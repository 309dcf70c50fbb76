"""The check report as a PDF: the verdict, the one next action, every check, the small pictures of the sound."""

from functools import cache, partial
from importlib import resources
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Circle as Disc
from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from samklang.domain.verdict import Overall, Status, Verdict
from samklang.engine.check import CheckReport
from samklang.reports.charts import HEIGHT, WIDTH, Chart, sound_charts
from samklang.reports.check_json import utc_text
from samklang.reports.check_words import CheckWords
from samklang.wording import Wording

_MARGIN = 18 * mm
_INK, _QUIET, _EDGE = HexColor("#1b1f24"), HexColor("#4a5158"), HexColor("#c9cdd1")
_BLUE, _GREEN, _ORANGE, _RED = HexColor("#0072B2"), HexColor("#009E73"), HexColor("#E69F00"), HexColor("#D55E00")
"""Okabe and Ito's colours, as everywhere else in the program."""
_COLOURS = {
    Status.PASS: _GREEN,
    Status.WARN: _ORANGE,
    Status.FAIL: _RED,
    Status.UNKNOWN: HexColor("#ffffff"),
    Overall.READY: _GREEN,
    Overall.REMARKS: _ORANGE,
    Overall.NOT_READY: _RED,
}
_SHAPES = {Overall.READY: Status.PASS, Overall.REMARKS: Status.WARN, Overall.NOT_READY: Status.FAIL}
_REGULAR, _STRONG = "Samklang-Regular", "Samklang-SemiBold"
_COLUMNS = tuple(share * (A4[0] - 2 * _MARGIN) for share in (0.05, 0.15, 0.25, 0.17, 0.38))


def check_pdf(report: CheckReport, wording: Wording) -> bytes:
    """The report as a PDF in the language of `wording`; the same report gives the same bytes."""
    _load_fonts()
    say = CheckWords(wording, report.rig)
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"{wording('check.report.title')}: {say.overall(report)}",
        author=wording("check.report.version", version=report.program_version),
        lang=wording.language,
        invariant=1,
    )
    parts = [*_head(report, say), *_sections(report, say), *_end(report, say)]
    number = partial(_number_page, wording=wording)
    document.build(parts, onFirstPage=number, onLaterPages=number)
    return written.getvalue()


def _head(report: CheckReport, say: CheckWords) -> list[Flowable]:
    word, judgement = say.wording, report.judgement
    verdict = Table(
        [
            [_mark(_SHAPES[judgement.overall], 22), _text(say.overall(report), 18, strong=True)],
            ["", _text(word("check.report.next_action"), 9, colour=_QUIET)],
            ["", _text(say.action(judgement.next_action), 13)],
        ],
        colWidths=[14 * mm, A4[0] - 2 * _MARGIN - 14 * mm],
    )
    verdict.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1, _INK),
                ("LINEBEFORE", (0, 0), (0, -1), 6, _COLOURS[judgement.overall]),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (0, -1), 12),
            ]
        )
    )
    lines = [
        (word("check.report.rig"), say.own(report.rig.name, report.rig.id)),
        (word("check.report.when"), utc_text(report.checked_utc_ms)),
        *(
            (word(f"check.report.{name}_from"), source)
            for name, source in (
                ("sound", report.sources.sound),
                ("silence", report.sources.silence),
                ("picture", report.sources.picture),
            )
            if source is not None
        ),
    ]
    demo = [_text(word("check.report.demo"), 11, strong=True), Spacer(0, 3 * mm)] if report.sources.demo else []
    title = _text(word("check.report.title"), 12, strong=True)
    facts = [_text(f"{name}: {value}", 9, colour=_QUIET) for name, value in lines]
    return [title, Spacer(0, 4 * mm), *demo, verdict, Spacer(0, 4 * mm), *facts]


def _sections(report: CheckReport, say: CheckWords) -> list[Flowable]:
    parts: list[Flowable] = []
    for section, measured in (("sound", report.sound), ("picture", report.picture)):
        parts += [Spacer(0, 6 * mm), _text(say.wording(f"check.section.{section}"), 12, strong=True), Spacer(0, 2 * mm)]
        if measured is None:
            parts.append(_text(say.wording(f"check.report.{section}_not_checked"), 9))
            continue
        parts.append(_checks([each for each in report.judgement.verdicts if each.section == section], say))
        if section == "sound":
            for chart, words in sound_charts(report, say.wording):
                parts.append(KeepTogether([Spacer(0, 5 * mm), _drawing(chart), _text(words, 9, colour=_QUIET)]))
    return parts


def _checks(verdicts: list[Verdict], say: CheckWords) -> Flowable:
    word = say.wording
    heads = [word(f"check.report.{name}") for name in ("result", "check", "value", "target")]
    rows: list[list[object]] = [["", *(_text(head, 8, colour=_QUIET) for head in heads)]]
    for verdict in verdicts:
        why = [_text(note, 8, colour=_QUIET) for note in (say.note(verdict),) if note]
        advice = [_text(mends, 9) for mends in (say.mends(verdict),) if mends]
        wanted = say.range(verdict.target.pass_range, verdict.target.unit)
        source = _text(say.source(verdict.target.source), 7, colour=_QUIET)
        rows.append(
            [
                _mark(verdict.status, 10),
                _text(word(f"check.status.{verdict.status}"), 9),
                _text(say.name(verdict.check), 9, strong=True),
                [_text(say.value(verdict), 9, strong=True), *why],
                [_text(wanted, 9), source, *advice],
            ]
        )
    table = Table(rows, colWidths=_COLUMNS, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, _INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, _EDGE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _end(report: CheckReport, say: CheckWords) -> list[Flowable]:
    kept = say.wording("check.report.nothing_kept")
    version = say.wording("check.report.version", version=report.program_version)
    compared: list[Flowable] = []
    if report.comparison is not None:
        lines = say.comparison(report, utc_text(report.comparison.saved_utc_ms))
        compared = [Spacer(0, 6 * mm), *(_text(line, 9) for line in lines)]
    return [*compared, Spacer(0, 8 * mm), _text(f"{kept} {version}", 8, colour=_QUIET)]


def _drawing(chart: Chart) -> Drawing:
    """The picture as on the HTML page; PDF counts from the bottom."""
    left, below, above = 30.0, 16.0, 6.0
    drawing = Drawing(WIDTH + left, HEIGHT + below + above)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x, below + HEIGHT - y

    if chart.band is not None:
        x, y = place(0, chart.band[0] + chart.band[1])
        drawing.add(Rect(x, y, WIDTH, chart.band[1], fillColor=HexColor("#b9e7da"), strokeColor=None))
    for mark in chart.across:
        x, y = place(0, mark.at)
        drawing.add(Line(x, y, x + WIDTH, y, strokeColor=_EDGE, strokeWidth=0.5))
        drawing.add(_string(x - 4, y - 2.5, mark.word, "end"))
    for mark in chart.along:
        x, y = place(mark.at, HEIGHT)
        drawing.add(Line(x, y, x, y - 3, strokeColor=_QUIET, strokeWidth=0.5))
        drawing.add(_string(x, y - 11, mark.word, "middle"))
    for bar in chart.bars:
        x, y = place(bar.left, HEIGHT)
        drawing.add(Rect(x, y, bar.width, bar.height, fillColor=_BLUE, strokeColor=None))
    if chart.line:
        drawing.add(PolyLine([place(*point) for point in chart.line], strokeColor=_BLUE, strokeWidth=1))
    return drawing


def _mark(status: Status, size: float) -> Drawing:
    """A shape for each status, as on the screen: never by colour alone."""
    drawing, half = Drawing(size, size), size / 2
    colour = _COLOURS[status]
    match status:
        case Status.PASS:
            drawing.add(Disc(half, half, half * 0.9, fillColor=colour, strokeColor=_INK, strokeWidth=0.7))
            tick = [half * 0.55, half, half * 0.9, half * 0.6, half * 1.5, half * 1.4]
            drawing.add(PolyLine(tick, strokeColor=_INK, strokeWidth=size / 9))
        case Status.WARN:
            corners = [half, size * 0.95, size * 0.97, size * 0.08, size * 0.03, size * 0.08]
            drawing.add(Polygon(corners, fillColor=colour, strokeColor=_INK, strokeWidth=0.7))
            drawing.add(Line(half, size * 0.66, half, size * 0.36, strokeColor=_INK, strokeWidth=size / 9))
            drawing.add(Line(half, size * 0.25, half, size * 0.16, strokeColor=_INK, strokeWidth=size / 9))
        case Status.FAIL:
            corners = [0.3, 0.03, 0.7, 0.03, 0.97, 0.3, 0.97, 0.7, 0.7, 0.97, 0.3, 0.97, 0.03, 0.7, 0.03, 0.3]
            octagon = [size * corner for corner in corners]
            drawing.add(Polygon(octagon, fillColor=colour, strokeColor=_INK, strokeWidth=0.7))
            for ends in ((0.28, 0.28, 0.72, 0.72), (0.28, 0.72, 0.72, 0.28)):
                drawing.add(Line(*(size * end for end in ends), strokeColor=_INK, strokeWidth=size / 9))
        case Status.UNKNOWN:
            box = Rect(1, 1, size - 2, size - 2, fillColor=colour, strokeColor=_INK, strokeWidth=0.7)
            box.strokeDashArray = [2, 1.5]
            drawing.add(box)
            drawing.add(
                String(half, half - size * 0.27, "?", fontName=_STRONG, fontSize=size * 0.7, textAnchor="middle")
            )
    return drawing


def _string(x: float, y: float, words: str, anchor: str) -> String:
    return String(x, y, words, fontName=_REGULAR, fontSize=7, fillColor=_QUIET, textAnchor=anchor)


def _text(words: str, size: float, *, strong: bool = False, colour: Any = _INK) -> Paragraph:  # noqa: ANN401 - untyped
    style = ParagraphStyle(
        "",
        fontName=_STRONG if strong else _REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=colour,
        alignment=TA_LEFT,
    )
    return Paragraph(escape(words), style)


def _number_page(canvas: Any, document: Any, *, wording: Wording) -> None:  # noqa: ANN401 - reportlab is untyped
    canvas.setFont(_REGULAR, 8)
    canvas.setFillColor(_QUIET)
    canvas.drawRightString(A4[0] - _MARGIN, _MARGIN / 2, wording("check.report.page", number=document.page))


@cache
def _load_fonts() -> None:
    for name in (_REGULAR, _STRONG):
        content = (resources.files("samklang") / "fonts" / f"{name.replace('Samklang', 'Inter')}.ttf").read_bytes()
        registerFont(TTFont(name, BytesIO(content)))
