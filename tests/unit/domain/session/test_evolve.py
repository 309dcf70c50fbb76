"""A log that no session of ours can have written is a fault, never silently wrong."""

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import NotOpened, evolve
from samklang.domain.session.commands import CloseSession, StartTurn
from samklang.domain.session.events import (
    ParticipantArrived,
    RoundOffStarted,
    SessionOpened,
    SessionPaused,
    SessionResumed,
    StepEvent,
    StepRedone,
    StepUndone,
)

from .conftest import Group


def test_a_session_begins_with_its_opening():
    with pytest.raises(ValueError, match="begins with its opening"):
        evolve(NotOpened(), SessionPaused(0, 1))


def test_a_session_is_opened_only_once(group: Group, plan: SessionPlan):
    with pytest.raises(ValueError, match="only once"):
        evolve(group.state, SessionOpened(0, 1, "rest|1", plan))


@pytest.mark.parametrize("step", [1, 7])
def test_only_the_last_step_is_undone_or_redone(group: Group, step: int):
    if step == 7:
        group.at(10, StartTurn("p1"))
    with pytest.raises(ValueError, match="not the one to undo"):
        evolve(group.state, StepUndone(0, step))
    with pytest.raises(ValueError, match="not the one to redo"):
        evolve(group.state, StepRedone(0, step))


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (ParticipantArrived(0, 2, "p9"), "somebody unknown"),
        (RoundOffStarted(0, 2), "no turn"),
        (SessionResumed(0, 2), "nothing is paused"),
    ],
)
def test_an_event_about_what_is_not_there(group: Group, event: StepEvent, message: str):
    with pytest.raises(ValueError, match=message):
        evolve(group.state, event)


def test_a_closed_session_is_not_paused(group: Group):
    group.at(10, CloseSession())
    with pytest.raises(ValueError, match="closed"):
        evolve(group.state, SessionPaused(0, 3))
