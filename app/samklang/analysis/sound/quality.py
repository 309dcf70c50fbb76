"""What people would say of the sound, estimated without a reference by a neural model."""

from dataclasses import dataclass

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown


@dataclass(frozen=True, slots=True)
class Quality:
    """Mean opinion scores after ITU-T P.835, 1 to 5."""

    overall_mos: Measured
    signal_mos: Measured
    background_mos: Measured


class QualityMeter:
    """Keeps a few stretches of speech, in memory only, and asks the model about them at the end.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def quality(self) -> Quality:
        """The model's word; costs some tens of milliseconds where there is something new to ask about."""
        return Quality(Unknown("not_measured"), Unknown("not_measured"), Unknown("not_measured"))
