"""What was planned for a session and what happened, taken from the session alone, as a page to read or as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samklang.domain.programme import Programme
from samklang.domain.session.events import Event, SessionReopened, StepEvent, TimeAdded, TimeMoved, TimeTaken
from samklang.domain.session.overview import Overview, ParticipantOverview, PhaseOverview, overview
from samklang.domain.session.states import Paused, Scene, Session
from samklang.wording import Wording


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """One phase: planned and actual length without pauses."""

    id: str
    title: str
    planned_ms: int
    actual_ms: int


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """One participant.

    Attributes:
        name: As given, or `P1`, `P2`, ... in a pseudonymous summary.
        attendance: `present`, `left`, `absent` or `not_seen`.
        turn: `done`, `passed`, `later`, `waiting` or `now`.
        turns: How many turns they began.
    """

    name: str
    attendance: str
    turn: str
    turns: int
    turn_ms: int
    reflection_ms: int
    remark_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A turn that is over, with who reflected on it in order; `at_ms` and what follows as in all lines: since opening.

    Attributes:
        spent_ms: The whole of it, reflections and rounding off included, pauses left out.
    """

    name: str
    at_ms: int
    spent_ms: int
    reflected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause; `care` names whom it was for, if it was for someone."""

    at_ms: int
    length_ms: int
    care: str | None


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction that stands (an undone one does not).

    Attributes:
        kind: `added`, `taken` or `moved`.
        receiver: Who got moved time.
    """

    at_ms: int
    kind: str
    name: str
    receiver: str | None
    length_ms: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """The program was away from `at_ms` for `length_ms`."""

    at_ms: int
    length_ms: int


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session, closed or so far. Lengths in milliseconds, places in time in milliseconds since opening.

    Attributes:
        title, theme: In the user's language; ids where the programme's pack is gone.
        group_ms: Time that was nobody's in particular.
        round_off_ms: The facilitators' rounding off.
    """

    programme: str
    version: str
    session: str
    title: str
    theme: str
    closed: bool
    opened_utc_ms: int
    elapsed_ms: int
    planned_ms: int
    paused_ms: int
    group_ms: int
    round_off_ms: int
    phases: tuple[PhaseLine, ...]
    participants: tuple[ParticipantLine, ...]
    turns: tuple[TurnLine, ...]
    pauses: tuple[PauseLine, ...]
    corrections: tuple[CorrectionLine, ...]
    gaps: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """What a programme's parts are called.

    Attributes:
        wording: The language.
        programme: Where the titles stand; None where its pack is gone: ids and plain words then.
    """

    wording: Wording
    programme: Programme | None = None

    def of_programme(self, programme_id: str) -> str:
        """The programme's title."""
        return self._text(programme_id, "programme.title")

    def of_session(self, session: Session) -> str:
        """The session's theme."""
        return self._text(session.plan.id, f"{session.plan.theme}.title")

    def of_phase(self, session: Session, phase: PhaseOverview) -> str:
        """The phase's title."""
        in_session = f"session.{session.plan.id}.phase.{phase.id}.title"
        return self._text(self.wording(f"summary.kind.{phase.kind}"), in_session, f"phase.{phase.id}.title")

    def _text(self, otherwise: str, *text_ids: str) -> str:
        if self.programme is None:
            return otherwise
        found = self.programme.text(self.wording.language, *text_ids)
        return otherwise if found == text_ids[0] else found


