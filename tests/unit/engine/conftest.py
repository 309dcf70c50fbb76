"""A clock moved by hand, a log that can fail, and a plan."""

from collections.abc import Iterator, Sequence
from threading import Event

import pytest

from samklang.domain.programme import Phase, PhaseKind, SessionKind, SessionPlan
from samklang.engine.chain import GENESIS, chained
from samklang.engine.ports import Entry, NewEntry, PositionTaken, Refused

PLAN = SessionPlan(
    "conversation-1",
    1,
    SessionKind.CONVERSATION,
    "theme",
    ("stress_ladder",),
    (Phase("roll_call", PhaseKind.ROLL_CALL, 300), Phase("turns", PhaseKind.TURNS, 6000)),
)


class HandClock:
    """A clock moved by hand, in milliseconds."""

    def __init__(self) -> None:
        self.now_ms = 1_800_000_000_000
        self.wall_ahead_ms = 0

    def monotonic_ns(self) -> int:
        return (self.now_ms - 1_700_000_000_000) * 1_000_000

    def utc_ms(self) -> int:
        return self.now_ms + self.wall_ahead_ms


class ShelfLog:
    """One session's rows in a list; refuses or blocks when told to."""

    def __init__(self) -> None:
        self.rows: list[Entry] = []
        self.refusal: str | None = None
        self.fault: Exception | None = None
        self.gate = Event()
        self.gate.set()

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        self.gate.wait()
        if self.fault:
            raise self.fault
        if self.refusal:
            raise Refused(self.refusal)
        if after != len(self.rows):
            raise PositionTaken
        stored = chained(self.rows[-1].chain if self.rows else GENESIS, session_id, after, entries)
        self.rows.extend(stored)
        return stored

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        return iter([row for row in self.rows[after:] if row.session_id == session_id])

    def session_ids(self) -> tuple[str, ...]:
        return tuple({row.session_id: None for row in self.rows})

    def close(self) -> None:
        """Nothing to release."""


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def log() -> ShelfLog:
    return ShelfLog()


@pytest.fixture
def plan() -> SessionPlan:
    return PLAN
