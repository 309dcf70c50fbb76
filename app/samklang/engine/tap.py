"""Tap the microphone you mean: tells which of several open inputs was touched."""

import statistics
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from samklang.domain.live import DeviceInfo, SoundReading
from samklang.engine.ports import Clock, Microphone

LEAST_RISE_DB: Final = 15.0
"""A tap stands so far above what the input heard before (ours; a finger on a housing gives 30 to 60 dB)."""

CLEARLY_DB: Final = 10.0
"""So much more than any other input: the knock goes through the air to the others, too (ours)."""

FALLS_DB: Final = 10.0
"""A tap is short: within `TAP_S` the peak is over by so much. Speech and music are not (ours)."""

TAP_S: Final = 0.4
QUIETEST_DBFS: Final = -60.0
"""An input that is gated to nothing between sounds would win every time, were its quiet level taken as it is (ours)."""

_KEPT_READINGS: Final = 40  # two seconds of them
_LEAST_READINGS: Final = 10
_SECOND_NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Tapped:
    """This one was tapped, and clearly no other."""

    microphone: DeviceInfo


@dataclass(frozen=True, slots=True)
class TappedAlike:
    """These heard it about equally: the loudest first. Tapping again, on the microphone itself, tells them apart."""

    microphones: tuple[DeviceInfo, ...]


TapResult = Tapped | TappedAlike | None


class TapTest:
    """One tap test; whoever runs it calls `advance` every 20-50 ms.

    Args:
        microphones: All that might be meant, started by whoever made them. One that is not live yet is waited for by
            nobody: it takes part as soon as it delivers.
        clock: Only its monotonic side is used.
    """

    def __init__(self, microphones: Sequence[Microphone], clock: Clock) -> None:
        self._inputs = tuple(_Input(microphone) for microphone in microphones)
        self._clock = clock
        self._heard_ns: int | None = None

    def levels_dbfs(self) -> tuple[float | None, ...]:
        """The newest peak of each input in the order given, None where it delivers nothing: something to look at."""
        return tuple(each.peak_dbfs for each in self._inputs)

    def advance(self) -> TapResult:
        """What was tapped, told once a tap; None while nothing was, or what was heard was no tap."""
        now_ns = self._clock.monotonic_ns()
        for each in self._inputs:
            each.listen(gathering=self._heard_ns is not None)
        if self._heard_ns is None:
            if any(each.rise_db >= LEAST_RISE_DB for each in self._inputs):
                self._heard_ns = now_ns
            return None
        if now_ns - self._heard_ns < TAP_S * _SECOND_NS:
            return None
        self._heard_ns = None
        result = self._judged()
        for each in self._inputs:
            each.forget()
        return result

    def _judged(self) -> TapResult:
        moved = sorted(self._inputs, key=lambda each: each.rise_db, reverse=True)
        first = moved[0]
        if first.rise_db < LEAST_RISE_DB or not first.over:
            return None
        alike = [each for each in moved if first.rise_db - each.rise_db < CLEARLY_DB]
        if len(alike) == 1:
            return Tapped(first.microphone.info)
        return TappedAlike(tuple(each.microphone.info for each in alike))


@dataclass
class _Input:
    """One microphone's peaks: those of the quiet before, and those since something was heard."""

    microphone: Microphone
    quiet_dbfs: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT_READINGS))
    loudest_dbfs: float | None = None
    peak_dbfs: float | None = None
    reading: SoundReading | None = None

    @property
    def rise_db(self) -> float:
        """How far the loudest peak stands above the quiet before it; 0 where either is not known yet."""
        if self.loudest_dbfs is None or len(self.quiet_dbfs) < _LEAST_READINGS:
            return 0.0
        return self.loudest_dbfs - max(QUIETEST_DBFS, statistics.median(self.quiet_dbfs))

    @property
    def over(self) -> bool:
        """Whether the sound has died away."""
        return self.loudest_dbfs is None or self.peak_dbfs is None or self.loudest_dbfs - self.peak_dbfs >= FALLS_DB

    def listen(self, *, gathering: bool) -> None:
        """Take in the newest reading, where there is a newer one."""
        reading = self.microphone.poll().reading
        if reading is self.reading:
            return
        self.reading = reading
        self.peak_dbfs = None if reading is None else reading.peak_dbfs
        if self.peak_dbfs is None:
            self.forget()
        elif gathering:
            before = self.peak_dbfs if self.loudest_dbfs is None else self.loudest_dbfs
            self.loudest_dbfs = max(self.peak_dbfs, before)
        else:
            if self.loudest_dbfs is not None:
                self.quiet_dbfs.append(self.loudest_dbfs)
            self.loudest_dbfs = self.peak_dbfs

    def forget(self) -> None:
        """The sound is judged; what was quiet before stays known."""
        self.loudest_dbfs = None
