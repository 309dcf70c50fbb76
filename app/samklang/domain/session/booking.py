"""Whose time it is: every millisecond is on exactly one account, and moves between accounts without getting lost."""

from enum import Enum

from samklang.domain.session.states import (
    Closed,
    FinishedTurn,
    Gathered,
    Now,
    Participant,
    Paused,
    Presence,
    Reflecting,
    RoundingOff,
    Scene,
    Speaking,
    Stage,
    Standing,
    Turn,
)


class Account(Enum):
    """Where a stretch is booked: on a participant's turn or reflections, or on nobody in particular."""

    TURN = "turn"
    REFLECTION = "reflection"
    ROUND_OFF = "round_off"
    GROUP = "group"


class Draft:
    """A scene while one event changes it.

    Mutable and short-lived: made from a scene, changed, and turned into the next scene at once. Making the frozen
    values anew for every small change costs several times as much, and a log is replayed event by event.
    """

    __slots__ = (
        "closed_ms",
        "corrected_ms",
        "finished",
        "group_ms",
        "holder",
        "passed",
        "pause",
        "paused_ms",
        "people",
        "phase",
        "reflected",
        "round_off_ms",
        "since_ms",
        "spent_ms",
        "stage",
        "started_ms",
        "stretch_ms",
        "turn_spent_ms",
    )

    def __init__(self, scene: Scene) -> None:
        self.phase = scene.phase
        self.people = scene.people
        self.since_ms = scene.since_ms
        self.spent_ms = scene.spent_ms
        self.group_ms = scene.group_ms
        self.round_off_ms = scene.round_off_ms
        self.paused_ms = scene.paused_ms
        self.finished = scene.finished
        self.pause: tuple[int, str | None] | None = None
        self.closed_ms: int | None = None
        self.holder: str | None = None
        now = scene.now
        if isinstance(now, Paused):
            self.pause = now.started_ms, now.care
            now = now.held
        if isinstance(now, Closed):
            self.closed_ms = now.closed_ms
        elif isinstance(now, Turn):
            self.holder = now.participant
            self.started_ms = now.started_ms
            self.stage: Stage = now.stage
            self.stretch_ms = now.stretch_ms
            self.turn_spent_ms = now.spent_ms
            self.corrected_ms = now.corrected_ms
            self.reflected = now.reflected
            self.passed = now.passed

    def scene(self) -> Scene:
        """The scene as it now is."""
        return Scene(
            self.phase,
            self.people,
            self._now(),
            self.since_ms,
            self.spent_ms,
            self.group_ms,
            self.round_off_ms,
            self.paused_ms,
            self.finished,
        )

    def _now(self) -> Now:
        if self.closed_ms is not None:
            return Closed(self.closed_ms)
        held: Gathered | Turn = _GATHERED
        if self.holder is not None:
            held = Turn(
                self.holder,
                self.started_ms,
                self.stage,
                self.stretch_ms,
                self.turn_spent_ms,
                self.corrected_ms,
                self.reflected,
                self.passed,
            )
        return held if self.pause is None else Paused(held, *self.pause)

    def settle(self, at_ms: int) -> None:
        """Book all time up to `at_ms`."""
        duration_ms = at_ms - self.since_ms
        if duration_ms <= 0 or self.closed_ms is not None:
            return
        self.since_ms = at_ms
        if self.pause is not None:
            self.paused_ms += duration_ms
            return
        spent_ms = list(self.spent_ms)
        spent_ms[self.phase] += duration_ms
        self.spent_ms = tuple(spent_ms)
        if self.holder is None:
            self.group_ms += duration_ms
            return
        self.stretch_ms += duration_ms
        self.turn_spent_ms += duration_ms
        self.charge(*self.owner(), duration_ms)

    def owner(self) -> tuple[Account, str]:
        """The account the running stretch of the turn is on, and whose it is where it is somebody's.

        While the one whose turn it is has gone, the turn waits and the time is the group's.
        """
        stage, holder = self.stage, self.holder or ""
        if isinstance(stage, Speaking):
            here = self.people[holder].presence is Presence.HERE
            return (Account.TURN, holder) if here else (Account.GROUP, "")
        if isinstance(stage, Reflecting):
            return Account.REFLECTION, stage.participant
        return (Account.ROUND_OFF if isinstance(stage, RoundingOff) else Account.GROUP), ""

    def booked_ms(self, account: Account, participant: str) -> int:
        """What is on an account."""
        if account is Account.TURN:
            return self.people[participant].turn_ms
        if account is Account.REFLECTION:
            return self.people[participant].reflection_ms
        return self.round_off_ms if account is Account.ROUND_OFF else self.group_ms

    def charge(self, account: Account, participant: str, duration_ms: int) -> None:
        """Put so much (it may be negative) on an account."""
        if account is Account.TURN:
            self.book(participant, turn_ms=duration_ms)
        elif account is Account.REFLECTION:
            self.book(participant, reflection_ms=duration_ms)
        elif account is Account.ROUND_OFF:
            self.round_off_ms += duration_ms
        else:
            self.group_ms += duration_ms

    def book(self, participant: str, turn_ms: int = 0, reflection_ms: int = 0, remark_ms: int = 0) -> None:
        """Add so much (it may be negative) to a participant's times."""
        person = self.people[participant]
        self._put(
            Participant(
                person.id,
                person.presence,
                person.standing,
                person.turns,
                person.turn_ms + turn_ms,
                person.reflection_ms + reflection_ms,
                person.remark_ms + remark_ms,
            )
        )

    def correct(self, participant: str, turn_ms: int, reflection_ms: int = 0, remark_ms: int = 0) -> None:
        """A correction on a participant's times, shown on the clock of their turn if it is on."""
        self.book(participant, turn_ms, reflection_ms, remark_ms)
        if self.holder == participant:
            self.corrected_ms += turn_ms

    def see(self, participant: str, presence: Presence, standing: Standing | None = None, turns: int = 0) -> None:
        """Note whether somebody is in the call, and how far they are with their turn where that changes too."""
        person = self.people[participant]
        if person.presence is presence and standing is None and not turns:
            return
        self._put(
            Participant(
                person.id,
                presence,
                standing or person.standing,
                person.turns + turns,
                person.turn_ms,
                person.reflection_ms,
                person.remark_ms,
            )
        )

    def stand(self, participant: str, standing: Standing) -> None:
        """Note how far somebody is with their turn."""
        self.see(participant, self.people[participant].presence, standing)

    def name(self, participant: str) -> None:
        """Put somebody on the list."""
        self._put(Participant(participant))

    def begin_turn(self, participant: str, at_ms: int) -> None:
        """A turn begins with its owner speaking."""
        self.see(participant, Presence.HERE, turns=1)
        self.holder = participant
        self.started_ms = at_ms
        self.turn_spent_ms = 0
        self.corrected_ms = 0
        self.reflected = ()
        self.passed = ()
        self.enter(_SPEAKING)

    def enter(self, stage: Stage) -> None:
        """A new stretch begins."""
        self.stage = stage
        self.stretch_ms = 0

    def end_turn(self, at_ms: int) -> None:
        """The turn is over and becomes history."""
        holder = self.require_turn()
        self.stand(holder, Standing.DONE)
        self.finished = FinishedTurn(holder, self.started_ms, at_ms, self.turn_spent_ms, self.reflected, self.finished)
        self.holder = None

    def require_turn(self) -> str:
        """Whose turn is on.

        Raises:
            ValueError: None is.
        """
        if self.holder is None:
            raise ValueError("no turn is on")
        return self.holder

    def _put(self, person: Participant) -> None:
        self.people = {**self.people, person.id: person}


_GATHERED = Gathered()
_SPEAKING = Speaking()


def settled(scene: Scene, at_ms: int) -> Scene:
    """The scene with all time up to `at_ms` booked."""
    draft = Draft(scene)
    draft.settle(at_ms)
    return draft.scene()


def turn_of(scene: Scene) -> Turn | None:
    """The turn that is on, paused or not."""
    now = scene.now.held if isinstance(scene.now, Paused) else scene.now
    return now if isinstance(now, Turn) else None
