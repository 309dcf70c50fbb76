"""The one next step to suggest; it never picks a person where there is a choice."""

from dataclasses import dataclass

from samklang.domain.session.booking import turn_of
from samklang.domain.session.replan import people_left
from samklang.domain.session.states import Closed, Paused, Presence, RoundingOff, Scene, Session, Turn
from samklang.domain.session.turns import TURN_KINDS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The next step.

    Attributes:
        code: `resume`, `next_phase`, `start_turn`, `reflect`, `round_off`, `end_turn` or `close`.
        participant: Whom it is about, only where there is just one possibility; otherwise None.
        candidates: Everyone it could be about, in the order of the list; the people choose, never the program.
        phase: Id of the phase `next_phase` goes on to, or None.
    """

    code: str
    participant: str | None = None
    candidates: tuple[str, ...] = ()
    phase: str | None = None


def suggestion_of(session: Session, scene: Scene) -> Suggestion | None:
    """The next step; None once the session is closed."""
    if isinstance(scene.now, Closed):
        return None
    if isinstance(scene.now, Paused):
        return Suggestion("resume")
    turn = turn_of(scene)
    if turn is not None:
        return _in_turn(scene, turn)
    left = people_left(scene)
    if session.plan.phases[scene.phase].kind in TURN_KINDS and left:
        return _among("start_turn", left)
    ahead = session.plan.phases[scene.phase + 1 :]
    return Suggestion("next_phase", phase=ahead[0].id) if ahead else Suggestion("close")


def may_reflect(scene: Scene, turn: Turn) -> tuple[str, ...]:
    """Those here who have neither reflected on this turn nor said they have no reflection."""
    return tuple(
        person.id
        for person in scene.people.values()
        if person.id != turn.participant
        and person.presence in {Presence.HERE, Presence.EXPECTED}
        and person.id not in turn.reflected
        and person.id not in turn.passed
    )


def _in_turn(scene: Scene, turn: Turn) -> Suggestion:
    if isinstance(turn.stage, RoundingOff) or scene.people[turn.participant].presence is Presence.LEFT:
        return Suggestion("end_turn", turn.participant)
    others = may_reflect(scene, turn)
    return _among("reflect", others) if others else Suggestion("round_off")


def _among(code: str, candidates: tuple[str, ...]) -> Suggestion:
    return Suggestion(code, candidates[0] if len(candidates) == 1 else None, candidates)
