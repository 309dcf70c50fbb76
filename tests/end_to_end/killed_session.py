"""Run as a process of its own: leads sessions on a real vault until it is killed, one fork after the other.

Arguments: the vault's path, and `honest` or `hasty` (a log that acknowledges before it stores, to show that the test
would notice). Each line on standard input is an order in JSON: {"seed", "place", "after"}. For each, a child is forked
that opens the vault, goes on with the last session or begins the next, and gives one command after the other until
killed: from outside, or, with a `place`, by itself when it comes there for the `after`th time.

Everything is imported before the first fork, so that a child's life is spent with the vault. The fork itself has
neither threads nor an open vault at that moment; each child is a process like any other.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec

from samklang.catalog.folder import FolderCatalog, installed_folder
from samklang.domain.session import NotOpened, State, commands, overview
from samklang.domain.session.commands import Command
from samklang.engine.chain import GENESIS, chained
from samklang.engine.ports import Entry, EventLog, NewEntry
from samklang.engine.replay import replayed
from samklang.engine.session import Accepted, SessionEngine
from samklang.store.sqlcipher import SqlCipherEventLog
from samklang.store.vault import open_vault
from samklang.wording import Wording

ENGLISH = Wording("en")
NAMES = ("Anna", "Bo", "Carla", "Dag", "Åse", "Yrsa")
COMMANDS_A_SESSION = 50

PLACES = (
    "BEGIN IMMEDIATE",
    "SELECT position, chain FROM head",
    "SELECT session_id, position",
    "INSERT INTO event",
    "INSERT INTO head",
    "COMMIT",
    "acknowledging",
)
"""Where a child can be told to end itself: before these statements, or when all is stored and nothing said yet."""


class Clock:
    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000


class HastyEventLog:
    """Says that it has stored what it will store in a moment: what no log may do."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._ends: dict[str, Entry] = {}
        self._later: SimpleQueue[tuple[str, int, Sequence[NewEntry]]] = SimpleQueue()
        Thread(target=self._store, daemon=True).start()

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        end = self._ends.get(session_id) or next(iter(list(self.read(session_id))[-1:]), None)
        added = chained(end.chain if end else GENESIS, session_id, after, entries)
        self._ends[session_id] = added[-1]
        self._later.put((session_id, after, entries))
        return added

    def _store(self) -> None:
        while True:
            self._log.append(*self._later.get())

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        return self._log.read(session_id, after)

    def session_ids(self) -> tuple[str, ...]:
        return self._log.session_ids()

    def close(self) -> None:
        self._log.close()


def say(**fields: object) -> None:
    """One line, in one write, so that it is there whole or not at all."""
    os.write(1, json.dumps(fields).encode() + b"\n")


def digest(state: State) -> str:
    """A state as 64 characters; undo history and all."""
    return hashlib.sha256(msgspec.json.encode(state)).hexdigest()


def end_at(log: SqlCipherEventLog, place: str, after: int) -> None:
    """Kill this process when it comes to `place` for the `after`th time."""
    left = after

    def trace(statement: str) -> None:
        nonlocal left
        if statement.startswith(place):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    log._database.set_trace_callback(trace)


def choices(state: State, chance: random.Random) -> Command:
    """Something a facilitator might do; what makes no sense at the moment is refused, as it would be for them."""
    if isinstance(state, NotOpened):
        plan = FolderCatalog((installed_folder(),), ENGLISH).programme("rest").sessions[0]
        return commands.OpenSession("rest|1", plan, NAMES)
    if state.last_step > COMMANDS_A_SESSION:
        return commands.CloseSession()
    one, other = chance.sample(sorted(state.names), 2)
    sensible: list[Command] = [
        commands.ArriveParticipant(one),
        commands.NextPhase(),
        commands.StartTurn(one),
        commands.StartTurn(one),
        commands.Reflect(other),
        commands.Reflect(one),
        commands.Pass(other),
        commands.Postpone(one),
        commands.Remark(other, 1),
        commands.RoundOff(),
        commands.EndTurn(),
        commands.Pause(),
        commands.Resume(),
        commands.Resume(),
        commands.Care(one),
        commands.LeaveSession(other),
        commands.ReturnToSession(other),
        commands.MoveTime(1, one, other),
        commands.Undo(),
        commands.Redo(),
    ]
    return chance.choice(sensible)


def announce(session_id: str, command: Command) -> None:
    say(about="submitting", session=session_id, kind=type(command).__name__, fields=msgspec.to_builtins(command))


def acknowledge(engine: SessionEngine) -> None:
    now_ms = engine.now_ms()
    seen = overview(engine.state, now_ms)
    say(
        about="accepted",
        session=engine.session_id,
        position=engine.position,
        state=digest(engine.state),
        now_ms=now_ms,
        turn=msgspec.to_builtins(seen.turn) if seen else None,
        elapsed_ms=seen.elapsed_ms if seen else None,
    )


def begin(log: EventLog, number: int) -> SessionEngine:
    """The last session, gone on with, or the next."""
    session_id = f"session-{number:03}"
    if session_id in log.session_ids():
        announce(session_id, commands.ReopenSession())
        engine = SessionEngine.reopen(log, Clock(), session_id)
        acknowledge(engine)
        return engine
    return SessionEngine(log, Clock(), session_id)


def lead(path: Path, *, hasty: bool, seed: int, place: str, after: int) -> None:
    chance = random.Random(seed)
    vault = open_vault(path, ENGLISH, {})
    log: EventLog = HastyEventLog(vault) if hasty else vault
    done = len(log.session_ids())
    if done and not _closed(log, f"session-{done - 1:03}"):
        done -= 1
    if place != "acknowledging":
        end_at(vault, place, after)
    left = after if place == "acknowledging" else 0
    while True:
        engine = begin(log, done)
        while isinstance(engine.state, NotOpened) or not engine.state.closed:
            command = choices(engine.state, chance)
            announce(engine.session_id, command)
            if not isinstance(engine.submit(command).result(), Accepted):
                say(about="refused")
                continue
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            acknowledge(engine)
        done += 1


def _closed(log: EventLog, session_id: str) -> bool:
    state, _ = replayed(NotOpened(), log.read(session_id))
    return not isinstance(state, NotOpened) and state.closed


def main(path: Path, *, hasty: bool) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                lead(path, hasty=hasty, **order)
            finally:
                os._exit(1)  # never back into the parent's loop; a fault's traceback is on standard error
        say(about="born", pid=child)
        _, status = os.waitpid(child, 0)
        say(about="dead", status=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(Path(sys.argv[1]), hasty=sys.argv[2] == "hasty")
