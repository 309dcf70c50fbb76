"""Knocks against the microphone, its stand or the table, and handling noise, streaming."""

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


class KnockMeter:
    """Counts knocks in the channel that has most of them.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def knocks(self) -> Measured:
        """How many."""
        return Unknown("not_measured")
