"""When frames were taken, on the computer's monotonic clock."""

from typing import Final

_SAME_CLOCK_S: Final = 1.0
"""A stamp so close to now was made by the same clock: V4L2 and Core Media stamp by it. Others begin at nought."""
_WANDERED_S: Final = 1.0
_DRIFT: Final = 1e-4
"""The most by which a camera's clock may be slower than ours; 100 ppm is a cheap crystal's tolerance."""


class FrameStamps:
    """Turns a driver's own time stamps into times of `time.monotonic`.

    The driver's stamps tell the camera's evenness; the moment we got round to reading tells ours as well. Where the
    driver stamps by our clock its word is taken as it is. Where its clock is another, the least delay seen lately
    between a frame's stamp and its reading is taken for none. Where there are no stamps, the moment of reading must do.
    """

    def __init__(self) -> None:
        self._offset_s: float | None = None
        self._same_clock = False
        self._read_s = 0.0

    @property
    def same_clock(self) -> bool:
        """Whether the driver stamps by our clock, so that a frame's time is exact."""
        return self._same_clock

    def taken_s(self, stamp_s: float | None, now: float) -> float:
        """The time of a frame that was read `now` and carries the driver's `stamp_s`; both in seconds."""
        if stamp_s is None:
            return now
        delay_s = now - stamp_s
        if self._offset_s is None or abs(delay_s - self._offset_s) > _WANDERED_S:
            self._same_clock = abs(delay_s) < _SAME_CLOCK_S
            self._offset_s = 0.0 if self._same_clock else delay_s
        elif not self._same_clock:
            self._offset_s = min(self._offset_s + _DRIFT * (now - self._read_s), delay_s)
        self._read_s = now
        return stamp_s + self._offset_s
