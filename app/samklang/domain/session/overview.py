"""Everything a screen or `--json` needs to know about a session at one moment, in milliseconds, ids and codes."""

from dataclasses import dataclass, replace

from samklang.domain.session.booking import settled, turn_of
from samklang.domain.session.codes import EVENT_CODES
from samklang.domain.session.events import TimeMoved
from samklang.domain.session.replan import people_left, per_person_ms
from samklang.domain.session.states import (
    Away,
    Closed,
    FinishedTurn,
    Listening,
    NotOpened,
    Participant,
    Paused,
    Presence,
    Reflecting,
    RoundingOff,
    Scene,
    Session,
    Speaking,
    State,
    Step,
    Turn,
)
from samklang.domain.session.suggestion import Suggestion, may_reflect, suggestion_of


@dataclass(frozen=True, slots=True)
class ParticipantOverview:
    """One participant.

    Attributes:
        status: `waiting`, `now`, `done`, `passed`, `later`, `left` or `absent`.
        arrived: Whether they have been seen here (roll call, or by doing something).
        turns: How many turns they have begun.
        turn_ms, reflection_ms, remark_ms: Theirs up to this moment, corrections included.
        total_ms: The sum of the three.
        speaking: Whether the running stretch is theirs.
    """

    id: str
    name: str
    status: str
    arrived: bool
    turns: int
    turn_ms: int
    reflection_ms: int
    remark_ms: int
    total_ms: int
    speaking: bool


@dataclass(frozen=True, slots=True)
class PhaseOverview:
    """One phase of the plan.

    Attributes:
        spent_ms: Time in it so far, pauses left out.
        state: `done`, `now` or `ahead`.
    """

    id: str
    kind: str
    protected: bool
    planned_ms: int
    spent_ms: int
    state: str


@dataclass(frozen=True, slots=True)
class TurnOverview:
    """The turn that is on.

    Attributes:
        stage: `speaking`, `reflecting`, `listening` (nobody has the word) or `rounding_off`.
        speaker: Whose stretch is running: the participant's id, or None for the group or the facilitators.
        stage_ms: The running stretch, pauses left out.
        spent_ms: The whole turn so far with reflections and rounding off, pauses left out.
        corrected_ms: What corrections made while it is on have added to the one whose turn it is (negative: taken).
        waiting_for_owner: Whether the one whose turn it is has gone and the turn waits.
        reflected, passed: Who has reflected, who has said they have no reflection, in order.
        may_reflect: Those here who have done neither.
    """

    participant: str
    started_ms: int
    stage: str
    speaker: str | None
    stage_ms: int
    spent_ms: int
    corrected_ms: int
    waiting_for_owner: bool
    reflected: tuple[str, ...]
    passed: tuple[str, ...]
    may_reflect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PauseOverview:
    """The pause that is on.

    Attributes:
        care: The participant it is for, or None.
    """

    started_ms: int
    elapsed_ms: int
    care: str | None


