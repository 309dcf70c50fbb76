"""A stored session can be looked at without writing to it."""

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import NotOpened
from samklang.domain.session.commands import OpenSession, StartTurn
from samklang.engine.ports import Refused
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
