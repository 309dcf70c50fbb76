"""The technician's pages as the room holds them: made when they are first opened, and never in the way before."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samklang.ui.controls import Status

if TYPE_CHECKING:  # a window whose technician stays at home needs nothing of it
    from samklang.ui.prepare.pages import Pages
    from samklang.ui.prepare.technician.tool import Ground
    from samklang.ui.prepare.technician.workbench import Workbench


class TechnicianAside(QObject):
    """Nothing at all until `open`.

    Args:
        pages: Where they are shown.
        ground: What they stand on.

    Attributes:
        closed: The user wants back to the check.
        changed: The primary action, or whether something can be left, changed.
        said: A line for the user: how serious it is (`Status`) and the line.
    """

    closed = Signal()
    changed = Signal()
    said = Signal(object, str)

    def __init__(self, pages: "Pages", ground: "Callable[[], Ground]") -> None:
        super().__init__()
        self._pages = pages
        self._ground = ground

    @property
    def workbench(self) -> "Workbench | None":
        """The pages themselves, once they were opened."""
        return self._pages.workbench

    @property
    def busy(self) -> bool:
        """Whether leaving would break something off."""
        return self.workbench is not None and self.workbench.busy

    @property
    def uses_devices(self) -> bool:
        """Whether microphone and camera are the page's own now."""
        return self.workbench is not None and self.workbench.uses_devices

    @property
    def primary(self) -> tuple[str, bool]:
        """The words of the page's next step and whether it can be done."""
        return ("", False) if self.workbench is None else self.workbench.primary

    def open(self, tool_id: str = "") -> None:
        """Show this page, or the one shown last."""
        self._pages.add_workbench(self._make).open(tool_id)

    def do_primary(self) -> None:
        """The page's next step."""
        if self.workbench is not None:
            self.workbench.do_primary()

    def tick(self) -> None:
        """Let the page go on."""
        if self.workbench is not None:
            self.workbench.tick()

    def close(self) -> None:
        """Nothing of it runs any more."""
        if self.workbench is not None:
            self.workbench.close_page()

    def _make(self) -> "Workbench":
        from samklang.ui.prepare.technician.workbench import Workbench  # noqa: PLC0415 - not before the window is seen

        ground = self._ground()
        bench = Workbench(ground)
        bench.retranslate(ground.house().wording)
        bench.closed.connect(self.closed)
        bench.changed.connect(self.changed)
        bench.said.connect(lambda status, line: self.said.emit(status or Status.CALM, line))
        return bench
