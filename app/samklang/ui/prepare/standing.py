"""Whether a finished check still holds: a camera that has gone since, or shows nothing, is not what was found good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from samklang.domain.live import LiveState

if TYPE_CHECKING:  # the window is seen before there is anything to check
    from samklang.engine.live_check import LiveCheck
    from samklang.engine.ports import Clock

_GONE: Final = frozenset({LiveState.LOST, LiveState.FROZEN, LiveState.FAILED})

_LASTS_S: Final = 1.5
"""So long must it be so, or be over, before the light changes: a moment's hitch must not startle anybody (ours)."""


class Standing:
    """Follows the devices after a check; asked many times a second."""

    def __init__(self) -> None:
        self.holds = True
        self._since_ns: int | None = None

    def follow(self, check: LiveCheck, clock: Clock, *, done: bool) -> bool:
        """Take in how the devices are now.

        Args:
            check: With what it hears and sees now.
            clock: Only its monotonic side is used.
            done: Whether a check has been finished and none runs.

        Returns:
            Whether `holds` has changed.
        """
        before, now_ns = self.holds, clock.monotonic_ns()
        if not done:
            self.holds, self._since_ns = True, None
        elif _is_as_found(check) is self.holds:
            self._since_ns = None
        elif self._since_ns is None:
            self._since_ns = now_ns
        elif now_ns - self._since_ns >= _LASTS_S * 1e9:
            self.holds, self._since_ns = not self.holds, None
        return self.holds is not before


def _is_as_found(check: LiveCheck) -> bool:
    reading = check.seen.reading
    shows_nothing = reading is not None and (reading.card or reading.black)
    return not shows_nothing and _GONE.isdisjoint({check.heard.state, check.seen.state})
