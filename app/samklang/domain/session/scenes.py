"""What each event of a step does to the scene."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from samklang.domain.session.booking import corrected, remarked, settled, turn_of, with_person, with_turn
from samklang.domain.session.events import (
    CareStarted,
    ParticipantAbsent,
    ParticipantArrived,
    ParticipantLeft,
    ParticipantNamed,
    ParticipantReturned,
    PhaseEntered,
    ReflectionPassed,
    ReflectionStarted,
    RemarkMade,
    RoundOffStarted,
    SessionClosed,
    SessionPaused,
    SessionResumed,
    StepEvent,
    TimeAdded,
    TimeMoved,
    TimeTaken,
    TurnEnded,
    TurnPassed,
    TurnPostponed,
    TurnStarted,
)
from samklang.domain.session.states import (
    Closed,
    FinishedTurn,
    Gathered,
    Listening,
    Participant,
    Paused,
    Presence,
    Reflecting,
    RoundingOff,
    Scene,
    Speaking,
    Standing,
    Turn,
)


def scene_after(scene: Scene, event: StepEvent) -> Scene:
    """The scene after `event`.

    Raises:
        ValueError: The event speaks of a turn, a pause or a person that is not there; the log is not one we wrote.
    """
    try:
        return _SCENES[type(event)](scene, event)
    except KeyError as missing:
        raise ValueError(f"{type(event).__name__} names somebody unknown: {missing}") from None


def _running_turn(scene: Scene) -> Turn:
    turn = turn_of(scene)
    if turn is None:
        raise ValueError("no turn is on")
    return turn


def _named(scene: Scene, event: ParticipantNamed) -> Scene:
    return replace(scene, people={**scene.people, event.participant: Participant(event.participant)})


def _arrived(scene: Scene, event: ParticipantArrived) -> Scene:
    return with_person(scene, replace(scene.people[event.participant], presence=Presence.HERE))


def _absent(scene: Scene, event: ParticipantAbsent) -> Scene:
    return with_person(scene, replace(scene.people[event.participant], presence=Presence.ABSENT))


def _left(scene: Scene, event: ParticipantLeft) -> Scene:
    """Whoever leaves stops being the one whose time it is; a turn of theirs waits for them."""
    scene = settled(scene, event.at_ms)
    scene = with_person(scene, replace(scene.people[event.participant], presence=Presence.LEFT))
    return _in_turn(scene, event.participant, leaving=True)


def _returned(scene: Scene, event: ParticipantReturned) -> Scene:
    scene = settled(scene, event.at_ms)
    scene = with_person(scene, replace(scene.people[event.participant], presence=Presence.HERE))
    return _in_turn(scene, event.participant, leaving=False)


def _in_turn(scene: Scene, participant: str, *, leaving: bool) -> Scene:
    """The scene with a new stretch begun where the coming or going changes whose time it is."""
    turn = turn_of(scene)
    if turn is None:
        return scene
    if turn.stage == Reflecting(participant) and leaving:
        return with_turn(scene, replace(turn, stage=Listening(), stretch_ms=0))
    if turn.participant == participant and isinstance(turn.stage, Speaking):
        return with_turn(scene, replace(turn, stretch_ms=0))
    return scene


def _phase_entered(scene: Scene, event: PhaseEntered) -> Scene:
    return replace(settled(scene, event.at_ms), phase=event.phase)


def _turn_started(scene: Scene, event: TurnStarted) -> Scene:
    scene = settled(scene, event.at_ms)
    person = scene.people[event.participant]
    scene = with_person(scene, replace(person, presence=Presence.HERE, turns=person.turns + 1))
    return replace(scene, now=Turn(event.participant, event.at_ms, Speaking()))


def _reflection_started(scene: Scene, event: ReflectionStarted) -> Scene:
    scene = settled(scene, event.at_ms)
    turn = _running_turn(scene)
    scene = with_person(scene, replace(scene.people[event.participant], presence=Presence.HERE))
    return with_turn(
        scene,
        replace(
            turn,
            stage=Reflecting(event.participant),
            stretch_ms=0,
            reflected=(*(other for other in turn.reflected if other != event.participant), event.participant),
            passed=tuple(other for other in turn.passed if other != event.participant),
        ),
    )


def _reflection_passed(scene: Scene, event: ReflectionPassed) -> Scene:
    turn = _running_turn(scene)
    return with_turn(scene, replace(turn, passed=(*turn.passed, event.participant)))


def _turn_passed(scene: Scene, event: TurnPassed) -> Scene:
    return with_person(scene, replace(scene.people[event.participant], standing=Standing.PASSED))


def _turn_postponed(scene: Scene, event: TurnPostponed) -> Scene:
    return with_person(scene, replace(scene.people[event.participant], standing=Standing.LATER))


def _remark_made(scene: Scene, event: RemarkMade) -> Scene:
    scene = settled(scene, event.at_ms)
    return remarked(scene, _running_turn(scene), event.participant, event.duration_ms)


def _round_off_started(scene: Scene, event: RoundOffStarted) -> Scene:
    scene = settled(scene, event.at_ms)
    return with_turn(scene, replace(_running_turn(scene), stage=RoundingOff(), stretch_ms=0))


def _turn_ended(scene: Scene, event: TurnEnded) -> Scene:
    scene = settled(scene, event.at_ms)
    turn = _running_turn(scene)
    scene = with_person(scene, replace(scene.people[turn.participant], standing=Standing.DONE))
    now = replace(scene.now, held=Gathered()) if isinstance(scene.now, Paused) else Gathered()
    finished = FinishedTurn(
        turn.participant, turn.started_ms, event.at_ms, turn.spent_ms, turn.reflected, scene.finished
    )
    return replace(scene, now=now, finished=finished)


def _paused(scene: Scene, event: SessionPaused) -> Scene:
    return _standing_still(scene, event.at_ms, None)


def _care_started(scene: Scene, event: CareStarted) -> Scene:
    return _standing_still(scene, event.at_ms, event.participant)


def _standing_still(scene: Scene, at_ms: int, care: str | None) -> Scene:
    match settled(scene, at_ms):
        case Scene(now=Paused() as paused) as scene:
            return replace(scene, now=replace(paused, care=care))
        case Scene(now=Gathered() | Turn() as held) as scene:
            return replace(scene, now=Paused(held, at_ms, care))
        case _:
            raise ValueError("a closed session cannot be paused")


def _resumed(scene: Scene, event: SessionResumed) -> Scene:
    scene = settled(scene, event.at_ms)
    if not isinstance(scene.now, Paused):
        raise ValueError("nothing is paused")  # noqa: TRY004 - a wrong log, not a wrong type
    return replace(scene, now=scene.now.held)


def _time_added(scene: Scene, event: TimeAdded) -> Scene:
    scene = settled(scene, event.at_ms)
    scene = replace(
        scene, group_ms=scene.group_ms - event.group_ms, round_off_ms=scene.round_off_ms - event.round_off_ms
    )
    return corrected(scene, event.participant, turn_ms=event.group_ms + event.round_off_ms)


def _time_taken(scene: Scene, event: TimeTaken) -> Scene:
    scene = settled(scene, event.at_ms)
    scene = replace(scene, group_ms=scene.group_ms + event.turn_ms + event.reflection_ms + event.remark_ms)
    return corrected(scene, event.participant, -event.turn_ms, -event.reflection_ms, -event.remark_ms)


def _time_moved(scene: Scene, event: TimeMoved) -> Scene:
    scene = settled(scene, event.at_ms)
    scene = corrected(scene, event.giver, -event.turn_ms, -event.reflection_ms, -event.remark_ms)
    return corrected(scene, event.receiver, event.turn_ms, event.reflection_ms, event.remark_ms)


def _closed(scene: Scene, event: SessionClosed) -> Scene:
    return replace(settled(scene, event.at_ms), now=Closed(event.at_ms))


_SCENES: dict[type[StepEvent], Callable[[Scene, Any], Scene]] = {
    ParticipantNamed: _named,
    ParticipantArrived: _arrived,
    ParticipantLeft: _left,
    ParticipantReturned: _returned,
    ParticipantAbsent: _absent,
    PhaseEntered: _phase_entered,
    TurnStarted: _turn_started,
    ReflectionStarted: _reflection_started,
    ReflectionPassed: _reflection_passed,
    TurnPassed: _turn_passed,
    TurnPostponed: _turn_postponed,
    RemarkMade: _remark_made,
    RoundOffStarted: _round_off_started,
    TurnEnded: _turn_ended,
    SessionPaused: _paused,
    CareStarted: _care_started,
    SessionResumed: _resumed,
    TimeAdded: _time_added,
    TimeTaken: _time_taken,
    TimeMoved: _time_moved,
    SessionClosed: _closed,
}
