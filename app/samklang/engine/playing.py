"""One play of one part: turns what a playing process reports into events, each exactly once.

Nothing here waits or reads a clock; whoever plays hands in reports and monotonic times.
"""

import msgspec

from samklang.domain.playback import (
    CueReached,
    Ended,
    EndedEarly,
    Failed,
    MediaClock,
    Paused,
    PlayerEvent,
    Ready,
    Resumed,
    SoundMissing,
    Stalled,
    Started,
    Stopped,
)
from samklang.domain.sequence import Part


class Loaded(msgspec.Struct, frozen=True, tag=True):
    """The part is loaded; its first picture waits."""

    player: str
    version: str


class Moving(msgspec.Struct, frozen=True, tag=True):
    """The player began to move, or moves again.

    Attributes:
        seen_ms: Monotonic time when it was seen, of the machine's one clock: the window's process reads the same.
    """

    seen_ms: float


class Progress(msgspec.Struct, frozen=True, tag=True):
    """Sign of life while moving.

    Attributes:
        pictures: How many were shown since the start.
        media_ms: The player's own position where it has just told one, or -1: an old one would pull the clock back.
        seen_ms: Monotonic time when it was seen.
    """

    pictures: int
    media_ms: int
    seen_ms: float


class Halted(msgspec.Struct, frozen=True, tag=True):
    """The player stands still because it was told to."""


class Over(msgspec.Struct, frozen=True, tag=True):
    """The player stopped because it was told to."""


class AtEnd(msgspec.Struct, frozen=True, tag=True):
    """The player came to the end of what it has.

    Attributes:
        media_ms: Length of what it played where it counts that itself (the dry run), or -1.
    """

    media_ms: int = -1


class Deaf(msgspec.Struct, frozen=True, tag=True):
    """The picture plays, but there is no sound device to play on."""


class Broken(msgspec.Struct, frozen=True, tag=True):
    """The player cannot go on; `code` as in `samklang.domain.playback.Failed`."""

    code: str


BackendReport = Loaded | Moving | Progress | Halted | Over | AtEnd | Deaf | Broken
"""What a playing process reports."""

EARLY_MS = 500
"""An end more than this before the planned one is an early end. libVLC ends up to 150 ms early (seen), and every part
holds its last picture in silence for at least a second."""

LATE_MS = 3000
"""So long after the planned end the end no longer comes: our proposal."""

STALL_MS = 1000
"""Without a new picture for so long, playing has stalled: our proposal; the worker itself is ended at 2.5 s."""


class Playing:
    """One play.

    Args:
        part: What is played.
        paced: False where the part is only decoded, as fast as it goes (the dry run): then no clock runs, and positions
            are the reports'.
    """

    def __init__(self, part: Part, *, paced: bool = True) -> None:
        self._part = part
        self._paced = paced
        self._clock = MediaClock()
        self._cues = list(part.cues)
        self._ready = False
        self._started = False
        self._over = False
        self._pictures = -1
        self._changed_ms = 0.0
        self._stalled = False

    @property
    def over(self) -> bool:
        """Whether an outcome was told: nothing more comes."""
        return self._over

    @property
    def ready(self) -> bool:
        """Whether it may start: loaded, not started, not over."""
        return self._ready and not self._started and not self._over

    def position_ms(self, now_ms: float) -> int:
        """Where we are, never past the planned end."""
        return min(round(self._clock.at(now_ms)), self._part.duration_ms)

    def hear(self, report: BackendReport, now_ms: float) -> tuple[PlayerEvent, ...]:  # noqa: PLR0911 - one a report
        """Take in a report; returns the events it makes."""
        if self._over:
            return ()
        match report:
            case Loaded(player, version):
                self._ready = True
                return (Ready(player, version),)
            case Moving(seen_ms):
                return self._moving(min(seen_ms, now_ms))
            case Progress(pictures, media_ms, seen_ms):
                return self._progress(pictures, media_ms, min(seen_ms, now_ms))
            case Halted():
                self._clock = self._clock.halted(now_ms)
                return (*self._due(now_ms), Paused(self.position_ms(now_ms)))
            case Over():
                return self._end(Stopped(self.position_ms(now_ms)), now_ms)
            case AtEnd(media_ms):
                return self._at_end(media_ms, now_ms)
            case Deaf():
                return (SoundMissing(),)
            case _:
                return self._end(Failed(report.code, self.position_ms(now_ms)), now_ms)

    def tick(self, now_ms: float) -> tuple[PlayerEvent, ...]:
        """Time went on: cues that came due, a stall, an end that does not come."""
        if self._over or not self._clock.running or not self._paced:
            return ()
        events = self._due(now_ms)
        if self._clock.at(now_ms) > self._part.duration_ms + LATE_MS:
            return (*events, *self._end(Failed("overrun", self._part.duration_ms), now_ms))
        silent_ms = now_ms - self._changed_ms
        if silent_ms > STALL_MS and not self._stalled:
            self._stalled = True
            self._clock = self._clock.halted(now_ms - silent_ms)
            self._clock = MediaClock(self._clock.position_ms, now_ms, running=True)
            return (*events, Stalled(self.position_ms(now_ms), round(silent_ms)))
        return events

    def lose(self, code: str, now_ms: float) -> tuple[PlayerEvent, ...]:
        """The playing process is gone."""
        return () if self._over else self._end(Failed(code, self.position_ms(now_ms)), now_ms)

    def _moving(self, now_ms: float) -> tuple[PlayerEvent, ...]:
        first, self._started = not self._started, True
        self._changed_ms = now_ms
        if self._paced:
            self._clock = self._clock.started(now_ms)
        return (Started() if first else Resumed(self.position_ms(now_ms)), *self._due(now_ms))

    def _progress(self, pictures: int, media_ms: int, now_ms: float) -> tuple[PlayerEvent, ...]:
        if pictures != self._pictures:
            self._pictures = pictures
            self._changed_ms = now_ms
            self._stalled = False
        if media_ms >= 0 and (self._clock.running or not self._paced):
            self._clock = self._clock.corrected(media_ms, now_ms)
        return self._due(now_ms)

    def _at_end(self, media_ms: int, now_ms: float) -> tuple[PlayerEvent, ...]:
        at_ms = round(self._clock.at(now_ms)) if media_ms < 0 else media_ms
        planned_ms = self._part.duration_ms
        if at_ms < planned_ms - EARLY_MS:
            return self._end(EndedEarly(at_ms, planned_ms), now_ms)
        self._clock = MediaClock(planned_ms, now_ms)
        due = self._due(now_ms)
        return (*due, *self._end(Ended(min(at_ms, planned_ms)), now_ms))

    def _due(self, now_ms: float) -> tuple[PlayerEvent, ...]:
        here = self.position_ms(now_ms)
        reached = []
        while self._started and self._cues and self._cues[0].start_ms <= here:
            reached.append(CueReached(self._cues.pop(0).id, here))
        return tuple(reached)

    def _end(self, outcome: Stopped | Ended | EndedEarly | Failed, now_ms: float) -> tuple[PlayerEvent, ...]:
        self._over = True
        self._clock = self._clock.halted(now_ms)
        return (outcome,)
