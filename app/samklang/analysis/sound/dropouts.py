"""Gaps, repeated blocks and digital silence, streaming."""

from dataclasses import dataclass

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


@dataclass(frozen=True, slots=True)
class Dropouts:
    """As `SoundMeasures` gives them: `dropouts` (repeats included), `repeated_blocks`, `digital_silence_s`."""

    count: Measured
    repeated_blocks: Measured
    digital_silence_s: Measured


class DropoutMeter:
    """Looks for what a driver or a cable loses.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def dropouts(self) -> Dropouts:
        """What was found."""
        return Dropouts(Unknown("not_measured"), Unknown("not_measured"), Unknown("not_measured"))
