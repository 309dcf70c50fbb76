"""One timeline a session: anchored to the wall clock once, carried on by the monotonic clock."""

from samklang.engine.ports import Clock


class Timeline:
    """Milliseconds UTC that neither jump nor go back, whatever is done to the computer's clock.

    Args:
        clock: The clock to read.
        not_before_ms: Where the timeline must not begin before, such as a stored session's last event; the wall
            clock may have been set back while the program was away.
    """

    def __init__(self, clock: Clock, not_before_ms: int = 0) -> None:
        self._clock = clock
        self._anchor_ns = clock.monotonic_ns()
        self._anchor_ms = max(clock.utc_ms(), not_before_ms)

    def now_ms(self) -> int:
        """This moment."""
        return self._anchor_ms + (self._clock.monotonic_ns() - self._anchor_ns) // 1_000_000

    def drift_ms(self) -> int:
        """How far the wall clock has run ahead of this timeline: the computer slept, or its clock was set."""
        return self._clock.utc_ms() - self.now_ms()
