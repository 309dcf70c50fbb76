"""Every moment belongs to exactly one stretch; pauses and corrections lose nothing."""

from samklang.domain.session.commands import (
    AddTime,
    Care,
    EndTurn,
    MoveTime,
    NextPhase,
    NoteRunning,
    Pause,
    Reflect,
    Remark,
    ReopenSession,
    Resume,
    RoundOff,
    StartTurn,
    TakeTime,
)
from samklang.domain.session.decide import decide
from samklang.domain.session.events import TurnEnded
from samklang.domain.session.overview import StepOverview
from samklang.domain.session.states import Away

from .conftest import START_MS, Group


def conserved(group: Group, second: int) -> bool:
    now = group.view(second)
    persons = sum(person.total_ms for person in now.participants)
    return (
        persons + now.group_ms + now.round_off_ms
        == now.elapsed_ms - now.paused_ms
        == sum(phase.spent_ms for phase in now.phases)
    )


def test_a_pause_counts_for_nobody(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(100, Pause())
    assert group.refused(110, Pause()) == ("is_paused", {})
    assert group.pause(150).elapsed_ms == 50_000
    group.at(160, Resume())
    assert group.refused(170, Resume()) == ("not_paused", {})
    assert group.seconds("p1", 200) == (140, 0, 0)
    assert group.view(200).elapsed_ms == 200_000
    assert group.view(200).paused_ms == 60_000
    assert conserved(group, 200)


def test_care_pauses_and_is_never_refused_for_anyone_on_the_list(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(10, Pause())
    group.at(20, Care("p2"))
    assert group.pause(30).care == "p2"
    assert group.pause(30).started_ms == START_MS + 10_000
    group.at(40, Care("p3"), Resume())
    assert group.view(50).paused_ms == 30_000
    assert group.refused(50, Care("p9")) == ("unknown_participant", {"participant": "p9"})


def test_time_is_added_from_the_groups_then_from_the_rounding_off(group: Group):
    group.at(50, StartTurn("p1"))
    group.at(100, RoundOff())
    group.at(140, EndTurn())
    assert group.refused(140, AddTime("p2", 90_001)) == ("too_much_to_add", {"most_s": 90})
    assert group.refused(140, AddTime("p2", 0)) == ("too_much_to_add", {"most_s": 90})
    assert group.refused(140, AddTime("p9", 1)) == ("unknown_participant", {"participant": "p9"})
    group.at(140, AddTime("p2", 70_000))
    assert group.seconds("p2") == (70, 0, 0)
    assert (group.view().group_ms, group.view().round_off_ms) == (0, 20_000)
    assert conserved(group, 200)


def test_time_is_taken_from_the_turn_then_reflections_then_remarks(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(50, Remark("p2", 10_000), Reflect("p2"))
    group.at(70, EndTurn(), StartTurn("p2"))
    group.at(75, EndTurn())
    assert group.seconds("p2") == (5, 20, 10)
    assert group.refused(75, TakeTime("p2", 36_000)) == ("too_much_to_take", {"participant": "p2", "most_s": 35})
    assert group.refused(75, TakeTime("p9", 1)) == ("unknown_participant", {"participant": "p9"})
    group.at(80, TakeTime("p2", 8_000))
    assert group.seconds("p2") == (0, 17, 10)
    group.at(80, TakeTime("p2", 20_000))
    assert group.seconds("p2") == (0, 0, 7)
    assert conserved(group, 90)


def test_moved_time_keeps_its_kind(group: Group):
    group.at(0, StartTurn("p1"))
    group.at(50, Reflect("p2"))
    group.at(80, EndTurn())
    group.at(90, MoveTime(20_000, "p1", "p3"), MoveTime(10_000, "p2", "p3"))
    assert group.seconds("p1") == (30, 0, 0)
    assert group.seconds("p2") == (0, 20, 0)
    assert group.seconds("p3") == (20, 10, 0)
    assert group.refused(90, MoveTime(31_000, "p1", "p2")) == (
        "too_much_to_take",
        {"participant": "p1", "most_s": 30},
    )
    assert group.refused(90, MoveTime(1, "p1", "p1")) == ("same_person", {"participant": "p1"})
    assert group.refused(90, MoveTime(1, "p9", "p1")) == ("unknown_participant", {"participant": "p9"})
    assert group.refused(90, MoveTime(1, "p1", "p9")) == ("unknown_participant", {"participant": "p9"})
    assert conserved(group, 90)


def test_a_correction_shows_on_the_running_turn(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(160, TakeTime("p1", 42_000))
    assert group.seconds("p1", 170) == (28, 0, 0)
    assert group.turn(170).corrected_ms == -42_000
    group.at(170, Pause(), AddTime("p1", 2_000), MoveTime(1_000, "p1", "p2"))
    assert group.turn(180).corrected_ms == -41_000
    assert conserved(group, 180)


def test_time_never_goes_back(group: Group):
    group.at(100, StartTurn("p1"))
    events = decide(group.state, EndTurn(), START_MS - 5_000)
    assert events == (TurnEnded(START_MS + 100_000, 3),)
    assert group.view(50).elapsed_ms == 100_000


def test_a_gap_is_known_and_counts_for_what_was_on(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(142, ReopenSession())
    assert group.view().away == Away(START_MS + 100_000, START_MS + 142_000)
    assert group.seconds("p1", 150) == (50, 0, 0)
    assert group.view().undo == StepOverview("turn", "p1")
    group.at(150, TakeTime("p1", 42_000))
    assert group.seconds("p1", 150) == (8, 0, 0)


def test_a_gap_is_counted_from_the_last_sign_of_life(group: Group):
    group.at(100, StartTurn("p1"))
    group.at(700, NoteRunning())
    group.at(742, ReopenSession())
    assert group.view().away == Away(START_MS + 700_000, START_MS + 742_000)
    assert group.seconds("p1") == (642, 0, 0)
    assert group.view().undo == StepOverview("turn", "p1")


def test_each_phase_has_its_time(group: Group):
    group.at(100, NextPhase())
    group.at(250, StartTurn("p1"))
    group.at(300, Pause())
    group.at(310, Resume())
    assert [phase.spent_ms for phase in group.view(400).phases] == [100_000, 150_000, 140_000, 0, 0]
    assert conserved(group, 400)
