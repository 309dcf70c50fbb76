"""The rules for coming, going and being absent."""

import unicodedata

from samklang.domain.session.answers import Answer, RefusedCommand, refuse
from samklang.domain.session.commands import (
    ArriveParticipant,
    LeaveSession,
    MarkAbsent,
    OpenSession,
    ReturnToSession,
    WelcomeParticipant,
)
from samklang.domain.session.events import (
    ParticipantAbsent,
    ParticipantArrived,
    ParticipantLeft,
    ParticipantNamed,
    ParticipantReturned,
    SessionOpened,
)
from samklang.domain.session.moment import Moment
from samklang.domain.session.states import Presence

MOST_PARTICIPANTS = 40
"""Our proposal: far above any group of this kind (4-10 people), low enough that a wrong file is noticed."""

LONGEST_NAME = 80
"""Characters; our proposal."""


def open_session(command: OpenSession, at_ms: int) -> Answer:
    """Open with everyone on the list."""
    if not command.plan.phases:
        return refuse("plan_without_phases")
    if not command.names:
        return refuse("no_participants")
    if len(command.names) > MOST_PARTICIPANTS:
        return refuse("too_many_participants", most=MOST_PARTICIPANTS)
    opened = SessionOpened(at_ms, 1, command.programme, command.plan)
    named: dict[str, ParticipantNamed] = {}
    for number, given in enumerate(command.names, 1):
        name = plain_name(given)
        if name is None:
            return refuse("bad_name")
        if name in named:
            return refuse("name_twice", name=name)
        named[name] = ParticipantNamed(at_ms, 1, f"p{number}", name)
    return opened, *named.values()


def welcome(moment: Moment, command: WelcomeParticipant) -> Answer:
    """Someone new is put on the list and is here."""
    name = plain_name(command.name)
    if name is None:
        return refuse("bad_name")
    if len(moment.session.names) >= MOST_PARTICIPANTS:
        return refuse("too_many_participants", most=MOST_PARTICIPANTS)
    if any(moment.session.names[participant] == name for participant in moment.scene.people):
        return refuse("name_twice", name=name)
    participant = f"p{len(moment.session.names) + 1}"
    return (
        ParticipantNamed(moment.at_ms, moment.step, participant, name),
        ParticipantArrived(moment.at_ms, moment.step, participant),
    )


def arrive(moment: Moment, command: ArriveParticipant) -> Answer:
    """Whoever is expected, or was thought absent, can arrive."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if person.presence is Presence.HERE:
        return refuse("already_here", participant=person.id)
    if person.presence is Presence.LEFT:
        return refuse("has_left", participant=person.id)
    return (ParticipantArrived(moment.at_ms, moment.step, person.id),)


def leave(moment: Moment, command: LeaveSession) -> Answer:
    """Whoever is here, or was only expected, can go."""
    person = moment.present(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    return (ParticipantLeft(moment.at_ms, moment.step, person.id),)


def come_back(moment: Moment, command: ReturnToSession) -> Answer:
    """Only someone who has gone can come back."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if person.presence is not Presence.LEFT:
        return refuse("has_not_left", participant=person.id)
    return (ParticipantReturned(moment.at_ms, moment.step, person.id),)


def mark_absent(moment: Moment, command: MarkAbsent) -> Answer:
    """Only someone who has not been here can be absent."""
    person = moment.present(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if person.presence is Presence.HERE:
        return refuse("already_here", participant=person.id)
    return (ParticipantAbsent(moment.at_ms, moment.step, person.id),)


def plain_name(given: str) -> str | None:
    """The name in Unicode's composed form with single spaces, or None where it is empty, too long or unprintable."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    return name if name.isprintable() and 0 < len(name) <= LONGEST_NAME else None
