"""What a press on a person can mean at this moment; only what the session's own rules accept is ever offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from samklang.domain.programme import PhaseKind
from samklang.domain.session import RefusedCommand, Session, decide
from samklang.domain.session.commands import (
    AddTime,
    ArriveParticipant,
    Care,
    Command,
    LeaveSession,
    MarkAbsent,
    MoveTime,
    Pass,
    Postpone,
    Reflect,
    Remark,
    ReturnToSession,
    StartTurn,
    TakeTime,
)
from samklang.domain.session.overview import Overview

REMARK_MS = 15_000
"""A short remark; our proposal, corrected afterwards with the minutes of the same menu."""

MINUTE_MS = 60_000

_NOT_IN_TURNS = {PhaseKind.ROLL_CALL, PhaseKind.MOVEMENT, PhaseKind.BODY_SCAN}


@dataclass(frozen=True, slots=True)
class Press:
    """A command and the id (under `session.do`) of its words.

    Attributes:
        other: A second participant the words name, or None.
    """

    word: str
    command: Command
    other: str | None = None


def main_press(session: Session, now: Overview, participant: str, now_ms: int) -> Press | None:
    """The usual next thing for this person, or None."""
    person = now.participant(participant)
    if person.status == "left":
        candidates = [Press("back", ReturnToSession(participant))]
    elif person.status == "absent" or not person.arrived:
        candidates = [Press("arrive", ArriveParticipant(participant))]
    elif now.turn is not None:
        mine = participant in now.turn.may_reflect and now.turn.speaker != participant
        candidates = [Press("reflect", Reflect(participant))] if mine else []
    elif now.phase_kind == PhaseKind.TURNS and person.status in ("waiting", "later"):
        candidates = [Press("turn", StartTurn(participant))]
    else:
        candidates = []
    return _first(accepted(session, candidates, now_ms))


def second_press(session: Session, now: Overview, participant: str, now_ms: int) -> Press | None:
    """The small button: no reflection on this turn, or not coming today; None where neither makes sense."""
    person = now.participant(participant)
    candidates = []
    may_reflect = now.turn is not None and participant in now.turn.may_reflect and now.turn.speaker != participant
    if may_reflect and person.arrived:
        candidates = [Press("pass_reflection", Pass(participant))]
    elif now.phase_kind == PhaseKind.ROLL_CALL and not person.arrived and person.status != "absent":
        candidates = [Press("absent", MarkAbsent(participant))]
    return _first(accepted(session, candidates, now_ms))


def all_presses(session: Session, now: Overview, participant: str, now_ms: int) -> tuple[Press, ...]:
    """Everything that can be done about this person now, the usual things first."""
    turn = now.turn
    own_turn = turn is not None and turn.participant == participant
    candidates = [
        Press("arrive", ArriveParticipant(participant)),
        Press("back", ReturnToSession(participant)),
        Press("reflect", Reflect(participant)),
        Press(
            "pass_reflection" if turn and not own_turn else "enough" if own_turn else "pass_today", Pass(participant)
        ),
        Press("later", Postpone(participant)),
        Press("remark", Remark(participant, REMARK_MS)),
        Press("leave", LeaveSession(participant)),
        Press("absent", MarkAbsent(participant)),
        Press("care", Care(participant)),
        Press("add_minute", AddTime(participant, MINUTE_MS)),
        Press("take_minute", TakeTime(participant, MINUTE_MS)),
    ]
    if now.phase_kind not in _NOT_IN_TURNS:
        candidates.insert(2, Press("turn", StartTurn(participant)))
    candidates += [
        Press("move_from", MoveTime(MINUTE_MS, giver.id, participant), giver.id)
        for giver in now.participants
        if giver.id != participant and giver.total_ms >= MINUTE_MS
    ]
    return accepted(session, candidates, now_ms)


def accepted(session: Session, candidates: Sequence[Press], now_ms: int) -> tuple[Press, ...]:
    """Those of the candidates that the session's rules accept now."""
    return tuple(
        press for press in candidates if not isinstance(decide(session, press.command, now_ms), RefusedCommand)
    )


def _first(presses: tuple[Press, ...]) -> Press | None:
    return presses[0] if presses else None
