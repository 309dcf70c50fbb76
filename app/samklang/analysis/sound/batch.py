"""Some rows of a stream and what several meters want of them, each worked out once and only if asked for."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid


class Batch:
    """One to eight rows of 100 ms.

    No result may depend on how a stream was cut into batches: what is worked out here is worked out row by row or
    block by block, and a meter that needs what came before keeps it itself.

    Args:
        grid: The stream's grid.
        rows: The samples, shape (channels, count * grid.row), float32, full scale 1.0. Not to be changed.
    """

    def __init__(self, grid: Grid, rows: Floats) -> None:
        self.grid = grid
        self.rows = rows
        self.count = rows.shape[1] // grid.row

    @cached_property
    def block_peaks(self) -> Floats:
        """Highest magnitude in each block of about 1 ms, shape (channels, blocks)."""
        blocks = self.rows.reshape(len(self.rows), -1, self.grid.block)
        peaks: Floats = np.maximum(blocks.max(axis=2), -blocks.min(axis=2))
        return peaks

    @cached_property
    def block_energies(self) -> Floats:
        """Sum of squares in each block of about 1 ms, shape (channels, blocks)."""
        blocks = self.rows.reshape(len(self.rows), -1, self.grid.block)
        return np.einsum("cbs,cbs->cb", blocks, blocks)

    @cached_property
    def loudest(self) -> NDArray[np.intp]:
        """The channel with the most energy in each row, shape (count,)."""
        return self.block_energies.reshape(len(self.rows), self.count, -1).sum(axis=2).argmax(axis=0)

    @cached_property
    def spectra(self) -> Floats:
        """Power spectrum of each row's loudest channel, shape (count, row // 2 + 1), 10 Hz a bin, Hann window.

        A sine of amplitude a spreads a total of a^2 / 2 over its bins.
        """
        row = self.grid.row
        by_row = self.rows.reshape(len(self.rows), self.count, row)[self.loudest, np.arange(self.count)]
        window = np.hanning(row + 1)[:-1].astype(np.float32)
        half = np.fft.rfft(by_row * window, axis=1)
        power: Floats = half.real**2 + half.imag**2
        power *= 2.0 / (row * float(np.square(window, dtype=np.float64).sum()))
        return power
