"""What the facilitators can ask of a session, in the imperative. Participants are named by id (`p1`, `p2`, ...)."""

from dataclasses import dataclass
from typing import TypeAlias

from samklang.domain.programme import SessionPlan


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Begin; only ever the first command, and the one that cannot be undone.

    Attributes:
        programme: `id|version`, pinned for as long as the session is kept.
        plan: The session's plan, kept with the session so that it opens again without the pack.
        names: Those who are expected, in order; they become p1, p2, ...
    """

    programme: str
    plan: SessionPlan
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReopenSession:
    """Go on after the program was away; the engine's own, not a step that can be undone."""


@dataclass(frozen=True, slots=True)
class NoteRunning:
    """Store that the program is still there, so that a gap is known; the engine's own, not a step either."""


@dataclass(frozen=True, slots=True)
class ArriveParticipant:
    """Someone expected, or thought absent, is here."""

    participant: str


@dataclass(frozen=True, slots=True)
class WelcomeParticipant:
    """Someone nobody had on the list is here."""

    name: str


@dataclass(frozen=True, slots=True)
class LeaveSession:
    """Someone has gone, for a while or for good."""

    participant: str


@dataclass(frozen=True, slots=True)
class ReturnToSession:
    """Someone who had gone is back."""

    participant: str


@dataclass(frozen=True, slots=True)
class MarkAbsent:
    """Someone expected does not come today."""

    participant: str


@dataclass(frozen=True, slots=True)
class NextPhase:
    """Go on to the plan's next phase."""


@dataclass(frozen=True, slots=True)
class StartTurn:
    """Someone begins their turn; from an earlier phase this moves on to the turns."""

    participant: str


@dataclass(frozen=True, slots=True)
class Reflect:
    """Someone else begins to reflect on the turn they have listened to."""

    participant: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Between turns: not today. In somebody's turn: no reflection on this turn. In one's own turn: enough."""

    participant: str


@dataclass(frozen=True, slots=True)
class Postpone:
    """Later: the turn waits, without losing anything. In one's own turn this ends it for now."""

    participant: str


@dataclass(frozen=True, slots=True)
class Remark:
    """The last `duration_ms` of the running stretch were someone else's short remark; the turn goes on."""

    participant: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class RoundOff:
    """The facilitators begin to round off the turn."""


@dataclass(frozen=True, slots=True)
class EndTurn:
    """The turn is over."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Everything stands still."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on exactly where it was paused."""


@dataclass(frozen=True, slots=True)
class Care:
    """Someone needs the facilitators now: everything stands still, and the log says so."""

    participant: str


@dataclass(frozen=True, slots=True)
class AddTime:
    """Time that was counted as the group's was this person's turn."""

    participant: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class TakeTime:
    """Time that was counted as this person's was the group's: turn first, then reflections, then remarks."""

    participant: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class MoveTime:
    """Time that was counted as one person's was another's; it keeps its kind: turn first, then the others."""

    duration_ms: int
    giver: str
    receiver: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last step, closing included. Only opening cannot be taken back."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Do again what was just taken back."""


@dataclass(frozen=True, slots=True)
class CloseSession:
    """The session is over; a turn or a pause that is on ends with it."""


Command: TypeAlias = (
    OpenSession
    | ReopenSession
    | NoteRunning
    | ArriveParticipant
    | WelcomeParticipant
    | LeaveSession
    | ReturnToSession
    | MarkAbsent
    | NextPhase
    | StartTurn
    | Reflect
    | Pass
    | Postpone
    | Remark
    | RoundOff
    | EndTurn
    | Pause
    | Resume
    | Care
    | AddTime
    | TakeTime
    | MoveTime
    | Undo
    | Redo
    | CloseSession
)
"""Anything `decide` takes."""
