"""From the engine's thread to Qt signals: opens the vault, reopens or begins a session, passes commands on."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread

from PySide6.QtCore import QObject, Signal

from samklang.domain.session import NotOpened, Session
from samklang.domain.session.answers import RefusedCommand
from samklang.domain.session.commands import Command
from samklang.domain.session.events import Event
from samklang.engine.house import House
from samklang.engine.ports import EventLog, Refused
from samklang.engine.replay import read_session, replayed
from samklang.engine.session import Changed, Faulted, NotStored, Published, SessionEngine, Submitted

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the log just opened.

    Attributes:
        unfinished_id: Id of the newest session, if it was never closed, else None.
        unfinished: Its state.
        names: The names of the newest session, to begin the next one with.
    """

    unfinished_id: str | None
    unfinished: Session | None
    names: tuple[str, ...]


class SessionBridge(QObject):
    """One session's engine as the window sees it. Every slow step runs beside the window and ends in a signal.

    Attributes:
        opened: The log is open (`Found`).
        not_opened: It is not; the `Refused` that says why.
        changed: The engine has stored something (`Session`).
        refused: A command made no sense at that moment (`RefusedCommand`).
        not_stored: The log would not take it; the `Refused` that says why. Nothing has happened in the session.
        faulted: Something failed that never should; it is logged.
    """

    opened = Signal(object)
    not_opened = Signal(object)
    changed = Signal(object)
    refused = Signal(object)
    not_stored = Signal(object)
    faulted = Signal()

    def __init__(self, house: House) -> None:
        super().__init__()
        self._house = house
        self._event_log: EventLog | None = None
        self._engine: SessionEngine | None = None
        self._lock = Lock()
        self._gone = False

    @property
    def engine(self) -> SessionEngine | None:
        """The engine of the session that is on, or None."""
        return self._engine

    def open_log(self, make: Callable[[], EventLog]) -> None:
        """Open a log beside the window, look for an unfinished session; ends in `opened` or `not_opened`."""
        with self._lock:
            self._gone = False

        def work() -> None:
            event_log = make()
            found = _look(event_log)
            with self._lock:
                if self._gone:
                    event_log.close()
                    return
                self._event_log = event_log
            self.opened.emit(found)

        self._beside(work, self.not_opened.emit)

    def begin(self, command: Command) -> None:
        """Begin a new session; ends in `changed`, `refused` or `not_stored`."""
        self.let_go()
        event_log = self._event_log
        if event_log is None:
            return

        def work() -> None:
            self._take(SessionEngine(event_log, self._house.clock))
            self.submit(command)

        self._beside(work, self.not_stored.emit)

    def reopen(self, session_id: str) -> None:
        """Go on with a session that is in the log; ends in `changed` or `not_opened`."""
        event_log = self._event_log
        if event_log is None:
            return

        def work() -> None:
            engine = SessionEngine.reopen(event_log, self._house.clock, session_id)
            self._take(engine)
            self._tell(Changed(engine.state, (), engine.position))

        self._beside(work, self.not_opened.emit)

    def submit(self, command: Command) -> None:
        """Ask for a change; ends in `changed`, `refused` or `not_stored`."""
        engine = self._engine
        if engine is not None:
            engine.submit(command).add_done_callback(self._take_answer)

    def events(self) -> tuple[Event, ...]:
        """Everything that happened in the session that is on, corrections and undone steps included.

        Raises:
            Refused: The log cannot be read.
        """
        if self._engine is None or self._event_log is None:
            return ()
        return replayed(NotOpened(), self._event_log.read(self._engine.session_id))[1]

    def let_go(self) -> None:
        """Leave the session as it is stored; the log stays open for the next."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def close(self) -> None:
        """Carry out what was asked, then close engine and log."""
        self.let_go()
        with self._lock:
            self._gone = True
            event_log, self._event_log = self._event_log, None
        if event_log is not None:
            event_log.close()

    def _take(self, engine: SessionEngine) -> None:
        engine.subscribe(self._tell)
        with self._lock:
            gone = self._gone
            if not gone:
                self._engine = engine
        if gone:
            engine.close()

    def _take_answer(self, answer: "Future[Submitted]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            return  # a fault is published by the engine itself
        result = answer.result()
        if isinstance(result, RefusedCommand):
            self.refused.emit(result)

    def _tell(self, news: Published) -> None:
        """On the engine's thread: hand the news over to the window's."""
        match news:
            case Changed(state=Session() as session):
                self.changed.emit(session)
            case NotStored(refusal=refusal):
                self.not_stored.emit(refusal)
            case Faulted():
                self.faulted.emit()
            case _:
                pass

    def _beside(self, work: Callable[[], None], refused: Callable[[Refused], None]) -> None:
        def run() -> None:
            try:
                work()
            except Refused as refusal:
                refused(refusal)
            except Exception as fault:  # noqa: BLE001 - a thread's boundary: logged without data, and told
                _log.error("beside the window: %s", type(fault).__name__)
                self.faulted.emit()

        Thread(target=run, name="session-bridge", daemon=True).start()


def _look(event_log: EventLog) -> Found:
    """The newest session, if it was never closed, and its names; nothing is written.

    An older one that was never closed has been left by choice and is not offered again.
    """
    for session_id in event_log.session_ids():
        state, _ = read_session(event_log, session_id)
        if isinstance(state, Session):
            names = tuple(state.names.values())
            return Found(None, None, names) if state.closed else Found(session_id, state, names)
    return Found(None, None, ())
