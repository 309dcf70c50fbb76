"""A row that goes on in the next line where the width ends, so that no word is cut when the text is large."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Keeps things whole: beside one another as far as the width goes, then on the next line.

    Args:
        things: What stands in it, in order.
        gap_px: Between things on a line.
        line_gap_px: Between lines.
    """

    def __init__(self, *things: QWidget, gap_px: int, line_gap_px: int) -> None:
        super().__init__()
        self._things = things
        self._gap_px = gap_px
        self._line_gap_px = line_gap_px
        for thing in things:
            thing.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """How high it is at this width."""
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All on one line."""
        hints = [thing.sizeHint() for thing in self._things if not thing.isHidden()]
        width = sum(hint.width() for hint in hints) + self._gap_px * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the widest thing, as high as it must be at the present width."""
        widest = max((thing.sizeHint().width() for thing in self._things if not thing.isHidden()), default=0)
        return QSize(widest, self._arrange(max(self.width(), widest), move=False))

    def event(self, event: QEvent) -> bool:
        """Something in it has another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), move=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The width has changed."""
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def _arrange(self, width: int, *, move: bool) -> int:
        """Give each its place (or only count) and tell the height."""
        x, y, line_height = 0, 0, 0
        for thing in self._things:
            if thing.isHidden():
                continue
            hint = thing.sizeHint()
            if x > 0 and x + hint.width() > width:
                x, y, line_height = 0, y + line_height + self._line_gap_px, 0
            if move:
                thing.setGeometry(QRect(x, y, min(hint.width(), width), hint.height()))
            x += hint.width() + self._gap_px
            line_height = max(line_height, hint.height())
        return y + line_height
