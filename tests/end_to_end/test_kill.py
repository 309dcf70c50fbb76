"""Two hundred times kill -9 in the middle of a session: nothing acknowledged is lost, and it goes on where it was."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.end_to_end import killed_session

from samklang.domain.session import NotOpened, State, commands, decide, evolve, overview
from samklang.domain.session.commands import Command
from samklang.domain.session.events import Event
from samklang.engine.replay import replayed
from samklang.engine.session import SessionEngine
from samklang.store.vault import open_vault
from samklang.wording import Wording

SCRIPT = Path(killed_session.__file__)
CYCLES = 200
LONGEST_LIFE_S = 0.1
"""From the fork on: opening takes some 10 ms, a command 1 to 2, so a kill falls anywhere in some fifty commands."""


@dataclass
class Heard:
    """What the children have said of one session."""

    acknowledged: dict[str, Any] = field(default_factory=lambda: {"position": 0})
    pending: Command | None = None


class LossError(AssertionError):
    """Something acknowledged is not there, or something is there that nobody asked for."""


class Harness:
    """Starts children, ends them, and looks at what they left."""

    def __init__(self, path: Path, process: "subprocess.Popen[str]") -> None:
        self._path = path
        self._process = process
        self.heard: dict[str, Heard] = {}
        self.ends: Counter[str] = Counter()

    def cycle(self, seed: int, place: str = "nowhere", after: int = 1, life_s: float | None = None) -> None:
        """One child's life, and the look at what it left."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"seed": seed, "place": place, "after": after}) + "\n")
        self._process.stdin.flush()
        born = self._line()
        if life_s is not None:
            time.sleep(life_s)
            os.kill(born["pid"], signal.SIGKILL)
        last = max(self.heard, default="")
        while (line := self._line())["about"] != "dead":
            self._hear(line)
            last = line.get("session", last)
        assert line["status"] == -signal.SIGKILL
        self.ends[self.look(last) if last else "first opening"] += 1

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, self._process.stderr.read() if self._process.stderr else ""
        fields: dict[str, Any] = json.loads(line)
        return fields

    def _hear(self, line: dict[str, Any]) -> None:
        if line["about"] == "submitting":
            heard = self.heard.setdefault(line["session"], Heard())
            heard.pending = msgspec.convert(line["fields"], getattr(commands, line["kind"]))
            self._speaking = heard
        elif line["about"] == "refused":
            self._speaking.pending = None
        else:
            self.heard[line["session"]] = Heard(line)

    def look(self, session_id: str) -> str:
        """Compare what is stored with what was said; tells in which moment the child ended."""
        heard = self.heard[session_id]
        log = open_vault(self._path, Wording("en"), {})
        try:
            _, events = replayed(NotOpened(), log.read(session_id))  # verifies the chain
        finally:
            log.close()
        said = heard.acknowledged
        if len(events) < said["position"]:
            raise LossError(f"{session_id}: {said['position']} acknowledged, {len(events)} stored")
        state = folded(NotOpened(), events[: said["position"]])
        if said["position"]:
            compare(state, said)
        beyond = events[said["position"] :]
        if beyond:  # stored, but the child did not live to say so: exactly what it had asked for, and all of it
            if heard.pending is None or beyond != decide(state, heard.pending, beyond[0].at_ms):
                raise LossError(f"{session_id}: stored what nobody asked for")
            after = folded(state, beyond)
            if isinstance(heard.pending, commands.ReopenSession):
                compare_gap(state, after)
            heard.acknowledged = {"position": len(events), "state": killed_session.digest(after)}
            return "stored, not said"
        return "between" if heard.pending is None else "asked, not stored"


def folded(state: State, events: tuple[Event, ...]) -> State:
    for event in events:
        state = evolve(state, event)
    return state


def compare(state: State, said: dict[str, Any]) -> None:
    """The replayed state is the child's, and so are the open turn and the times at the moment it said so."""
    if killed_session.digest(state) != said["state"]:
        raise LossError("the state after reopening is another")
    if "now_ms" in said:
        seen = overview(state, said["now_ms"])
        assert seen
        assert json.loads(msgspec.json.encode(seen.turn)) == said["turn"]
        assert seen.elapsed_ms == said["elapsed_ms"]


def compare_gap(before: State, after: State) -> None:
    """Reopening leaves the same turn open, and every time as it would be had nothing happened."""
    assert not isinstance(after, NotOpened)
    seen, still = overview(before, after.last_ms), overview(after, after.last_ms)
    assert seen
    assert still
    assert (still.turn, still.elapsed_ms, still.participants) == (seen.turn, seen.elapsed_ms, seen.participants)


@contextmanager
def harness(path: Path, log: str) -> Iterator[Harness]:
    with subprocess.Popen(
        [sys.executable, SCRIPT, path, log],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Harness(path, process)
            assert process.stdin
            process.stdin.close()
            assert process.wait(timeout=10) == 0
            assert process.stderr
            assert process.stderr.read() == ""
        finally:
            process.kill()


def test_nothing_acknowledged_is_lost_in_two_hundred_kills(tmp_path: Path):
    path = tmp_path / "sessions.vault"
    chance = random.Random(200)
    placed = [place for place in killed_session.PLACES for _ in range(8)]
    lives: list[str | None] = [*placed, *[None] * (CYCLES - len(placed))]
    chance.shuffle(lives)
    with harness(path, "honest") as children:
        for seed, place in enumerate(lives):
            if place:
                children.cycle(seed, place, after=chance.randint(1, 12))
            else:
                children.cycle(seed, life_s=chance.uniform(0, LONGEST_LIFE_S))
    print(dict(children.ends), f"{len(children.heard)} sessions")  # noqa: T201 - shown with -s
    assert children.ends.total() == CYCLES
    assert children.ends["asked, not stored"] >= len(placed) // 4
    assert children.ends["stored, not said"] >= len(placed) // 16
    for session_id in children.heard:  # whatever came after has left the earlier sessions as they were
        children.look(session_id)


def test_the_engine_goes_on_in_the_same_turn_with_the_right_times(tmp_path: Path):
    path = tmp_path / "sessions.vault"
    with harness(path, "honest") as children:
        for seed in range(3):
            children.cycle(seed, "acknowledging", after=14)
    session_id = max(children.heard)
    log = open_vault(path, Wording("en"), {})
    before, _ = replayed(NotOpened(), log.read(session_id))
    engine = SessionEngine.reopen(log, killed_session.Clock(), session_id)
    compare_gap(before, engine.state)
    engine.close()
    log.close()


def test_a_log_that_acknowledges_too_early_is_found_out(tmp_path: Path):
    with harness(tmp_path / "sessions.vault", "hasty") as children, pytest.raises(LossError, match="acknowledged, "):
        many_kills(children, 40)


def many_kills(children: Harness, cycles: int) -> None:
    for seed in range(cycles):
        children.cycle(seed, "INSERT INTO event", after=5)
