"""Whatever is asked of a session, in whatever order: it never raises, loses no time, and can be taken back."""

from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from samklang.domain.programme import Phase, PhaseKind, SessionKind, SessionPlan
from samklang.domain.session import (
    NotOpened,
    Overview,
    RefusedCommand,
    Session,
    State,
    commands,
    decide,
    evolve,
    evolve_all,
    overview,
)
from samklang.domain.session.commands import Command
from samklang.domain.session.events import Event, RunningNoted, SessionReopened
from samklang.engine.chain import GENESIS, chained, verify
from samklang.engine.codec import decode, encode
from samklang.engine.ports import NewEntry
from samklang.engine.script import read_script

START_MS = 1_800_000_000_000
EXAMPLES = settings(max_examples=200, deadline=None)

PLAN = SessionPlan(
    "conversation-1",
    1,
    SessionKind.CONVERSATION,
    "theme",
    (),
    (
        Phase("roll-call", PhaseKind.ROLL_CALL, 300),
        Phase("turns", PhaseKind.TURNS, 6000),
        Phase("farewell", PhaseKind.FAREWELL, 600),
        Phase("closing", PhaseKind.CLOSING, 600, protected=True),
    ),
)

people = st.sampled_from(["p1", "p2", "p3", "p1", "p2", "p3", "p4", "p9", ""])
durations_ms = st.one_of(st.integers(1, 600_000), st.integers(-(2**70), 2**70))
names = st.text(max_size=90)


def of_person(*kinds: type[Command]) -> list[st.SearchStrategy[Command]]:
    return [st.builds(kind, participant=people) for kind in kinds]


anything: st.SearchStrategy[Command] = st.one_of(
    *of_person(
        commands.ArriveParticipant,
        commands.LeaveSession,
        commands.ReturnToSession,
        commands.MarkAbsent,
        commands.StartTurn,
        commands.StartTurn,
        commands.Reflect,
        commands.Reflect,
        commands.Pass,
        commands.Postpone,
        commands.Care,
    ),
    *(st.builds(kind, people, durations_ms) for kind in (commands.Remark, commands.AddTime, commands.TakeTime)),
    st.builds(commands.MoveTime, durations_ms, people, people),
    st.builds(commands.WelcomeParticipant, st.one_of(st.sampled_from(["Dora", "Anna"]), names)),
    st.builds(commands.OpenSession, st.text(max_size=5), st.just(PLAN), st.lists(names, max_size=4).map(tuple)),
    st.sampled_from(
        [
            commands.NextPhase(),
            commands.RoundOff(),
            commands.EndTurn(),
            commands.Pause(),
            commands.Resume(),
            commands.Undo(),
            commands.Undo(),
            commands.Redo(),
            commands.ReopenSession(),
            commands.NoteRunning(),
            commands.CloseSession(),
        ]
    ),
)
waits_ms = st.one_of(st.integers(0, 300_000), st.sampled_from([0, -60_000, 7_200_000]))
Told: TypeAlias = list[tuple[int, Command]]
"""Commands, each with the time that passes before it; the clock may also be set back."""

beginnings: st.SearchStrategy[Told] = st.sampled_from(
    [
        [],
        [(60_000, commands.StartTurn("p1"))],
        [(60_000, commands.StartTurn("p1")), (60_000, commands.Reflect("p2"))],
        [(60_000, commands.StartTurn("p1")), (60_000, commands.Reflect("p2")), (60_000, commands.RoundOff())],
    ]
)
told = st.builds(list.__add__, beginnings, st.lists(st.tuples(waits_ms, anything), max_size=40))


@dataclass
class Run:
    """A session as it was led."""

    state: State
    now_ms: int
    events: list[Event]


def opened() -> Run:
    opening = decide(NotOpened(), commands.OpenSession("rest|1", PLAN, ("Anna", "Bo", "Carla")), START_MS)
    assert not isinstance(opening, RefusedCommand)
    return Run(evolve_all(NotOpened(), opening), START_MS, list(opening))


def lead(run: Run, told: Told) -> Run:
    """Carry out what is told, and hold every step to what must always be so."""
    for wait_ms, command in told:
        run.now_ms += wait_ms
        answer = decide(run.state, command, run.now_ms)
        if isinstance(answer, RefusedCommand):
            continue
        check_step(run.state, answer)
        run.state = evolve_all(run.state, answer)
        run.events += answer
        check_time(run.state, run.now_ms)
    return run


def check_step(state: State, events: tuple[Event, ...]) -> None:
    assert events
    assert len({event.at_ms for event in events}) == 1
    assert len({event.step for event in events if not isinstance(event, SessionReopened | RunningNoted)}) <= 1
    if isinstance(state, Session):
        assert events[0].at_ms >= state.last_ms


def view(state: State, now_ms: int) -> Overview:
    seen = overview(state, now_ms)
    assert seen is not None
    return seen