def session_summary(
    session: Session,
    titles: Titles,
    *,
    events: Sequence[Event] = (),
    now_ms: int | None = None,
    pseudonymous: bool = False,
) -> SessionSummary:
    """The summary of a session.

    Args:
        session: Its state, closed or running.
        titles: What the programme's parts are called.
        events: All events of its log. A state remembers only the last time the program was away; with the events
            every time is told.
        now_ms: The moment a running session is summed up at; its last event by default.
        pseudonymous: `P1`, `P2`, ... in the order of the list instead of names.
    """
    now = overview(session, session.last_ms if now_ms is None else now_ms)
    if now is None:  # an opened session always has an overview
        raise ValueError("the session has not been opened")
    names = {
        person.id: f"P{place}" if pseudonymous else person.name for place, person in enumerate(now.participants, 1)
    }
    programme_id, _, version = session.programme.partition("|")
    return SessionSummary(
        programme=programme_id,
        version=version,
        session=session.plan.id,
        title=titles.of_programme(programme_id),
        theme=titles.of_session(session),
        closed=session.closed,
        opened_utc_ms=session.opened_ms,
        elapsed_ms=now.elapsed_ms,
        planned_ms=now.planned_ms,
        paused_ms=now.paused_ms,
        group_ms=now.group_ms,
        round_off_ms=now.round_off_ms,
        phases=tuple(
            PhaseLine(phase.id, titles.of_phase(session, phase), phase.planned_ms, phase.spent_ms)
            for phase in now.phases
        ),
        participants=tuple(_participant(person, names) for person in now.participants),
        turns=tuple(
            TurnLine(
                names[turn.participant],
                turn.started_ms - session.opened_ms,
                turn.spent_ms,
                tuple(names[other] for other in turn.reflected),
            )
            for turn in now.finished_turns
        ),
        pauses=tuple(_pauses(session, now, names)),
        corrections=tuple(_corrections(session, names)),
        gaps=tuple(_gaps(session, events)),
    )


def _participant(person: ParticipantOverview, names: dict[str, str]) -> ParticipantLine:
    attendance = "present" if person.arrived else "not_seen"
    if person.status in {"left", "absent"}:
        attendance = person.status
    return ParticipantLine(
        name=names[person.id],
        attendance=attendance,
        turn=_turn_of(person),
        turns=person.turns,
        turn_ms=person.turn_ms,
        reflection_ms=person.reflection_ms,
        remark_ms=person.remark_ms,
        total_ms=person.total_ms,
    )


def _turn_of(person: ParticipantOverview) -> str:
    """How far they came with their turn; whoever has gone keeps the turn they had."""
    if person.status in {"left", "absent"}:
        return "done" if person.turns else "waiting"
    return person.status


def _steps(session: Session) -> Iterator[tuple[StepEvent, Scene]]:
    """The steps that stand, in order, each with its chief event and the scene it led to."""
    steps: list[tuple[StepEvent, Scene]] = []
    step, after = session.past, session.scene
    while step is not None:
        steps.append((step.event, after))
        after = step.scene
        step = step.rest
    return reversed(steps)


def _pauses(session: Session, now: Overview, names: dict[str, str]) -> Iterator[PauseLine]:
    pause: Paused | None = None
    for event, scene in _steps(session):
        if isinstance(scene.now, Paused):
            pause = scene.now
        elif pause is not None:
            yield _pause(pause, event.at_ms, session, names)
            pause = None
    if pause is not None:
        yield _pause(pause, session.opened_ms + now.elapsed_ms, session, names)


def _pause(pause: Paused, end_ms: int, session: Session, names: dict[str, str]) -> PauseLine:
    care = None if pause.care is None else names[pause.care]
    return PauseLine(pause.started_ms - session.opened_ms, end_ms - pause.started_ms, care)


def _corrections(session: Session, names: dict[str, str]) -> Iterator[CorrectionLine]:
    for event, _ in _steps(session):
        at_ms = event.at_ms - session.opened_ms
        match event:
            case TimeAdded(participant=person, group_ms=group_ms, round_off_ms=round_off_ms):
                yield CorrectionLine(at_ms, "added", names[person], None, group_ms + round_off_ms)
            case TimeTaken(participant=person):
                yield CorrectionLine(at_ms, "taken", names[person], None, _whole_ms(event))
            case TimeMoved(giver=giver, receiver=receiver):
                yield CorrectionLine(at_ms, "moved", names[giver], names[receiver], _whole_ms(event))


def _whole_ms(event: TimeTaken | TimeMoved) -> int:
    return event.turn_ms + event.reflection_ms + event.remark_ms


def _gaps(session: Session, events: Sequence[Event]) -> Iterator[GapLine]:
    gaps = [(event.last_ms, event.at_ms) for event in events if isinstance(event, SessionReopened)]
    if not events and session.away is not None:
        gaps = [(session.away.last_ms, session.away.reopened_ms)]
    for from_ms, until_ms in gaps:
        yield GapLine(from_ms - session.opened_ms, until_ms - from_ms)
