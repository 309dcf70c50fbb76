"""The picture of the sequence, drawn by ourselves so that any kind of screen sharing catches it."""

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from samklang.engine.ports import Picture
from samklang.ui.controls import column, label
from samklang.ui.theme import SPACE, Colour, Size, font

_CHANNELS = 4
_CAPTION_LINES = 2
_CHANGE_MS = 1200
"""From one part's picture to the next one's: our proposal."""


class PictureSurface(QWidget):
    """The newest picture, as large as it fits, on a ground of its own warm tone; the last one stays until the next.

    The first picture of another part comes softly out of the one before: nothing a participant sees ever jumps.
    """

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._picture: Picture | None = None
        self._leaving: QImage | None = None
        self._leaves = QVariantAnimation(self)
        self._leaves.setStartValue(1.0)
        self._leaves.setEndValue(0.0)
        self._leaves.setDuration(_CHANGE_MS)
        self._leaves.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._leaves.valueChanged.connect(self.update)
        self._leaves.finished.connect(self._left)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 180)

    @property
    def number(self) -> int:
        """The shown picture's number; 0 where there is none."""
        return 0 if self._picture is None else self._picture.sequence

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return self._image is not None

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """16:9."""
        return QSize(640, 360)

    def show_picture(self, picture: Picture) -> None:
        """Show the next picture."""
        if picture.channels != _CHANNELS:
            return
        if self._image is not None and picture.sequence < self.number:
            self._leaving = self._image.copy()
            self._leaves.start()
        self._picture = picture  # its pixels must live as long as the image that looks at them
        self._image = QImage(
            picture.pixels, picture.width, picture.height, picture.width * _CHANNELS, QImage.Format.Format_RGB32
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture, letterboxed, and over it what is left of the one before."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.SAND))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image is not None:
            painter.drawImage(self._place(self._image), self._image)
        if self._leaving is not None:
            painter.setOpacity(float(self._leaves.currentValue()))
            painter.drawImage(self._place(self._leaving), self._leaving)

    def _place(self, image: QImage) -> QRectF:
        scale = min(self.width() / image.width(), self.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _left(self) -> None:
        self._leaving = None
        self.update()


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
