"""What a screen shows: the plan against the clock, what is left for the others, and the one next step."""

import dataclasses

import pytest

from samklang.domain.programme import Phase, PhaseKind, SessionPlan
from samklang.domain.session import NotOpened, overview
from samklang.domain.session.codes import EVENT_CODES
from samklang.domain.session.commands import (
    CloseSession,
    EndTurn,
    LeaveSession,
    MarkAbsent,
    NextPhase,
    Pass,
    Pause,
    Postpone,
    Reflect,
    RoundOff,
    StartTurn,
)
from samklang.domain.session.suggestion import Suggestion

from .conftest import START_MS, Group


def test_nothing_to_show_before_the_opening():
    assert overview(NotOpened(), 0) is None


def test_an_unknown_participant_is_a_fault(group: Group):
    with pytest.raises(KeyError):
        group.person("p9")


def test_the_plan_against_the_clock(group: Group):
    group.at(200, NextPhase())
    now = group.view(400)
    assert (now.planned_ms, now.elapsed_ms, now.remaining_ms) == (8_400_000, 400_000, 8_000_000)
    assert now.planned_end_ms == START_MS + 8_400_000
    assert now.expected_end_ms == START_MS + (400 + 700 + 6000 + 600 + 600) * 1000
    assert now.phase_elapsed_ms == 200_000
    assert [phase.state for phase in now.phases] == ["done", "now", "ahead", "ahead", "ahead"]


def test_an_overrun_moves_the_end_and_a_pause_too(group: Group):
    assert group.view(360).expected_end_ms == START_MS + 8_460_000
    group.at(360, Pause())
    assert group.view(420).expected_end_ms == START_MS + 8_520_000


def test_time_left_is_shared_by_the_people_left_and_the_closing_is_protected(group: Group):
    # 8400 planned, 300 roll call and 900 theme to come, 600 closing protected: 6600, of which the turns' part is
    # 6000 in 6600 (the other 600 is the material's), by three people.
    assert group.view(0).per_person_ms == 2_000_000
    group.at(1200, NextPhase(), NextPhase(), StartTurn("p1"))
    # One is having a turn; two are left.
    assert group.view(4200).people_left == ("p2", "p3")
    assert group.view(4200).per_person_ms == (8400 - 4200 - 600) * 6000 // 6600 * 1000 // 2 + 363
    assert group.view(9000).per_person_ms == 0


def test_who_is_not_here_or_passes_is_not_counted(group: Group):
    group.at(0, MarkAbsent("p1"), Pass("p2"), Postpone("p3"))
    assert group.view().people_left == ("p3",)
    group.at(10, LeaveSession("p3"))
    assert group.view().people_left == ()
    assert group.view().per_person_ms is None


def test_nothing_to_share_when_the_turns_are_over_or_the_session_is_closed(group: Group):
    group.at(0, NextPhase(), NextPhase(), NextPhase())
    assert group.view().per_person_ms is None
    group.at(0, CloseSession())
    assert group.view().per_person_ms is None


def test_turns_without_a_planned_length_get_what_is_free(plan: SessionPlan, new_group: type[Group]):
    phases = (Phase("turns", PhaseKind.TURNS, 0), Phase("closing", PhaseKind.CLOSING, 600, protected=False))
    group = new_group(dataclasses.replace(plan, phases=phases))
    assert group.view(0).per_person_ms == 200_000


def test_the_next_step_all_the_way(group: Group):
    def suggested() -> Suggestion | None:
        return group.view().suggestion

    assert suggested() == Suggestion("next_phase", phase="theme")
    group.at(0, NextPhase(), NextPhase())
    assert suggested() == Suggestion("start_turn", None, ("p1", "p2", "p3"))
    group.at(0, StartTurn("p2"))
    assert suggested() == Suggestion("reflect", None, ("p1", "p3"))
    group.at(10, Reflect("p1"))
    assert suggested() == Suggestion("reflect", "p3", ("p3",))
    group.at(20, Pass("p3"))
    assert suggested() == Suggestion("round_off")
    group.at(30, RoundOff())
    assert suggested() == Suggestion("end_turn", "p2")
    group.at(40, Pause())
    assert suggested() == Suggestion("resume")
    group.at(50, EndTurn())
    assert suggested() == Suggestion("resume")


def test_the_last_steps(group: Group):
    group.at(0, Pass("p1"), Pass("p2"), NextPhase(), NextPhase())
    assert group.view().suggestion == Suggestion("start_turn", "p3", ("p3",))
    group.at(0, Pass("p3"))
    assert group.view().suggestion == Suggestion("next_phase", phase="material")
    group.at(0, NextPhase(), NextPhase())
    assert group.view().suggestion == Suggestion("close")
    group.at(0, CloseSession())
    assert group.view().suggestion is None


def test_a_turn_whose_owner_has_gone_is_suggested_to_end(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(10, LeaveSession("p1"))
    assert group.view().suggestion == Suggestion("end_turn", "p1")


def test_the_turn_that_is_on(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(150, Reflect("p2"))
    turn = group.turn(170)
    assert (turn.participant, turn.stage, turn.speaker, turn.stage_ms, turn.spent_ms) == (
        "p1",
        "reflecting",
        "p2",
        20_000,
        70_000,
    )
    assert turn.may_reflect == ("p3",)
    assert [person.speaking for person in group.view(170).participants] == [False, True, False]
    group.at(180, Pause())
    assert not any(person.speaking for person in group.view(190).participants)
    assert group.turn(190).stage_ms == 30_000


def test_finished_turns_in_order(group: Group):
    group.at(10, StartTurn("p2"))
    group.at(20, Reflect("p1"))
    group.at(30, EndTurn(), StartTurn("p1"))
    group.at(50, EndTurn())
    assert [(turn.participant, turn.spent_ms, turn.reflected) for turn in group.view().finished_turns] == [
        ("p2", 20_000, ("p1",)),
        ("p1", 20_000, ()),
    ]


def test_every_event_has_its_own_word():
    assert len(set(EVENT_CODES.values())) == len(EVENT_CODES)
