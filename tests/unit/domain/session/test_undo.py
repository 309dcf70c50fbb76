"""Every step can be taken back and done again, and nothing is removed from the log."""

from samklang.domain.session import NotOpened, evolve_all
from samklang.domain.session.commands import (
    CloseSession,
    EndTurn,
    LeaveSession,
    MoveTime,
    NextPhase,
    Pause,
    Redo,
    Reflect,
    Remark,
    ReopenSession,
    Resume,
    RoundOff,
    StartTurn,
    Undo,
)
from samklang.domain.session.overview import StepOverview

from .conftest import Group


def test_opening_cannot_be_undone(group: Group):
    assert group.refused(10, Undo()) == ("nothing_to_undo", {})
    assert group.refused(10, Redo()) == ("nothing_to_redo", {})


def test_undoing_the_end_of_a_turn_gives_the_time_since_back_to_it(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, EndTurn())
    group.at(260, Undo())
    assert group.person("p1").status == "now"
    assert group.seconds("p1", 300) == (200, 0, 0)


def test_undoing_a_pause_gives_its_time_back(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, Pause())
    group.at(260, Undo())
    assert group.seconds("p1", 300) == (200, 0, 0)
    assert group.view(300).paused_ms == 0


def test_undoing_the_end_of_a_pause_goes_on_pausing(group: Group):
    group.at(100, Pause())
    group.at(200, Resume())
    group.at(260, Undo())
    assert group.view(300).paused_ms == 200_000
    assert group.view(300).group_ms == 100_000


def test_one_command_is_one_step(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(150, Undo())
    assert group.view().phase == "roll_call"
    assert group.view().turn is None
    group.at(160, StartTurn("p1"))
    group.at(170, LeaveSession("p1"))
    group.at(180, StartTurn("p2"), Undo())
    assert group.turn().participant == "p1"


def test_undo_then_redo_is_as_if_nothing_had_been(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, Remark("p2", 20_000), Reflect("p3"))
    group.at(250, RoundOff())
    before = group.session
    group.at(300, Undo(), Undo(), Undo(), Undo(), Redo(), Redo(), Redo(), Redo())
    after = group.session
    assert (after.scene, after.past, after.future) == (before.scene, before.past, before.future)


def test_a_new_step_takes_the_place_of_what_was_undone(group: Group):
    group.at(100, NextPhase())
    group.at(110, Undo(), NextPhase())
    assert group.refused(120, Redo()) == ("nothing_to_redo", {})
    assert len(set(group.steps)) == 3


def test_closing_can_be_undone(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, CloseSession())
    assert group.view(900).expected_end_ms == group.view(200).expected_end_ms
    group.at(300, Undo())
    assert not group.view().closed
    assert group.seconds("p1", 350) == (250, 0, 0)
    group.at(400, Redo())
    assert group.view().closed
    assert group.seconds("p1", 500) == (100, 0, 0)


def test_what_undo_and_redo_would_do_is_said(group: Group):
    assert (group.view().undo, group.view().redo) == (None, None)
    group.at(100, StartTurn("p1"))
    assert group.view().undo == StepOverview("turn", "p1")
    group.at(110, EndTurn())
    assert group.view().undo == StepOverview("turn_ended", None)
    group.at(120, MoveTime(1_000, "p1", "p2"))
    assert group.view().undo == StepOverview("time_moved", "p1")
    group.at(130, Undo())
    assert group.view().undo == StepOverview("turn_ended", None)
    assert group.view().redo == StepOverview("time_moved", "p1")


def test_a_gap_in_between_changes_nothing_about_undo(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(110, EndTurn())
    group.at(120, Undo(), ReopenSession(), Redo())
    assert group.seconds("p1", 200) == (10, 0, 0)


def test_replay_equals_live(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(150, Reflect("p2"), Undo(), Redo(), LeaveSession("p2"), EndTurn(), Undo())
    assert evolve_all(NotOpened(), group.events) == group.state
