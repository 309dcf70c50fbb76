"""The Session room: opens the vault, offers to go on where a session was cut off, and leads from start to summary."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from samklang.domain.programme import Programme
from samklang.domain.session import RefusedCommand, Session, overview
from samklang.domain.session.commands import Command, Pause, Redo, Resume, Undo
from samklang.domain.session.events import Event
from samklang.domain.session.overview import Overview
from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.engine.unusable import refusal_line
from samklang.ui.bridge import Found, SessionBridge
from samklang.ui.controls import QuietButton, Status, column, label, row
from samklang.ui.room import Room
from samklang.ui.session.actions import ActionBar
from samklang.ui.session.gap import GapNotice
from samklang.ui.session.next_step import NextStep, next_step
from samklang.ui.session.pages import Page
from samklang.ui.session.reopen import ReopenPage
from samklang.ui.session.running import RunningPage
from samklang.ui.session.saving import save_summary
from samklang.ui.session.start import StartPage
from samklang.ui.session.summary import SummaryPage
from samklang.ui.session.words import SessionTexts, refusal_words
from samklang.ui.theme import SPACE, Size

_TICK_MS = 500
"""How often the clocks look at the time; twice a second keeps whole seconds even."""


class SessionRoom(Room):
    """Leads one session. Everything shown as done has been stored by the engine first."""

    room_id = "session"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._bridge = SessionBridge(house)
        self._programmes: tuple[Programme, ...] = ()
        self._found = Found(None, None, ())
        self._session: Session | None = None
        self._asking = False
        self._away_told = False
        self._stored = True
        self._page = Page.OPENING
        self._opening = label("", Size.LARGE, quiet=True, wrap=True)
        self._unstored = QuietButton()
        self._gap = GapNotice()
        self._start, self._reopen = StartPage(), ReopenPage()
        self._running, self._summary = RunningPage(), SummaryPage()
        self._actions = ActionBar()
        self._stack = QStackedWidget()
        self._places: dict[Page, QWidget] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        closed = QWidget()
        closed.setLayout(column(self._opening, row(self._unstored, None), None, spacing=SPACE * 2))
        running = QWidget()
        whole = column(self._gap, self._running, self._actions, spacing=SPACE)
        whole.setStretch(1, 1)
        running.setLayout(whole)
        self._places = {
            Page.OPENING: closed,
            Page.VAULT_CLOSED: closed,
            Page.REOPEN: self._reopen,
            Page.START: self._start,
            Page.RUNNING: running,
            Page.SUMMARY: self._summary,
        }
        for page in (closed, self._reopen, self._start, running, self._summary):
            self._stack.addWidget(page)
        self.setLayout(column(self._stack))

    def _connect(self) -> None:
        bridge = self._bridge
        bridge.opened.connect(self._take_found)
        bridge.not_opened.connect(self._tell_closed)
        bridge.changed.connect(self._take_session)
        bridge.refused.connect(self._tell_refused)
        bridge.not_stored.connect(self._tell_not_stored)
        bridge.faulted.connect(self._tell_fault)
        self._timer.timeout.connect(self._tick)
        self._unstored.clicked.connect(self._open_unstored)
        self._start.changed.connect(self._show_primary)
        self._reopen.left.connect(self._show_start)
        self._running.commanded.connect(self.command)
        self._running.said.connect(lambda status, line: self.say(line, status))
        self._summary.new_wanted.connect(self._leave_session)
        self._summary.undo_wanted.connect(lambda: self.command(Undo()))
        self._gap.commanded.connect(self.command)
        self._actions.commanded.connect(self.command)
        self._actions.times_toggled.connect(self._toggle_times)
        for keys, action in (
            ("P Ctrl+P", self._toggle_pause),
            ("C Ctrl+K", self._actions.open_care),
            ("I Ctrl+I", self._focus_pick),
            ("Ctrl+Z", lambda: self.command(Undo())),
            ("Ctrl+Y Ctrl+Shift+Z", lambda: self.command(Redo())),
        ):
            for key in keys.split():
                self.add_key(key, action)

    @property
    def page(self) -> Page:
        """What is shown now."""
        return self._page

    @property
    def session(self) -> Session | None:
        """The session as it was last stored, or None."""
        return self._session

    @property
    def position(self) -> int:
        """How many events of the session are stored."""
        engine = self._bridge.engine
        return engine.position if engine is not None else 0

    def events(self) -> tuple[Event, ...]:
        """Everything stored of the session that is on.

        Raises:
            Refused: The log cannot be read.
        """
        return self._bridge.events()

    @property
    def asking(self) -> bool:
        """Whether the turn that is on was opened for reflections."""
        return self._asking

    def prepare_start(self, session_id: str, names: Sequence[str]) -> None:
        """Choose a session and suggest names, as a course's plan does."""
        self._start.choose(session_id)
        self._start.suggest_names(names)

    def now(self) -> Overview | None:
        """The session at this moment, or None where none is on."""
        engine = self._bridge.engine
        return overview(self._session, engine.now_ms()) if engine is not None and self._session is not None else None

    def enter(self) -> None:
        """Open the vault the first time, beside the window."""
        if not self._programmes:
            try:
                self._programmes = self.house.catalog.programmes()
            except Refused as refusal:
                self.say(str(refusal), Status.ATTENTION)
            self._start.show_programmes(self._programmes)
        if self._page is Page.OPENING:
            self._open_vault()
        self._show_session()

    def close_vault(self) -> None:
        """Store what was asked for and let go of the vault; entering the room opens it again."""
        self._timer.stop()
        self._bridge.close()
        self._session = None
        self._found = Found(None, None, ())
        self._show_page(Page.OPENING)

    def close_down(self) -> None:
        """Store what was asked for and close the vault."""
        self._timer.stop()
        self._bridge.close()

    @property
    def heading(self) -> str:
        """Which session it is, once there is one."""
        if self._session is None or self._page not in (Page.RUNNING, Page.SUMMARY):
            return self.title
        texts = self._texts(self._session)
        return f"{texts.name}: {texts.theme}"

    def command(self, command: Command) -> None:
        """Ask the engine; the answer comes as a signal."""
        if self._running.picking:
            self._running.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bridge.submit(command)

    def do_primary(self) -> None:
        """The one next step of the page shown."""
        match self._page:
            case Page.VAULT_CLOSED:
                self._open_vault()
            case Page.START:
                self._begin()
            case Page.REOPEN if self._found.unfinished_id is not None:
                self._bridge.reopen(self._found.unfinished_id)
            case Page.RUNNING:
                self._go_on()
            case Page.SUMMARY if self._session is not None:
                save_summary(self, self._session, self.events)
            case _:
                pass

    def _open_vault(self) -> None:
        self._opening.setText(self.wording("session.opening_vault"))
        self._show_page(Page.OPENING)
        self._bridge.open_log(self.house.open_vault)

    def _open_unstored(self) -> None:
        self._stored = False
        self._bridge.open_log(self.house.open_memory_log)

    def _take_found(self, found: Found) -> None:
        self._found = found
        if found.unfinished is not None:
            self._reopen.show_unfinished(found.unfinished, self._texts(found.unfinished))
            self._show_page(Page.REOPEN)
        else:
            self._show_start()

    def _show_start(self) -> None:
        self._start.suggest_names(self._found.names)
        self._show_page(Page.START)
        self._start.invite_names()
        if not self._stored:
            self.say(self.wording("session.not_stored"), Status.ATTENTION)

    def _begin(self) -> None:
        command = self._start.command()
        if command is not None:
            self.set_primary(self.primary_text, enabled=False)  # until the engine answers: one press, one session
            self._bridge.begin(command)

    def _leave_session(self) -> None:
        self._bridge.let_go()
        if self._session is not None:
            self._found = Found(None, None, tuple(self._session.names.values()))
        self._session = None
        self._show_start()

    def _take_session(self, session: Session) -> None:
        """The engine has stored something: show the session as it now stands."""
        engine = self._bridge.engine
        if engine is None:
            return
        before = self._session
        self._running.set_clock(engine.now_ms)
        self._session = session
        if before is None:
            self._away_told = False
            self._running.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stored:
            self.say("")
        now = self.now()
        if now is None or now.turn is None or now.turn.stage != "speaking":
            self._asking = False
        self._show_page(Page.SUMMARY if session.closed else Page.RUNNING)
        if before is None or not self._away_told:
            self._tell_gap()
        elif before is not session:
            self._gap.show_line("")
        if session.closed and self._stored:
            self.say(self.wording("session.summary.closed"), Status.GOOD)

    def _tell_gap(self) -> None:
        self._away_told = True
        now = self.now()
        if now is not None:
            self._gap.tell(now, self.wording)

    def _step(self) -> NextStep | None:
        now = self.now()
        if now is None or self._session is None:
            return None
        return next_step(self._session, now, self._texts(self._session), asking=self._asking)

    def _go_on(self) -> None:
        step = self._step()
        if step is None:
            return
        if step.command is not None:
            self.command(step.command)
            return
        if step.asks:
            self._asking = True
            self._show_session()
        self._focus_pick()

    def _show_primary(self) -> None:
        words = self.wording
        match self._page:
            case Page.OPENING:
                self.set_primary("")
            case Page.VAULT_CLOSED:
                self.set_primary(words("session.try_again"))
            case Page.REOPEN:
                self.set_primary(words("session.reopen.go_on"))
            case Page.START:
                self.set_primary(words("session.start.begin"), enabled=self._start.command() is not None)
                if self._stored:
                    self.say(self._start.problem())
            case Page.RUNNING:
                step = self._step()
                self.set_primary(step.words if step is not None else "")
            case Page.SUMMARY:
                self.set_primary(words("session.next.save"))

    def _show_page(self, page: Page) -> None:
        turned = page is not self._page
        self._page = page
        if turned:
            self.primary_changed.emit()  # the heading belongs to the page
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self._places[page])
        self._unstored.setVisible(page is Page.VAULT_CLOSED)
        self._timer.stop()
        if page is Page.RUNNING:
            self._timer.start()
        self._show_session()

    def _show_session(self) -> None:
        """Bring the page up to date with the session."""
        now = self.now()
        if now is not None and self._session is not None:
            texts = self._texts(self._session)
            if self._page is Page.RUNNING:
                hide = self.house.settings.get("session.hide_timers", False)
                self._running.show_session(self._session, now, texts, asking=self._asking, hide_times=hide)
                self._actions.show_actions(self._session, now, texts, hide_times=hide)
            elif self._page is Page.SUMMARY:
                self._summary.show_summary(now, texts)
        self._show_primary()

    def _tick(self) -> None:
        now = self.now()
        if now is not None and self.isVisible():
            self._running.tick(now)

    def _toggle_pause(self) -> None:
        now = self.now()
        if now is not None and self._page is Page.RUNNING:
            self.command(Pause() if now.pause is None else Resume())

    def _toggle_times(self) -> None:
        hidden = self.house.settings.get("session.hide_timers", False)
        self.remember({"session.hide_timers": not hidden})
        self._show_session()

    def _focus_pick(self) -> None:
        if self._page is Page.RUNNING:
            self._running.focus_pick()

    def _tell_closed(self, refusal: Refused) -> None:
        reason = refusal_line(refusal, self.wording)
        self._opening.setText(self.wording("session.vault_closed", reason=reason))
        self._show_page(Page.VAULT_CLOSED)

    def _tell_refused(self, refusal: RefusedCommand) -> None:
        """One calm line: why it cannot be done just now."""
        self._show_primary()
        self.say(refusal_words(refusal, self._session.names if self._session is not None else {}, self.wording))

    def _tell_not_stored(self, refusal: Refused) -> None:
        reason = refusal_line(refusal, self.wording)
        self.say(self.wording("session.not_saved", reason=reason), Status.BAD)
        self._show_primary()

    def _tell_fault(self) -> None:
        self.say(self.wording("shell.fault"), Status.BAD)

    def _texts(self, session: Session) -> SessionTexts:
        programme = next((pack for pack in self._programmes if session.programme.startswith(f"{pack.id}|")), None)
        return SessionTexts(programme, session.plan, self.wording)

    def retranslate(self) -> None:
        """All words anew."""
        words = self.wording
        if self._page is Page.OPENING:
            self._opening.setText(words("session.opening_vault"))
        self._unstored.set_words(words("session.lead_without_vault"))
        self._start.retranslate(words)
        self._running.retranslate(words)
        self._actions.retranslate(words)
        if self._found.unfinished is not None:
            self._reopen.show_unfinished(self._found.unfinished, self._texts(self._found.unfinished))
        self.say("")  # what was said stands in the language before
        if self._gap.text:
            self._tell_gap()
        self._show_session()
        if self._page is Page.SUMMARY and self._stored:
            self.say(words("session.summary.closed"), Status.GOOD)