@dataclass(frozen=True, slots=True)
class StepOverview:
    """What undo or redo is about.

    Attributes:
        code: The kind of its chief event, as in `EVENT_CODES`.
        participant: Whom it is about, or None.
    """

    code: str
    participant: str | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A session at one moment. Times of day are milliseconds UTC, the rest durations in milliseconds.

    Attributes:
        programme: `id|version`.
        session: The plan's id.
        phase: Id of the phase.
        phase_kind: Its kind.
        phase_elapsed_ms: Time in it so far, pauses left out.
        elapsed_ms: Since the opening, pauses included; stands still once closed.
        paused_ms: The paused part of it.
        planned_ms: The whole plan.
        remaining_ms: `planned_ms - elapsed_ms`; negative in overtime.
        planned_end_ms: When the plan would end.
        expected_end_ms: When it will, if the rest of this phase and all later ones take what was planned.
        phases: All of them, in order.
        participants: All of them, in the order they came on the list.
        turn: The turn that is on, paused or not.
        pause: The pause that is on.
        finished_turns: Those that are over, in order.
        people_left: Who has still to have a turn, the one whose turn it is left out.
        per_person_ms: What is left for each of them (see `replan`); None where nobody or no turns are left.
        group_ms, round_off_ms: Time that is nobody's in particular; the facilitators' rounding off.
        undo, redo: What they would do, or None.
        suggestion: The one next step, or None once closed.
        away: The last time the program was away, or None.
    """

    programme: str
    session: str
    phase: str
    phase_kind: str
    phase_elapsed_ms: int
    elapsed_ms: int
    paused_ms: int
    planned_ms: int
    remaining_ms: int
    planned_end_ms: int
    expected_end_ms: int
    opened_ms: int
    closed: bool
    phases: tuple[PhaseOverview, ...]
    participants: tuple[ParticipantOverview, ...]
    turn: TurnOverview | None
    pause: PauseOverview | None
    finished_turns: tuple[FinishedTurn, ...]
    people_left: tuple[str, ...]
    per_person_ms: int | None
    group_ms: int
    round_off_ms: int
    undo: StepOverview | None
    redo: StepOverview | None
    suggestion: Suggestion | None
    away: Away | None

    def participant(self, participant: str) -> ParticipantOverview:
        """The participant with this id.

        Raises:
            KeyError: There is none.
        """
        for person in self.participants:
            if person.id == participant:
                return person
        raise KeyError(participant)


def overview(state: State, now_ms: int) -> Overview | None:
    """The session as it is at `now_ms`; None where it has not been opened.

    Args:
        state: Any state.
        now_ms: Milliseconds UTC; a value before the session's last event counts as that event's time.
    """
    if isinstance(state, NotOpened):
        return None
    at_ms = max(now_ms, state.last_ms)
    scene = settled(state.scene, at_ms)
    if isinstance(scene.now, Closed):
        at_ms = scene.now.closed_ms
    planned_ms = state.plan.planned_s * 1000
    elapsed_ms = at_ms - state.opened_ms
    ahead_ms = sum(phase.planned_s for phase in state.plan.phases[scene.phase + 1 :]) * 1000
    rest_ms = max(0, state.phase.planned_s * 1000 - scene.spent_ms[scene.phase])
    closed = isinstance(scene.now, Closed)
    return Overview(
        programme=state.programme,
        session=state.plan.id,
        phase=state.phase.id,
        phase_kind=state.phase.kind,
        phase_elapsed_ms=scene.spent_ms[scene.phase],
        elapsed_ms=elapsed_ms,
        paused_ms=scene.paused_ms,
        planned_ms=planned_ms,
        remaining_ms=planned_ms - elapsed_ms,
        planned_end_ms=state.opened_ms + planned_ms,
        expected_end_ms=at_ms if closed else at_ms + rest_ms + ahead_ms,
        opened_ms=state.opened_ms,
        closed=closed,
        phases=_phases(state, scene),
        participants=tuple(_participant(state, scene, person) for person in scene.people.values()),
        turn=_turn(scene),
        pause=_pause(scene, at_ms),
        finished_turns=_finished(scene),
        people_left=people_left(scene),
        per_person_ms=per_person_ms(state, scene, at_ms),
        group_ms=scene.group_ms,
        round_off_ms=scene.round_off_ms,
        undo=_step(state.past),
        redo=_step(state.future),
        suggestion=suggestion_of(state, scene),
        away=state.away,
    )


def _phases(session: Session, scene: Scene) -> tuple[PhaseOverview, ...]:
    def state_of(place: int) -> str:
        if place == scene.phase:
            return "now"
        return "done" if place < scene.phase else "ahead"

    return tuple(
        PhaseOverview(phase.id, phase.kind, phase.protected, phase.planned_s * 1000, spent_ms, state_of(place))
        for place, (phase, spent_ms) in enumerate(zip(session.plan.phases, scene.spent_ms, strict=True))
    )


def _participant(session: Session, scene: Scene, person: Participant) -> ParticipantOverview:
    turn = turn_of(scene)
    return ParticipantOverview(
        id=person.id,
        name=session.names[person.id],
        status=_status(person, turn),
        arrived=person.presence in {Presence.HERE, Presence.LEFT},
        turns=person.turns,
        turn_ms=person.turn_ms,
        reflection_ms=person.reflection_ms,
        remark_ms=person.remark_ms,
        total_ms=person.total_ms,
        speaking=turn is not None and scene.now is turn and speaker_of(scene, turn) == person.id,
    )


def _status(person: Participant, turn: Turn | None) -> str:
    if person.presence in {Presence.LEFT, Presence.ABSENT}:
        return person.presence
    return "now" if turn is not None and turn.participant == person.id else person.standing


def speaker_of(scene: Scene, turn: Turn) -> str | None:
    """Who has the word in a turn: its owner while here, or the one who reflects; None for group and facilitators."""
    match turn.stage:
        case Speaking():
            return turn.participant if scene.people[turn.participant].presence is Presence.HERE else None
        case Reflecting(participant):
            return participant
        case _:
            return None


def _turn(scene: Scene) -> TurnOverview | None:
    turn = turn_of(scene)
    if turn is None:
        return None
    return TurnOverview(
        participant=turn.participant,
        started_ms=turn.started_ms,
        stage=_STAGES[type(turn.stage)],
        speaker=speaker_of(scene, turn),
        stage_ms=turn.stretch_ms,
        spent_ms=turn.spent_ms,
        corrected_ms=turn.corrected_ms,
        waiting_for_owner=scene.people[turn.participant].presence is not Presence.HERE,
        reflected=turn.reflected,
        passed=turn.passed,
        may_reflect=may_reflect(scene, turn),
    )


_STAGES = {Speaking: "speaking", Reflecting: "reflecting", Listening: "listening", RoundingOff: "rounding_off"}


def _pause(scene: Scene, at_ms: int) -> PauseOverview | None:
    now = scene.now
    return PauseOverview(now.started_ms, at_ms - now.started_ms, now.care) if isinstance(now, Paused) else None


def _finished(scene: Scene) -> tuple[FinishedTurn, ...]:
    turns: list[FinishedTurn] = []
    turn = scene.finished
    while turn is not None:
        turns.append(replace(turn, before=None))
        turn = turn.before
    return tuple(reversed(turns))


def _step(step: Step | None) -> StepOverview | None:
    if step is None:
        return None
    about = step.event
    participant = about.giver if isinstance(about, TimeMoved) else getattr(about, "participant", None)
    return StepOverview(EVENT_CODES[type(about)], participant)
