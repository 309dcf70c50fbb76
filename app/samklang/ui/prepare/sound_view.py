"""The sound meter: the level now, its peak hold, the voice by ITU-T P.56, and the band the voice should lie in."""

import time
from typing import Final, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.domain.live import SoundReading
from samklang.domain.measures import Unknown
from samklang.domain.rig import Range
from samklang.ui.theme import SPACE, Colour, Size, font
from samklang.wording import Wording

QUIETEST_DBFS: Final = -60.0
"""The left end of the meter: below it even a good room is (facts on noise: better than -60 dBFS is good)."""

_BAR_PX: Final = 34
_HOLD_S: Final = 1.5
_FALL_DB_S: Final = 20.0  # the fall of a peak programme meter, as EBU Tech 3205 asks: 20 dB in 1.7 s, rounded
_LEAST_CHANGE_PX: Final = 0.5

_Places: TypeAlias = tuple[float, float, float | None]
"""Where the level, the hold and the voice stand, in pixels from the left."""


class SoundMeterView(QWidget):
    """One horizontal bar from -60 to 0 dBFS; what never changes is painted once."""

    def __init__(self) -> None:
        super().__init__()
        self._band = Range(-24.0, -16.0)
        self._reading: SoundReading | None = None
        self._level = QUIETEST_DBFS
        self._hold = QUIETEST_DBFS
        self._hold_at_s = 0.0
        self._painted: _Places = (0.0, 0.0, None)
        self._ground: QPixmap | None = None
        self._bar_colour, self._hold_colour = QColor(Colour.BLUE), QColor(Colour.INK)
        self._words = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The bar, a row of words and the voice's mark below it."""
        return QSize(320, _BAR_PX + SPACE * 4 + QFontMetrics(font(Size.SMALL)).height())

    def retranslate(self, say: Wording) -> None:
        """Take the words beside the band."""
        self._words = (say("prepare.sound.too_low"), say("prepare.sound.good"), say("prepare.sound.too_high"))
        self._ground = None
        self.update()

    def show_band(self, band: Range) -> None:
        """The range the voice should lie in, dBFS."""
        if band != self._band:
            self._band = band
            self._ground = None
            self.update()

    def show_reading(self, reading: SoundReading | None) -> None:
        """What the microphone hears now; None empties the meter."""
        self._reading = reading
        now_s = time.monotonic()
        peak = reading.peak_dbfs if reading is not None else QUIETEST_DBFS
        self._level = reading.level_dbfs if reading is not None else QUIETEST_DBFS
        if peak >= self._hold or reading is None:
            self._hold, self._hold_at_s = peak, now_s
        elif now_s - self._hold_at_s > _HOLD_S:
            self._hold = max(peak, self._hold - _FALL_DB_S * (now_s - self._hold_at_s - _HOLD_S))
            self._hold_at_s = now_s - _HOLD_S
        wanted = (self._place(self._level), self._place(self._hold), self._voice_place())
        if self._moved(wanted):
            self._update_between(self._painted, wanted)
            self._painted = wanted

    @property
    def voice_dbfs(self) -> float | None:
        """The P.56 level shown, or None where there is none."""
        voice = self._reading.speech_level_dbfs if self._reading is not None else None
        return None if voice is None or isinstance(voice, Unknown) else voice

    def judged(self, level_dbfs: float) -> str:
        """The word for a voice level: too weak, good, too loud."""
        if self._band.low is not None and level_dbfs < self._band.low:
            return self._words[0]
        return self._words[2] if self._band.high is not None and level_dbfs > self._band.high else self._words[1]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The still ground, then bar, hold and voice; Qt clips it to what moved."""
        painter = QPainter(self)
        if self._ground is None:
            self._ground = self._painted_ground()
        painter.drawPixmap(0, 0, self._ground)
        level_px, hold_px, voice_px = self._painted
        painter.fillRect(2, SPACE + 2, max(0, round(level_px) - 2), _BAR_PX - 4, self._bar_colour)
        painter.fillRect(round(hold_px) - 1, SPACE, 3, _BAR_PX, self._hold_colour)
        if voice_px is not None and abs(event.rect().center().x() - voice_px) <= event.rect().width() / 2 + SPACE:
            self._paint_voice(painter, voice_px)

    def _paint_voice(self, painter: QPainter, voice_px: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Colour.INK), 1.5))
        painter.setBrush(QColor(Colour.ORANGE))
        bottom, half = float(SPACE + _BAR_PX), SPACE * 0.8
        corners = ((0.0, -3.0), (half, SPACE + 3.0), (-half, SPACE + 3.0))
        painter.drawPolygon(QPolygonF([QPointF(voice_px + x, bottom + y) for x, y in corners]))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The ground is painted anew for the new width."""
        self._ground = None
        super().resizeEvent(event)

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(QColor(Colour.SURFACE))  # of the card it stands on; opaque is painted in half the time
        painter = QPainter(ground)
        bar = QRectF(0, SPACE, self.width(), _BAR_PX)
        painter.setPen(QPen(QColor(Colour.EDGE), 1))
        painter.setBrush(QColor(Colour.SAND))
        painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
        low = self._place(self._band.low if self._band.low is not None else QUIETEST_DBFS)
        high = self._place(self._band.high if self._band.high is not None else 0.0)
        band = QRectF(low, SPACE, high - low, _BAR_PX)
        painter.fillRect(band.adjusted(0, 1, 0, -1), QColor(Colour.GREEN_PALE))
        painter.setPen(QPen(QColor(Colour.GREEN), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(band)
        self._paint_words(painter, low, high)
        painter.end()
        return ground

    def _paint_words(self, painter: QPainter, low: float, high: float) -> None:
        painter.setPen(QColor(Colour.INK_QUIET))
        painter.setFont(font(Size.SMALL))
        top = SPACE + _BAR_PX + SPACE * 1.6
        height = self.height() - top
        centre = Qt.AlignmentFlag.AlignVCenter
        middle = (low + high) / 2
        wide = QFontMetrics(painter.font()).horizontalAdvance(self._words[1]) + SPACE * 2
        painter.drawText(QRectF(0, top, middle - wide / 2, height), centre | Qt.AlignmentFlag.AlignLeft, self._words[0])
        painter.drawText(
            QRectF(middle - wide / 2, top, wide, height), centre | Qt.AlignmentFlag.AlignHCenter, self._words[1]
        )
        rest = QRectF(middle + wide / 2, top, self.width() - middle - wide / 2, height)
        painter.drawText(rest, centre | Qt.AlignmentFlag.AlignRight, self._words[2])

    def _voice_place(self) -> float | None:
        return None if self.voice_dbfs is None else self._place(self.voice_dbfs)

    def _place(self, dbfs: float) -> float:
        share = (min(0.0, max(QUIETEST_DBFS, dbfs)) - QUIETEST_DBFS) / -QUIETEST_DBFS
        return share * self.width()

    def _update_between(self, before: _Places, after: _Places) -> None:
        """Paint anew only what moved: the bar's end, the hold, the voice's mark."""
        for old, new in zip(before, after, strict=True):
            if old == new:
                continue
            ends = [place for place in (old, new) if place is not None]
            left, right = int(min(ends)) - SPACE - 2, int(max(ends)) + SPACE + 2
            self.update(left, 0, right - left, self.height())

    def _moved(self, wanted: _Places) -> bool:
        if (wanted[2] is None) != (self._painted[2] is None):
            return True
        pairs = ((new or 0.0, old or 0.0) for new, old in zip(wanted, self._painted, strict=True))
        return any(abs(new - old) >= _LEAST_CHANGE_PX for new, old in pairs)
