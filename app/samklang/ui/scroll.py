"""A scroll area whose content is as high as its wrapped lines need."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class TallEnough(QScrollArea):
    """Gives its content the height that its wrapped lines need at the present width.

    Qt's own scroll area asks before the lines have their width and then squeezes them until something else changes.
    """

    def setWidget(self, content: QWidget) -> None:  # noqa: N802 - Qt's name
        """Take the content."""
        super().setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The content has changed: look once it has been laid out."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The width has changed."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        content = self.widget()
        layout = content.layout() if content is not None else None
        if content is not None and layout is not None and layout.hasHeightForWidth():
            content.setMinimumHeight(layout.totalHeightForWidth(content.width()))
