"""The page of a running session: the phases on top, what is now on the left, the group on the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from samklang.domain.programme import PhaseKind
from samklang.domain.session import Session
from samklang.domain.session.commands import Command, StartTurn, WelcomeParticipant
from samklang.domain.session.overview import Overview
from samklang.ui.controls import Card, QuietButton, Status, StatusChip, clear, column, label, line, row, scrolled
from samklang.ui.session.clocks import Clocks
from samklang.ui.session.headline import headline, reminder_moment, with_reflection
from samklang.ui.session.presses import Press, all_presses, main_press, second_press
from samklang.ui.session.seats import Seat, SeatList
from samklang.ui.session.strip import PhaseStrip, StripPhase
from samklang.ui.session.words import SessionTexts, listed, matches, seat_status
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

_MINUTE_S = 60

_PAGE_KINDS = {PhaseKind.INTRODUCTION, PhaseKind.THEME, PhaseKind.TURNS}
"""The phases in which agreements or theme and tools are at hand; in the others they would only be in the way."""


class PickField(QLineEdit):
    """Where initials or a name are typed; while it is empty the space bar is still the room's.

    Attributes:
        left: Escape was pressed: back to the room.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("passes_space", True)  # noqa: FBT003 - Qt's own signature
        self.textChanged.connect(lambda text: self.setProperty("passes_space", not text))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape empties and leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)


