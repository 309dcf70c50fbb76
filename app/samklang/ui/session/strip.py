"""The strip on top of a running session: its phases in order, which are done, which is now, which are to come."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.ui.controls import Status, paint_mark
from samklang.ui.theme import SPACE, Colour, Size, font

_MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class StripPhase:
    """One phase: its name and how long it is planned to be, in words."""

    title: str
    length: str


class PhaseStrip(QWidget):
    """Draws the phases side by side, each with its name; where the names do not fit, only the present one is named."""

    def __init__(self) -> None:
        super().__init__()
        self._phases: tuple[StripPhase, ...] = ()
        self._now = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_phases(self, phases: Sequence[StripPhase], now: int) -> None:
        """Show these phases, `now` (from 0) being the present one; past the end means that all are done."""
        if (tuple(phases), now) == (self._phases, self._now):
            return
        self._phases, self._now = tuple(phases), now
        present = phases[now].title if now < len(phases) else ""
        self.setAccessibleName(f"{present} ({min(now + 1, len(phases))}/{len(phases)})")
        self.setToolTip("\n".join(f"{phase.title} \N{EN DASH} {phase.length}" for phase in phases))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A bar, two lines of names and a line of lengths."""
        small = QFontMetrics(font(Size.SMALL))
        return QSize(400, self._mark_side() + SPACE + small.height() * (_MOST_LINES + 1))

    def _mark_side(self) -> int:
        return QFontMetrics(font(Size.SMALL)).height() + 2

    def _width_of_one(self) -> int:
        return self.width() // max(1, len(self._phases))

    def names_fit(self) -> bool:
        """Whether each name has room in its place on two lines without a word cut."""
        metrics = QFontMetrics(font(Size.SMALL, strong=True))
        width = self._width_of_one() - SPACE
        return all(
            max(metrics.horizontalAdvance(word) for word in phase.title.split()) <= width
            and metrics.boundingRect(QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), phase.title).height()
            <= metrics.height() * _MOST_LINES
            for phase in self._phases
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the bar, the marks and the names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, width = self._mark_side(), self._width_of_one()
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(len(self._phases) - 1):
            painter.setBrush(QColor(Colour.GREEN if at < self._now else Colour.LINE))
            painter.drawRect(QRectF(at * width + side + 4, side / 2 - 1.5, width - side - 8, 3))
        named = self.names_fit()
        for at, phase in enumerate(self._phases):
            status = Status.DONE if at < self._now else Status.NOW if at == self._now else Status.WAITING
            paint_mark(painter, QRectF(at * width, 0, side, side), status)
            if named:
                self._write(painter, QRect(at * width, side + 4, width - SPACE, self.height() - side - 4), phase, at)
        if not named and self._now < len(self._phases):
            # Under its own mark; further left where it would not fit there.
            needed = QFontMetrics(font(Size.SMALL, strong=True)).horizontalAdvance(self._phases[self._now].title)
            left = max(0, min(self._now * width, self.width() - needed - SPACE))
            whole = QRect(left, side + 4, self.width() - left, self.height() - side - 4)
            self._write(painter, whole, self._phases[self._now], self._now)

    def _write(self, painter: QPainter, box: QRect, phase: StripPhase, at: int) -> None:
        painter.setPen(QColor(Colour.INK if at == self._now else Colour.INK_QUIET))
        painter.setFont(font(Size.SMALL, strong=at == self._now))
        drawn = painter.boundingRect(box, int(Qt.TextFlag.TextWordWrap), phase.title)
        painter.drawText(box, int(Qt.TextFlag.TextWordWrap), phase.title)
        painter.setPen(QColor(Colour.INK_QUIET))
        painter.setFont(font(Size.SMALL))
        painter.drawText(box.adjusted(0, drawn.height(), 0, 0), int(Qt.AlignmentFlag.AlignTop), phase.length)
