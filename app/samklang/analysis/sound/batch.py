"""Some rows of a stream and what several meters want of them, each worked out once and only if asked for."""

from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.grid import Grid

_REACH_BLOCKS = 6
"""Length of the low-pass in front of the low rate, in blocks (of about 1 ms)."""
_EDGE = 0.45
"""Where it is 6 dB down, in parts of the low rate: about 450 Hz."""
_KAISER = 5.0
"""Shape of its window: what folds down onto 0...240 Hz is 50 dB down, onto 360 Hz 23 dB. All three are ours."""


class Batch:
    """One to 32 rows of 100 ms.

    No result may depend on how a stream was cut into batches: what is worked out here is worked out row by row or
    block by block, and a meter that needs what came before keeps it itself.

    Args:
        grid: The stream's grid.
        rows: The samples, shape (channels, count * grid.row), float32, full scale 1.0. Not to be changed.
        block_peaks: The property of that name, where it is known already.
    """

    def __init__(self, grid: Grid, rows: Floats, block_peaks: Floats | None = None) -> None:
        self.grid = grid
        self.rows = rows
        self.count = rows.shape[1] // grid.row
        if block_peaks is not None:
            self.block_peaks = block_peaks

    @cached_property
    def block_peaks(self) -> Floats:
        """Highest magnitude in each block of about 1 ms, shape (channels, blocks)."""
        return largest_magnitudes(self.rows.reshape(len(self.rows), -1, self.grid.block))

    @cached_property
    def row_means(self) -> Floats:
        """Mean of each row, its direct current, shape (channels, count)."""
        means: Floats = self.rows.reshape(len(self.rows), self.count, -1).mean(axis=2)
        return means

    @cached_property
    def block_energies(self) -> Floats:
        """Sum of squares in each block of about 1 ms, shape (channels, blocks)."""
        blocks = self.rows.reshape(len(self.rows), -1, self.grid.block)
        energies: Floats = np.einsum("cbs,cbs->cb", blocks, blocks)
        return energies

    @cached_property
    def loudest(self) -> NDArray[np.intp]:
        """The channel with the most energy in each row, shape (count,)."""
        by_row = self.block_energies.reshape(len(self.rows), self.count, -1)
        loudest: NDArray[np.intp] = by_row.sum(axis=2).argmax(axis=0)
        return loudest

    @cached_property
    def spectra(self) -> Floats:
        """Power spectrum of each row's loudest channel, shape (count, row // 2 + 1), 10 Hz a bin, Hann window.

        A sine of amplitude a spreads a total of a^2 / 2 over its bins.
        """
        row = self.grid.row
        by_row = self.rows.reshape(len(self.rows), self.count, row)[self.loudest, np.arange(self.count)]
        window, scale = _hann(row)
        half = np.fft.rfft(by_row * window, axis=1)
        power: Floats = np.square(half.real).astype(np.float32, copy=False)
        power += np.square(half.imag)
        power *= scale
        return power

    @cached_property
    def low_rate_parts(self) -> Floats:
        """What each block adds to the values of the low rate it reaches, shape (channels, blocks, reach); `LowRate`."""
        # A row at a time: for larger products OpenBLAS wakes threads, which wait longer than they work.
        parts: Floats = self.rows.reshape(-1, self.grid.blocks_a_row, self.grid.block) @ _low_pass(self.grid.block)
        return parts.reshape(len(self.rows), -1, _REACH_BLOCKS)


class LowRate:
    """The stream at about 1 kHz, one value a block, low-passed at about 450 Hz; what it needs of the past it keeps.

    Args:
        grid: The stream's grid; the exact rate is `sample_rate_hz / block`.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self.rate_hz = grid.sample_rate_hz / grid.block
        self._block = grid.block
        self._before = np.zeros((channels, _REACH_BLOCKS - 1, _REACH_BLOCKS), np.float32)

    def values(self, batch: Batch) -> Floats:
        """Advance over the batch: shape (channels, blocks), 3 blocks late, gain 1 for slow changes."""
        parts = np.concatenate([self._before, batch.low_rate_parts], axis=1)
        self._before = parts[:, 1 - _REACH_BLOCKS :].copy()
        count = parts.shape[1] - _REACH_BLOCKS + 1
        values = parts[:, _REACH_BLOCKS - 1 :, 0].copy()
        for late in range(1, _REACH_BLOCKS):
            values += parts[:, _REACH_BLOCKS - 1 - late : _REACH_BLOCKS - 1 - late + count, late]
        return values

    def gains(self, frequencies_hz: Doubles) -> Doubles:
        """The low-pass's amplitude gain at each frequency, for who wants it taken out again."""
        taps = _low_pass(self._block)[::-1].T.ravel().astype(np.float64)
        turns = np.outer(frequencies_hz / (self.rate_hz * self._block), np.arange(len(taps)))
        gains: Doubles = np.abs(np.exp(-2j * np.pi * turns) @ taps)
        return gains


@cache
def _hann(row: int) -> tuple[Floats, float]:
    """The window of a row, and what makes powers of what rfft gives with it."""
    window = np.hanning(row + 1)[:-1]
    return window.astype(np.float32), 2.0 / (row * float(np.square(window).sum()))


@cache
def _low_pass(block: int) -> Floats:
    """A Kaiser-windowed sinc, shape (block, reach): column k is what weighs a block for the value k blocks later."""
    taps = block * _REACH_BLOCKS
    place = (np.arange(taps) - (taps - 1) / 2) / block
    response = np.sinc(2 * _EDGE * place) * np.kaiser(taps, _KAISER)
    # The newest sample of a block stands nearest to "now": within a block the response is read backwards.
    low_pass: Floats = (response / response.sum()).reshape(_REACH_BLOCKS, block)[:, ::-1].T.astype(np.float32)
    return low_pass


def largest_magnitudes(samples: Floats) -> Floats:
    """The largest magnitude along the last axis, of any shape; the samples must be numbers.

    Without their sign bit, 32-bit floats are in the same order as the integers of the same bits, and numpy finds the
    largest of a short row of integers in a fifth of the time.
    """
    magnitudes = samples.view(np.int32) & np.int32(0x7FFF_FFFF)
    largest: Floats = magnitudes.max(axis=-1).view(np.float32)
    return largest
