"""The few controls every room is made of: buttons, status chips, clocks, notices and cards, one look for all."""

from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samklang.ui.scroll import TallEnough
from samklang.ui.theme import SPACE, Colour, Size, font


class Status(StrEnum):
    """What a mark can say. Each has its own shape; the colour only helps."""

    CALM = "calm"
    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    NOW = "now"
    DONE = "done"
    PASSED = "passed"
    LATER = "later"
    AWAY = "away"
    ABSENT = "absent"


_FILL = {
    Status.CALM: Colour.BLUE,
    Status.GOOD: Colour.GREEN,
    Status.ATTENTION: Colour.ORANGE,
    Status.BAD: Colour.VERMILLION,
    Status.UNKNOWN: Colour.SURFACE,
    Status.WAITING: Colour.SURFACE,
    Status.NOW: Colour.BLUE,
    Status.DONE: Colour.GREEN,
    Status.PASSED: Colour.SKY,
    Status.LATER: Colour.PURPLE,
    Status.AWAY: Colour.SAND,
    Status.ABSENT: Colour.SAND,
}


def paint_mark(painter: QPainter, box: QRectF, status: Status) -> None:
    """Draw a status's shape, outlined in ink so that it is seen without its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = max(1.4, box.width() / 11)
    outline = QPen(QColor(Colour.INK), line)
    outline.setCapStyle(Qt.PenCapStyle.RoundCap)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(outline)
    painter.setBrush(QColor(_FILL[status]))
    inner = box.adjusted(line, line, -line, -line)
    _SHAPES[status](painter, inner)
    painter.restore()


def _points(box: QRectF, *shares: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in shares])


def _disc(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)


def _tick(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(box, (0.26, 0.53), (0.44, 0.71), (0.76, 0.32)))


def _triangle(painter: QPainter, box: QRectF) -> None:
    painter.drawPolygon(_points(box, (0.5, 0.02), (1.0, 0.95), (0.0, 0.95)))
    painter.drawPolyline(_points(box, (0.5, 0.38), (0.5, 0.62)))
    painter.drawPoint(_points(box, (0.5, 0.80)).first())


def _octagon(painter: QPainter, box: QRectF) -> None:
    near, far = 0.29, 0.71
    painter.drawPolygon(
        _points(box, (near, 0), (far, 0), (1, near), (1, far), (far, 1), (near, 1), (0, far), (0, near))
    )
    painter.drawPolyline(_points(box, (0.32, 0.32), (0.68, 0.68)))
    painter.drawPolyline(_points(box, (0.68, 0.32), (0.32, 0.68)))


def _dash(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.drawPolyline(_points(box, (0.27, 0.5), (0.73, 0.5)))


def _clock(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(box, (0.5, 0.22), (0.5, 0.5), (0.72, 0.62)))


def _square(painter: QPainter, box: QRectF) -> None:
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)


def _arrow(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(box, (0.28, 0.5), (0.74, 0.5)))
    painter.drawPolyline(_points(box, (0.54, 0.3), (0.74, 0.5), (0.54, 0.7)))


def _play(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setBrush(QColor(Colour.SURFACE))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(_points(box, (0.38, 0.26), (0.78, 0.5), (0.38, 0.74)))


def _question(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(box, (0.36, 0.38), (0.44, 0.27), (0.6, 0.28), (0.64, 0.42), (0.5, 0.52), (0.5, 0.62)))
    painter.drawPoint(_points(box, (0.5, 0.77)).first())


_SHAPES = {
    Status.CALM: _disc,
    Status.GOOD: _tick,
    Status.ATTENTION: _triangle,
    Status.BAD: _octagon,
    Status.UNKNOWN: _question,
    Status.WAITING: _disc,
    Status.NOW: _play,
    Status.DONE: _tick,
    Status.PASSED: _dash,
    Status.LATER: _clock,
    Status.AWAY: _arrow,
    Status.ABSENT: _square,
}


class Mark(QWidget):
    """A status's shape alone; always beside a word that says the same."""

    def __init__(self, status: Status = Status.UNKNOWN, side_px: int = 18) -> None:
        super().__init__()
        self._status = status
        self._side_px = side_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_status(self, status: Status) -> None:
        """Show another status."""
        if status is not self._status:
            self._status = status
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the text beside it, at least `side_px`."""
        side = max(self._side_px, QFontMetrics(font(Size.BODY)).ascent() + 2)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the shape."""
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_mark(painter, QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side), self._status)


