"""Who has still to have a turn, and how long each of them can have."""

from samklang.domain.session.booking import turn_of
from samklang.domain.session.states import Closed, Presence, Scene, Session, Standing
from samklang.domain.session.turns import turns_phase


def people_left(scene: Scene) -> tuple[str, ...]:
    """Those here or still expected who wait or said later, the one whose turn it is left out."""
    turn = turn_of(scene)
    return tuple(
        person.id
        for person in scene.people.values()
        if person.standing in {Standing.WAITING, Standing.LATER}
        and person.presence in {Presence.HERE, Presence.EXPECTED}
        and (turn is None or turn.participant != person.id)
    )


def per_person_ms(session: Session, scene: Scene, at_ms: int) -> int | None:
    """The time each of those left can have if the session is to end as planned and a turn that is on ended now.

    What is left until the planned end, without the protected phases and without the rest of the phases before the
    turns, is shared between the turns and later unprotected phases in proportion to what was planned for them, and the
    turns' share is divided by the people left. (By people, not by items, is our proposal; sharing in proportion is
    how OnlyT re-plans a meeting.)

    Returns:
        At least 0, or None where nobody is left, no turns are ahead, or the session is closed.
    """
    left = people_left(scene)
    turns = turns_phase(session)
    if not left or turns is None or isinstance(scene.now, Closed):
        return None
    phases = session.plan.phases
    free_ms = session.opened_ms + session.plan.planned_s * 1000 - at_ms
    for place in range(scene.phase, turns):
        free_ms -= max(0, phases[place].planned_s * 1000 - scene.spent_ms[place])
    later = phases[turns + 1 :]
    free_ms -= sum(phase.planned_s for phase in later if phase.protected) * 1000
    flexible_s = sum(phase.planned_s for phase in later if not phase.protected)
    weight_s = phases[turns].planned_s
    share_ms = free_ms * weight_s // (weight_s + flexible_s) if weight_s else free_ms
    return max(0, share_ms // len(left))
