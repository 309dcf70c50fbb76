"""What each event of a step does to the scene."""

from collections.abc import Callable
from typing import Any

from samklang.domain.session.booking import Draft
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
    Listening,
    Presence,
    Reflecting,
    RoundingOff,
    Scene,
    Speaking,
    Standing,
)


def scene_after(scene: Scene, event: StepEvent) -> Scene:
    """The scene after `event`.

    Raises:
        ValueError: The event speaks of a turn, a pause or a person that is not there; the log is not one we wrote.
    """
    draft = Draft(scene)
    try:
        _CHANGES[type(event)](draft, event)
    except KeyError as missing:
        raise ValueError(f"{type(event).__name__} names somebody unknown: {missing}") from None
    return draft.scene()


def _named(draft: Draft, event: ParticipantNamed) -> None:
    draft.name(event.participant)


def _arrived(draft: Draft, event: ParticipantArrived) -> None:
    draft.see(event.participant, Presence.HERE)


def _absent(draft: Draft, event: ParticipantAbsent) -> None:
    draft.see(event.participant, Presence.ABSENT)


def _left(draft: Draft, event: ParticipantLeft) -> None:
    """Whoever leaves stops being the one whose time it is; a turn of theirs waits for them."""
    draft.settle(event.at_ms)
    draft.see(event.participant, Presence.LEFT)
    if draft.holder is None:
        return
    if draft.stage == Reflecting(event.participant):
        draft.enter(Listening())
    elif draft.holder == event.participant and isinstance(draft.stage, Speaking):
        draft.enter(draft.stage)


def _returned(draft: Draft, event: ParticipantReturned) -> None:
    draft.settle(event.at_ms)
    draft.see(event.participant, Presence.HERE)
    if draft.holder == event.participant and isinstance(draft.stage, Speaking):
        draft.enter(draft.stage)


def _phase_entered(draft: Draft, event: PhaseEntered) -> None:
    draft.settle(event.at_ms)
    draft.phase = event.phase


def _turn_started(draft: Draft, event: TurnStarted) -> None:
    draft.settle(event.at_ms)
    draft.begin_turn(event.participant, event.at_ms)


def _reflection_started(draft: Draft, event: ReflectionStarted) -> None:
    """Who reflects again stands last; who had passed has not passed after all."""
    draft.settle(event.at_ms)
    draft.require_turn()
    draft.see(event.participant, Presence.HERE)
    draft.enter(Reflecting(event.participant))
    draft.reflected = (*_without(draft.reflected, event.participant), event.participant)
    draft.passed = _without(draft.passed, event.participant)


def _without(people: tuple[str, ...], participant: str) -> tuple[str, ...]:
    return tuple(other for other in people if other != participant) if participant in people else people


def _reflection_passed(draft: Draft, event: ReflectionPassed) -> None:
    draft.require_turn()
    draft.passed = (*draft.passed, event.participant)


def _turn_passed(draft: Draft, event: TurnPassed) -> None:
    draft.stand(event.participant, Standing.PASSED)


def _turn_postponed(draft: Draft, event: TurnPostponed) -> None:
    draft.stand(event.participant, Standing.LATER)


def _remark_made(draft: Draft, event: RemarkMade) -> None:
    draft.settle(event.at_ms)
    draft.require_turn()
    draft.charge(*draft.owner(), -event.duration_ms)
    draft.stretch_ms -= event.duration_ms
    draft.see(event.participant, Presence.HERE)
    draft.book(event.participant, remark_ms=event.duration_ms)


def _round_off_started(draft: Draft, event: RoundOffStarted) -> None:
    draft.settle(event.at_ms)
    draft.require_turn()
    draft.enter(RoundingOff())


def _turn_ended(draft: Draft, event: TurnEnded) -> None:
    draft.settle(event.at_ms)
    draft.end_turn(event.at_ms)


def _paused(draft: Draft, event: SessionPaused) -> None:
    _stand_still(draft, event.at_ms, None)


def _care_started(draft: Draft, event: CareStarted) -> None:
    _stand_still(draft, event.at_ms, event.participant)


def _stand_still(draft: Draft, at_ms: int, care: str | None) -> None:
    """A pause that is on already goes on, from where it began, for whoever needs it now."""
    if draft.closed_ms is not None:
        raise ValueError("a closed session cannot be paused")
    draft.settle(at_ms)
    draft.pause = (at_ms if draft.pause is None else draft.pause[0]), care


def _resumed(draft: Draft, event: SessionResumed) -> None:
    if draft.pause is None:
        raise ValueError("nothing is paused")
    draft.settle(event.at_ms)
    draft.pause = None


def _time_added(draft: Draft, event: TimeAdded) -> None:
    draft.settle(event.at_ms)
    draft.group_ms -= event.group_ms
    draft.round_off_ms -= event.round_off_ms
    draft.correct(event.participant, event.group_ms + event.round_off_ms)


def _time_taken(draft: Draft, event: TimeTaken) -> None:
    draft.settle(event.at_ms)
    draft.correct(event.participant, -event.turn_ms, -event.reflection_ms, -event.remark_ms)
    draft.group_ms += event.turn_ms + event.reflection_ms + event.remark_ms


def _time_moved(draft: Draft, event: TimeMoved) -> None:
    draft.settle(event.at_ms)
    draft.correct(event.giver, -event.turn_ms, -event.reflection_ms, -event.remark_ms)
    draft.correct(event.receiver, event.turn_ms, event.reflection_ms, event.remark_ms)


def _closed(draft: Draft, event: SessionClosed) -> None:
    draft.settle(event.at_ms)
    draft.closed_ms = event.at_ms


_CHANGES: dict[type[StepEvent], Callable[[Draft, Any], None]] = {
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
