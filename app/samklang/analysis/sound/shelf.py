"""Soft clipping and limiting: a shelf in the distribution of the peaks, at any level, streaming.

A voice's peaks thin out towards the highest one. Where something holds them at a ceiling they crowd just below it and
stop. What is counted is the highest and the lowest sample of every 5 ms, about one a pitch period, so that a limiter,
which leaves the tops round, is found as well as a wave with flat ones; each polarity by itself, for a voice is lopsided
and so are many faults. The ceiling may lie at any level: what was cut off and then turned down still has its shelf.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.direct_current import DirectCurrent
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_WINDOWS_A_ROW = 20
"""Peaks are taken over a 20th of a row, 5 ms: a period of a voice of 200 Hz. Ours."""
_STEP_DB = 0.05
_LOWEST_DBFS, _HIGHEST_DBFS = -50.0, 19.0
"""Peaks from here on are counted; below, the steps of 16 bits are themselves a tenth of a dB. Ours."""
_STEPS = round((_HIGHEST_DBFS - _LOWEST_DBFS) / _STEP_DB)
_BELOW_DB = 3.0
"""A shelf is as wide as one of `_WIDTHS_DB` and is held against these 3 dB below it. Ours."""
_SEARCHED_DB = 4.0
"""How far below the highest peak a ceiling is looked for: a codec adds up to about 3 dB of overshoot. Ours."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How dense a shelf of a width must be, against the 3 dB below it, and what may lie above it. Ours.

    Over 130 recordings of clean speech, people and synthetic voices, none is denser than 3.2 times where more than a
    twentieth lies above; a limiter 9 dB deep, a cut at 6 dB and a tanh driven 18 dB into its bend give 7 and more.
    """

    width_db: float
    density: float
    above: float


_RULES = (
    _Rule(0.1, 4.0, 0.05),
    _Rule(0.2, 3.0, 0.05),
    _Rule(0.2, 4.5, 0.3),
    _Rule(0.4, 4.0, 0.3),
    _Rule(0.8, 4.0, 0.3),
)
_WIDEST_DB = 0.8
_LEAST_WIDE_DENSITY = 1.2
"""A narrow shelf must stand out in its wider surroundings too: the steps of 8-bit and telephone sound do not. Ours."""
_DEAD_DB = 20.0
"""A channel that peaks so far below the loudest holds no voice but noise, whose peaks crowd by themselves. Ours."""
_LEAST_PEAKS = 12
_LEAST_ROWS = 4
"""So many peaks, in so many different 100 ms: one held vowel of a synthetic voice repeats its peaks exactly. Ours."""
_SPEECH_DB = 25.0
"""What peaks within this of the ceiling is speech; the share is a share of that. Ours."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shelf as `SoundMeasures` gives it: `soft_clipped_share` and `shelf_dbfs`."""

    share: Measured
    dbfs: Measured


