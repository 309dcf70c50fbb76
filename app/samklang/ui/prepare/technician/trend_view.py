"""How one measure went over the checks, as a small picture beside its name."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.domain.history import Trend
from samklang.domain.rig import Target
from samklang.domain.verdict import Status, status_of
from samklang.ui.controls import paint_mark
from samklang.ui.prepare.verdict_list import STATUS
from samklang.ui.theme import SPACE, Colour

_HEIGHT_PX: Final = 40
_MARK_PX: Final = 12.0
_MOST: Final = 30
"""So many of the newest checks are drawn: more are no longer told apart (ours)."""


class TrendView(QWidget):
    """A line through the values; checks that were off their target carry their shape."""

    def __init__(self, trend: Trend, target: Target | None, words: str) -> None:
        super().__init__()
        self._values = [value for _, value in trend.values[-_MOST:]]
        self._statuses = [status_now(value, target) for value in self._values]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As low as a line of words, as wide as there is room."""
        return QSize(30 * SPACE, _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The line and the marks."""
        known = [value for value in self._values if value is not None]
        if not known:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(known), max(known)
        inner = QRectF(_MARK_PX, _MARK_PX, self.width() - 2 * _MARK_PX, self.height() - 2 * _MARK_PX)
        steps = max(1, len(self._values) - 1)
        places: list[QPointF | None] = []
        for at, value in enumerate(self._values):
            if value is None:
                places.append(None)
                continue
            up = 0.5 if high == low else (value - low) / (high - low)
            places.append(QPointF(inner.left() + inner.width() * at / steps, inner.bottom() - up * inner.height()))
        painter.setPen(QPen(QColor(Colour.BLUE), 2))
        painter.drawPolyline(QPolygonF([place for place in places if place is not None]))
        for place, status in zip(places, self._statuses, strict=True):
            if place is None:
                continue
            if status in (Status.WARN, Status.FAIL):
                box = QRectF(place.x() - _MARK_PX / 2, place.y() - _MARK_PX / 2, _MARK_PX, _MARK_PX)
                paint_mark(painter, box, STATUS[status])
            else:
                painter.setBrush(QColor(Colour.BLUE))
                painter.drawEllipse(place, 2.5, 2.5)


def status_now(value: float | None, target: Target | None) -> Status:
    """What a value comes to by the target of today; unknown where either is missing."""
    return Status.UNKNOWN if value is None or target is None else status_of(value, target)
