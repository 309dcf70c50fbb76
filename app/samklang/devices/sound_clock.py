"""When samples were heard, on the computer's monotonic clock, from stamps that jitter."""

from typing import Final

from samklang.domain.sync import ClockReading

_FOLLOW: Final = 0.02
"""Of each stamp's difference from what the samples counted so far say: half a second at 100 blocks a second, which
takes a jitter of 10 ms down to 1 ms and follows any quartz. Ours."""
_LOST_S: Final = 0.15
"""A difference as large as that is a gap, not jitter."""


class SoundClock:
    """Times of one open stream's blocks.

    Args:
        rate_hz: Its sample rate.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._due_s: float | None = None  # of the next block's first sample
        self._samples = 0
        self._first_s = 0.0

    def heard_s(self, samples: int, stamp_s: float) -> float:
        """When the first of the next `samples` samples was heard.

        Args:
            samples: In this block.
            stamp_s: When the library says it was heard.
        """
        if self._due_s is None or abs(stamp_s - self._due_s) > _LOST_S:
            self._due_s, self._samples = stamp_s, 0
            self._first_s = stamp_s
        heard_s = self._due_s + _FOLLOW * (stamp_s - self._due_s)
        self._due_s = heard_s + samples / self._rate_hz
        self._samples += samples
        return heard_s

    @property
    def reading(self) -> ClockReading:
        """The samples' own time against the computer's, since the first or the last gap."""
        if self._due_s is None:
            return ClockReading(0.0, 0.0)
        return ClockReading(self._samples / self._rate_hz, self._due_s - self._first_s)