class StatusChip(QWidget):
    """A shape and a word: what something's state is, never by colour alone."""

    def __init__(self, status: Status = Status.UNKNOWN, word: str = "") -> None:
        super().__init__()
        self._mark = Mark(status)
        self._word = label("", strong=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._mark)
        row.addWidget(self._word, 1)
        self.show_status(status, word)

    def show_status(self, status: Status, word: str) -> None:
        """Show another status and its word."""
        self._mark.set_status(status)
        self._word.setText(word)
        self.setAccessibleName(word)


def label(
    text: str = "",
    size: Size = Size.BODY,
    *,
    strong: bool = False,
    quiet: bool = False,
    wrap: bool = False,
) -> QLabel:
    """A line or paragraph of the type scale; plain text, so that a name can never be taken for mark-up."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("scale", size.name.lower())
    made.setProperty("quiet", "true" if quiet else "false")
    made.setProperty("strong", "true" if strong else "false")
    made.setWordWrap(wrap)
    return made


class Button(QPushButton):
    """A button that shows its own words to a screen reader and leaves the focus alone when clicked with the mouse.

    A mouse click that took the focus would turn the space bar from the room's primary action into this button.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_words(self, text: str, accessible_name: str = "", tip: str = "") -> None:
        """Set the words shown, the name for a screen reader (default: the same) and the tip (the key, say)."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(accessible_name or text)
        self.setToolTip(tip)


class PrimaryButton(Button):
    """The one obvious next step of a screen. The shell owns the only one."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("primary", "true")


class QuietButton(Button):
    """Something that can be done but is never the next step."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("quiet", "true")


class TimeLabel(QLabel):
    """A length of time, its digits of one width; over the planned time it only gets a plus sign, nothing else."""

    def __init__(self, size: Size = Size.CLOCK) -> None:
        super().__init__("")
        self.setProperty("scale", size.name.lower())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, tabular=True))

    def show_seconds(self, seconds: float) -> None:
        """Show a length in seconds, whole seconds downwards."""
        self.setText(time_text(seconds))


_HOUR_S = 3600


def time_text(seconds: float) -> str:
    """`4:05`, `1:02:33`; a length below zero with a proper minus sign."""
    whole = int(abs(seconds))
    sign = "\N{MINUS SIGN}" if seconds <= -1 else ""
    hours, rest = divmod(whole, _HOUR_S)
    minutes, secs = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}:{secs:02}" if hours else f"{sign}{minutes}:{secs:02}"


class Notice(QFrame):
    """One calm line with a shape before it, hidden while there is nothing to say; may carry buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Mark(Status.CALM)
        self._line = label("", wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        self._row.setSpacing(SPACE * 2)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._line, 1)
        self.setProperty("notice", "calm")
        self.hide()

    @property
    def text(self) -> str:
        """The line shown now, or an empty text."""
        return self._line.text()

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the end of the line."""
        self._row.addWidget(button)

    def show_line(self, line: str, status: Status = Status.CALM) -> None:
        """Show a line; an empty one hides the notice."""
        known = status if status in (Status.CALM, Status.GOOD, Status.ATTENTION, Status.BAD) else Status.CALM
        self._mark.set_status(known)
        self._line.setText(line)
        self.setAccessibleName(line)
        if self.property("notice") != known.value:
            self.setProperty("notice", known.value)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setVisible(bool(line))


class Card(QFrame):
    """A group of things that belong together, on a light ground."""

    def __init__(self, *, calm: bool = False) -> None:
        super().__init__()
        self.setProperty("card", "calm" if calm else "true")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        self.body.setSpacing(SPACE)


def row(*items: QWidget | QLayout | int | None, spacing: int = SPACE) -> QHBoxLayout:
    """Things beside one another; None is stretch, a number is a gap in pixels."""
    return _filled(QHBoxLayout(), items, spacing)


def column(*items: QWidget | QLayout | int | None, spacing: int = SPACE) -> QVBoxLayout:
    """Things below one another; None is stretch, a number is a gap in pixels."""
    return _filled(QVBoxLayout(), items, spacing)


_Box = TypeVar("_Box", bound=QBoxLayout)


def _filled(box: _Box, items: tuple[QWidget | QLayout | int | None, ...], spacing: int) -> _Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for item in items:
        match item:
            case None:
                box.addStretch(1)
            case int():
                box.addSpacing(item)
            case QWidget():
                box.addWidget(item)
            case _:
                box.addLayout(item)
    return box


def line() -> QFrame:
    """A thin line between two groups."""
    made = QFrame()
    made.setProperty("line", "true")
    return made


def scrolled(content: QWidget) -> QScrollArea:
    """The content in an area that scrolls down when the text is large or the window small, never sideways."""
    area = TallEnough()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("ground", "clear")
    area.setWidget(content)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
