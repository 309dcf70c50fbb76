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
        self._means = [0.0] * channels

    def follow(self, batch: Batch) -> Floats:
        """The direct current during each row of the batch, shape (channels, count)."""
        means = batch.row_means
        followed = []
        for channel, of_channel in enumerate(means.tolist()):  # in Python's own numbers: numpy is slow on single ones
            mean, rows = self._means[channel], self._rows
            for of_row in of_channel:
                rows += 1
                mean += (of_row - mean) / min(rows, _ROWS)
                followed.append(mean)
            self._means[channel] = mean
        self._rows += batch.count
        return np.array(followed, np.float32).reshape(means.shape)
