"""What has happened in a session, in the past tense; the only thing that is ever stored.

Every event carries `at_ms`, milliseconds on the session's own timeline (UTC where it began, never going back), and
`step`: the events of one command share a step, and a step is what undo takes back. A participant's name stands in
`ParticipantNamed` and nowhere else, so that one person can be erased.
"""

from dataclasses import dataclass
from typing import TypeAlias

from samklang.domain.programme import SessionPlan


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The session began. The plan stands here in full, so that it can be read when the pack is long gone."""

    at_ms: int
    step: int
    programme: str
    plan: SessionPlan


@dataclass(frozen=True, slots=True)
class SessionReopened:
    """The program was away between `last_ms`, the last thing it had stored, and now. Not a step."""

    at_ms: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class RunningNoted:
    """The program was still there. Not a step."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class ParticipantNamed:
    """A participant was put on the list."""

    at_ms: int
    step: int
    participant: str
    name: str


@dataclass(frozen=True, slots=True)
class ParticipantArrived:
    """A participant is here."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A participant has gone."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class ParticipantReturned:
    """A participant is back."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class ParticipantAbsent:
    """A participant does not come today."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class PhaseEntered:
    """The session went on to the phase with this place (from 0) in the plan."""

    at_ms: int
    step: int
    phase: int


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """A participant's turn began."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class ReflectionStarted:
    """Another participant began to reflect."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class ReflectionPassed:
    """Another participant has no reflection on this turn."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class TurnPassed:
    """A participant takes no turn today."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class TurnPostponed:
    """A participant takes the turn later."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class RemarkMade:
    """The last `duration_ms` of the running stretch were this participant's remark."""

    at_ms: int
    step: int
    participant: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class RoundOffStarted:
    """The facilitators began to round off."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn was over."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class SessionPaused:
    """Everything stood still from here."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class CareStarted:
    """Everything stood still from here, for this participant's sake."""

    at_ms: int
    step: int
    participant: str


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """It went on."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class TimeAdded:
    """Time became this participant's turn: so much from the group's time, so much from the rounding off."""

    at_ms: int
    step: int
    participant: str
    group_ms: int
    round_off_ms: int


@dataclass(frozen=True, slots=True)
class TimeTaken:
    """Time of these kinds was taken from this participant and became the group's."""

    at_ms: int
    step: int
    participant: str
    turn_ms: int
    reflection_ms: int
    remark_ms: int


@dataclass(frozen=True, slots=True)
class TimeMoved:
    """Time of these kinds went from one participant to another."""

    at_ms: int
    step: int
    giver: str
    receiver: str
    turn_ms: int
    reflection_ms: int
    remark_ms: int


@dataclass(frozen=True, slots=True)
class StepUndone:
    """The step with this number was taken back."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class StepRedone:
    """The step with this number was done again."""

    at_ms: int
    step: int


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The session was over."""

    at_ms: int
    step: int


StepEvent: TypeAlias = (
    ParticipantNamed
    | ParticipantArrived
    | ParticipantLeft
    | ParticipantReturned
    | ParticipantAbsent
    | PhaseEntered
    | TurnStarted
    | ReflectionStarted
    | ReflectionPassed
    | TurnPassed
    | TurnPostponed
    | RemarkMade
    | RoundOffStarted
    | TurnEnded
    | SessionPaused
    | CareStarted
    | SessionResumed
    | TimeAdded
    | TimeTaken
    | TimeMoved
    | SessionClosed
)
"""An event that belongs to a step and is taken back with it."""

Event: TypeAlias = SessionOpened | SessionReopened | RunningNoted | StepUndone | StepRedone | StepEvent
"""Anything `evolve` takes."""
