"""A small picture that stays, with a line below it: from before, from now, or as it was good."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samklang.ui.controls import column, label
from samklang.ui.theme import SPACE, Colour, Size


class StillView(QWidget):
    """The picture alone, as large as it fits."""

    def __init__(self, smallest: QSize) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setMinimumSize(smallest)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Show this one; None takes it away."""
        self._image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture in its own proportions, at the top."""
        if self._image is None or self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        place = QRectF((self.width() - width) / 2, 0, width, height)
        painter.drawImage(place, self._image)
        painter.setPen(QColor(Colour.LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0, 0, -1, -1))


class Still(QWidget):
    """A picture with its words above it."""

    def __init__(self, smallest: QSize) -> None:
        super().__init__()
        self._words = label("", Size.BODY, strong=True, wrap=True)
        self._view = StillView(smallest)
        whole = column(self._words, self._view, spacing=SPACE // 2)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._view.image

    @property
    def words(self) -> str:
        """The line with it."""
        return self._words.text()

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show this picture under this line."""
        self._words.setText(words)
        self._view.setAccessibleName(words)
        self.setAccessibleName(words)
        self._view.show_image(image)
