"""Mains hum: lines at 50 or 60 Hz and their multiples, streaming."""

from dataclasses import dataclass

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


@dataclass(frozen=True, slots=True)
class Hum:
    """Hum as `SoundMeasures` gives it: `hum_hz` and `hum_db`."""

    hz: Measured
    db: Measured


class HumMeter:
    """Looks for hum in the loudest channel.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def hum(self) -> Hum:
        """What there is of it."""
        return Hum(Unknown("not_measured"), Unknown("not_measured"))
