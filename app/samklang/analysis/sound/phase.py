"""Two channels against each other: is one turned upside down, streaming."""

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


class PhaseMeter:
    """The phase between the first two channels.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def out_of_phase_s(self) -> Measured:
        """Longest time out of phase."""
        return Unknown("mono" if self._channels == 1 else "not_measured")
