"""From one state and one event to the next state; pure, cheap, and the only way a state comes about."""

from collections.abc import Iterable
from dataclasses import replace

from samklang.domain.session.events import (
    Event,
    ParticipantNamed,
    RunningNoted,
    SessionOpened,
    SessionReopened,
    StepEvent,
    StepRedone,
    StepUndone,
)
from samklang.domain.session.scenes import scene_after
from samklang.domain.session.states import Away, Gathered, NotOpened, Scene, Session, State, Step


def evolve(state: State, event: Event) -> State:
    """The state after `event`.

    Raises:
        ValueError: No session of ours can have this event here; the log is not one we wrote.
    """
    if isinstance(state, NotOpened):
        if isinstance(event, SessionOpened):
            return _opened(event)
        raise ValueError(f"a session begins with its opening, not with {type(event).__name__}")
    if isinstance(event, StepUndone):
        return _undone(state, event)
    if isinstance(event, StepRedone):
        return _redone(state, event)
    if isinstance(event, SessionReopened):
        return replace(state, last_ms=event.at_ms, away=Away(event.last_ms, event.at_ms))
    if isinstance(event, RunningNoted):
        return replace(state, last_ms=event.at_ms)
    if isinstance(event, SessionOpened):
        raise ValueError("a session is opened only once")  # noqa: TRY004 - a wrong value in a log, not a wrong type
    return _stepped(state, event)


def evolve_all(state: State, events: Iterable[Event]) -> State:
    """The state after all `events`, in order."""
    for event in events:
        state = evolve(state, event)
    return state


def _opened(event: SessionOpened) -> Session:
    scene = Scene(0, {}, Gathered(), event.at_ms, (0,) * len(event.plan.phases))
    return Session(event.programme, event.plan, event.at_ms, {}, scene, event.at_ms, event.step)


def _undone(session: Session, event: StepUndone) -> Session:
    step = session.past
    if step is None or step.number != event.step:
        raise ValueError(f"step {event.step} is not the one to undo")
    return replace(
        session,
        scene=step.scene,
        last_ms=event.at_ms,
        past=step.rest,
        future=Step(step.number, step.event, session.scene, session.future),
    )


def _redone(session: Session, event: StepRedone) -> Session:
    step = session.future
    if step is None or step.number != event.step:
        raise ValueError(f"step {event.step} is not the one to redo")
    return replace(
        session,
        scene=step.scene,
        last_ms=event.at_ms,
        past=Step(step.number, step.event, session.scene, session.past),
        future=step.rest,
    )


def _stepped(session: Session, event: StepEvent) -> Session:
    """One more event of a step: the first one of it is where undo will lead back to."""
    past = session.past
    if event.step > session.last_step:
        past = Step(event.step, event, session.scene, past)
    elif past is not None and past.number == event.step:
        past = Step(event.step, event, past.scene, past.rest)
    names = session.names
    if isinstance(event, ParticipantNamed):
        names = {**names, event.participant: event.name}
    return Session(
        session.programme,
        session.plan,
        session.opened_ms,
        names,
        scene_after(session.scene, event),
        event.at_ms,
        event.step,
        past,
        None,
        session.away,
    )
