"""The base of every room: a page of the window with a title, one primary action and a line for calm messages.

Each room stands in its own package as `samklang.ui.ROOM_ID.room.NameRoom(house)`, such as `ui.prepare.room.PrepareRoom`
and `ui.body.room.BodyRoom`; the shell makes it once, when it is first shown, so making one must be quick.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from samklang.engine.house import House
from samklang.engine.ports import Choice, Refused
from samklang.ui.controls import Status
from samklang.wording import Wording


class Room(QWidget):
    """A page of the window. The shell draws the title, the message line and the one primary button for it.

    A subclass sets `room_id`, builds its controls in `__init__` (after `super().__init__(house)`), gives them their
    words in `retranslate()` and calls that last in `__init__`. It overrides what it needs of `do_primary`, `enter`,
    `leave` and `close_down`.

    Attributes:
        room_id: The title is the text `shell.room.ROOM_ID`.
        house: What the room may ask for; its wording is in the language now chosen.
        primary_changed: The primary action's words, its availability or the heading changed.
        said: A line for the user: how serious it is (`Status`) and the line; an empty line takes the last one away.
    """

    room_id = ""

    primary_changed = Signal()
    said = Signal(object, str)

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self._primary_text = ""
        self._primary_enabled = False
        self._single_keys: list[QShortcut] = []
        # The shell gives the room itself the focus on entering: its keys work at once, and no button is half chosen.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def wording(self) -> Wording:
        """Texts in the language now chosen."""
        return self.house.wording

    @property
    def title(self) -> str:
        """The room's name, as shown on the left and on top."""
        return self.wording(f"shell.room.{self.room_id}")

    @property
    def heading(self) -> str:
        """The line on top of the page; the title unless the room has something better to say, such as which session."""
        return self.title

    @property
    def primary_text(self) -> str:
        """The words on the primary button; empty where the room has no primary action now."""
        return self._primary_text

    @property
    def primary_enabled(self) -> bool:
        """Whether the primary action can be done now."""
        return self._primary_enabled

    def set_primary(self, text: str, *, enabled: bool = True) -> None:
        """Say what the primary button does now; an empty text hides it."""
        if (text, enabled) != (self._primary_text, self._primary_enabled):
            self._primary_text, self._primary_enabled = text, enabled
            self.primary_changed.emit()

    def trigger_primary(self) -> None:
        """What the shell calls on a click on the primary button or on the space bar."""
        if self._primary_text and self._primary_enabled:
            self.do_primary()

    def do_primary(self) -> None:
        """The primary action itself. Override."""

    def say(self, line: str, status: Status = Status.CALM) -> None:
        """Show one calm line above the primary button; an empty one takes it away."""
        self.said.emit(status, line)

    def remember(self, choices: Mapping[str, Choice]) -> None:
        """Remember the user's choices, and say so where they cannot be saved; they count all the same until the end."""
        try:
            self.house.settings.put(choices)
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)

    def add_key(self, keys: str, action: Callable[[], None]) -> None:
        """Let a key such as `P` or `Ctrl+Z` do something while this room is shown.

        A single letter, digit or sign can be switched off in Settings (WCAG 2.2 2.1.4); give such an action a second
        key with Ctrl, and say the keys in the tip of the button that does the same. Typing in a field comes first.
        """
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(action)
        if "+" not in keys:
            self._single_keys.append(shortcut)

    def allow_single_keys(self, *, allowed: bool) -> None:
        """Switch this room's single-key shortcuts on or off; the shell calls it when the setting changes."""
        for shortcut in self._single_keys:
            shortcut.setEnabled(allowed)

    def change_language(self, house: House) -> None:
        """The user chose another language: take the new house and all words anew."""
        self.house = house
        self.retranslate()

    def retranslate(self) -> None:
        """Give every control its words, the primary action included. Override; called again on a new language."""

    def enter(self) -> None:
        """The room is now shown. Override to start what only runs while it is seen."""

    def leave(self) -> None:
        """Another room is shown instead. Override to let go of devices that nobody looks at."""

    def close_down(self) -> None:
        """The window closes. Override to end workers and close what is open."""
