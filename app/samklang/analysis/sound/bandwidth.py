"""Up to where speech has energy, and the curves a small picture is drawn from, streaming."""

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, SoundCurves, Unknown


class SpectrumMeter:
    """The long-term spectrum of the speech.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = channels

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""

    def bandwidth_hz(self) -> Measured:
        """Up to where the speech has energy."""
        return Unknown("not_measured")

    def curves(self) -> SoundCurves:
        """Level over time and spectrum."""
        return SoundCurves(0.1, (), (), ())
