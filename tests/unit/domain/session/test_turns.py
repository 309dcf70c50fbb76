"""A turn is one unit: the turn, the others' reflections, the rounding off, the end."""

import dataclasses

import pytest

from samklang.domain.programme import PhaseKind, SessionPlan
from samklang.domain.session.commands import (
    AddTime,
    Care,
    CloseSession,
    Command,
    EndTurn,
    LeaveSession,
    MarkAbsent,
    NextPhase,
    Pass,
    Pause,
    Postpone,
    Reflect,
    Remark,
    Resume,
    ReturnToSession,
    RoundOff,
    StartTurn,
    TakeTime,
)
from samklang.domain.session.events import PhaseEntered, TurnEnded, TurnPassed, TurnPostponed, TurnStarted

from .conftest import Group


def test_a_whole_turn_counts_for_those_it_belongs_to(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(400, Reflect("p2"))
    group.at(460, Pass("p3"))
    group.at(500, RoundOff())
    group.at(530, EndTurn())
    assert group.seconds("p1", 600) == (300, 0, 0)
    assert group.seconds("p2", 600) == (0, 100, 0)
    assert group.seconds("p3", 600) == (0, 0, 0)
    assert group.view(600).round_off_ms == 30_000
    assert group.view(600).group_ms == 170_000
    assert [group.person(person).status for person in ("p1", "p2", "p3")] == ["done", "waiting", "waiting"]


def test_a_turn_from_an_earlier_phase_moves_on_to_the_turns_in_one_step(group: Group):
    group.at(100, StartTurn("p1"))
    assert [type(event) for event in group.events[-2:]] == [PhaseEntered, TurnStarted]
    assert len(set(group.steps[-2:])) == 1
    assert group.view().phase == "turns"


def test_a_turn_in_the_turns_phase_stays_there(group: Group):
    group.at(100, NextPhase(), NextPhase(), StartTurn("p1"))
    assert group.view().phase == "turns"
    assert [type(event) for event in group.events[-3:]] == [PhaseEntered, PhaseEntered, TurnStarted]


def test_no_turn_after_the_turns(group: Group):
    group.at(100, NextPhase(), NextPhase(), NextPhase())
    assert group.refused(110, StartTurn("p1")) == ("no_turns_ahead", {})


def test_the_sharing_of_a_body_session_has_turns(plan: SessionPlan, new_group: type[Group]):
    sharing = dataclasses.replace(plan.phases[2], id="sharing", kind=PhaseKind.SHARING)
    group = new_group(dataclasses.replace(plan, phases=(plan.phases[0], sharing)))
    assert group.at(10, StartTurn("p1")) is None
    assert group.view().phase == "sharing"


def test_one_turn_at_a_time(group: Group):
    group.at(100, StartTurn("p1"))
    assert group.refused(110, StartTurn("p2")) == ("turn_is_on", {"participant": "p1"})
    assert group.refused(110, StartTurn("p1")) == ("turn_is_on", {"participant": "p1"})
    assert group.refused(110, NextPhase()) == ("turn_is_on", {"participant": "p1"})


def test_a_second_turn_is_counted(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, EndTurn(), StartTurn("p1"))
    group.at(250, EndTurn())
    assert group.person("p1").turns == 2
    assert group.seconds("p1") == (150, 0, 0)


@pytest.mark.parametrize("command", [Reflect("p2"), RoundOff(), EndTurn(), Remark("p2", 1000)])
def test_nothing_of_a_turn_without_a_turn(group: Group, command: Command):
    assert group.refused(100, command) == ("no_turn", {})


@pytest.mark.parametrize("command", [StartTurn("p2"), Reflect("p2"), RoundOff(), Remark("p2", 1000), NextPhase()])
def test_nothing_goes_on_in_a_pause(group: Group, command: Command):
    group.at(100, StartTurn("p1"))
    group.at(150, Pause())
    assert group.refused(160, command) == ("is_paused", {})


def test_a_turn_can_end_in_a_pause(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(150, Care("p1"))
    assert group.at(160, EndTurn()) is None
    assert group.view().pause is not None
    group.at(200, Resume())
    assert group.view().turn is None
    assert group.seconds("p1", 300) == (50, 0, 0)
    assert group.view(300).paused_ms == 50_000


def test_reflections_come_in_any_order_and_again(group: Group):
    group.at(0, StartTurn("p2"))
    group.at(10, Reflect("p3"))
    group.at(20, Reflect("p1"))
    group.at(30, Reflect("p3"))
    turn = group.turn(40)
    assert turn.reflected == ("p1", "p3")
    assert group.seconds("p3", 40) == (0, 20, 0)
    assert group.refused(40, Reflect("p3")) == ("already_reflecting", {"participant": "p3"})
    assert group.refused(40, Reflect("p2")) == ("own_turn", {"participant": "p2"})
    assert group.refused(40, Reflect("p9")) == ("unknown_participant", {"participant": "p9"})


def test_somebody_may_reflect_after_the_rounding_off_has_begun(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(10, RoundOff())
    assert group.refused(15, RoundOff()) == ("already_rounding_off", {})
    group.at(20, Reflect("p2"))
    assert group.turn(25).stage == "reflecting"


def test_who_passed_a_reflection_may_still_reflect(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(10, Pass("p2"))
    assert group.refused(11, Pass("p2")) == ("already_passed", {"participant": "p2"})
    group.at(20, Reflect("p2"))
    turn = group.turn()
    assert (turn.reflected, turn.passed) == (("p2",), ())
    assert group.refused(30, Pass("p2")) == ("already_reflected", {"participant": "p2"})


def test_passing_between_turns_is_about_ones_own_turn(group: Group):
    group.at(10, Pass("p2"))
    assert group.person("p2").status == "passed"
    assert group.refused(11, Pass("p2")) == ("already_passed", {"participant": "p2"})
    assert group.at(12, Postpone("p2")) is None
    assert group.person("p2").status == "later"
    assert group.refused(13, Postpone("p2")) == ("already_later", {"participant": "p2"})
    assert group.at(14, StartTurn("p2")) is None


def test_passing_in_ones_own_turn_ends_it(group: Group):
    group.at(10, StartTurn("p1"))
    group.at(20, Pass("p1"))
    assert [type(event) for event in group.events[-2:]] == [TurnEnded, TurnPassed]
    assert group.person("p1").status == "passed"
    assert group.view().turn is None


def test_later_in_ones_own_turn_ends_it_for_now(group: Group):
    group.at(10, StartTurn("p1"))
    group.at(20, Postpone("p1"))
    assert [type(event) for event in group.events[-2:]] == [TurnEnded, TurnPostponed]
    assert group.person("p1").status == "later"


def test_later_in_anothers_turn_is_about_ones_own(group: Group):
    group.at(10, StartTurn("p1"))
    group.at(20, Postpone("p2"))
    assert group.person("p2").status == "later"
    assert group.view().turn is not None


def test_who_has_had_a_turn_or_is_not_here_sets_nothing_aside(group: Group):
    group.at(10, StartTurn("p1"))
    group.at(20, EndTurn(), MarkAbsent("p2"))
    assert group.refused(30, Pass("p1")) == ("already_done", {"participant": "p1"})
    assert group.refused(30, Postpone("p1")) == ("already_done", {"participant": "p1"})
    assert group.refused(30, Pass("p2")) == ("is_absent", {"participant": "p2"})
    assert group.refused(30, Pass("p9")) == ("unknown_participant", {"participant": "p9"})
    assert group.refused(30, Postpone("p9")) == ("unknown_participant", {"participant": "p9"})


def test_a_remark_counts_for_who_made_it_and_does_not_end_the_turn(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(200, Remark("p2", 30_000))
    assert group.turn().stage == "speaking"
    assert group.turn().stage_ms == 70_000
    assert group.turn().spent_ms == 100_000
    group.at(300, EndTurn())
    assert group.seconds("p1") == (170, 0, 0)
    assert group.seconds("p2") == (0, 0, 30)
    assert group.person("p2").arrived


def test_a_remark_in_a_reflection_and_in_the_rounding_off(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(100, Reflect("p2"))
    group.at(150, Remark("p1", 20_000))
    group.at(200, RoundOff())
    group.at(260, Remark("p3", 10_000))
    group.at(300, EndTurn())
    assert group.seconds("p1") == (100, 0, 20)
    assert group.seconds("p2") == (0, 80, 0)
    assert group.seconds("p3") == (0, 0, 10)
    assert group.view().round_off_ms == 90_000


def test_a_remark_is_no_longer_than_the_stretch_it_fell_into(group: Group):
    group.at(0, StartTurn("p1"))
    assert group.refused(50, Remark("p2", 51_000)) == ("remark_too_long", {"most_s": 50})
    assert group.refused(50, Remark("p2", 0)) == ("remark_too_long", {"most_s": 50})
    assert group.refused(50, Remark("p2", -1)) == ("remark_too_long", {"most_s": 50})
    assert group.refused(50, Remark("p1", 1000)) == ("is_speaking", {"participant": "p1"})
    assert group.refused(50, Remark("p9", 1000)) == ("unknown_participant", {"participant": "p9"})
    group.at(60, Reflect("p2"))
    assert group.refused(70, Remark("p2", 1000)) == ("is_speaking", {"participant": "p2"})
    assert group.refused(70, Remark("p3", 11_000)) == ("remark_too_long", {"most_s": 10})


def test_a_remark_takes_no_time_a_correction_has_taken_already(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(50, TakeTime("p1", 40_000))
    assert group.refused(50, Remark("p2", 11_000)) == ("remark_too_long", {"most_s": 10})
    group.at(60, RoundOff())
    assert group.at(100, AddTime("p2", 75_000)) is None
    assert group.refused(100, Remark("p3", 6_000)) == ("remark_too_long", {"most_s": 5})


def test_whose_turn_it_is_leaves_and_the_turn_waits(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(100, LeaveSession("p1"))
    turn = group.turn(150)
    assert (turn.waiting_for_owner, turn.speaker, turn.stage_ms) == (True, None, 50_000)
    assert group.person("p1", 150).status == "left"
    assert group.refused(150, Remark("p2", 51_000)) == ("remark_too_long", {"most_s": 50})
    group.at(160, Remark("p2", 10_000))
    group.at(200, ReturnToSession("p1"))
    assert group.person("p1", 230).status == "now"
    assert group.seconds("p1", 230) == (130, 0, 0)
    assert group.seconds("p2", 230) == (0, 0, 10)
    assert group.view(230).group_ms == 90_000


def test_the_next_turn_ends_the_turn_of_one_who_has_gone(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(100, LeaveSession("p1"))
    group.at(200, StartTurn("p2"))
    assert [type(event) for event in group.events[-2:]] == [TurnEnded, TurnStarted]
    assert group.seconds("p1", 300) == (100, 0, 0)
    assert group.seconds("p2", 300) == (100, 0, 0)
    assert [turn.participant for turn in group.view().finished_turns] == ["p1"]


def test_who_reflects_leaves_and_nobody_has_the_word(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(50, Reflect("p2"))
    group.at(80, LeaveSession("p2"))
    turn = group.turn(90)
    assert (turn.stage, turn.speaker, turn.stage_ms) == ("listening", None, 10_000)
    group.at(100, ReturnToSession("p2"))
    assert group.turn(110).stage == "listening"
    group.at(120, Reflect("p2"))
    assert group.seconds("p2", 130) == (0, 40, 0)


def test_others_come_and_go_without_touching_the_turn(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(50, LeaveSession("p3"))
    assert group.turn(60).stage_ms == 60_000
    group.at(70, ReturnToSession("p3"), Reflect("p2"))
    group.at(80, LeaveSession("p1"))
    assert group.turn(90).stage_ms == 20_000
    assert group.seconds("p2", 90) == (0, 20, 0)


def test_who_is_not_here_takes_no_part(group: Group):
    group.at(0, LeaveSession("p2"), MarkAbsent("p3"))
    assert group.refused(10, StartTurn("p2")) == ("has_left", {"participant": "p2"})
    assert group.refused(10, StartTurn("p3")) == ("is_absent", {"participant": "p3"})
    group.at(10, StartTurn("p1"))
    assert group.refused(20, Reflect("p2")) == ("has_left", {"participant": "p2"})
    assert group.refused(20, Remark("p3", 1000)) == ("is_absent", {"participant": "p3"})


def test_the_phases_end_with_the_last(group: Group):
    group.at(0, NextPhase(), NextPhase(), NextPhase(), NextPhase())
    assert group.view().phase == "closing"
    assert group.refused(10, NextPhase()) == ("last_phase", {})
    assert group.at(10, CloseSession()) is None


def test_closing_ends_the_turn_that_is_on(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(30, CloseSession())
    assert group.view(500).closed
    assert group.view(500).elapsed_ms == 30_000
    assert group.seconds("p1", 500) == (30, 0, 0)
    assert group.person("p1").status == "done"
    for command in (NextPhase(), StartTurn("p2"), CloseSession(), Pause(), Care("p1")):
        assert group.refused(40, command) == ("is_closed", {})
