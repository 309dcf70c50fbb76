"""The words of the moment: the one calm line that fits what has just happened, and the caption that is due."""

from dataclasses import dataclass

from samklang.domain.playback import Ended, EndedEarly, Failed, PlayerEvent, SoundMissing, Stalled, Stopped
from samklang.domain.sequence import Caption, Flaw
from samklang.engine.sequence_words import clock_words, failure_words, flaw_words
from samklang.ui.body.deck import Step
from samklang.ui.controls import Status
from samklang.wording import Wording

Line = tuple[str, Status]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the room stands.

    Attributes:
        known: Whether there is any sequence.
        whole: Whether the chosen one was verified; None while it is looked at.
        last: The last event that asks for words, or None.
        as_specified: Whether the part that was played last was played as specified.
        system: What to install differs by it.
    """

    known: bool
    whole: bool | None
    flaws: tuple[Flaw, ...]
    step: Step
    last: PlayerEvent | None
    as_specified: bool
    system: str


def line(now: Situation, say: Wording) -> Line:
    """The line and how serious it is; an empty line where nothing needs to be said."""
    if not now.known:
        return (say("body.say.none"), Status.ATTENTION)
    if now.flaws:
        first, more = flaw_words(now.flaws[0], say), len(now.flaws) - 1
        words = say("body.say.refused_more", flaw=first, count=more) if more else say("body.say.refused", flaw=first)
        return (words, Status.BAD)
    if now.whole is None:
        return (say("body.say.checking"), Status.CALM)
    return _outcome(now, say) or _course(now, say)


def _outcome(now: Situation, say: Wording) -> Line | None:
    match now.last:
        case Failed():
            return (failure_words(now.last, now.system, say), Status.BAD)
        case EndedEarly(at_ms, planned_ms):
            words = say("body.say.ended_early", at=clock_words(at_ms), planned=clock_words(planned_ms))
            return (words, Status.BAD)
        case Stopped():
            return (say("body.say.stopped"), Status.CALM)
        case Ended() if now.as_specified:
            return (say("body.say.ended"), Status.GOOD)
        case Ended():
            return (say("body.say.ended_unlike"), Status.ATTENTION)
        case _:
            return None


def _course(now: Situation, say: Wording) -> Line:
    if isinstance(now.last, SoundMissing):
        return (say("body.say.sound_missing"), Status.ATTENTION)
    if isinstance(now.last, Stalled) and now.step is Step.PLAYING:
        return (say("body.say.stalled"), Status.ATTENTION)
    words = {Step.READY: "ready", Step.PAUSED: "paused"}.get(now.step)
    return (say(f"body.say.{words}") if words else "", Status.CALM)


def caption_at(captions: tuple[Caption, ...], here_ms: int) -> str:
    """The sentence said at this moment of the part, or an empty text."""
    return next((caption.text for caption in captions if caption.start_ms <= here_ms < caption.end_ms), "")
