"""The group: one row a person with a mark, the name, a word and what a press does; nothing that compares people."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from samklang.ui.controls import Button, Mark, QuietButton, Status, clear, column, label
from samklang.ui.theme import SPACE, Size, text_percent

_NO_LIMIT_PX = 16_777_215
"""Qt's own word for no limit (QWIDGETSIZE_MAX)."""

_LARGE_TEXT_PERCENT = 125
"""Above this the small button stands under the person, or the row would be wider than its half of the window."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What one row shows.

    Attributes:
        time: The person's time so far, or an empty text where times are hidden or there is none.
        action: What a press on the row does, in words; empty where it does nothing.
        second: What the small button does, in words; empty where there is none.
        spoken: The row for a screen reader.
        more: The name of the button with everything else, for a screen reader.
    """

    participant: str
    name: str
    status: Status
    word: str
    time: str
    action: str
    second: str
    second_spoken: str
    spoken: str
    more: str


class SeatButton(Button):
    """The large part of a row: shows who and how, and does the usual next thing for that person."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Mark(Status.WAITING, 24)
        self._name = label("", strong=True)
        self._word = label("", Size.SMALL, quiet=True)
        self._time = label("", quiet=True)
        self._action = label("", Size.SMALL, strong=True)
        self._action.setProperty("link", "true")
        inside = self._inside = QHBoxLayout(self)
        inside.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        inside.setSpacing(SPACE + 4)
        inside.addWidget(self._mark)
        inside.addLayout(column(self._name, self._word, spacing=1), 1)
        inside.addLayout(column(self._time, self._action, spacing=1))
        for word in (self._time, self._action):
            word.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (self._mark, self._name, self._word, self._time, self._action):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("seat", "true")

    def show_seat(self, seat: Seat) -> None:
        """Show a person as they are now."""
        self._mark.set_status(seat.status)
        self._name.setText(seat.name)
        self._word.setText(seat.word)
        self._time.setText(seat.time)
        self._time.setVisible(bool(seat.time))
        self._action.setText(seat.action)
        self._action.setVisible(bool(seat.action))
        self.setAccessibleName(seat.spoken)
        self.setAccessibleDescription(seat.action)
        speaking = "true" if seat.status is Status.NOW else "false"
        if self.property("speaking") != speaking:
            self.setProperty("speaking", speaking)
            self.style().unpolish(self)
            self.style().polish(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as what stands in it."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never smaller than what stands in it."""
        return self._inside.minimumSize()


class SeatRow(QWidget):
    """One person: the large part, a small second button and the button with everything else."""

    def __init__(self, group: "SeatList", participant: str) -> None:
        super().__init__()
        self.main = SeatButton()
        self.second = QuietButton()
        self.more = QuietButton()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.main, 0, 0)
        self._grid.addWidget(self.second, 0, 1)
        self._grid.addWidget(self.more, 0, 2)
        self.main.clicked.connect(lambda: group.pressed.emit(participant))
        self.second.clicked.connect(lambda: group.second_pressed.emit(participant))
        self.more.clicked.connect(lambda: group.more_wanted.emit(participant))

    def show_seat(self, seat: Seat) -> None:
        """Show a person as they are now."""
        self.main.show_seat(seat)
        self.second.set_words(seat.second, seat.second_spoken)
        self.second.setVisible(bool(seat.second))
        self.second.setToolTip(seat.second_spoken)
        self.more.set_words("\N{MIDLINE HORIZONTAL ELLIPSIS}", seat.more, seat.more)

    def keep_room(self, width_px: int) -> None:
        """Give the small button this much room, whether it is shown or not; 0 for none.

        With large text it stands under the person, and only where it is shown.
        """
        large = text_percent() > _LARGE_TEXT_PERCENT
        self._grid.addWidget(self.second, int(large), 0 if large else 1, Qt.AlignmentFlag.AlignLeft)
        width_px = 0 if large else width_px
        policy = self.second.sizePolicy()
        policy.setRetainSizeWhenHidden(width_px > 0)
        self.second.setSizePolicy(policy)
        self.second.setMinimumWidth(width_px)
        self.second.setMaximumWidth(width_px or _NO_LIMIT_PX)


class SeatList(QWidget):
    """All rows; rebuilt only when people come on the list, so that the focus stays where it is.

    Attributes:
        pressed: A row was pressed (participant id).
        second_pressed: Its small button was pressed.
        more_wanted: Everything else about the person is wanted.
    """

    pressed = Signal(str)
    second_pressed = Signal(str)
    more_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, SeatRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE - 2)

    def show_seats(self, seats: Sequence[Seat]) -> None:
        """Show these people, in this order."""
        wanted = [seat.participant for seat in seats]
        if wanted != list(self._rows):
            clear(self._column)
            self._rows = {participant: SeatRow(self, participant) for participant in wanted}
            for seat_row in self._rows.values():
                self._column.addWidget(seat_row)
        for seat in seats:
            self._rows[seat.participant].show_seat(seat)
        # All rows keep the room that the widest small button needs, so that they end at the same place.
        needed = max(
            (self._rows[seat.participant].second.sizeHint().width() for seat in seats if seat.second), default=0
        )
        for seat_row in self._rows.values():
            seat_row.keep_room(needed)

    def row_of(self, participant: str) -> SeatRow:
        """The row of one person."""
        return self._rows[participant]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys go up and down between the people, Enter presses."""
        at = next((at for at, seat_row in enumerate(self._rows.values()) if seat_row.main.hasFocus()), None)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if at is not None and event.key() in steps:
            rows = list(self._rows.values())
            rows[(at + steps[Qt.Key(event.key())]) % len(rows)].main.setFocus(Qt.FocusReason.TabFocusReason)
        elif at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            list(self._rows.values())[at].main.click()
        else:
            super().keyPressEvent(event)
