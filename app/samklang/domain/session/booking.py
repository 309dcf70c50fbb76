"""Whose time it is: every millisecond belongs to exactly one owner, and moves between owners without getting lost."""

from dataclasses import replace
from enum import Enum
from typing import TypeAlias

from samklang.domain.session.states import (
    Closed,
    Gathered,
    Participant,
    Paused,
    Presence,
    Reflecting,
    RoundingOff,
    Scene,
    Speaking,
    Turn,
)


class Pool(Enum):
    """Owners that are nobody in particular."""

    GROUP = "group"
    ROUND_OFF = "round_off"


Owner: TypeAlias = Pool | Participant
"""A participant owns turn time while it is their turn, reflection time otherwise."""


def turn_of(scene: Scene) -> Turn | None:
    """The turn that is on, paused or not."""
    now = scene.now.held if isinstance(scene.now, Paused) else scene.now
    return now if isinstance(now, Turn) else None


def owner_of(scene: Scene, turn: Turn) -> Owner:
    """Whose stretch is running in a turn; in a pause, whose it will be when it is over."""
    match turn.stage:
        case Speaking():
            person = scene.people[turn.participant]
            return person if person.presence is Presence.HERE else Pool.GROUP
        case Reflecting(participant):
            return scene.people[participant]
        case RoundingOff():
            return Pool.ROUND_OFF
        case _:
            return Pool.GROUP


def settled(scene: Scene, at_ms: int) -> Scene:
    """The scene with all time up to `at_ms` booked to whoever it belongs to."""
    duration_ms = at_ms - scene.since_ms
    now = scene.now
    if duration_ms <= 0 or isinstance(now, Closed):
        return scene
    if isinstance(now, Paused):
        return replace(scene, since_ms=at_ms, paused_ms=scene.paused_ms + duration_ms)
    phase = scene.phase
    spent_ms = (*scene.spent_ms[:phase], scene.spent_ms[phase] + duration_ms, *scene.spent_ms[phase + 1 :])
    if isinstance(now, Gathered):
        return replace(scene, since_ms=at_ms, spent_ms=spent_ms, group_ms=scene.group_ms + duration_ms)
    turn = replace(now, stretch_ms=now.stretch_ms + duration_ms, spent_ms=now.spent_ms + duration_ms)
    return replace(charged(scene, now, duration_ms), since_ms=at_ms, spent_ms=spent_ms, now=turn)


def charged(scene: Scene, turn: Turn, duration_ms: int) -> Scene:
    """The scene with `duration_ms` (which may be negative) more on the account of whose stretch runs in `turn`."""
    owner = owner_of(scene, turn)
    if owner is Pool.GROUP:
        return replace(scene, group_ms=scene.group_ms + duration_ms)
    if owner is Pool.ROUND_OFF:
        return replace(scene, round_off_ms=scene.round_off_ms + duration_ms)
    if isinstance(turn.stage, Speaking):
        return with_person(scene, replace(owner, turn_ms=owner.turn_ms + duration_ms))
    return with_person(scene, replace(owner, reflection_ms=owner.reflection_ms + duration_ms))


def remarked(scene: Scene, turn: Turn, participant: str, duration_ms: int) -> Scene:
    """The scene with the last `duration_ms` of the stretch that runs in `turn` given to a participant's remark."""
    scene = charged(scene, turn, -duration_ms)
    scene = with_turn(scene, replace(turn, stretch_ms=turn.stretch_ms - duration_ms))
    person = scene.people[participant]
    return with_person(scene, replace(person, presence=Presence.HERE, remark_ms=person.remark_ms + duration_ms))


def corrected(scene: Scene, participant: str, turn_ms: int = 0, reflection_ms: int = 0, remark_ms: int = 0) -> Scene:
    """The scene with a correction on one person's account, shown on the clock of their turn if it is on."""
    person = scene.people[participant]
    scene = with_person(
        scene,
        replace(
            person,
            turn_ms=person.turn_ms + turn_ms,
            reflection_ms=person.reflection_ms + reflection_ms,
            remark_ms=person.remark_ms + remark_ms,
        ),
    )
    turn = turn_of(scene)
    if turn is None or turn.participant != participant:
        return scene
    return with_turn(scene, replace(turn, corrected_ms=turn.corrected_ms + turn_ms))


def with_person(scene: Scene, person: Participant) -> Scene:
    """The scene with this person as they are now."""
    return replace(scene, people={**scene.people, person.id: person})


def with_turn(scene: Scene, turn: Turn) -> Scene:
    """The scene with the turn that is on as it is now, paused or not."""
    return replace(scene, now=replace(scene.now, held=turn) if isinstance(scene.now, Paused) else turn)
