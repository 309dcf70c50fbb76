"""The time line of an endurance test as a small picture: the picture's rate, the sound's level, what happened when."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.domain.soak import SoakEvent, SoakResult, Watched, is_grave
from samklang.ui.controls import Status, paint_mark, time_text
from samklang.ui.prepare.sound_view import QUIETEST_DBFS
from samklang.ui.theme import SPACE, Colour, Size, font
from samklang.wording import Wording

_LANE_PX: Final = 44
_EVENTS_PX: Final = 24
_FULL_RATE_FPS: Final = 30.0
_MARK_PX: Final = 16.0


class TimelineView(QWidget):
    """Three lanes over the same time; the words for a screen reader say what the picture shows."""

    def __init__(self) -> None:
        super().__init__()
        self._result: SoakResult | None = None
        self._names: tuple[str, ...] = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Three lanes and the times below."""
        return QSize(40 * SPACE, 2 * (_LANE_PX + SPACE) + _EVENTS_PX + QFontMetrics(font(Size.SMALL)).height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never lower than its lanes."""
        return QSize(20 * SPACE, self.sizeHint().height())

    def show_result(self, result: SoakResult | None, say: Wording, words: str) -> None:
        """Show this test.

        Args:
            result: None takes it away.
            say: The words.
            words: What it came to, for a screen reader.
        """
        self._result = result
        self._names = (
            say("prepare.soak.lane.picture"),
            say("prepare.soak.lane.sound"),
            say("prepare.soak.lane.events"),
        )
        self.setAccessibleName(say("prepare.soak.timeline"))
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Lanes, lines, marks, times."""
        result = self._result
        if result is None or result.watched_s <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Size.SMALL))
        left = max(painter.fontMetrics().horizontalAdvance(name) for name in self._names) + SPACE * 2
        width = self.width() - left - SPACE
        rates, levels = QRectF(left, 0, width, _LANE_PX), QRectF(left, _LANE_PX + SPACE, width, _LANE_PX)
        events = QRectF(left, 2 * (_LANE_PX + SPACE), width, _EVENTS_PX)
        for lane, name in zip((rates, levels, events), self._names, strict=True):
            self._paint_lane(painter, lane, name)
        top = max([_FULL_RATE_FPS, *(each.frame_rate_fps or 0.0 for each in result.timeline)])
        self._paint_line(
            painter, rates, [(each.at_s, _share(each.lowest_frame_rate_fps, top)) for each in result.timeline]
        )
        loud = [(each.at_s, _level_share(each.level_dbfs)) for each in result.timeline]
        self._paint_line(painter, levels, loud)
        for event in result.happened:
            self._paint_event(painter, rates, levels, events, event)
        painter.setPen(QColor(Colour.INK_QUIET))
        base = events.bottom() + painter.fontMetrics().ascent()
        painter.drawText(QPointF(left, base), "0:00")
        end = time_text(result.watched_s)
        painter.drawText(QPointF(events.right() - painter.fontMetrics().horizontalAdvance(end), base), end)

    def _paint_lane(self, painter: QPainter, lane: QRectF, name: str) -> None:
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.setBrush(QColor(Colour.SAND))
        painter.drawRect(lane)
        painter.setPen(QColor(Colour.INK))
        painter.drawText(QPointF(0, lane.center().y() + painter.fontMetrics().ascent() / 2 - 1), name)

    def _paint_line(self, painter: QPainter, lane: QRectF, points: list[tuple[float, float | None]]) -> None:
        painter.setPen(QPen(QColor(Colour.BLUE), 2))
        run: list[QPointF] = []
        for at_s, share in [*points, (0.0, None)]:
            if share is None:
                if len(run) == 1:
                    painter.drawPoint(run[0])
                painter.drawPolyline(QPolygonF(run))
                run = []
            else:
                run.append(QPointF(self._x(lane, at_s), lane.bottom() - 2 - share * (lane.height() - 4)))

    def _paint_event(self, painter: QPainter, rates: QRectF, levels: QRectF, lane: QRectF, event: SoakEvent) -> None:
        result = self._result
        if result is None:
            return
        lasted_s = result.watched_s - event.at_s if event.lasted_s is None else event.lasted_s
        x, until = self._x(lane, event.at_s), self._x(lane, event.at_s + lasted_s)
        of = {Watched.CAMERA: rates, Watched.MICROPHONE: levels}.get(event.kind.part)
        if of is not None:
            painter.fillRect(QRectF(x, of.top() + 1, max(2.0, until - x), of.height() - 2), QColor(230, 159, 0, 110))
        status = Status.BAD if is_grave(event, result) else Status.ATTENTION
        place = min(x, lane.right() - _MARK_PX)
        paint_mark(painter, QRectF(place, lane.center().y() - _MARK_PX / 2, _MARK_PX, _MARK_PX), status)

    def _x(self, lane: QRectF, at_s: float) -> float:
        whole_s = 1.0 if self._result is None else self._result.watched_s
        return lane.left() + lane.width() * min(1.0, at_s / whole_s)


def _share(value: float | None, top: float) -> float | None:
    return None if value is None else min(1.0, max(0.0, value / top))


def _level_share(level_dbfs: float | None) -> float | None:
    return None if level_dbfs is None else min(1.0, max(0.0, 1 - level_dbfs / QUIETEST_DBFS))
