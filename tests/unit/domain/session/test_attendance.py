"""Opening, coming, going and being absent."""

import dataclasses

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import NotOpened, RefusedCommand, decide
from samklang.domain.session.attendance import LONGEST_NAME, MOST_PARTICIPANTS
from samklang.domain.session.commands import (
    ArriveParticipant,
    EndTurn,
    LeaveSession,
    MarkAbsent,
    NextPhase,
    OpenSession,
    Pass,
    ReturnToSession,
    StartTurn,
    Undo,
    WelcomeParticipant,
)

from .conftest import Group


def test_everybody_on_the_list_waits(group: Group):
    assert [(person.id, person.name, person.status) for person in group.view().participants] == [
        ("p1", "Anna", "waiting"),
        ("p2", "Bo", "waiting"),
        ("p3", "Carla", "waiting"),
    ]
    assert not any(person.arrived for person in group.view().participants)


def test_nothing_but_opening_before_it_is_open():
    answer = decide(NotOpened(), NextPhase(), 0)
    assert isinstance(answer, RefusedCommand)
    assert answer.code == "not_open"


def test_a_session_opens_once(group: Group, plan: SessionPlan):
    assert group.refused(10, OpenSession("rest|1", plan, ("Dag",))) == ("already_open", {})


@pytest.mark.parametrize(
    ("names", "code", "params"),
    [
        ((), "no_participants", {}),
        (("Anna",) * (MOST_PARTICIPANTS + 1), "too_many_participants", {"most": MOST_PARTICIPANTS}),
        (("Anna", "  "), "bad_name", {}),
        (("x" * (LONGEST_NAME + 1),), "bad_name", {}),
        (("Anna\x07",), "bad_name", {}),
        (("\ud800",), "bad_name", {}),
        (("Anna", " Anna "), "name_twice", {"name": "Anna"}),
        (("A\u030ase", "\u00c5se"), "name_twice", {"name": "\u00c5se"}),
    ],
)
def test_a_list_that_cannot_be_used(plan: SessionPlan, names: tuple[str, ...], code: str, params: dict[str, str | int]):
    answer = decide(NotOpened(), OpenSession("rest|1", plan, names), 0)
    assert answer == RefusedCommand(code, params)


def test_a_plan_without_phases_cannot_be_led(plan: SessionPlan):
    answer = decide(NotOpened(), OpenSession("rest|1", dataclasses.replace(plan, phases=()), ("Anna",)), 0)
    assert answer == RefusedCommand("plan_without_phases", {})


def test_somebody_arrives_once(group: Group):
    group.at(10, ArriveParticipant("p1"))
    assert group.person("p1").arrived
    assert group.refused(20, ArriveParticipant("p1")) == ("already_here", {"participant": "p1"})
    assert group.refused(20, ArriveParticipant("p9")) == ("unknown_participant", {"participant": "p9"})


def test_somebody_thought_absent_arrives(group: Group):
    group.at(10, MarkAbsent("p1"))
    assert group.person("p1").status == "absent"
    assert group.refused(15, MarkAbsent("p1")) == ("is_absent", {"participant": "p1"})
    group.at(20, ArriveParticipant("p1"))
    assert group.person("p1").status == "waiting"


def test_only_one_who_has_not_been_here_is_absent(group: Group):
    group.at(10, ArriveParticipant("p1"))
    assert group.refused(20, MarkAbsent("p1")) == ("already_here", {"participant": "p1"})
    assert group.refused(20, MarkAbsent("p9")) == ("unknown_participant", {"participant": "p9"})


def test_leaving_and_coming_back_keeps_how_far_one_was(group: Group):
    group.at(10, Pass("p1"))
    group.at(20, LeaveSession("p1"))
    assert group.person("p1").status == "left"
    assert group.refused(25, LeaveSession("p1")) == ("has_left", {"participant": "p1"})
    assert group.refused(25, ArriveParticipant("p1")) == ("has_left", {"participant": "p1"})
    group.at(30, ReturnToSession("p1"))
    assert group.person("p1").status == "passed"
    assert group.refused(40, ReturnToSession("p1")) == ("has_not_left", {"participant": "p1"})
    assert group.refused(40, ReturnToSession("p9")) == ("unknown_participant", {"participant": "p9"})
    assert group.refused(40, LeaveSession("p9")) == ("unknown_participant", {"participant": "p9"})


def test_somebody_not_on_the_list_is_welcome(group: Group):
    group.at(600, WelcomeParticipant(" Dora  Dal "))
    dora = group.person("p4")
    assert (dora.name, dora.status, dora.arrived) == ("Dora Dal", "waiting", True)
    assert group.refused(610, WelcomeParticipant("Dora Dal")) == ("name_twice", {"name": "Dora Dal"})
    assert group.refused(610, WelcomeParticipant("")) == ("bad_name", {})


def test_an_undone_welcome_never_gives_its_id_to_another(group: Group):
    group.at(10, WelcomeParticipant("Dora"))
    group.at(20, Undo(), WelcomeParticipant("Dora"), WelcomeParticipant("Eva"))
    assert [(person.id, person.name) for person in group.view().participants][3:] == [("p5", "Dora"), ("p6", "Eva")]


def test_there_is_a_limit_to_how_many_are_welcome(plan: SessionPlan, new_group: type[Group]):
    group = new_group(plan, *(f"N{number}" for number in range(MOST_PARTICIPANTS)))
    assert group.refused(10, WelcomeParticipant("Dora")) == ("too_many_participants", {"most": MOST_PARTICIPANTS})


def test_who_takes_a_turn_has_arrived(group: Group):
    group.at(10, StartTurn("p1"))
    group.at(20, EndTurn())
    assert group.person("p1").arrived
