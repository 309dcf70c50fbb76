"""A direct current followed through a stream, for who must take it off before looking at peaks."""

import numpy as np

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats

_ROWS = 20
"""It is followed over about 2 s: a lopsided voice moves it little. Ours."""


class DirectCurrent:
    """The running mean of each channel, brought up to date every row.

    Args:
        channels: Number of channels.
    """

    def __init__(self, channels: int) -> None:
        self._rows = 0
        self._mean = np.zeros(channels)

    def follow(self, batch: Batch) -> Floats:
        """The direct current during each row of the batch, shape (channels, count)."""
        means = batch.row_means
        followed = np.empty_like(means)
        for row in range(batch.count):
            self._rows += 1
            self._mean += (means[:, row] - self._mean) / min(self._rows, _ROWS)
            followed[:, row] = self._mean
        return followed
