"""The engine stores first and tells afterwards, and goes on where it was."""

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import NotOpened, Overview, RefusedCommand
from samklang.domain.session.commands import (
    AddTime,
    ArriveParticipant,
    CloseSession,
    Command,
    EndTurn,
    NextPhase,
    OpenSession,
    Remark,
    StartTurn,
    Undo,
)
from samklang.domain.session.events import RunningNoted, TurnStarted
from samklang.engine.ports import PositionTaken, Refused
from samklang.engine.session import Accepted, Changed, Faulted, NotStored, Published, SessionEngine, Submitted
from samklang.engine.unusable import SessionUnusable

from .conftest import HandClock, ShelfLog


@pytest.fixture
def opening(plan: SessionPlan) -> OpenSession:
    return OpenSession("rest|1", plan, ("Anna", "Bo"))


@pytest.fixture
def engine(log: ShelfLog, clock: HandClock) -> Iterator[SessionEngine]:
    engine = SessionEngine(log, clock, "s1")
    yield engine
    engine.close()


NOTED = RunningNoted(HandClock().now_ms)


def told(engine: SessionEngine, *commands: Command) -> Submitted:
    """Carry out commands one after the other; the last answer."""
    answers = [engine.submit(command).result(10) for command in commands]
    return answers[-1]


def seen(engine: SessionEngine) -> Overview:
    overview = engine.overview()
    assert overview is not None
    return overview


def test_a_new_engine_holds_nothing(engine: SessionEngine):
    assert engine.state == NotOpened()
    assert engine.overview() is None
    assert engine.position == 0


def test_an_accepted_command_is_stored_before_it_is_answered(
    engine: SessionEngine, log: ShelfLog, opening: OpenSession
):
    answer = told(engine, opening)
    assert isinstance(answer, Accepted)
    assert [row.kind for row in log.rows] == ["opened", "named", "named"]
    assert {row.author for row in log.rows} == {"facilitator"}
    assert len({row.event_id for row in log.rows}) == 3
    assert answer.position == engine.position == 3
    assert answer.state == engine.state


def test_a_name_stands_in_one_row_only(engine: SessionEngine, log: ShelfLog, opening: OpenSession):
    told(engine, opening, ArriveParticipant("p1"), StartTurn("p1"), EndTurn(), Undo(), CloseSession())
    assert [row.kind for row in log.rows if b"Anna" in row.payload] == ["named"]


def test_a_refused_command_stores_nothing(engine: SessionEngine, log: ShelfLog, opening: OpenSession):
    answer = told(engine, opening, EndTurn())
    assert answer == RefusedCommand("no_turn", {})
    assert len(log.rows) == 3


def test_nothing_is_published_before_it_is_stored(engine: SessionEngine, log: ShelfLog, opening: OpenSession):
    heard: list[tuple[Published, int]] = []
    engine.subscribe(lambda news: heard.append((news, len(log.rows))))
    log.gate.clear()
    answer = engine.submit(opening)
    assert not answer.done()
    assert heard == []
    log.gate.set()
    accepted = answer.result(10)
    assert isinstance(accepted, Accepted)
    assert heard == [(Changed(accepted.state, accepted.events, 3), 3)]


def test_one_who_no_longer_listens_hears_nothing(engine: SessionEngine, opening: OpenSession):
    heard: list[Published] = []
    unsubscribe = engine.subscribe(heard.append)
    unsubscribe()
    unsubscribe()
    told(engine, opening)
    assert heard == []


def test_a_store_that_refuses_is_said_and_nothing_has_happened(
    engine: SessionEngine, log: ShelfLog, opening: OpenSession
):
    heard: list[Published] = []
    engine.subscribe(heard.append)
    log.refusal = "the disk is full"
    answer = told(engine, opening)
    assert isinstance(answer, NotStored)
    assert str(answer.refusal) == "the disk is full"
    assert heard == [answer]
    assert engine.state == NotOpened()
    log.refusal = None
    assert isinstance(told(engine, opening), Accepted)


