"""What every PDF of ours is made of: its fonts and colours, a text, a shape for a status, a small picture."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from importlib import resources
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Circle as Disc
from reportlab.graphics.shapes import Drawing, Group, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from samklang.domain.verdict import Overall, Status
from samklang.reports.charts import HEIGHT, WIDTH, Chart
from samklang.wording import Wording

MARGIN = 18 * mm
INK, QUIET, EDGE = HexColor("#1b1f24"), HexColor("#4a5158"), HexColor("#c9cdd1")
BLUE, GREEN, ORANGE, RED = HexColor("#0072B2"), HexColor("#009E73"), HexColor("#E69F00"), HexColor("#D55E00")
"""Okabe and Ito's colours, as everywhere else in the program."""
COLOURS = {
    Status.PASS: GREEN,
    Status.WARN: ORANGE,
    Status.FAIL: RED,
    Status.UNKNOWN: HexColor("#ffffff"),
    Overall.READY: GREEN,
    Overall.REMARKS: ORANGE,
    Overall.NOT_READY: RED,
}
REGULAR, STRONG = "Samklang-Regular", "Samklang-SemiBold"

_SPOT = 9.0
"""Size of a shape in a small picture."""


def build(parts: list[Flowable], title: str, program_version: str, wording: Wording) -> bytes:
    """The pages, numbered; the same parts give the same bytes."""
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author=wording("check.report.version", version=program_version),
        lang=wording.language,
        invariant=1,
    )
    number = partial(_number_page, wording=wording)
    document.build(parts, onFirstPage=number, onLaterPages=number)
    return written.getvalue()


def verdict_box(status: Status, verdict: str, label: str, action: str) -> Flowable:
    """What it came to and the one thing to do, in a box with the status' shape and colour."""
    table = Table(
        [
            [mark(status, 22), text(verdict, 18, strong=True)],
            ["", text(label, 9, colour=QUIET)],
            ["", text(action, 13)],
        ],
        colWidths=[14 * mm, A4[0] - 2 * MARGIN - 14 * mm],
    )
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1, INK),
                ("LINEBEFORE", (0, 0), (0, -1), 6, COLOURS[status]),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (0, -1), 12),
            ]
        )
    )
    return table


def ruled_table(rows: Sequence[Sequence[object]], widths: Sequence[float]) -> Flowable:
    """Rows with a line under each, the first being its heads, which stand again on every page."""
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, EDGE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def drawing(chart: Chart) -> Drawing:
    """The picture as on the HTML page; PDF counts from the bottom."""
    left, below, above = 30.0, 16.0, 6.0
    drawing = Drawing(WIDTH + left, HEIGHT + below + above)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x, below + HEIGHT - y

    if chart.band is not None:
        x, y = place(0, chart.band[0] + chart.band[1])
        drawing.add(Rect(x, y, WIDTH, chart.band[1], fillColor=HexColor("#b9e7da"), strokeColor=None))
    for label in chart.across:
        x, y = place(0, label.at)
        drawing.add(Line(x, y, x + WIDTH, y, strokeColor=EDGE, strokeWidth=0.5))
        drawing.add(_string(x - 4, y - 2.5, label.word, "end"))
    for label in chart.along:
        x, y = place(label.at, HEIGHT)
        drawing.add(Line(x, y, x, y - 3, strokeColor=QUIET, strokeWidth=0.5))
        drawing.add(_string(x, y - 11, label.word, "middle"))
    for bar in chart.bars:
        x, y = place(bar.left, HEIGHT)
        drawing.add(Rect(x, y, bar.width, bar.height, fillColor=BLUE, strokeColor=None))
    for shape in (*_strokes(chart, place), *_spots(chart, place)):
        drawing.add(shape)
    return drawing


Place = Callable[[float, float], tuple[float, float]]


