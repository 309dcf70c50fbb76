"""Whether a command makes sense at this moment, and what has happened if it does; pure, and never raises."""

from collections.abc import Callable
from typing import Any

from samklang.domain.session import attendance, corrections, turns
from samklang.domain.session.answers import Answer, RefusedCommand, refuse
from samklang.domain.session.commands import (
    AddTime,
    ArriveParticipant,
    Care,
    CloseSession,
    Command,
    EndTurn,
    LeaveSession,
    MarkAbsent,
    MoveTime,
    NextPhase,
    NoteRunning,
    OpenSession,
    Pass,
    Pause,
    Postpone,
    Redo,
    Reflect,
    Remark,
    ReopenSession,
    Resume,
    ReturnToSession,
    RoundOff,
    StartTurn,
    TakeTime,
    Undo,
    WelcomeParticipant,
)
from samklang.domain.session.events import (
    CareStarted,
    RunningNoted,
    SessionClosed,
    SessionPaused,
    SessionReopened,
    SessionResumed,
    StepRedone,
    StepUndone,
    TurnEnded,
)
from samklang.domain.session.moment import Moment, moment_of
from samklang.domain.session.states import NotOpened, State


def decide(state: State, command: Command, now_ms: int) -> Answer:
    """What `command` brings about at `now_ms`.

    Args:
        state: Any state `evolve` has returned, or `NotOpened()`.
        command: Any command, with any participant id and any number in it.
        now_ms: Milliseconds UTC; a value before the session's last event counts as that event's time.

    Returns:
        At least one event, all of one step; or a refusal, and then nothing has happened.
    """
    if isinstance(state, NotOpened):
        return attendance.open_session(command, now_ms) if isinstance(command, OpenSession) else refuse("not_open")
    if isinstance(command, OpenSession):
        return refuse("already_open")
    moment = moment_of(state, now_ms)
    if isinstance(command, Undo):
        step = state.past
        return (StepUndone(moment.at_ms, step.number),) if step else refuse("nothing_to_undo")
    if isinstance(command, Redo):
        step = state.future
        return (StepRedone(moment.at_ms, step.number),) if step else refuse("nothing_to_redo")
    if state.closed:
        return refuse("is_closed")
    return _RULES[type(command)](moment, command)


def _reopen(moment: Moment, _command: ReopenSession) -> Answer:
    return (SessionReopened(moment.at_ms, moment.session.last_ms),)


def _note_running(moment: Moment, _command: NoteRunning) -> Answer:
    return (RunningNoted(moment.at_ms),)


def _pause(moment: Moment, _command: Pause) -> Answer:
    return refuse("is_paused") if moment.paused else (SessionPaused(moment.at_ms, moment.step),)


def _resume(moment: Moment, _command: Resume) -> Answer:
    return (SessionResumed(moment.at_ms, moment.step),) if moment.paused else refuse("not_paused")


def _care(moment: Moment, command: Care) -> Answer:
    """Never refused for anyone on the list: whoever has gone or never came may need it most."""
    person = moment.known(command.participant)
    if isinstance(person, RefusedCommand):
        return person
    return (CareStarted(moment.at_ms, moment.step, person.id),)


def _close(moment: Moment, _command: CloseSession) -> Answer:
    closed = SessionClosed(moment.at_ms, moment.step)
    return (closed,) if moment.turn is None else (TurnEnded(moment.at_ms, moment.step), closed)


_RULES: dict[type[Command], Callable[[Moment, Any], Answer]] = {
    ReopenSession: _reopen,
    NoteRunning: _note_running,
    ArriveParticipant: attendance.arrive,
    WelcomeParticipant: attendance.welcome,
    LeaveSession: attendance.leave,
    ReturnToSession: attendance.come_back,
    MarkAbsent: attendance.mark_absent,
    NextPhase: turns.next_phase,
    StartTurn: turns.start_turn,
    Reflect: turns.reflect,
    Pass: turns.pass_on,
    Postpone: turns.postpone,
    Remark: turns.remark,
    RoundOff: turns.round_off,
    EndTurn: turns.end_turn,
    Pause: _pause,
    Resume: _resume,
    Care: _care,
    AddTime: corrections.add_time,
    TakeTime: corrections.take_time,
    MoveTime: corrections.move_time,
    CloseSession: _close,
}