def test_a_fault_is_published_without_its_text_and_the_session_goes_on(
    engine: SessionEngine, log: ShelfLog, opening: OpenSession, caplog: pytest.LogCaptureFixture
):
    heard: list[Published] = []
    engine.subscribe(heard.append)
    log.fault = ZeroDivisionError("Anna")
    with pytest.raises(ZeroDivisionError):
        engine.submit(opening).result(10)
    assert heard == [Faulted("ZeroDivisionError")]
    assert "Anna" not in caplog.text
    log.fault = None
    assert isinstance(told(engine, opening), Accepted)


def test_a_subscriber_that_fails_stops_nobody(
    engine: SessionEngine, opening: OpenSession, caplog: pytest.LogCaptureFixture
):
    heard: list[Published] = []

    def broken(_news: Published) -> None:
        raise ZeroDivisionError("Anna")

    engine.subscribe(broken)
    engine.subscribe(heard.append)
    assert isinstance(told(engine, opening), Accepted)
    assert len(heard) == 1
    assert "ZeroDivisionError" in caplog.text
    assert "Anna" not in caplog.text


def test_an_answer_nobody_wants_any_more_is_not_carried_out(engine: SessionEngine, log: ShelfLog, opening: OpenSession):
    log.gate.clear()
    engine.submit(opening)
    unwanted = engine.submit(NextPhase())
    assert unwanted.cancel()
    log.gate.set()
    assert told(engine, EndTurn()) == RefusedCommand("no_turn", {})
    assert len(log.rows) == 3


def test_closing_carries_out_what_was_asked_and_then_takes_nothing_more(
    log: ShelfLog, clock: HandClock, opening: OpenSession
):
    engine = SessionEngine(log, clock)
    answer = engine.submit(opening)
    engine.close()
    engine.close()
    assert isinstance(answer.result(0), Accepted)
    with pytest.raises(RuntimeError, match="closed"):
        engine.submit(NextPhase())


def test_two_engines_on_one_session_decide_again_where_the_other_was_first(
    engine: SessionEngine, log: ShelfLog, clock: HandClock, opening: OpenSession
):
    told(engine, opening)
    other = SessionEngine.reopen(log, clock, "s1", author="co-facilitator")
    heard: list[Published] = []
    engine.subscribe(heard.append)
    assert isinstance(told(other, StartTurn("p1")), Accepted)
    assert told(engine, StartTurn("p2")) == RefusedCommand("turn_is_on", {"participant": "p1"})
    assert isinstance(heard[0], Changed)
    assert [type(event) for event in heard[0].events][-1] is TurnStarted
    assert engine.state == other.state
    assert isinstance(told(engine, EndTurn()), Accepted)
    other.close()
    assert {row.author for row in log.rows} == {"facilitator", "co-facilitator"}


def test_what_another_wrote_and_cannot_be_read_is_said(
    engine: SessionEngine, log: ShelfLog, clock: HandClock, opening: OpenSession
):
    told(engine, opening)
    other = SessionEngine.reopen(log, clock, "s1")
    told(other, NextPhase())
    other.close()
    log.rows[-1] = dataclasses.replace(log.rows[-1], kind="from_tomorrow")
    heard: list[Published] = []
    engine.subscribe(heard.append)
    answer = told(engine, NextPhase())
    assert isinstance(answer, NotStored)
    assert isinstance(answer.refusal, SessionUnusable)
    assert answer.refusal.code == "newer"
    assert heard == [answer]
    assert engine.position == 3


def test_a_log_that_lies_about_its_place_is_a_fault_not_an_endless_loop(
    engine: SessionEngine, log: ShelfLog, opening: OpenSession
):
    told(engine, opening)
    log.fault = PositionTaken()
    with pytest.raises(RuntimeError, match="nothing new"):
        engine.submit(NextPhase()).result(10)


def test_reopening_goes_on_at_the_same_turn_with_the_right_times(log: ShelfLog, clock: HandClock, opening: OpenSession):
    engine = SessionEngine(log, clock, "s1")
    told(engine, opening)
    clock.now_ms += 100_000
    told(engine, StartTurn("p1"))
    clock.now_ms += 60_000
    told(engine, Remark("p2", 10_000))
    engine.close()
    clock.now_ms += 42_000
    again = SessionEngine.reopen(log, clock, "s1")
    now = seen(again)
    assert now.turn is not None
    assert now.away is not None
    assert now.undo is not None
    assert now.turn.participant == "p1"
    assert now.participant("p1").turn_ms == 92_000
    assert now.participant("p2").remark_ms == 10_000
    assert (now.away.last_ms, now.away.reopened_ms) == (clock.now_ms - 42_000, clock.now_ms)
    assert log.rows[-1].kind == "reopened"
    assert now.undo.code == "remark"
    again.close()


