"""Sessions: replaying 100,000 stored events, beside json.loads and a plain fold with dataclasses.replace."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from bench.row import Row, cpu_s, medians
from samklang.domain.programme import Phase, PhaseKind, SessionKind, SessionPlan
from samklang.domain.session import NotOpened, RefusedCommand, Session, State, commands, decide, evolve_all
from samklang.domain.session.commands import Command
from samklang.domain.session.events import Event
from samklang.engine.codec import encode
from samklang.engine.ports import Entry
from samklang.engine.replay import replayed

EVENTS = 100_000
REPEATS = 3


def rows() -> list[Row]:
    """Row 8 of the yardsticks; the two folds must agree on everybody's time."""
    log = _log(EVENTS)
    times: list[tuple[float, float]] = []
    for _ in range(REPEATS):
        ours_s, (state, _) = cpu_s(lambda: replayed(NotOpened(), log))
        peer_s, plain = cpu_s(lambda: _plain_fold(log))
        assert isinstance(state, Session)  # noqa: S101 - a benchmark of a wrong answer is worth nothing
        assert plain.totals() == {id_: person.total_ms for id_, person in state.scene.people.items()}  # noqa: S101
        times.append((ours_s, peer_s))
    return [Row("replay of 100,000 events / json.loads + plain fold with replace()", *medians(times), 0.30)]


def _log(count: int) -> list[Entry]:
    """Turns of six people without end, each with remarks, reflections, a pause, an undo and a correction."""
    phases = (Phase("roll-call", PhaseKind.ROLL_CALL, 300), Phase("turns", PhaseKind.TURNS, 6000))
    plan = SessionPlan("conversation-1", 1, SessionKind.CONVERSATION, "theme", (), phases)
    state: State = NotOpened()
    events: list[Event] = []
    told: list[Command] = [commands.OpenSession("rest|1", plan, ("Anna", "Bo", "Carla", "Dag", "Eva", "Frode"))]
    now_ms = 1_800_000_000_000
    while len(events) < count:
        for command in told:
            now_ms += 7_000
            answer = decide(state, command, now_ms)
            assert not isinstance(answer, RefusedCommand), answer  # noqa: S101 - as above
            state = evolve_all(state, answer)
            events += answer
        told = _turn([f"p{(len(events) + place) % 6 + 1}" for place in range(6)])
    return [
        Entry("s", position, f"e{position}", *encoded[:2], 0, 0, "bench", encoded[2], b"")
        for position, encoded in enumerate(map(encode, events[:count]), 1)
    ]


def _turn(people: list[str]) -> list[Command]:
    first, second, third, *_ = people
    return [
        commands.StartTurn(first),
        commands.Remark(second, 2_000),
        commands.Reflect(second),
        commands.Pause(),
        commands.Resume(),
        commands.Reflect(third),
        commands.RoundOff(),
        commands.EndTurn(),
        commands.Undo(),
        commands.Redo(),
        commands.TakeTime(first, 1_000),
    ]


@dataclass(frozen=True)
class _Plain:
    """What one would write first: everything in one frozen value, every change a `replace`."""

    owner: tuple[str, str] = ("", "group")
    since_ms: int = 0
    paused: bool = False
    times: dict[tuple[str, str], int] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    step: int = 0
    past: "tuple[_Plain, Any] | None" = None
    future: "tuple[_Plain, Any] | None" = None

    def totals(self) -> dict[str, int]:
        return {
            person: sum(time_ms for (owner, _), time_ms in self.times.items() if owner == person)
            for person in self.people
        }


def _plain_fold(log: list[Entry]) -> _Plain:
    state = _Plain()
    for entry in log:
        state = _plain_step(state, entry.kind, json.loads(entry.payload))
    return state


def _plain_step(  # noqa: C901, PLR0911, PLR0912 - one plain function is the point of the peer
    state: _Plain, kind: str, event: dict[str, Any]
) -> _Plain:
    if kind == "undone" and state.past:
        before, rest = state.past
        return replace(before, past=rest, future=(state, state.future))
    if kind == "redone" and state.future:
        return state.future[0]
    if event["step"] > state.step:
        state = replace(state, past=(state, state.past), future=None, step=event["step"])
    if kind == "opened":
        return replace(state, since_ms=event["at_ms"])
    if kind == "named":
        return replace(state, people=(*state.people, event["participant"]))
    state = _plain_settled(state, event["at_ms"])
    person = event.get("participant", "")
    match kind:
        case "turn":
            return replace(state, owner=(person, "turn"))
        case "reflection":
            return replace(state, owner=(person, "reflection"))
        case "round_off":
            return replace(state, owner=("", "round_off"))
        case "turn_ended":
            return replace(state, owner=("", "group"))
        case "paused" | "resumed":
            return replace(state, paused=kind == "paused")
        case "remark":
            state = _plain_booked(state, state.owner, -event["duration_ms"])
            return _plain_booked(state, (person, "remark"), event["duration_ms"])
        case "time_taken":
            return _plain_booked(state, (person, "turn"), -event["turn_ms"])
        case _:
            return state


def _plain_settled(state: _Plain, at_ms: int) -> _Plain:
    owner = ("", "pause") if state.paused else state.owner
    return replace(_plain_booked(state, owner, at_ms - state.since_ms), since_ms=at_ms)


def _plain_booked(state: _Plain, account: tuple[str, str], time_ms: int) -> _Plain:
    return replace(state, times={**state.times, account: state.times.get(account, 0) + time_ms})
