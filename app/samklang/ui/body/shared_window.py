"""The participants' window: the picture and its captions, no numbers; this is what is shared in Teams."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from samklang.ui.body.surface import CaptionedPicture
from samklang.ui.controls import column
from samklang.ui.theme import SPACE, Size

_SIZE_PX = (1280, 840)
"""720 lines of picture and two of caption; our proposal."""


class SharedWindow(QWidget):
    """A window of its own. A double click or F11 makes it fill the screen, Escape takes that back.

    Attributes:
        closed: The user closed it.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.view = CaptionedPicture(Size.TITLE)
        whole = column(self.view)
        whole.setContentsMargins(0, 0, 0, SPACE)
        self.setLayout(whole)
        self.setProperty("ground", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(*_SIZE_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """F11 and Escape."""
        if event.key() == Qt.Key.Key_F11:
            self._fill(filled=not self.isFullScreen())
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._fill(filled=False)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the screen, or not."""
        self._fill(filled=not self.isFullScreen())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that it is gone."""
        self.closed.emit()
        super().closeEvent(event)

    def _fill(self, *, filled: bool) -> None:
        if filled:
            self.showFullScreen()
        else:
            self.showNormal()
