"""Soft clipping and limiting: a shelf in the distribution of the amplitudes, at any level, streaming."""

from dataclasses import dataclass

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shelf as `SoundMeasures` gives it: `soft_clipped_share` and `shelf_dbfs`."""

    share: Measured
    dbfs: Measured


class ShelfMeter:
    """Looks for a shelf in each channel.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def shelf(self) -> Shelf:
        """The clearest one of any channel."""
        return Shelf(Unknown("not_measured"), Unknown("not_measured"))
