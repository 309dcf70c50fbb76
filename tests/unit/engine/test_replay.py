"""A stored session can be looked at without writing to it."""

import gc

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import NotOpened, RefusedCommand, State, decide, evolve_all, overview
from samklang.domain.session.commands import Command, EndTurn, OpenSession, Reflect, StartTurn, Undo
from samklang.engine.codec import encode
from samklang.engine.ports import NewEntry, Refused
from samklang.engine.replay import read_session
from samklang.engine.session import SessionEngine

from .conftest import HandClock, ShelfLog


def test_a_session_is_read_as_it_was_stored(log: ShelfLog, clock: HandClock, plan: SessionPlan):
    engine = SessionEngine(log, clock, "s1")
    engine.submit(OpenSession("rest|1", plan, ("Anna",)))
    engine.submit(StartTurn("p1"))
    engine.close()
    assert read_session(log, "s1") == (engine.state, 4)
    assert len(log.rows) == 4


def test_no_rows_are_no_session(log: ShelfLog):
    assert read_session(log, "s9") == (NotOpened(), 0)


def test_rows_that_make_no_sense_are_refused(log: ShelfLog, clock: HandClock, plan: SessionPlan):
    engine = SessionEngine(log, clock, "s1")
    engine.submit(OpenSession("rest|1", plan, ("Anna",)))
    engine.close()
    del log.rows[0]
    with pytest.raises(Refused, match="begins with its opening"):
        read_session(log, "s1")


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(log: ShelfLog, clock: HandClock, plan: SessionPlan, *, enabled: bool):
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        test_rows_that_make_no_sense_are_refused(log, clock, plan)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_ten_thousand_events_are_replayed_to_the_same_state(log: ShelfLog, clock: HandClock, plan: SessionPlan):
    """Long histories are linked lists: neither replaying nor letting go of one may go deep."""
    state: State = NotOpened()
    rows: list[NewEntry] = []
    told: list[Command] = [OpenSession("rest|1", plan, ("Anna", "Bo"))]
    told += [StartTurn("p1"), Reflect("p2"), Undo(), EndTurn()] * 2_500
    for number, command in enumerate(told):
        answer = decide(state, command, clock.now_ms + number * 1_000)
        if isinstance(answer, RefusedCommand):
            continue
        state = evolve_all(state, answer)
        rows += [NewEntry("e", *encoded[:2], 0, 0, "a", encoded[2]) for encoded in map(encode, answer)]
    log.append("s1", 0, rows)
    replayed, position = read_session(log, "s1")
    assert position == len(rows) > 7_000
    now_ms = clock.now_ms + 20_000_000
    assert overview(replayed, now_ms) == overview(state, now_ms)
