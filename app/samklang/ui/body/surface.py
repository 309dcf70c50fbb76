"""The picture of the sequence, drawn by ourselves so that any kind of screen sharing catches it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from samklang.engine.ports import Picture
from samklang.ui.controls import column, label
from samklang.ui.theme import SPACE, Colour, Size, font

_CHANNELS = 4
_CAPTION_LINES = 2


class PictureSurface(QWidget):
    """The newest picture, as large as it fits, on a ground of its own warm tone; the last one stays until the next."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._picture: Picture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)

    @property
    def number(self) -> int:
        """The shown picture's number; 0 where there is none."""
        return 0 if self._picture is None else self._picture.sequence

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """16:9."""
        return QSize(640, 360)

    def show_picture(self, picture: Picture) -> None:
        """Show the next picture."""
        if picture.channels != _CHANNELS:
            return
        self._picture = picture  # its pixels must live as long as the image that looks at them
        self._image = QImage(
            picture.pixels, picture.width, picture.height, picture.width * _CHANNELS, QImage.Format.Format_RGB32
        )
        self.update()

    def clear(self) -> None:
        """Show the bare ground."""
        self._picture = self._image = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture, letterboxed."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.SAND))
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        painter.drawImage(QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height), self._image)


class CaptionedPicture(QWidget):
    """The picture with its caption below it; the caption's place is kept while nothing is said, so nothing jumps.

    Args:
        size: Of the caption's letters.
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.surface = PictureSurface()
        self.caption: QLabel = label("", size, strong=True, wrap=True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._size = size
        whole = column(self.surface, self.caption, spacing=SPACE)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.fit()

    def fit(self) -> None:
        """Keep room for two lines at the text size now chosen."""
        self.caption.ensurePolished()
        line = max(self.caption.fontMetrics().lineSpacing(), font(self._size).pixelSize())
        self.caption.setFixedHeight(line * _CAPTION_LINES + SPACE)

    def show_captions(self, *, shown: bool) -> None:
        """Show captions or use their place for the picture."""
        self.caption.setVisible(shown)

    def show_caption(self, text: str) -> None:
        """Show a sentence, or nothing."""
        if text != self.caption.text():
            self.caption.setText(text)
