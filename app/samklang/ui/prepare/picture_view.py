"""The live picture with the zone the head should be in and the faces that were found."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.domain.live import FaceBox
from samklang.engine.ports import Picture
from samklang.ui.theme import SPACE, Colour, Size, font

ZONE_TOP_SHARE: Final = 0.10
ZONE_HEIGHT_SHARE: Final = 0.37
"""Where a head sits well: the middle of 5-15 % headroom and of 25-50 % head height (the rig's own targets judge)."""

_ZONE_WIDTH_TO_HEIGHT: Final = 0.78  # a head with its hair is about three quarters as wide as it is high
_COLOUR_CHANNELS: Final = 3
_SMALLEST: Final = (284, 160)


class PictureView(QWidget):
    """Paints the newest picture as large as it fits; a line of words while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self._faces: tuple[FaceBox, ...] = ()
        self._words = ""
        self._mark = ""
        self._dimmed = False
        self.setMinimumSize(*_SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The smallest that still shows a face; it grows into whatever room there is."""
        return QSize(*_SMALLEST)

    def show_words(self, words: str) -> None:
        """What stands there while there is no picture."""
        if words != self._words:
            self._words = words
            self.update()

    def show_mark(self, mark: str) -> None:
        """A word in the picture's corner, such as that it is a demo; empty for none."""
        if mark != self._mark:
            self._mark = mark
            self.update()

    def show_picture(self, picture: Picture) -> None:
        """Show the next picture, 3 channels (blue first)."""
        if picture.channels != _COLOUR_CHANNELS:
            return
        self._picture = picture  # keeps the pixels alive as long as the image that looks at them
        self._image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.width * _COLOUR_CHANNELS,
            QImage.Format.Format_BGR888,
        )
        self.update()

    def show_faces(self, faces: tuple[FaceBox, ...]) -> None:
        """Frame these faces."""
        self._faces = faces

    def dim(self, *, dimmed: bool) -> None:
        """Dim a picture that is not live any more, so that nobody takes it for one."""
        if dimmed is not self._dimmed:
            self._dimmed = dimmed
            self.update()

    def clear(self) -> None:
        """Take the picture away."""
        self._picture = self._image = None
        self._faces = ()
        self._dimmed = False
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Picture, zone, faces, mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is None:
            self._paint_empty(painter)
            return
        place = self._place(self._image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        if self._dimmed:
            painter.fillRect(place, QColor(27, 37, 48, 150))
            return
        self._paint_zone(painter, place)
        for face in self._faces:
            self._paint_face(painter, place, face)
        if self._mark:
            self._paint_mark(painter, place)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        painter.setBrush(QColor(Colour.SAND))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), SPACE, SPACE)
        painter.setPen(QColor(Colour.INK_QUIET))
        painter.setFont(font(Size.BODY))
        words = QRectF(self.rect()).adjusted(SPACE * 2, SPACE * 2, -SPACE * 2, -SPACE * 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)

    def _paint_zone(self, painter: QPainter, place: QRectF) -> None:
        height = place.height() * ZONE_HEIGHT_SHARE
        width = height * _ZONE_WIDTH_TO_HEIGHT
        zone = QRectF(place.center().x() - width / 2, place.top() + place.height() * ZONE_TOP_SHARE, width, height)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Dark below light: seen on every picture.
        painter.setPen(QPen(QColor(Colour.INK), 4, Qt.PenStyle.SolidLine))
        painter.drawEllipse(zone)
        painter.setPen(QPen(QColor(Colour.SURFACE), 2, Qt.PenStyle.DashLine))
        painter.drawEllipse(zone)

    def _paint_face(self, painter: QPainter, place: QRectF, face: FaceBox) -> None:
        box = QRectF(
            place.left() + face.left * place.width(),
            place.top() + face.top * place.height(),
            (face.right - face.left) * place.width(),
            (face.bottom - face.top) * place.height(),
        ).intersected(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(Colour.INK), 5))
        painter.drawRoundedRect(box, SPACE, SPACE)
        painter.setPen(QPen(QColor(Colour.SKY), 3))
        painter.drawRoundedRect(box, SPACE, SPACE)

    def _paint_mark(self, painter: QPainter, place: QRectF) -> None:
        painter.setFont(font(Size.BODY, strong=True))
        width = painter.fontMetrics().horizontalAdvance(self._mark) + SPACE * 2
        box = QRectF(place.left() + SPACE, place.top() + SPACE, width, painter.fontMetrics().height() + SPACE)
        painter.setPen(QPen(QColor(Colour.INK), 1.5))
        painter.setBrush(QColor(Colour.ORANGE_PALE))
        painter.drawRoundedRect(box, SPACE / 2, SPACE / 2)
        painter.setPen(QColor(Colour.INK))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._mark)

    def _place(self, image: QImage) -> QRectF:
        scale = min(self.width() / image.width(), self.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
