"""The rules for phases and turns: a turn, the others' reflections in any order, the rounding off, the end."""

from samklang.domain.programme import PhaseKind
from samklang.domain.session.answers import Answer, RefusedCommand, refuse
from samklang.domain.session.booking import Draft
from samklang.domain.session.commands import (
    EndTurn,
    NextPhase,
    Pass,
    Postpone,
    Reflect,
    Remark,
    RoundOff,
    StartTurn,
)
from samklang.domain.session.events import (
    Event,
    PhaseEntered,
    ReflectionPassed,
    ReflectionStarted,
    RemarkMade,
    RoundOffStarted,
    TurnEnded,
    TurnPassed,
    TurnPostponed,
    TurnStarted,
)
from samklang.domain.session.moment import Moment
from samklang.domain.session.states import (
    Participant,
    Presence,
    Reflecting,
    RoundingOff,
    Session,
    Standing,
)

TURN_KINDS = frozenset({PhaseKind.TURNS, PhaseKind.SHARING})
"""Phases in which participants take turns."""


def turns_phase(session: Session) -> int | None:
    """Place of the phase a turn takes place in: this one, or the next of its kind ahead; None where there is none."""
    phases = session.plan.phases
    return next((place for place in range(session.scene.phase, len(phases)) if phases[place].kind in TURN_KINDS), None)


def next_phase(moment: Moment, _command: NextPhase) -> Answer:
    """Go on, between turns and not in a pause."""
    if moment.paused:
        return refuse("is_paused")
    if moment.turn is not None:
        return refuse("turn_is_on", participant=moment.turn.participant)
    if moment.scene.phase + 1 >= len(moment.session.plan.phases):
        return refuse("last_phase")
    return (PhaseEntered(moment.at_ms, moment.step, moment.scene.phase + 1),)


def start_turn(moment: Moment, command: StartTurn) -> Answer:
    """One turn at a time; a turn whose owner has gone ends when the next begins."""
    person = moment.present(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if moment.paused:
        return refuse("is_paused")
    events: list[Event] = []
    turn = moment.turn
    if turn is not None:
        if moment.scene.people[turn.participant].presence is not Presence.LEFT:
            return refuse("turn_is_on", participant=turn.participant)
        events.append(TurnEnded(moment.at_ms, moment.step))
    phase = turns_phase(moment.session)
    if phase is None:
        return refuse("no_turns_ahead")
    if phase != moment.scene.phase:
        events.append(PhaseEntered(moment.at_ms, moment.step, phase))
    return *events, TurnStarted(moment.at_ms, moment.step, person.id)


def reflect(moment: Moment, command: Reflect) -> Answer:
    """Anyone else who is here, also again, also after the rounding off has begun."""
    other = _other_in_turn(moment, command.participant)
    if isinstance(other, RefusedCommand):
        return other
    if moment.paused:
        return refuse("is_paused")
    if moment.turn is not None and moment.turn.stage == Reflecting(other.id):
        return refuse("already_reflecting", participant=other.id)
    return (ReflectionStarted(moment.at_ms, moment.step, other.id),)


def pass_on(moment: Moment, command: Pass) -> Answer:
    """In another's turn a pass is about the reflection; otherwise it is about one's own turn."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    turn = moment.turn
    if turn is None:
        return _set_aside(moment, person, Standing.PASSED)
    if turn.participant == person.id:
        return TurnEnded(moment.at_ms, moment.step), TurnPassed(moment.at_ms, moment.step, person.id)
    if person.id in turn.passed:
        return refuse("already_passed", participant=person.id)
    if person.id in turn.reflected:
        return refuse("already_reflected", participant=person.id)
    return (ReflectionPassed(moment.at_ms, moment.step, person.id),)


def postpone(moment: Moment, command: Postpone) -> Answer:
    """Later is always about one's own turn."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    if moment.turn is not None and moment.turn.participant == person.id:
        return TurnEnded(moment.at_ms, moment.step), TurnPostponed(moment.at_ms, moment.step, person.id)
    return _set_aside(moment, person, Standing.LATER)


def remark(moment: Moment, command: Remark) -> Answer:
    """Someone else's words inside a running turn, no longer than the stretch they fell into."""
    person = moment.present(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    turn = moment.turn
    if turn is None:
        return refuse("no_turn")
    if moment.paused:
        return refuse("is_paused")
    draft = Draft(moment.scene)
    account, owner = draft.owner()
    if owner == person.id:
        return refuse("is_speaking", participant=person.id)
    most_ms = min(turn.stretch_ms, draft.booked_ms(account, owner))  # corrections may have taken some of it
    if not 0 < command.duration_ms <= most_ms:
        return refuse("remark_too_long", most_s=most_ms // 1000)
    return (RemarkMade(moment.at_ms, moment.step, person.id, command.duration_ms),)


def round_off(moment: Moment, _command: RoundOff) -> Answer:
    """From any stage: not every turn has reflections."""
    if moment.turn is None:
        return refuse("no_turn")
    if moment.paused:
        return refuse("is_paused")
    if isinstance(moment.turn.stage, RoundingOff):
        return refuse("already_rounding_off")
    return (RoundOffStarted(moment.at_ms, moment.step),)


def end_turn(moment: Moment, _command: EndTurn) -> Answer:
    """From any stage, also in a pause: a turn may have to end at once."""
    if moment.turn is None:
        return refuse("no_turn")
    return (TurnEnded(moment.at_ms, moment.step),)


def _other_in_turn(moment: Moment, participant: str) -> Participant | RefusedCommand:
    person = moment.present(participant)
    if isinstance(person, RefusedCommand):
        return person
    if moment.turn is None:
        return refuse("no_turn")
    if moment.turn.participant == person.id:
        return refuse("own_turn", participant=person.id)
    return person


def _set_aside(moment: Moment, person: Participant, standing: Standing) -> Answer:
    if person.standing is standing:
        return refuse("already_passed" if standing is Standing.PASSED else "already_later", participant=person.id)
    if person.standing is Standing.DONE:
        return refuse("already_done", participant=person.id)
    if person.presence is Presence.ABSENT:
        return refuse("is_absent", participant=person.id)
    if standing is Standing.PASSED:
        return (TurnPassed(moment.at_ms, moment.step, person.id),)
    return (TurnPostponed(moment.at_ms, moment.step, person.id),)
