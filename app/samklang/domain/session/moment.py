"""One moment of an open session, as the rules of `decide` look at it."""

from dataclasses import dataclass

from samklang.domain.session.answers import RefusedCommand, refuse
from samklang.domain.session.booking import settled, turn_of
from samklang.domain.session.states import Participant, Paused, Presence, Scene, Session, Turn


@dataclass(frozen=True, slots=True)
class Moment:
    """An open session and the time the command was given at.

    Attributes:
        scene: All time up to `at_ms` booked.
        step: The number the command's step will have.
    """

    session: Session
    scene: Scene
    at_ms: int
    step: int

    @property
    def turn(self) -> Turn | None:
        """The turn that is on, paused or not."""
        return turn_of(self.scene)

    @property
    def paused(self) -> bool:
        """Whether everything stands still."""
        return isinstance(self.scene.now, Paused)

    def known(self, participant: str) -> Participant | RefusedCommand:
        """The person with this id."""
        return self.scene.people.get(participant) or refuse("unknown_participant", participant=participant)

    def present(self, participant: str) -> Participant | RefusedCommand:
        """The person with this id if they are here; someone expected who does something is here."""
        person = self.known(participant)
        if isinstance(person, RefusedCommand):
            return person
        if person.presence is Presence.LEFT:
            return refuse("has_left", participant=participant)
        if person.presence is Presence.ABSENT:
            return refuse("is_absent", participant=participant)
        return person


def moment_of(session: Session, now_ms: int) -> Moment:
    """The session at `now_ms`, or at its last event where the clock has gone back behind it."""
    at_ms = max(now_ms, session.last_ms)
    return Moment(session, settled(session.scene, at_ms), at_ms, session.last_step + 1)
