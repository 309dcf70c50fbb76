"""A session with invented names for the tour and the pictures: real engine, real vault, a clock moved forward."""

import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from samklang.domain.session.commands import (
    ArriveParticipant,
    Command,
    EndTurn,
    NextPhase,
    OpenSession,
    Pass,
    Postpone,
    Reflect,
    RoundOff,
    StartTurn,
)
from samklang.engine.house import House
from samklang.engine.session import Accepted, SessionEngine

NAMES = ("Anna Berg", "Bo", "Cecilie", "Dorthe", "Erik Østergaard", "Fatima")
"""Invented, all six."""

SESSION = "conversation-2"
AWAY_S = 42
"""How long ago the killed process will have stored its last event, by its clock."""


class StagedClock:
    """The machine's clocks, moved by an offset that only ever grows."""

    def __init__(self, offset_s: float = 0) -> None:
        self._offset_ns = round(offset_s * 1_000_000_000)

    def advance(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self._offset_ns += round(seconds * 1_000_000_000)

    def monotonic_ns(self) -> int:
        """The machine's, moved."""
        return time.monotonic_ns() + self._offset_ns

    def utc_ms(self) -> int:
        """The machine's, moved."""
        return (time.time_ns() + self._offset_ns) // 1_000_000


SO_FAR: tuple[tuple[float, Command], ...] = (
    (1, ArriveParticipant("p1")),
    (0.2, ArriveParticipant("p2")),
    (0.4, ArriveParticipant("p3")),
    (0.5, ArriveParticipant("p4")),
    (2, ArriveParticipant("p6")),
    (4, NextPhase()),
    (11, NextPhase()),
    (0.5, StartTurn("p4")),
    (14, Reflect("p2")),
    (2, Reflect("p1")),
    (2.2, Pass("p3")),
    (0.1, RoundOff()),
    (2, EndTurn()),
    (0.3, ArriveParticipant("p5")),
    (0.2, Postpone("p6")),
    (0.3, StartTurn("p2")),
    (17, Reflect("p4")),
    (1.5, Reflect("p5")),
    (2.5, RoundOff()),
    (1.5, EndTurn()),
    (0.5, StartTurn("p3")),
    (18, Reflect("p1")),
    (2.5, Reflect("p6")),
    (2, RoundOff()),
    (2, EndTurn()),
    (0.5, StartTurn("p5")),
    (15, Reflect("p3")),
    (2, RoundOff()),
    (1.5, EndTurn()),
    (0.4, StartTurn("p1")),
)
"""Minutes since the step before, and the command: four turns and the beginning of a fifth."""

LENGTH_S = sum(minutes for minutes, _ in SO_FAR) * 60

_ANSWER_S = 60


def opening(house: House) -> OpenSession:
    """The command that begins the invented session.

    Raises:
        Refused: The programme cannot be read.
        LookupError: It has no such session.
    """
    programme = house.catalog.programme("rest")
    plan = programme.session(SESSION)
    if plan is None:
        raise LookupError(SESSION)
    return OpenSession(f"{programme.id}|{programme.version}", plan, NAMES)


def lead_and_be_killed(house: House, folder: Path) -> int:
    """Lead the session so far in a process of its own, and kill that process in the middle of a turn.

    Returns:
        The position of the last event that process had been told was stored.

    Raises:
        RuntimeError: It ended or fell silent before it was there.
    """
    context = get_context("spawn")
    hears, says = context.Pipe(duplex=False)
    process = context.Process(target=_lead_so_far, args=(house, folder, says), daemon=True)
    process.start()
    says.close()
    try:
        if not hears.poll(_ANSWER_S):
            raise RuntimeError("the process that leads the session fell silent")
        return int(hears.recv())
    except EOFError as fault:
        raise RuntimeError("the process that leads the session ended by itself") from fault
    finally:
        process.kill()
        process.join()
        hears.close()


def _lead_so_far(house: House, folder: Path, says: Connection) -> None:
    clock = StagedClock(-LENGTH_S - AWAY_S)
    staged = house.staged(folder, clock)
    engine = SessionEngine(staged.open_vault(), clock)
    _give(engine, opening(staged))
    for minutes, command in SO_FAR:
        clock.advance(minutes * 60)
        _give(engine, command)
    says.send(engine.position)
    time.sleep(_ANSWER_S)  # until killed


def _give(engine: SessionEngine, command: Command) -> None:
    """Ask and wait until it is stored; the steps above are all possible, so anything else is a fault."""
    match engine.submit(command).result():
        case Accepted():
            return
        case answer:
            raise RuntimeError(f"{type(command).__name__} was not taken: {answer}")
