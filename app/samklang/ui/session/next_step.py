"""The one next step of a running session, in words and as a command, after the engine's own suggestion."""

from dataclasses import dataclass

from samklang.domain.session import Session
from samklang.domain.session.commands import CloseSession, Command, EndTurn, NextPhase, Resume, RoundOff
from samklang.domain.session.overview import Overview
from samklang.ui.session.words import SessionTexts

_COMMANDS: dict[str, Command] = {
    "resume": Resume(),
    "round_off": RoundOff(),
    "end_turn": EndTurn(),
    "close": CloseSession(),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the primary button says and does.

    Attributes:
        command: For the engine; None where a person has to be chosen first, which the program never does itself.
        asks: The turn is opened for reflections.
    """

    words: str
    command: Command | None
    asks: bool = False


def next_step(session: Session, now: Overview, texts: SessionTexts, *, asking: bool) -> NextStep | None:
    """The next step; None once the session is closed.

    Args:
        session: The session as stored.
        now: The session at this moment.
        texts: Its words.
        asking: Whether the turn that is on was already opened for reflections.
    """
    words = texts.words
    if now.suggestion is None:
        return None
    match now.suggestion.code:
        case "start_turn":
            return NextStep(words("session.next.choose_next" if now.finished_turns else "session.next.choose"), None)
        case "reflect" if now.turn is not None and now.turn.stage == "speaking" and not asking:
            return NextStep(words("session.next.reflections"), None, asks=True)
        case "reflect":
            return NextStep(words("session.next.round_off"), RoundOff())
        case "next_phase":
            ahead = next(phase for phase in session.plan.phases if phase.id == now.suggestion.phase)
            return NextStep(words("session.next.phase", phase=texts.phase_title(ahead)), NextPhase())
        case code:
            return NextStep(words(f"session.next.{code}"), _COMMANDS[code])
