"""A layout that puts things beside one another as far as the width goes, then on the next line."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Keeps words whole when the text is large or the window narrow.

    Args:
        gap_px: Between things on a line.
        line_gap_px: Between lines.
    """

    def __init__(self, gap_px: int, line_gap_px: int) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self._gap_px = gap_px
        self._line_gap_px = line_gap_px
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """The thing at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give one back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """It wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """How high it is at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, box: QRect) -> None:  # noqa: N802 - Qt's name
        """Put everything in its place."""
        super().setGeometry(box)
        self._arrange(box, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All on one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap_px * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the widest thing."""
        least = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                least = least.expandedTo(item.minimumSize())
        return least

    def _arrange(self, box: QRect, *, move: bool) -> int:
        x, y, line_height = box.left(), box.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > box.left() and x + hint.width() > box.left() + box.width():
                x, y, line_height = box.left(), y + line_height + self._line_gap_px, 0
            if move:
                item.setGeometry(QRect(x, y, min(hint.width(), box.width()), hint.height()))
            x += hint.width() + self._gap_px
            line_height = max(line_height, hint.height())
        return y + line_height - box.top()


def flowing(*widgets: QWidget, gap_px: int, line_gap_px: int) -> Flow:
    """These things in a flow."""
    flow = Flow(gap_px, line_gap_px)
    for widget in widgets:
        flow.addWidget(widget)
    return flow