def test_reopening_a_closed_session_writes_nothing(log: ShelfLog, clock: HandClock, opening: OpenSession):
    engine = SessionEngine(log, clock, "s1")
    told(engine, opening, CloseSession())
    engine.close()
    count = len(log.rows)
    clock.now_ms += 1_000_000
    again = SessionEngine.reopen(log, clock, "s1")
    assert seen(again).closed
    again.close()
    assert len(log.rows) == count


def test_a_running_session_gives_signs_of_life_and_a_closed_one_none(
    log: ShelfLog, clock: HandClock, opening: OpenSession
):
    engine = SessionEngine(log, clock, "s1", note_running_every_s=0.001)
    noted = threading.Event()
    engine.subscribe(lambda news: noted.set() if news == Changed(engine.state, (NOTED,), engine.position) else None)
    told(engine, opening)
    assert noted.wait(10)
    told(engine, CloseSession())
    rows = len(log.rows)
    assert [row.kind for row in log.rows][3] == "running"
    assert log.rows[-1].kind == "closed"
    quiet = threading.Event()
    assert not quiet.wait(0.05)
    assert len(log.rows) == rows
    engine.close()


def test_a_store_that_fails_is_said_even_when_nobody_asks_for_anything(
    log: ShelfLog, clock: HandClock, opening: OpenSession
):
    engine = SessionEngine(log, clock, "s1", note_running_every_s=0.001)
    told(engine, opening)
    said = threading.Event()
    engine.subscribe(lambda news: said.set() if isinstance(news, NotStored) else None)
    log.refusal = "the disk is full"
    assert said.wait(10)
    engine.close()


def test_a_wall_clock_set_back_while_away_does_not_stop_time(log: ShelfLog, clock: HandClock, opening: OpenSession):
    engine = SessionEngine(log, clock, "s1")
    told(engine, opening, StartTurn("p1"))
    engine.close()
    clock.wall_ahead_ms = -3_600_000
    again = SessionEngine.reopen(log, clock, "s1")
    clock.now_ms += 30_000
    assert seen(again).participant("p1").turn_ms == 30_000
    assert again.drift_ms() == -3_600_000
    again.close()


def test_there_is_nothing_to_reopen(log: ShelfLog, clock: HandClock):
    before = threading.active_count()
    with pytest.raises(SessionUnusable, match="no session s9") as unusable:
        SessionEngine.reopen(log, clock, "s9")
    assert (unusable.value.code, unusable.value.session_id) == ("missing", "s9")
    assert threading.active_count() == before


def test_a_log_that_cannot_be_written_is_not_reopened(log: ShelfLog, clock: HandClock, opening: OpenSession):
    engine = SessionEngine(log, clock, "s1")
    told(engine, opening)
    engine.close()
    log.refusal = "read-only"
    with pytest.raises(Refused, match="read-only"):
        SessionEngine.reopen(log, clock, "s1")


def test_a_log_that_makes_no_sense_is_not_reopened(log: ShelfLog, clock: HandClock, opening: OpenSession):
    engine = SessionEngine(log, clock, "s1")
    told(engine, opening, StartTurn("p1"), EndTurn())
    engine.close()
    del log.rows[3:5]
    with pytest.raises(Refused, match="no turn is on"):
        SessionEngine.reopen(log, clock, "s1")


def test_every_row_says_what_the_wall_clock_said(
    engine: SessionEngine, log: ShelfLog, clock: HandClock, opening: OpenSession
):
    clock.wall_ahead_ms = 5_000
    told(engine, opening, AddTime("p9", 1))
    assert {row.recorded_utc_ms for row in log.rows} == {clock.now_ms + 5_000}
    assert b'"at_ms":%d' % clock.now_ms in log.rows[0].payload
