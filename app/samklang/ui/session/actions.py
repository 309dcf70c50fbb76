"""The quiet row under a running session: pause, care, undo, redo, times, and going on before all have had a turn."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from samklang.domain.programme import PhaseKind
from samklang.domain.session import RefusedCommand, Session, decide
from samklang.domain.session.commands import Care, CloseSession, Command, NextPhase, Pause, Redo, Undo
from samklang.domain.session.overview import Overview
from samklang.ui.controls import QuietButton, column
from samklang.ui.flow import Flow
from samklang.ui.session.words import SessionTexts
from samklang.wording import Wording


class ActionBar(QWidget):
    """What can be done at any time but is never the next step.

    Attributes:
        commanded: A command for the engine.
        times_toggled: Show or hide the times.
    """

    commanded = Signal(object)
    times_toggled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pause, self._care, self._undo, self._redo = (QuietButton() for _ in range(4))
        self._times, self._onward = QuietButton(), QuietButton()
        self._now: Overview | None = None
        self._onward_command: Command = NextPhase()
        buttons = (self._pause, self._care, self._undo, self._redo, self._times, self._onward)
        self.setLayout(column(Flow(*buttons, gap_px=2, line_gap_px=2)))
        for button, command in ((self._pause, Pause()), (self._undo, Undo()), (self._redo, Redo())):
            button.clicked.connect(lambda _checked=False, asked=command: self.commanded.emit(asked))
        self._care.clicked.connect(self.open_care)
        self._times.clicked.connect(self.times_toggled)
        self._onward.clicked.connect(lambda: self.commanded.emit(self._onward_command))

    def retranslate(self, words: Wording) -> None:
        """Words that do not depend on the session."""
        for button, name, keys in (
            (self._pause, "pause", "P, Ctrl+P"),
            (self._care, "care", "C, Ctrl+K"),
            (self._undo, "undo", "Ctrl+Z"),
            (self._redo, "redo", "Ctrl+Y"),
        ):
            button.set_words(words(f"session.action.{name}"), tip=keys)

    def show_actions(self, session: Session, now: Overview, texts: SessionTexts, *, hide_times: bool) -> None:
        """Show what can be done at this moment."""
        self._now = now
        words = texts.words
        self._pause.setEnabled(now.pause is None)
        self._undo.setEnabled(now.undo is not None)
        self._redo.setEnabled(now.redo is not None)
        self._times.set_words(words(f"session.action.{'show' if hide_times else 'hide'}_times"))
        ahead = next((phase for phase in now.phases if phase.state == "ahead"), None)
        between = now.phase_kind == PhaseKind.TURNS and now.turn is None and bool(now.people_left)
        self._onward_command = NextPhase() if ahead is not None else CloseSession()
        possible = not isinstance(decide(session, self._onward_command, session.last_ms), RefusedCommand)
        self._onward.setVisible(between and ahead is not None and possible)
        if ahead is not None:
            plan = next(phase for phase in session.plan.phases if phase.id == ahead.id)
            self._onward.set_words(words("session.action.skip_to", phase=texts.phase_title(plan)))

    def open_care(self) -> None:
        """Ask for whom everything is to stop; the one whose turn it is stands first."""
        now = self._now
        if now is None or not self.isVisible():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = now.turn.participant if now.turn is not None else None
        for person in sorted(now.participants, key=lambda person: person.id != first):
            if person.status != "absent":
                action = menu.addAction(person.name.replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, who=person.id: self.commanded.emit(Care(who)))
        menu.popup(self._care.mapToGlobal(self._care.rect().topLeft()))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])
