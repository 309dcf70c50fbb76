"""Writes down how a part was played: `played as specified`, or what was otherwise."""

from samklang.domain.playback import (
    CueReached,
    CueTime,
    Ended,
    EndedEarly,
    Failed,
    Outcome,
    Pause,
    Paused,
    PlayerEvent,
    PlayRecord,
    Ready,
    Resumed,
    Stalled,
    Started,
    Stopped,
)
from samklang.domain.sequence import Part
from samklang.engine.ports import SealedBag

CUE_TOLERANCE_MS = 300
"""A cue reached more than this from its planned time was not as specified. Ours: libVLC's own clock moves in steps of
250-500 ms, and a cue is seen at the next poll."""


class PlayWriter:
    """Takes in a play's events in order; `record` is there once it is over.

    Args:
        bag: The verified bag.
        part: The part that is played.
        language: Of the voice.
    """

    def __init__(self, bag: SealedBag, part: Part, language: str) -> None:
        self._bag = bag
        self._part = part
        self._language = language
        self._player = ("", "")
        self._started_utc_ms = 0
        self._paused_utc_ms = 0
        self._pauses: list[Pause] = []
        self._cues: list[CueTime] = []
        self._stalled = False
        self._outcome: Outcome | None = None

    def write(self, event: PlayerEvent, utc_ms: int) -> None:
        """Take in an event that came at this wall-clock time."""
        match event:
            case Ready(player, version):
                self._player = (player, version)
            case Started():
                self._started_utc_ms = utc_ms
            case Paused(at_ms):
                self._paused_utc_ms = utc_ms
                self._pauses.append(Pause(at_ms, None))
            case Resumed():
                self._end_pause(utc_ms)
            case CueReached(cue_id, at_ms):
                planned = next(cue.start_ms for cue in self._part.cues if cue.id == cue_id)
                self._cues.append(CueTime(cue_id, planned, at_ms))
            case Stalled():
                self._stalled = True
            case Stopped() | Ended() | EndedEarly() | Failed():
                self._end_pause(utc_ms)
                self._outcome = event
            case _:
                pass

    @property
    def record(self) -> PlayRecord | None:
        """The record, or None while it plays."""
        if self._outcome is None:
            return None
        sequence = self._bag.sequence
        return PlayRecord(
            sequence_id=sequence.id,
            sequence_version=sequence.version,
            manifest_sha256=self._bag.manifest_sha256,
            part_id=self._part.id,
            language=self._language,
            player=self._player[0],
            player_version=self._player[1],
            started_utc_ms=self._started_utc_ms,
            pauses=tuple(self._pauses),
            cues=tuple(self._cues),
            ended_at_ms=self._outcome.at_ms,
            outcome=_word(self._outcome),
            as_specified=self._as_specified(),
        )

    def _as_specified(self) -> bool:
        return (
            isinstance(self._outcome, Ended)
            and not self._stalled
            and [cue.cue_id for cue in self._cues] == [cue.id for cue in self._part.cues]
            and all(abs(cue.reached_ms - cue.planned_ms) <= CUE_TOLERANCE_MS for cue in self._cues)
        )

    def _end_pause(self, utc_ms: int) -> None:
        if self._pauses and self._pauses[-1].length_ms is None:
            self._pauses[-1] = Pause(self._pauses[-1].at_ms, max(0, utc_ms - self._paused_utc_ms))


def _word(outcome: Outcome) -> str:
    match outcome:
        case Ended():
            return "ended"
        case EndedEarly():
            return "ended_early"
        case Stopped():
            return "stopped"
        case _:
            return f"failed:{outcome.code}"
