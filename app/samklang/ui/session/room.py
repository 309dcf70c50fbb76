"""The Session room: opens the vault, offers to go on where a session was cut off, and leads from start to summary."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from samklang.domain.programme import Programme
from samklang.domain.session import RefusedCommand, Session, overview
from samklang.domain.session.commands import (
    CloseSession,
    Command,
    EndTurn,
    NextPhase,
    Pause,
    Redo,
    Resume,
    RoundOff,
    TakeTime,
    Undo,
)
from samklang.domain.session.events import Event
from samklang.domain.session.overview import Overview
from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.ui.bridge import Found, SessionBridge
from samklang.ui.controls import Notice, QuietButton, Status, column, label, row
from samklang.ui.room import Room
from samklang.ui.session.actions import ActionBar
from samklang.ui.session.reopen import ReopenPage
from samklang.ui.session.running import RunningPage
from samklang.ui.session.saving import save_summary
from samklang.ui.session.start import StartPage
from samklang.ui.session.summary import SummaryPage
from samklang.ui.session.words import SessionTexts, spoken_length
from samklang.ui.theme import SPACE, Size

_TICK_MS = 500
"""How often the clocks look at the time; twice a second keeps whole seconds even."""


class Page(StrEnum):
    """What the room shows."""

    OPENING = "opening"
    VAULT_CLOSED = "vault_closed"
    REOPEN = "reopen"
    START = "start"
    RUNNING = "running"
    SUMMARY = "summary"


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
        self._opening = label("", Size.LARGE, quiet=True)
        self._unstored = QuietButton()
        self._gap = Notice()
        self._gap_out = QuietButton()
        self._gap.add_button(self._gap_out)
        self._start, self._reopen, self._running, self._summary = (
            StartPage(),
            ReopenPage(),
            RunningPage(),
            SummaryPage(),
        )
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
        self._gap_out.clicked.connect(self._take_gap_out)
        self._actions.commanded.connect(self.command)
        self._actions.times_toggled.connect(self._toggle_times)
        for keys, action in (
            ("P", self._toggle_pause),
            ("Ctrl+P", self._toggle_pause),
            ("C", self._actions.open_care),
            ("Ctrl+K", self._actions.open_care),
            ("I", self._focus_pick),
            ("Ctrl+I", self._focus_pick),
            ("Ctrl+Z", lambda: self.command(Undo())),
            ("Ctrl+Y", lambda: self.command(Redo())),
            ("Ctrl+Shift+Z", lambda: self.command(Redo())),
        ):
            self.add_key(keys, action)

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
                self._next_step()
            case Page.SUMMARY if self._session is not None:
                save_summary(self, self._session, self.events())
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
            self._tell_gap(session)
        elif before is not session:
            self._gap.show_line("")
        if session.closed and self._stored:
            self.say(self.wording("session.summary.closed"), Status.GOOD)

    def _tell_gap(self, session: Session) -> None:
        """Once after reopening: how long the program was away and where the time went."""
        self._away_told = True
        now, away = self.now(), session.away
        if now is None or away is None or session.closed:
            self._gap.show_line("")
            return
        length = spoken_length(away.reopened_ms - away.last_ms, self.wording)
        speaker = now.turn.speaker if now.turn is not None and now.pause is None else None
        self._gap_out.setVisible(speaker is not None)
        self._gap_out.set_words(self.wording("session.reopen.take_out"))
        if now.pause is not None:
            self._gap.show_line(self.wording("session.reopen.away_pause", length=length))
        elif speaker is not None:
            name = now.participant(speaker).name
            self._gap.show_line(self.wording("session.reopen.away_turn", length=length, name=name))
        else:
            self._gap.show_line(self.wording("session.reopen.away_group", length=length))

    def _take_gap_out(self) -> None:
        now = self.now()
        if self._session is None or now is None or now.away is None or now.turn is None or now.turn.speaker is None:
            return
        self.command(TakeTime(now.turn.speaker, now.away.reopened_ms - now.away.last_ms))

    def _next_step(self) -> None:
        now = self.now()
        suggestion = now.suggestion if now is not None else None
        if now is None or suggestion is None:
            return
        match suggestion.code:
            case "resume":
                self.command(Resume())
            case "next_phase":
                self.command(NextPhase())
            case "start_turn":
                self._focus_pick()
            case "reflect" if self._can_ask(now):
                self._asking = True
                self._show_session()
                self._focus_pick()
            case "reflect" | "round_off":
                self.command(RoundOff())
            case "end_turn":
                self.command(EndTurn())
            case "close":
                self.command(CloseSession())
            case _:
                pass

    def _can_ask(self, now: Overview) -> bool:
        """Whether the next step is to open the turn for reflections, not yet to round it off."""
        return now.turn is not None and now.turn.stage == "speaking" and not self._asking

    def _primary_words(self) -> str:
        words, now = self.wording, self.now()
        suggestion = now.suggestion if now is not None else None
        if now is None or suggestion is None or self._session is None:
            return ""
        match suggestion.code:
            case "next_phase":
                ahead = next(phase for phase in self._session.plan.phases if phase.id == suggestion.phase)
                return words("session.next.phase", phase=self._texts(self._session).phase_title(ahead))
            case "start_turn":
                return words("session.next.choose_next" if now.finished_turns else "session.next.choose")
            case "reflect":
                return words("session.next.reflections" if self._can_ask(now) else "session.next.round_off")
            case code:
                return words(f"session.next.{code}")

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
                self.set_primary(self._primary_words())
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
        if page is Page.RUNNING:
            self._timer.start()
        else:
            self._timer.stop()
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
        try:
            self.house.settings.put({"session.hide_timers": not hidden})
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)
        self._show_session()

    def _focus_pick(self) -> None:
        if self._page is Page.RUNNING:
            self._running.focus_pick()

    def _tell_closed(self, reason: str) -> None:
        self._opening.setText(self.wording("session.vault_closed", reason=reason))
        self._opening.setWordWrap(True)
        self._show_page(Page.VAULT_CLOSED)

    def _tell_refused(self, refusal: RefusedCommand) -> None:
        """One calm line: why it cannot be done just now."""
        self._show_primary()
        text_id = f"cli_session.refused.{refusal.code}"
        if not self.wording.has(text_id):
            self.say(self.wording("session.refused.other"))
            return
        names = self._session.names if self._session is not None else {}
        params = {key: names.get(str(value), value) for key, value in refusal.params.items()}
        self.say(self.wording(text_id, **params))

    def _tell_not_stored(self, reason: str) -> None:
        self.say(self.wording("session.not_saved", reason=reason), Status.BAD)
        self._show_primary()

    def _tell_fault(self) -> None:
        self.say(self.wording("shell.fault"), Status.BAD)

    def _texts(self, session: Session) -> SessionTexts:
        wanted = session.programme.split("|")[0]
        programme = next((pack for pack in self._programmes if pack.id == wanted), None)
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
        if self._gap.text and self._session is not None:
            self._tell_gap(self._session)
        self._show_session()
        if self._page is Page.SUMMARY and self._stored:
            self.say(words("session.summary.closed"), Status.GOOD)
