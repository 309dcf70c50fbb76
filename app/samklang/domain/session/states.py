"""What a session is at one moment, as a union of small frozen classes.

Time is booked lazily: a `Scene` has all time up to `since_ms` in its totals, and everything after it belongs to
whoever the scene says it belongs to. So going back to an earlier scene, which is what undo does, gives the time since
back to the stretch that was running then, and no millisecond is ever lost or counted twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from samklang.domain.programme import Phase, SessionPlan
from samklang.domain.session.events import StepEvent


class Presence(StrEnum):
    """Whether someone is in the call."""

    EXPECTED = "expected"
    HERE = "here"
    LEFT = "left"
    ABSENT = "absent"


class Standing(StrEnum):
    """How far someone is with their own turn today."""

    WAITING = "waiting"
    LATER = "later"
    PASSED = "passed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant and the time booked to them, in milliseconds."""

    id: str
    presence: Presence = Presence.EXPECTED
    standing: Standing = Standing.WAITING
    turns: int = 0
    turn_ms: int = 0
    reflection_ms: int = 0
    remark_ms: int = 0

    @property
    def total_ms(self) -> int:
        """All time booked to this person."""
        return self.turn_ms + self.reflection_ms + self.remark_ms


@dataclass(frozen=True, slots=True)
class Gathered:
    """No turn is on; the time is the group's."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The one whose turn it is speaks; while they are away the time is the group's and the turn waits."""


@dataclass(frozen=True, slots=True)
class Reflecting:
    """Another participant reflects."""

    participant: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The one who reflected has gone and nobody else has begun; the time is the group's."""


@dataclass(frozen=True, slots=True)
class RoundingOff:
    """The facilitators round off; the time is theirs."""


Stage: TypeAlias = Speaking | Reflecting | Listening | RoundingOff


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn is on.

    Attributes:
        participant: Whose turn it is.
        stretch_ms: Booked in the present stretch (one owner without a break, pauses left out, remarks taken off).
        spent_ms: Booked in the whole turn, reflections and rounding off included.
        corrected_ms: What corrections have added to or taken from the one whose turn it is while it is on.
        reflected: Who has reflected on it.
        passed: Who has said they have no reflection on it.
    """

    participant: str
    started_ms: int
    stage: Stage
    stretch_ms: int = 0
    spent_ms: int = 0
    corrected_ms: int = 0
    reflected: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paused:
    """Everything stands still.

    Attributes:
        held: What goes on when it is over.
        started_ms: When it began.
        care: Whom it is for, if it is for someone.
    """

    held: Gathered | Turn
    started_ms: int
    care: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The session is over."""

    closed_ms: int


Now: TypeAlias = Gathered | Turn | Paused | Closed


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """A turn that is over, linked to the one before it so that histories share it.

    Attributes:
        spent_ms: The whole turn without pauses.
        reflected: Who reflected on it, in order.
    """

    participant: str
    started_ms: int
    ended_ms: int
    spent_ms: int
    reflected: tuple[str, ...]
    before: "FinishedTurn | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that undo can take back.

    Attributes:
        phase: Place (from 0) in the plan.
        people: By id, in the order they came on the list; never changed in place.
        since_ms: All time up to here is booked.
        spent_ms: Time without pauses, by phase.
        group_ms: Of it, the time that is nobody's in particular.
        round_off_ms: Of it, the facilitators' rounding off.
        paused_ms: Pauses.
        finished: The last finished turn.
    """

    phase: int
    people: Mapping[str, Participant]
    now: Now
    since_ms: int
    spent_ms: tuple[int, ...]
    group_ms: int = 0
    round_off_ms: int = 0
    paused_ms: int = 0
    finished: FinishedTurn | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be undone or redone.

    Attributes:
        event: What it was chiefly about (its last event).
        scene: Where going back (or forth) leads.
        rest: The step under it.
    """

    number: int
    event: StepEvent
    scene: Scene = field(repr=False)
    rest: "Step | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Away:
    """The program was away.

    Attributes:
        last_ms: The last moment it had stored something.
        reopened_ms: When it went on.
    """

    last_ms: int
    reopened_ms: int


@dataclass(frozen=True, slots=True)
class NotOpened:
    """Nothing has happened yet."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session from its opening on; `scene.now` tells whether it runs, pauses or is closed.

    Attributes:
        names: By id; outlives an undone arrival, so that an id never means two people.
        last_ms: When the last event happened; time never goes back behind it.
        last_step: The highest step number so far.
        away: The last time the program was away, or None.
    """

    programme: str
    plan: SessionPlan
    opened_ms: int
    names: Mapping[str, str]
    scene: Scene
    last_ms: int
    last_step: int
    past: Step | None = None
    future: Step | None = None
    away: Away | None = None

    @property
    def phase(self) -> Phase:
        """The phase the session is in."""
        return self.plan.phases[self.scene.phase]

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return isinstance(self.scene.now, Closed)


State: TypeAlias = NotOpened | Session