class RunningPage(QWidget):
    """Shows a running session and turns presses into commands; it changes nothing itself.

    Attributes:
        commanded: A command for the engine.
        said: A calm line for the user.
    """

    commanded = Signal(object)
    said = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._strip = PhaseStrip()
        self._chip = StatusChip(Status.CALM, "")
        self._who = label("", Size.TITLE, wrap=True)
        self._clocks = Clocks()
        self._guide = label("", wrap=True)
        self._now_card = Card()
        self._reminder_head = label("", Size.SMALL, strong=True)
        self._reminder = label("", Size.LARGE, wrap=True)
        self._reminder_card = Card(calm=True)
        self._today = Card()
        self._today_shown: tuple[object, ...] = ()
        self._group_head = label("", Size.LARGE, strong=True)
        self._seats = SeatList()
        self._pick = PickField()
        self._new = QuietButton()
        self._new_name = QLineEdit()
        self._new_part = QWidget()
        self._session: Session | None = None
        self._now: Overview | None = None
        self._now_ms: Callable[[], int] = lambda: 0
        self._build()
        self._connect()

    def _build(self) -> None:
        for part in (row(self._chip, None), self._who, self._clocks, self._guide):
            if isinstance(part, QWidget):
                self._now_card.body.addWidget(part)
            else:
                self._now_card.body.addLayout(part)
        self._reminder_card.body.addWidget(self._reminder_head)
        self._reminder_card.body.addWidget(self._reminder)
        left = QWidget()
        left.setLayout(column(self._now_card, self._reminder_card, self._today, None, spacing=SPACE * 2))
        self._new_part.setLayout(row(self._new_name))
        self._new_part.hide()
        people = QWidget()
        people.setLayout(column(self._seats, row(self._new, None), self._new_part, None, spacing=SPACE))
        right = column(row(self._group_head, None, self._pick), scrolled(people), spacing=SPACE)
        self._pick.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        beside = row(scrolled(left), spacing=SPACE * 3)
        beside.addLayout(right)
        beside.setStretch(0, 5)
        beside.setStretch(1, 4)
        whole = column(self._strip, beside, spacing=SPACE * 2)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self._seats.pressed.connect(self._press_main)
        self._seats.second_pressed.connect(self._press_second)
        self._seats.more_wanted.connect(self._open_menu)
        self._pick.returnPressed.connect(self._pick_typed)
        self._pick.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._new.clicked.connect(self._ask_new_name)
        self._new_name.returnPressed.connect(self._welcome)

    def set_clock(self, now_ms: Callable[[], int]) -> None:
        """The session's time, UTC milliseconds, for what is offered at a press."""
        self._now_ms = now_ms

    def retranslate(self, words: Wording) -> None:
        """Words that do not depend on the session's state."""
        self._pick.setPlaceholderText(words("session.find.hint"))
        self._pick.setAccessibleName(words("session.find.hint"))
        self._new.set_words(f"+ {words('session.seat.somebody_new')}", words("session.seat.somebody_new"))
        self._new_name.setPlaceholderText(words("session.add.label"))
        self._new_name.setAccessibleName(words("session.add.heading"))
        self._group_head.setText(words("session.seat.circle"))
        self._reminder_head.setText(words("session.today.method"))
        self._today_shown = ()

    def show_session(
        self, session: Session, now: Overview, texts: SessionTexts, *, asking: bool, hide_times: bool
    ) -> None:
        """Show the session as it is at this moment; `asking`: the turn was opened for reflections."""
        self._session, self._now = session, now
        self._texts, self._hide_times = texts, hide_times
        place = next(at for at, phase in enumerate(now.phases) if phase.state == "now" or now.closed)
        self._strip.show_phases(
            [
                StripPhase(
                    texts.phase_title(phase),
                    "" if hide_times else texts.words("session.start.minutes", count=phase.planned_s // _MINUTE_S),
                )
                for phase in session.plan.phases
            ],
            place,
        )
        self._show_now(asking=asking)
        self._seats.show_seats([self._seat(person.id) for person in now.participants])
        self._show_today()

    def tick(self, now: Overview) -> None:
        """Only the clocks have gone on."""
        self._now = now
        self._clocks.show_clocks(now, self._texts.words, hidden=self._hide_times)

    @property
    def picking(self) -> bool:
        """Whether the focus is in the field for initials."""
        return self._pick.hasFocus()

    def focus_pick(self) -> None:
        """Let initials be typed."""
        self._pick.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._pick.selectAll()

    def _show_now(self, *, asking: bool) -> None:
        now, texts = self._now, self._texts
        if now is None or self._session is None:
            return
        words = texts.words
        status, chip, who = headline(now, texts, asking=asking)
        self._chip.show_status(status, chip)
        self._who.setText(who)
        phase = self._session.phase
        caring = now.pause is not None and now.pause.care is not None
        if now.pause is not None:
            name = now.participant(now.pause.care).name if now.pause.care else ""
            self._guide.setText(
                words("session.stage.care_hint", name=name) if caring else words("session.stage.paused_hint")
            )
        elif now.phase_kind == PhaseKind.ROLL_CALL:
            missing = [person.name for person in now.participants if not person.arrived and person.status != "absent"]
            told = (
                words("session.roll_call.missing", names=listed(missing))
                if missing
                else words("session.roll_call.everybody")
            )
            self._guide.setText(f"{texts.phase_guide(phase)}\n\n{told}")
        else:
            self._guide.setText("" if now.turn else texts.phase_guide(phase))
        self._guide.setVisible(bool(self._guide.text()))
        self._clocks.show_clocks(now, words, hidden=self._hide_times)
        self._clocks.setVisible(not caring)
        moment = reminder_moment(now, asking=asking)
        reminder = texts.reminder(phase, moment) if moment and not now.pause else ""
        self._reminder.setText(reminder)
        self._reminder_card.setVisible(bool(reminder))

    def _show_today(self) -> None:
        """Theme, tools and, where they are gone through, the group's agreements; rebuilt only when they change."""
        if self._session is None or self._now is None:
            return
        texts, kind = self._texts, self._now.phase_kind
        key = (self._session.plan.id, kind, texts.words.language)
        if key == self._today_shown:
            return
        self._today_shown = key
        clear(self._today.body)
        self._today.setVisible(kind in _PAGE_KINDS)
        add = self._today.body.addWidget
        if kind == PhaseKind.INTRODUCTION:
            add(label(texts.words("session.today.rules"), Size.SMALL, strong=True))
            for rule in texts.rules():
                add(label(f"\N{BULLET} {rule}", wrap=True))
            return
        in_full = kind == PhaseKind.THEME
        if in_full:
            add(label(texts.theme, Size.LARGE, strong=True, wrap=True))
            add(label(texts.text(f"{self._session.plan.theme}.explain"), wrap=True))
        for tool in self._session.plan.tools:
            if self._today.body.count():
                add(line())
            add(label(texts.text(f"{tool}.title"), strong=True, wrap=True))
            if in_full:
                add(label(texts.text(f"{tool}.explain"), wrap=True))
            question = f"{tool}.question"
            if texts.has(question):
                add(label(texts.text(question), wrap=True, quiet=True))

    def _seat(self, participant: str) -> Seat:
        now, words = self._now, self._texts.words
        assert now is not None and self._session is not None  # noqa: S101, PT018 - only called once both are set
        person = now.participant(participant)
        status, word_id = seat_status(now, participant)
        word = words(f"session.status.{word_id}")
        minutes = person.total_ms // (1000 * _MINUTE_S)
        time = "" if self._hide_times or not minutes else f"{minutes} min"
        main = main_press(self._session, now, participant, self._now_ms())
        second = second_press(self._session, now, participant, self._now_ms())
        second_word = words(f"session.do.{second.word}") if second else ""
        return Seat(
            participant=participant,
            name=person.name,
            status=status,
            word=with_reflection(now, participant, word, words),
            time=time,
            action=words(f"session.do.{main.word}") if main else "",
            second=second_word,
            second_spoken=f"{person.name}: {second_word}",
            spoken=words("session.seat.with_time", name=person.name, status=word, time=time)
            if time
            else words("session.seat.plain", name=person.name, status=word),
            more=words("session.seat.more", name=person.name),
        )

    def _press_main(self, participant: str) -> None:
        if self._session is None or self._now is None:
            return
        press = main_press(self._session, self._now, participant, self._now_ms())
        if press is None:
            self._open_menu(participant)
        else:
            self.commanded.emit(press.command)

    def _press_second(self, participant: str) -> None:
        if self._session is not None and self._now is not None:
            press = second_press(self._session, self._now, participant, self._now_ms())
            if press is not None:
                self.commanded.emit(press.command)

    def menu_for(self, participant: str) -> QMenu:
        """Everything that can be done about a person now."""
        menu = QMenu(self)
        if self._session is not None and self._now is not None:
            for press in all_presses(self._session, self._now, participant, self._now_ms()):
                self._add_action(menu, press)
        return menu

    def _add_action(self, menu: QMenu, press: Press) -> None:
        words = self._texts.words
        name = self._now.participant(press.other).name if self._now is not None and press.other else ""
        text = words(f"session.do.{press.word}", name=name) if name else words(f"session.do.{press.word}")
        menu.addAction(text.replace("&", "&&")).triggered.connect(lambda: self.commanded.emit(press.command))

    def _open_menu(self, participant: str) -> None:
        button = self._seats.row_of(participant).more
        menu = self.menu_for(participant)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _pick_typed(self) -> None:
        """Enter in the field: the usual next thing for the one person it can mean."""
        if self._session is None or self._now is None:
            return
        words, typed = self._texts.words, self._pick.text()
        names = {person.id: person.name for person in self._now.participants}
        found = matches(typed, names)
        if not found:
            self.said.emit(Status.CALM, words("session.find.nobody", typed=typed) if typed.strip() else "")
            return
        if len(found) > 1:
            self.said.emit(Status.CALM, words("session.find.several", names=listed(names[who] for who in found)))
            return
        command = self._picked_command(found[0])
        if command is None:
            self.said.emit(Status.CALM, words("session.find.not_now", name=names[found[0]]))
            return
        self._pick.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.commanded.emit(command)

    def _picked_command(self, participant: str) -> Command | None:
        if self._session is None or self._now is None:
            return None
        press = main_press(self._session, self._now, participant, self._now_ms())
        if press is not None:
            return press.command
        again = [
            press.command
            for press in all_presses(self._session, self._now, participant, self._now_ms())
            if isinstance(press.command, StartTurn)
        ]
        return again[0] if again and self._now.turn is None else None

    def _ask_new_name(self) -> None:
        self._new_part.show()
        self._new_name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _welcome(self) -> None:
        name = self._new_name.text().strip()
        self._new_name.clear()
        self._new_part.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if name:
            self.commanded.emit(WelcomeParticipant(name))
