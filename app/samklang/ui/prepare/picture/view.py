"""The live picture with thirds, the zone the head belongs in and, faintly, the faces that were found."""

from typing import Final

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.domain.live import FaceBox
from samklang.engine.ports import Picture
from samklang.ui.prepare.picture.zone import HeadZone, head_zone
from samklang.ui.theme import SPACE, Colour, Size, font

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
        self._zone = head_zone(None)
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

    def show_zone(self, zone: HeadZone) -> None:
        """Where the head belongs."""
        if zone != self._zone:
            self._zone = zone
            self.update()

    def still(self, width_px: int) -> QImage | None:
        """The picture now shown as one that stays, at most so wide; None where there is none."""
        if self._image is None:
            return None
        if self._image.width() <= width_px:
            return self._image.copy()
        return self._image.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)

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
        self._paint_thirds(painter, place)
        for face in self._faces:
            self._paint_face(painter, place, face)
        self._paint_zone(painter, place)
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

    @staticmethod
    def _paint_thirds(painter: QPainter, place: QRectF) -> None:
        """Four thin lines, dark beside light, so that they are seen on every picture and never stand out."""
        for colour, aside in ((QColor(27, 37, 48, 70), 1.0), (QColor(255, 255, 255, 90), 0.0)):
            painter.setPen(QPen(colour, 1))
            for third in (1 / 3, 2 / 3):
                x, y = place.left() + place.width() * third + aside, place.top() + place.height() * third + aside
                painter.drawLine(QLineF(x, place.top(), x, place.bottom()))
                painter.drawLine(QLineF(place.left(), y, place.right(), y))

    def _paint_zone(self, painter: QPainter, place: QRectF) -> None:
        height = place.height() * self._zone.height
        width = height * _ZONE_WIDTH_TO_HEIGHT
        zone = QRectF(place.center().x() - width / 2, place.top() + place.height() * self._zone.top, width, height)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Dark below light: seen on every picture, soft enough to look at a face through it.
        painter.setPen(QPen(QColor(27, 37, 48, 110), 5, Qt.PenStyle.SolidLine))
        painter.drawEllipse(zone)
        painter.setPen(QPen(QColor(255, 255, 255, 220), 2, Qt.PenStyle.DashLine))
        painter.drawEllipse(zone)

    @staticmethod
    def _paint_face(painter: QPainter, place: QRectF, face: FaceBox) -> None:
        """Only the corners, thin: that the face was found is a hint, not a verdict."""
        box = QRectF(
            place.left() + face.left * place.width(),
            place.top() + face.top * place.height(),
            (face.right - face.left) * place.width(),
            (face.bottom - face.top) * place.height(),
        ).intersected(place)
        reach = min(box.width(), box.height()) / 5
        for colour, width in ((QColor(27, 37, 48, 120), 3.0), (QColor(Colour.SKY), 1.5)):
            painter.setPen(QPen(colour, width))
            for x, inward in ((box.left(), reach), (box.right(), -reach)):
                for y, down in ((box.top(), reach), (box.bottom(), -reach)):
                    painter.drawLine(QLineF(x, y, x + inward, y))
                    painter.drawLine(QLineF(x, y, x, y + down))

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
