"""The window: rooms on the left, one room at a time, its title on top and its one primary button bottom right."""

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QWidget,
)

from samklang.engine.house import House
from samklang.ui import theme
from samklang.ui.controls import Button, Notice, PrimaryButton, Status, column, label, line, row
from samklang.ui.room import Room
from samklang.ui.theme import SPACE, Size

_USES_SPACE = (
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QAbstractSpinBox,
    QComboBox,
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
)
"""Where the space bar already means something: it types, or presses what the keyboard has chosen."""

_ROOMS_BEFORE_LINE = 3

RoomMaker: TypeAlias = Callable[[House], Room]

R = TypeVar("R", bound=Room)


class Shell(QMainWindow):
    """The window.

    Args:
        house: What the window may ask for, in the language to begin with.
        rooms: By room id, how each room is made when it is first shown; in the order of the left side, the first three
            above the line.

    Attributes:
        language_chosen: Emitted after every room took the new language.
        closing: The window is about to close and the rooms have closed down.
    """

    language_chosen = Signal(str)
    closing = Signal()

    def __init__(self, house: House, rooms: Mapping[str, RoomMaker]) -> None:
        super().__init__()
        self._house = house
        self._makers = dict(rooms)
        self._rooms: dict[str, Room] = {}
        self._shown = next(iter(self._makers))
        self._stack = QStackedWidget()
        self._title = label("", Size.TITLE, wrap=True)
        self._brand = label("Samklang", Size.HEADING)
        self._notice = Notice()
        self._lines: dict[Room, tuple[Status, str]] = {}
        self._primary = PrimaryButton()
        self._primary.clicked.connect(self._do_primary)
        self._choices = {room_id: self._choice(at, room_id) for at, room_id in enumerate(self._makers, 1)}
        self._single_keys = True
        self._opened = False
        self._build()
        self.apply_settings()
        self._name_choices()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._listen_to)
        self._show_only(self.room)
        self.room.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def house(self) -> House:
        """What the window may ask for, in the language now chosen."""
        return self._house

    @property
    def room(self) -> Room:
        """The room now shown."""
        return self._room(self._shown)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms that have been made so far, the oldest first."""
        return tuple(self._rooms.values())

    def room_of(self, kind: type[R]) -> R:
        """The room of this kind, made if nobody has been there yet.

        Raises:
            KeyError: The window has no such room.
            TypeError: Its room of that id is of another kind.
        """
        room = self._room(kind.room_id)
        if not isinstance(room, kind):
            raise TypeError(f"{kind.room_id} is not {kind.__name__}")
        return room

    @property
    def line(self) -> str:
        """The calm message now shown, or an empty text."""
        return self._notice.text

    def _room(self, room_id: str) -> Room:
        if room_id not in self._rooms:
            room = self._rooms[room_id] = self._makers[room_id](self._house)
            room.allow_single_keys(allowed=self._single_keys)
            self._stack.addWidget(room)
            room.primary_changed.connect(lambda: self._show_primary(room))
            room.said.connect(lambda status, said: self._take_line(room, status, said))
        return self._rooms[room_id]

    def _choice(self, number: int, room_id: str) -> Button:
        choice = Button()
        choice.setCheckable(True)
        choice.setAutoExclusive(True)
        choice.clicked.connect(lambda: self.show_room(room_id))
        shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
        shortcut.activated.connect(lambda: self.show_room(room_id))
        return choice

    def _build(self) -> None:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rail.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        choices = list(self._choices.values())
        work, rest = choices[:_ROOMS_BEFORE_LINE], choices[_ROOMS_BEFORE_LINE:]
        beside = column(self._brand, SPACE * 2, *work, SPACE, line(), SPACE, *rest, None, spacing=SPACE // 2)
        beside.setContentsMargins(SPACE * 2, SPACE * 3, SPACE * 2, SPACE * 3)
        rail.setLayout(beside)
        # The bottom line keeps its height when a room has no primary action, so that nothing jumps.
        policy = self._primary.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._primary.setSizePolicy(policy)
        self._notice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        bottom = row(self._notice, SPACE, self._primary)
        bottom.setStretch(0, 1)
        bottom.setAlignment(self._primary, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        main = column(self._title, SPACE, self._stack, SPACE, bottom, spacing=SPACE)
        main.setStretch(2, 1)
        main.setContentsMargins(SPACE * 4, SPACE * 3, SPACE * 4, SPACE * 3)
        whole = QWidget()
        whole.setProperty("ground", "paper")
        whole.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        content = row(rail, main, spacing=0)
        content.setStretch(1, 1)
        whole.setLayout(content)
        self.setCentralWidget(whole)

    def show_room(self, room_id: str) -> None:
        """Show the room with this id; the one shown before is left."""
        before, after = self.room, self._room(room_id)
        if before is not after:
            before.leave()
        self._shown = room_id
        self._opened = True
        self._show_only(after)
        self._enter()

    def _enter(self) -> None:
        self.room.enter()
        self.room.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_only(self, shown: Room) -> None:
        self._choices[self._shown].setChecked(True)
        self._stack.setCurrentWidget(shown)
        for room in self.rooms:
            # Only the room that is seen may ask for room; one that is not must not make the window larger.
            policy = QSizePolicy.Policy.Preferred if room is shown else QSizePolicy.Policy.Ignored
            room.setSizePolicy(policy, policy)
        self.setWindowTitle(f"{shown.title} \N{EN DASH} Samklang")
        self._show_primary(shown)
        self._show_line(shown)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Once the window is seen, enter its first room: what that starts may not keep the window from the screen."""
        super().paintEvent(event)
        if not self._opened:
            self._opened = True
            QTimer.singleShot(0, self, self._enter)

    def say(self, text: str, status: Status = Status.CALM) -> None:
        """Show a line that belongs to no room, in the room now shown."""
        self._take_line(self.room, status, text)

    def _take_line(self, room: Room, status: Status, text: str) -> None:
        self._lines[room] = (status, text)
        if room is self.room:
            self._show_line(room)

    def _show_line(self, room: Room) -> None:
        status, text = self._lines.get(room, (Status.CALM, ""))
        self._notice.show_line(text, status)

    def _show_primary(self, room: Room) -> None:
        if room is not self.room:
            return
        words = self._house.wording
        self._title.setText(room.heading)
        tip = words("shell.key.space") if self._single_keys else words("shell.key.enter")
        self._primary.set_words(room.primary_text, tip=tip)
        self._primary.setVisible(bool(room.primary_text))
        self._primary.setEnabled(room.primary_enabled)

    def change_language(self, language: str) -> None:
        """Take another language at once, everywhere in the window."""
        self._house = self._house.in_language(language)
        for room in self.rooms:
            room.change_language(self._house)
        self._retranslate()
        self.language_chosen.emit(language)

    def apply_settings(self) -> None:
        """Take text size and single keys from the settings."""
        settings = self._house.settings
        self._single_keys = settings.get("shell.single_keys", True)
        for room in self.rooms:
            room.allow_single_keys(allowed=self._single_keys)
        app = QApplication.instance()
        percent = settings.get("shell.text_percent", 100)
        if isinstance(app, QApplication) and app.property("text_percent") != percent:
            theme.apply(app, percent)

    def _retranslate(self) -> None:
        self._name_choices()
        self.setWindowTitle(f"{self.room.title} \N{EN DASH} Samklang")
        self._show_primary(self.room)
        self._show_line(self.room)

    def _name_choices(self) -> None:
        for number, (room_id, choice) in enumerate(self._choices.items(), 1):
            choice.set_words(self._house.wording(f"shell.room.{room_id}"), tip=f"Ctrl+{number}")

    def _listen_to(self, _before: QWidget | None, focus: QWidget | None) -> None:
        """Only what has the focus is listened to: every event of every object would pass through Python otherwise."""
        if focus is not None:
            focus.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Give the space bar (and Ctrl+Enter) to the primary button unless the focus needs it itself."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.focusWidget():
            return self._is_primary_key(event) and self._press_primary(event)
        return super().eventFilter(watched, event)

    def _is_primary_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return modifiers == Qt.KeyboardModifier.ControlModifier
        plain_space = event.key() == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.NoModifier
        return plain_space and self._single_keys and not self._focus_uses_space()

    def _focus_uses_space(self) -> bool:
        focus = self.focusWidget()
        # A field in which a space would mean nothing now says so itself.
        return isinstance(focus, _USES_SPACE) and focus.property("passes_space") is not True

    def _do_primary(self) -> None:
        self.room.trigger_primary()

    def tell_fault(self) -> None:
        """Say calmly that something unforeseen happened; what, stands in the log."""
        self.say(self._house.wording("shell.fault"), Status.BAD)

    def _press_primary(self, event: QKeyEvent) -> bool:
        if not event.isAutoRepeat():
            self.room.trigger_primary()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Leave and close down every room before the window goes."""
        self.room.leave()
        for room in self.rooms:
            room.close_down()
        self.closing.emit()
        event.accept()
