"""The one thread that changes a session: it decides, stores durably, and only then tells everybody."""

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Self, TypeAlias

from samklang.domain.session import NotOpened, Overview, RefusedCommand, State, decide, evolve_all, overview
from samklang.domain.session.commands import Command, NoteRunning, ReopenSession
from samklang.domain.session.events import Event
from samklang.engine.codec import encode
from samklang.engine.ports import Clock, EventLog, NewEntry, PositionTaken, Refused
from samklang.engine.replay import replayed
from samklang.engine.timeline import Timeline
from samklang.engine.unusable import SessionUnusable

NOTE_RUNNING_EVERY_S = 15.0
"""How long nothing may happen before the log gets a sign of life: no gap is taken for longer than it was by more.
Our proposal; some 600 rows in a session of two and a half hours."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command's events are stored; answer to its submitter."""

    events: tuple[Event, ...]
    state: State
    position: int


@dataclass(frozen=True, slots=True)
class NotStored:
    """The log would not take the events: nothing has happened, and that must be said. Answered and published.

    Attributes:
        refusal: What the log said.
    """

    refusal: Refused


@dataclass(frozen=True, slots=True)
class Changed:
    """Published after every change, own or another author's.

    Attributes:
        position: The last event's place in the log.
    """

    state: State
    events: tuple[Event, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Faulted:
    """Published when something failed that never should; the session stands as it was last stored.

    Attributes:
        kind: The fault's class name. Never its text: that could hold a name.
    """

    kind: str


Submitted: TypeAlias = Accepted | RefusedCommand | NotStored
Published: TypeAlias = Changed | NotStored | Faulted
Subscriber: TypeAlias = Callable[[Published], None]


class SessionEngine:
    """One session, one thread, one queue.

    Args:
        log: Where events are kept; used on the engine's own thread only, once this is made.
        clock: The clock; read here and nowhere deeper.
        session_id: Under what id to keep it; a new one by default.
        author: Who gives the commands; stands in every row.
        note_running_every_s: How long nothing may happen before a running session's log gets a sign of life.

    A session already in the log is reopened with `reopen`.
    """

    def __init__(
        self,
        log: EventLog,
        clock: Clock,
        session_id: str | None = None,
        author: str = "facilitator",
        *,
        note_running_every_s: float = NOTE_RUNNING_EVERY_S,
    ) -> None:
        self.session_id = session_id or uuid.uuid4().hex
        self._log = log
        self._clock = clock
        self._author = author
        self._note_running_every_s = note_running_every_s
        self._state: State = NotOpened()
        self._position = 0
        self._timeline = Timeline(clock)
        self._subscribers: list[Subscriber] = []
        self._lock = Lock()
        self._queue: SimpleQueue[tuple[Command, Future[Submitted]] | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._run, name="session-engine", daemon=True)
        self._thread.start()

    @classmethod
    def reopen(cls, log: EventLog, clock: Clock, session_id: str, author: str = "facilitator") -> Self:
        """The session as it was last stored, going on where it was.

        A session that is still running gets a `SessionReopened`, so that the gap is known: the time since counts for
        whatever was on (the call went on too) and can be taken back by a correction. A closed one is just shown.

        Raises:
            Refused: There is no such session, its log does not hold together, or the log cannot be written.
        """
        engine = cls(log, clock, session_id, author)
        try:
            engine._restore()
        except BaseException:
            engine.close()
            raise
        return engine

    @property
    def state(self) -> State:
        """The state after the last stored event."""
        return self._state

    @property
    def position(self) -> int:
        """The last stored event's place in the log; 0 before the first."""
        return self._position

    def now_ms(self) -> int:
        """This moment on the session's timeline, milliseconds UTC."""
        return self._timeline.now_ms()

    def drift_ms(self) -> int:
        """How far the wall clock has run ahead of the timeline: the computer slept, or its clock was set."""
        return self._timeline.drift_ms()

    def overview(self) -> Overview | None:
        """The session at this moment; None before it is opened."""
        return overview(self._state, self.now_ms())

    def submit(self, command: Command) -> "Future[Submitted]":
        """Ask for a change; returns at once.

        Returns:
            What will hold the answer: `Accepted` once the events are durable, `RefusedCommand` or `NotStored`.

        Raises:
            RuntimeError: The engine has been closed.
        """
        answer: Future[Submitted] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._queue.put((command, answer))
        return answer

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Hear of everything from now on, on the engine's thread: be quick and touch no window.

        Returns:
            What to call to hear no more.
        """
        with self._lock:
            self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            with self._lock:
                if subscriber in self._subscribers:
                    self._subscribers.remove(subscriber)

        return unsubscribe

    def close(self) -> None:
        """Carry out what has been submitted, then stop. The log stays open: it is its owner's to close."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _restore(self) -> None:
        """Read the log and note the gap."""
        self._catch_up()
        if isinstance(self._state, NotOpened):
            detail = f"there is no session {self.session_id} in this store"
            raise SessionUnusable("missing", detail, session_id=self.session_id)
        self._timeline = Timeline(self._clock, self._state.last_ms)
        if self._state.closed:
            return
        answer = self.submit(ReopenSession()).result()
        if isinstance(answer, NotStored):
            raise answer.refusal

    def _run(self) -> None:
        """The engine's thread."""
        while True:
            try:
                request = self._queue.get(timeout=self._note_running_every_s)
            except Empty:
                if isinstance(self._state, NotOpened) or self._state.closed:
                    continue
                request = NoteRunning(), Future()
            if request is None:
                return
            self._answer(*request)

    def _answer(self, command: Command, answer: "Future[Submitted]") -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(self._carry_out(command))
        except Exception as fault:  # noqa: BLE001 - the thread's boundary: said aloud, and the session goes on
            _log.error("a command failed: %s", type(fault).__name__)
            self._publish(Faulted(type(fault).__name__))
            answer.set_exception(fault)

    def _carry_out(self, command: Command) -> Submitted:
        """Decide and store; again where another author was first."""
        while True:
            decision = decide(self._state, command, self.now_ms())
            if isinstance(decision, RefusedCommand):
                return decision
            try:
                self._log.append(self.session_id, self._position, [self._entry(event) for event in decision])
            except PositionTaken:
                try:
                    news = self._catch_up()
                except Refused as refusal:
                    return self._not_stored(refusal)
                if not news.events:
                    raise RuntimeError("the log says somebody was first, but holds nothing new") from None
                self._publish(news)
                continue
            except Refused as refusal:
                return self._not_stored(refusal)
            self._state = evolve_all(self._state, decision)
            self._position += len(decision)
            self._publish(Changed(self._state, decision, self._position))
            return Accepted(decision, self._state, self._position)

    def _not_stored(self, refusal: Refused) -> NotStored:
        failure = NotStored(refusal)
        self._publish(failure)
        return failure

    def _catch_up(self) -> Changed:
        """Take in what the log holds beyond what is known here; nothing changes here if any of it cannot be read."""
        state, events = replayed(self._state, self._log.read(self.session_id, self._position))
        self._state = state
        self._position += len(events)
        return Changed(state, events, self._position)

    def _entry(self, event: Event) -> NewEntry:
        kind, schema, payload = encode(event)
        return NewEntry(
            event_id=uuid.uuid4().hex,
            kind=kind,
            schema=schema,
            recorded_utc_ms=self._clock.utc_ms(),
            monotonic_ns=self._clock.monotonic_ns(),
            author=self._author,
            payload=payload,
        )

    def _publish(self, news: Published) -> None:
        with self._lock:
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            try:
                subscriber(news)
            except Exception as fault:  # noqa: BLE001 - one subscriber's fault must not stop the session
                _log.error("a subscriber failed: %s", type(fault).__name__)
