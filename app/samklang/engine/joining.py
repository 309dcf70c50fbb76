"""Hands the call over to Teams: first every device of ours is let go of, then the link is opened."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from samklang.domain.meeting_link import MeetingLink
from samklang.engine.ports import Clock, LinkOpener, LiveDevice

PATIENCE_S: Final = 3.0
"""So long a device may take to let go before the person is told; a worker that hangs is killed after 0.5 s (ours)."""

_SECOND_NS: Final = 1_000_000_000


class JoinStep(StrEnum):
    """Where joining stands; the last two are told by the system, not by us."""

    RELEASING = "releasing"
    STILL_HELD = "still_held"
    OPENED = "opened"
    NOT_OPENED = "not_opened"


class Joining:
    """Joins one meeting, once; whoever runs it calls `advance` every 20-50 ms until the step is the last.

    Teams must find microphone and camera free: a device that another program still holds is the commonest reason for a
    call without sound. So the link is opened only when the processes that held them have ended.

    Args:
        link: Where to.
        devices: All that were opened, those of a tap test too. They are closed at once.
        opener: Opens the link.
        clock: Only its monotonic side is used.
    """

    def __init__(self, link: MeetingLink, devices: Sequence[LiveDevice], opener: LinkOpener, clock: Clock) -> None:
        self._link = link
        self._devices = tuple(devices)
        self._opener = opener
        self._clock = clock
        self._since_ns = clock.monotonic_ns()
        self._step = JoinStep.RELEASING
        for device in self._devices:
            device.close()

    def advance(self) -> JoinStep:
        """Open the link as soon as nothing is held any more, also after `STILL_HELD`."""
        if self._step in _WAITING:
            if all(device.released for device in self._devices):
                self.open_now()
            elif self._clock.monotonic_ns() - self._since_ns > PATIENCE_S * _SECOND_NS:
                self._step = JoinStep.STILL_HELD
        return self._step

    def open_now(self) -> None:
        """Open the link whatever is still held: nobody is kept from their call. A second call does nothing."""
        if self._step in _WAITING:
            opened = self._opener.open(self._link.address)
            self._step = JoinStep.OPENED if opened else JoinStep.NOT_OPENED


_WAITING = (JoinStep.RELEASING, JoinStep.STILL_HELD)
