"""How long a room rings on, from how speech dies away, streaming."""

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


class ReverberationMeter:
    """Estimates RT60 without knowing the source.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def reverberation_s(self) -> Measured:
        """RT60 in seconds."""
        return Unknown("not_measured")