class ShelfMeter:
    """Looks for a shelf in each channel, for each polarity.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._rows = 0
        self._direct_current = DirectCurrent(channels)
        # Peaks counted by level, shape (channels, polarity, steps): of every 5 ms, and of every 100 ms.
        self._windows = np.zeros((channels, 2, _STEPS), np.int64)
        self._tops = np.zeros((channels, 2, _STEPS), np.int64)

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        channels = len(batch.rows)
        self._rows += batch.count
        offsets = self._direct_current.follow(batch)[:, :, None]
        window = self._grid.row // _WINDOWS_A_ROW
        windows = batch.rows.reshape(channels, batch.count, -1)[:, :, : window * _WINDOWS_A_ROW] - offsets
        highest, lowest = highest_and_lowest(windows.reshape(channels, batch.count, _WINDOWS_A_ROW, window))
        peaks = np.stack([highest, -lowest], axis=1)
        self._windows += _counts(peaks.reshape(channels, 2, -1))
        self._tops += _counts(peaks.max(axis=3))

    def shelf(self) -> Shelf:
        """The clearest one of any channel and polarity; share 0 where there is none.

        Unknown: `too_short` before the first 100 ms, `silent` where nothing reaches -50 dBFS.
        """
        if self._rows == 0:
            return Shelf(Unknown("too_short"), Unknown("too_short"))
        if not self._windows.any():
            return Shelf(Unknown("silent"), Unknown("silent"))
        highest = np.array([np.flatnonzero(counts.any(axis=0)).max(initial=0) for counts in self._windows])
        heard = highest > highest.max() - _DEAD_DB / _STEP_DB
        windows, tops = self._windows[heard], self._tops[heard]
        sides = zip(windows.reshape(-1, _STEPS), tops.reshape(-1, _STEPS), strict=True)
        shelves = [found for found in (_shelf(windows, tops) for windows, tops in sides) if found is not None]
        if not shelves:
            return Shelf(0.0, Unknown("no_shelf"))
        share, dbfs = max(shelves)
        return Shelf(share, dbfs)


def highest_and_lowest(samples: Floats) -> tuple[Floats, Floats]:
    """The highest and the lowest along the last axis, each 0 where no sample lies on its side of zero.

    As in `batch.largest_magnitudes`, the bits are compared: read as signed integers the highest float is the largest,
    read as unsigned ones the lowest is.
    """
    highest = samples.view(np.int32).max(axis=-1).view(np.float32)
    lowest = samples.view(np.uint32).max(axis=-1).view(np.float32)
    return np.maximum(highest, np.float32(0)), np.minimum(lowest, np.float32(0))


def _counts(peaks: Floats) -> NDArray[np.intp]:
    """How many peaks lie in each step; peaks of shape (channels, polarity, any), counts (channels, polarity, steps)."""
    levels_db = 20 * np.log10(np.maximum(peaks, np.float32(1e-6)))
    steps = ((levels_db - _LOWEST_DBFS) / _STEP_DB).astype(np.intp)
    counted = (levels_db >= _LOWEST_DBFS) & (steps < _STEPS)
    sides = np.arange(peaks.shape[0] * peaks.shape[1]).reshape(*peaks.shape[:2], 1) * _STEPS
    counts = np.bincount((steps + sides)[counted], minlength=peaks.shape[0] * peaks.shape[1] * _STEPS)
    return counts.reshape(*peaks.shape[:2], _STEPS)


def _shelf(windows: NDArray[np.int64], tops: NDArray[np.int64]) -> tuple[float, float] | None:
    """Share of the speech and level of the clearest shelf of one side, or None."""
    if not windows.any():
        return None
    highest = int(np.flatnonzero(windows)[-1]) + 1
    # How many lie below each step: below[n] - below[m] of them have steps m...n-1.
    below = np.concatenate([[0], np.cumsum(windows)])
    rows_below = np.concatenate([[0], np.cumsum(tops)])
    ends = np.arange(max(highest - round(_SEARCHED_DB / _STEP_DB), 1), highest + 1)
    wide = _density(below, ends, _WIDEST_DB)
    best: tuple[float, int] | None = None
    for rule in _RULES:
        starts = np.maximum(ends - round(rule.width_db / _STEP_DB), 0)
        inside, above = below[ends] - below[starts], below[-1] - below[ends]
        fits = (inside >= _LEAST_PEAKS) & (rows_below[ends] - rows_below[starts] >= _LEAST_ROWS)
        fits &= (above <= rule.above * inside) & (wide >= _LEAST_WIDE_DENSITY)
        fits &= starts >= round(_BELOW_DB / _STEP_DB)  # lower, what it is held against was never counted
        clearness = np.where(fits, _density(below, ends, rule.width_db) / rule.density, 0.0)
        place = int(clearness.argmax())
        if clearness[place] >= 1 and (best is None or clearness[place] > best[0]):
            best = (float(clearness[place]), int(starts[place]))
    if best is None:
        return None
    start = best[1]
    speech = below[-1] - below[max(start - round(_SPEECH_DB / _STEP_DB), 0)]
    return float((below[-1] - below[start]) / speech), _LOWEST_DBFS + start * _STEP_DB


def _density(below: NDArray[np.int64], ends: NDArray[np.intp], width_db: float) -> NDArray[np.float64]:
    """How much denser peaks lie in so many dB below each end than in the 3 dB below those."""
    starts = np.maximum(ends - round(width_db / _STEP_DB), 0)
    lower = np.maximum(starts - round(_BELOW_DB / _STEP_DB), 0)
    expected = (below[starts] - below[lower]) * (width_db / _BELOW_DB)
    density: NDArray[np.float64] = (below[ends] - below[starts]) / np.maximum(expected, 1.0)
    return density