def check_time(state: State, now_ms: int) -> None:
    for later_ms in (0, 1, 3_600_000):
        now = view(state, now_ms + later_ms)
        persons_ms = sum(person.total_ms for person in now.participants)
        running_ms = now.elapsed_ms - now.paused_ms
        assert persons_ms + now.group_ms + now.round_off_ms == running_ms
        assert sum(phase.spent_ms for phase in now.phases) == running_ms
        assert min(now.group_ms, now.round_off_ms, now.paused_ms, now.elapsed_ms) >= 0
        for person in now.participants:
            assert min(person.turn_ms, person.reflection_ms, person.remark_ms) >= 0
            assert person.total_ms == person.turn_ms + person.reflection_ms + person.remark_ms
            assert person.status in {"waiting", "now", "done", "passed", "later", "left", "absent"}
        assert sum(person.speaking for person in now.participants) <= 1
        assert now.turn is None or now.turn.stage_ms >= 0
        assert not any(person.speaking and person.status in {"left", "absent"} for person in now.participants)
        check_suggestion(state, now, now_ms + later_ms)


SUGGESTED: dict[str, Command] = {
    "resume": commands.Resume(),
    "next_phase": commands.NextPhase(),
    "round_off": commands.RoundOff(),
    "end_turn": commands.EndTurn(),
    "close": commands.CloseSession(),
}


def check_suggestion(state: State, now: Overview, now_ms: int) -> None:
    """The next step is there until the end, can be taken, and picks nobody where there is a choice."""
    suggestion = now.suggestion
    assert (suggestion is None) == now.closed
    if suggestion is None:
        return
    if len(suggestion.candidates) > 1:
        assert suggestion.participant is None
    steps: list[Command] = [SUGGESTED[suggestion.code]] if suggestion.code in SUGGESTED else []
    if suggestion.code == "start_turn":
        steps = [commands.StartTurn(candidate) for candidate in suggestion.candidates]
    if suggestion.code == "reflect":
        steps = [commands.Reflect(candidate) for candidate in suggestion.candidates]
    assert steps
    for step in steps:
        assert not isinstance(decide(state, step, now_ms), RefusedCommand)


TAKEN_THEN_REMARKED: Told = [
    (60_000, commands.StartTurn("p1")),
    (100_000, commands.TakeTime("p1", 90_000)),
    (0, commands.Remark("p2", 50_000)),
]


@given(told)
@example(TAKEN_THEN_REMARKED)
@EXAMPLES
def test_no_command_raises_and_time_is_conserved(told: Told):
    lead(opened(), told)


@given(st.lists(st.tuples(waits_ms, anything), max_size=8))
@EXAMPLES
def test_no_command_raises_before_the_opening(told: Told):
    state: State = NotOpened()
    for _, command in told:
        answer = decide(state, command, START_MS)
        if isinstance(answer, RefusedCommand):
            assert overview(state, START_MS) is None or isinstance(state, Session)
        else:
            state = evolve_all(state, answer)


@given(told)
@EXAMPLES
def test_replay_equals_live(told: Told):
    run = lead(opened(), told)
    entries = [
        NewEntry(f"e{number}", kind, schema, 0, 0, "", payload)
        for number, (kind, schema, payload) in enumerate(map(encode, run.events))
    ]
    rows = verify(chained(GENESIS, "s", 0, entries), session_id="s")
    state: State = NotOpened()
    for row in rows:
        state = evolve(state, decode(row))
    assert state == run.state


@given(told, st.tuples(waits_ms, anything), st.integers(0, 600_000))
@EXAMPLES
def test_undo_leads_back_and_redo_forth(told: Told, last: tuple[int, Command], later_ms: int):
    run = lead(opened(), told)
    before = run.state
    steps = len(run.events)
    after = lead(Run(run.state, run.now_ms, list(run.events)), [last])
    stepped = after.events[steps:]
    if not stepped or isinstance(
        last[1], commands.Undo | commands.Redo | commands.ReopenSession | commands.NoteRunning
    ):
        return
    moment_ms = max(after.now_ms, stepped[-1].at_ms) + later_ms
    undone = lead(Run(after.state, moment_ms, list(after.events)), [(0, commands.Undo())])
    assert isinstance(before, Session)
    assert isinstance(after.state, Session)
    assert isinstance(undone.state, Session)
    assert undone.state.scene == before.scene
    assert undone.state.past == before.past
    redone = lead(undone, [(0, commands.Redo())])
    assert isinstance(redone.state, Session)
    assert redone.state.scene == after.state.scene
    assert redone.state.past == after.state.past
    assert redone.state.future == after.state.future
    assert view(redone.state, moment_ms).participants == view(after.state, moment_ms).participants


@given(told)
@EXAMPLES
def test_everything_can_be_undone_back_to_the_opening(told: Told):
    run = lead(opened(), told)
    for _ in range(len(run.events)):
        run = lead(run, [(0, commands.Undo())])
    now = view(run.state, run.now_ms)
    assert now.undo is None
    assert now.phase == "roll-call"
    assert [person.status for person in now.participants] == ["waiting"] * 3
    assert now.group_ms == now.elapsed_ms


@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="0123456789: \"'#openturn\r\n“”", max_size=200).map(str.encode))
)
@EXAMPLES
def test_no_file_makes_the_script_reader_raise(content: bytes):
    for line in read_script(content):
        assert line.number >= 0
