"""The technician's pages, one at a time, each one press away from the others."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from samklang.ui.controls import Button, QuietButton, column, label, row
from samklang.ui.flow import Flow
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording


def _rig(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.rig import RigTool  # noqa: PLC0415 - made when it is first opened

    return RigTool(ground)


def _laptop(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.laptop import LaptopTool  # noqa: PLC0415 - likewise

    return LaptopTool(ground)


def _dslr(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.dslr import DslrTool  # noqa: PLC0415 - likewise

    return DslrTool(ground)


def _claps(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.claps import ClapTool  # noqa: PLC0415 - likewise

    return ClapTool(ground)


def _soak(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.soak import SoakTool  # noqa: PLC0415 - likewise

    return SoakTool(ground)


def _history(ground: Ground) -> Tool:
    from samklang.ui.prepare.technician.history import HistoryTool  # noqa: PLC0415 - likewise

    return HistoryTool(ground)


TOOLS: Final[Mapping[str, Callable[[Ground], Tool]]] = MappingProxyType(
    {"rig": _rig, "laptop": _laptop, "dslr": _dslr, "claps": _claps, "soak": _soak, "history": _history}
)
"""How each page is made, in the order they are shown."""


class Workbench(QWidget):
    """A line of names and the page that is chosen.

    Attributes:
        closed: The user wants back to the check.
        changed: The primary action, or which page is shown, changed.
        said: A line for the user, as `Tool.said`.
    """

    closed = Signal()
    changed = Signal()
    said = Signal(object, str)

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground
        self._tools: dict[str, Tool] = {}
        self._shown: Tool | None = None
        self._wanted = next(iter(TOOLS))
        self._heading = label("", Size.HEADING)
        self._back = QuietButton()
        self._back.clicked.connect(self.closed)
        self._names: dict[str, Button] = {}
        for tool_id in TOOLS:
            name = self._names[tool_id] = Button()
            name.setCheckable(True)
            name.clicked.connect(lambda _=False, tool_id=tool_id: self.open(tool_id))
        self._place = column(spacing=0)
        names = Flow(*self._names.values(), gap_px=SPACE, line_gap_px=SPACE)
        whole = column(row(self._heading, None, self._back), names, self._place)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def shown(self) -> Tool | None:
        """The page that is open; None while none is."""
        return self._shown

    @property
    def made(self) -> tuple[str, ...]:
        """Which pages have been made so far."""
        return tuple(self._tools)

    @property
    def busy(self) -> bool:
        """Whether leaving would break something off."""
        return self._shown is not None and self._shown.busy

    @property
    def uses_devices(self) -> bool:
        """Whether microphone and camera are the page's own now."""
        return self._shown is not None and self._shown.uses_devices

    @property
    def primary(self) -> tuple[str, bool]:
        """The words of the page's next step and whether it can be done."""
        return ("", False) if self._shown is None else self._shown.primary

    def name_button(self, tool_id: str) -> Button:
        """Opens this page."""
        return self._names[tool_id]

    def tool(self, tool_id: str) -> Tool:
        """This page, made where nobody has been there yet."""
        if tool_id not in self._tools:
            made = self._tools[tool_id] = TOOLS[tool_id](self._ground)
            made.hide()
            made.changed.connect(self._take_change)
            made.said.connect(self.said)
            made.retranslate()
            self._place.addWidget(made, 1)
        return self._tools[tool_id]

    def open(self, tool_id: str = "") -> None:
        """Show this page; the one shown last, or the first, where none is named."""
        chosen = self.tool(tool_id or self._wanted)
        self._wanted = chosen.tool_id
        for each_id, name in self._names.items():
            # Not an exclusive group: there the Tab key would come to one of them only.
            name.setChecked(each_id == chosen.tool_id)
        if chosen is not self._shown:
            self.close_page()
            self._shown = chosen
            for each in self._tools.values():
                each.setVisible(each is chosen)
            self.said.emit(None, "")
            chosen.enter()
        self._take_change()

    def close_page(self) -> None:
        """Nothing of it runs any more."""
        if self._shown is not None:
            shown, self._shown = self._shown, None
            shown.leave()

    def do_primary(self) -> None:
        """The page's next step."""
        if self._shown is not None:
            self._shown.do_primary()

    def tick(self) -> None:
        """Let the page go on."""
        if self._shown is not None:
            self._shown.tick()

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._heading.setText(say("prepare.technician.title"))
        self._back.set_words(say("prepare.technician.close"), tip="Esc")
        for tool_id, name in self._names.items():
            name.set_words(say(f"prepare.tool.{tool_id}"))
        for tool in self._tools.values():
            tool.retranslate()

    def _take_change(self) -> None:
        busy = self.busy
        self._back.setEnabled(not busy)
        for name in self._names.values():
            name.setEnabled(not busy)
        self.changed.emit()
