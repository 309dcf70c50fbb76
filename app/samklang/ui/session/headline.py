"""What the page of a running session says large: what is now, whose it is, and which reminder belongs to it."""

from samklang.domain.programme import PhaseKind
from samklang.domain.session.overview import Overview
from samklang.ui.controls import Status
from samklang.ui.session.words import SessionTexts
from samklang.wording import Wording

_REMINDERS = {
    "speaking": "during_turn",
    "reflecting": "during_reflections",
    "listening": "during_reflections",
    "rounding_off": "during_round_off",
}


def headline(now: Overview, texts: SessionTexts, *, asking: bool) -> tuple[Status, str, str]:
    """The mark, the small line and the large line of what is now."""
    words = texts.words
    if now.pause is not None and now.pause.care is not None:
        name = now.participant(now.pause.care).name
        return Status.ATTENTION, words("session.stage.care", name=name), name
    if now.pause is not None:
        return Status.LATER, words("session.stage.paused"), words("session.stage.paused")
    if now.turn is not None:
        return Status.NOW, _stage_words(now, words, asking=asking), now.participant(now.turn.participant).name
    return _between_turns(now, texts)


def _between_turns(now: Overview, texts: SessionTexts) -> tuple[Status, str, str]:
    words = texts.words
    phase = next(phase for phase in now.phases if phase.id == now.phase)
    title = texts.phase_title(next(plan for plan in texts.plan.phases if plan.id == phase.id))
    if now.phase_kind == PhaseKind.ROLL_CALL:
        return Status.CALM, title, words("session.roll_call.heading")
    if now.phase_kind != PhaseKind.TURNS:
        at = 1 + next(at for at, phase in enumerate(now.phases) if phase.id == now.phase)
        return Status.CALM, words("session.stage.part", at=at, all=len(now.phases)), title
    if not now.people_left:
        return Status.GOOD, title, words("session.stage.all_done")
    return Status.CALM, title, words("session.stage.gathered_next" if now.finished_turns else "session.stage.gathered")


def _stage_words(now: Overview, words: Wording, *, asking: bool) -> str:
    if now.turn is None:
        return ""
    if now.turn.stage == "reflecting" and now.turn.speaker is not None:
        return words("session.stage.reflecting", name=now.participant(now.turn.speaker).name)
    if now.turn.stage == "speaking" and asking:
        return words("session.stage.asking")
    return words(f"session.stage.{now.turn.stage}")


def reminder_moment(now: Overview, *, asking: bool) -> str:
    """Which of the method's reminders belongs to this moment, as the pack names it; an empty text between turns."""
    if now.turn is None:
        return ""
    if now.turn.stage == "speaking" and asking:
        return "during_reflections"
    return _REMINDERS[now.turn.stage]


def with_reflection(now: Overview, participant: str, word: str, words: Wording) -> str:
    """The status word and, in somebody else's turn, whether this person has reflected on it."""
    if now.turn is None or participant == now.turn.speaker:
        return word
    if participant in now.turn.reflected:
        return f"{word} \N{MIDDLE DOT} {words('session.reflections.has')}"
    if participant in now.turn.passed:
        return f"{word} \N{MIDDLE DOT} {words('session.reflections.passes')}"
    return word
