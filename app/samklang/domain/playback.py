"""What happens while a part is played: its clock, what a player tells, and the record of how it was played."""

from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Ready:
    """The part is loaded and its first picture can be shown; nothing moves yet."""

    player: str
    player_version: str


@dataclass(frozen=True, slots=True)
class Started:
    """Sound and picture move."""


@dataclass(frozen=True, slots=True)
class CueReached:
    """A cue's start was passed.

    Attributes:
        at_ms: Position in the part when it was seen.
    """

    cue_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Playing halted; the picture stays."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Playing went on from where it was paused."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody stopped the part before its end."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The part was played to its planned end. Comes exactly once, or never."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class EndedEarly:
    """The player came to an end before the part's planned end: the alarm."""

    at_ms: int
    planned_ms: int


@dataclass(frozen=True, slots=True)
class Stalled:
    """Playing should go on, but neither a new picture nor a sample has come."""

    at_ms: int
    silent_ms: int


@dataclass(frozen=True, slots=True)
class SoundMissing:
    """The picture plays, but there is no sound device to play on."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The part cannot go on.

    Attributes:
        code: Its sentence stands under `body.failed.CODE`: `worker_lost`, `overrun`, `no_picture`, `library_missing`,
            `counts`, `media`.
    """

    code: str
    at_ms: int


PlayerEvent: TypeAlias = (
    Ready | Started | CueReached | Paused | Resumed | Stopped | Ended | EndedEarly | Stalled | SoundMissing | Failed
)
"""What a player tells."""

Outcome: TypeAlias = Stopped | Ended | EndedEarly | Failed
"""How a play is over."""


@dataclass(frozen=True, slots=True)
class MediaClock:
    """Position in a part by a monotonic clock, corrected by what the player reports.

    The player's own clock moves in steps of 250-500 ms (libVLC); ours runs smoothly and is pulled to the reports.

    Attributes:
        position_ms: Position at `seen_ms`.
        seen_ms: Monotonic time of that position.
        running: Whether the position moves with time.
    """

    position_ms: float = 0.0
    seen_ms: float = 0.0
    running: bool = False

    def at(self, now_ms: float) -> float:
        """Position at the monotonic time `now_ms`; never before the last one seen."""
        return self.position_ms + max(0.0, now_ms - self.seen_ms) if self.running else self.position_ms

    def started(self, now_ms: float) -> "MediaClock":
        """Running from here."""
        return MediaClock(self.at(now_ms), now_ms, running=True)

    def halted(self, now_ms: float) -> "MediaClock":
        """Standing still from here."""
        return MediaClock(self.at(now_ms), now_ms, running=False)

    def corrected(self, reported_ms: float, now_ms: float) -> "MediaClock":
        """Pulled to a position the player reported.

        Large differences (over 250 ms: our proposal) are taken at once, small ones by a quarter a report, so that the
        countdown people see never jumps for nothing.
        """
        here = self.at(now_ms)
        off = reported_ms - here
        pulled = reported_ms if abs(off) > _JUMP_MS else here + off / 4
        return replace(self, position_ms=pulled, seen_ms=now_ms)


_JUMP_MS = 250.0


@dataclass(frozen=True, slots=True)
class Pause:
    """A halt: where in the part, and how long it lasted (null while it lasts)."""

    at_ms: int
    length_ms: int | None


@dataclass(frozen=True, slots=True)
class CueTime:
    """A cue's planned start and when it was reached."""

    cue_id: str
    planned_ms: int
    reached_ms: int


@dataclass(frozen=True, slots=True)
class PlayRecord:
    """What was played, how, and whether it was played as specified. Holds no person's data.

    Attributes:
        manifest_sha256: Checksum of the bag's manifest: with it every byte that was played is known.
        started_utc_ms: Wall clock at the start.
        outcome: `ended`, `ended_early`, `stopped`, `failed:CODE`.
        as_specified: Whole, in order, to the planned end, every cue reached. Pauses do not break it; they are written.
    """

    sequence_id: str
    sequence_version: str
    manifest_sha256: str
    part_id: str
    language: str
    player: str
    player_version: str
    started_utc_ms: int
    pauses: tuple[Pause, ...]
    cues: tuple[CueTime, ...]
    ended_at_ms: int
    outcome: str
    as_specified: bool