def _strokes(chart: Chart, place: Place) -> Iterator[PolyLine]:
    for line in (chart.line, *chart.lines):
        if line:
            yield PolyLine([place(*point) for point in line], strokeColor=BLUE, strokeWidth=1)
    for line in chart.dashed:
        dashes = PolyLine([place(*point) for point in line], strokeColor=QUIET, strokeWidth=0.8)
        dashes.strokeDashArray = [3, 2]
        yield dashes


def _spots(chart: Chart, place: Place) -> Iterator[Group | String]:
    for spot in chart.spots:
        x, y = place(spot.x, spot.y)
        shape = mark(Status(spot.shape), _SPOT)
        shape.translate(x - _SPOT / 2, y - _SPOT / 2)
        yield Group(*shape.contents, transform=shape.transform)
        if spot.word:
            yield _string(x + _SPOT / 2 + 1.5, y - 2.5, spot.word, "start")


def mark(status: Status, size: float) -> Drawing:
    """A shape for each status, as on the screen: never by colour alone."""
    drawing, half = Drawing(size, size), size / 2
    colour = COLOURS[status]
    match status:
        case Status.PASS:
            drawing.add(Disc(half, half, half * 0.9, fillColor=colour, strokeColor=INK, strokeWidth=0.7))
            tick = [half * 0.55, half, half * 0.9, half * 0.6, half * 1.5, half * 1.4]
            drawing.add(PolyLine(tick, strokeColor=INK, strokeWidth=size / 9))
        case Status.WARN:
            corners = [half, size * 0.95, size * 0.97, size * 0.08, size * 0.03, size * 0.08]
            drawing.add(Polygon(corners, fillColor=colour, strokeColor=INK, strokeWidth=0.7))
            drawing.add(Line(half, size * 0.66, half, size * 0.36, strokeColor=INK, strokeWidth=size / 9))
            drawing.add(Line(half, size * 0.25, half, size * 0.16, strokeColor=INK, strokeWidth=size / 9))
        case Status.FAIL:
            corners = [0.3, 0.03, 0.7, 0.03, 0.97, 0.3, 0.97, 0.7, 0.7, 0.97, 0.3, 0.97, 0.03, 0.7, 0.03, 0.3]
            octagon = [size * corner for corner in corners]
            drawing.add(Polygon(octagon, fillColor=colour, strokeColor=INK, strokeWidth=0.7))
            for ends in ((0.28, 0.28, 0.72, 0.72), (0.28, 0.72, 0.72, 0.28)):
                drawing.add(Line(*(size * end for end in ends), strokeColor=INK, strokeWidth=size / 9))
        case Status.UNKNOWN:
            box = Rect(1, 1, size - 2, size - 2, fillColor=colour, strokeColor=INK, strokeWidth=0.7)
            box.strokeDashArray = [2, 1.5]
            drawing.add(box)
            drawing.add(
                String(half, half - size * 0.27, "?", fontName=STRONG, fontSize=size * 0.7, textAnchor="middle")
            )
    return drawing


def _string(x: float, y: float, words: str, anchor: str) -> String:
    return String(x, y, words, fontName=REGULAR, fontSize=7, fillColor=QUIET, textAnchor=anchor)


def text(words: str, size: float, *, strong: bool = False, colour: Any = INK) -> Paragraph:  # noqa: ANN401 - untyped
    """Words in a paragraph, `size` points high."""
    _load_fonts()
    style = ParagraphStyle(
        "",
        fontName=STRONG if strong else REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=colour,
        alignment=TA_LEFT,
    )
    return Paragraph(escape(words), style)


def _number_page(canvas: Any, document: Any, *, wording: Wording) -> None:  # noqa: ANN401 - reportlab is untyped
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, wording("check.report.page", number=document.page))


@cache
def _load_fonts() -> None:
    for name in (REGULAR, STRONG):
        content = (resources.files("samklang") / "fonts" / f"{name.replace('Samklang', 'Inter')}.ttf").read_bytes()
        registerFont(TTFont(name, BytesIO(content)))
