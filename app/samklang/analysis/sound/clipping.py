"""Digital clipping: runs of equal samples at the end of the scale, or at the stream's own end below it, streaming."""

import numpy as np

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats

CLIPPING_LEVEL = 0.99
"""Samples from here on count as the end of the scale. Our proposal (a driver may scale a little below it)."""
SHORTEST_RUN = 3
"""Two equal samples at the top happen in clean sound; three do not. Our proposal."""
_LEAST_LEVEL = 0.02
"""Below -34 dBFS the steps of 16 bits alone make flat tops. Ours."""
_LEAST_RUNS = 4
_NEAR, _FLAT_TO_NEAR = 0.94, 2.0
"""Where tops were cut off, 1.1 to 28 samples stand in flat tops for each one in the 6 % below them. A limiter and a
tanh far into its bend make some flat tops too, 0 to 1.8 for each such sample: those are a shelf. Ours."""


class FlatTops:
    """Looks for flat tops at the highest level a channel reaches: what was cut off and then turned down.

    Each polarity by itself; rows that do not reach that level are not looked at, nor are flat tops at a row's ends.

    Args:
        channels: Number of channels.
    """

    def __init__(self, channels: int) -> None:
        self._levels = np.full((channels, 2), _LEAST_LEVEL, np.float32)
        # For each channel and polarity: flat tops, samples in them, samples just below.
        self._counts = np.zeros((channels, 2, 3), np.int64)

    def share(self, samples: int) -> float:
        """Share of the stream, 0..1, that stands in such tops, in the channel and polarity that has most of them."""
        runs, flat, near = np.moveaxis(self._counts, 2, 0)
        cut_off = (runs >= _LEAST_RUNS) & (flat >= _FLAT_TO_NEAR * near)
        return float(flat[cut_off].max(initial=0)) / max(samples, 1)

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        channels = len(batch.rows)
        rows = batch.rows.reshape(channels, batch.count, -1)
        peaks = batch.block_peaks.reshape(channels, batch.count, -1).max(axis=2)
        for channel, at in np.argwhere(peaks >= self._levels.min(axis=1)[:, None]).tolist():
            for polarity, sign in enumerate((1, -1)):
                self._look(channel, polarity, sign * rows[channel, at])

    def _look(self, channel: int, polarity: int, row: Floats) -> None:
        side = (channel, polarity)
        highest = row.max()
        if highest < self._levels[side]:
            return
        if highest > self._levels[side]:
            self._levels[side] = highest
            self._counts[side] = 0
        edges = np.flatnonzero(np.diff(row == highest))
        if row[0] == highest:
            edges = edges[1:]
        lengths = np.diff(edges[: len(edges) // 2 * 2].reshape(-1, 2), axis=1)
        lengths = lengths[lengths >= SHORTEST_RUN]
        near = np.count_nonzero((row >= _NEAR * highest) & (row < highest))
        self._counts[side] += (len(lengths), int(lengths.sum()), near)


class ClippingMeter:
    """Counts the samples of each channel that stand in a run of 3 or more equal ones at 0.99 of full scale or more.

    Samples beyond full scale (float files) are cut off there first, since every converter will do that to them.
    """

    def __init__(self, channels: int) -> None:
        self._clipped = np.zeros(channels, np.int64)
        self._last = np.zeros(channels, np.float32)
        self._run = np.zeros(channels, np.int64)  # length of the run the stream's last sample stands in

    def share(self, samples: int) -> float:
        """Clipped share, 0..1, of the channel that clips most; `samples` is the stream's length."""
        return float(self._clipped.max(initial=0)) / samples if samples else 0.0

    def feed(self, samples: Floats, sample_peaks: Floats) -> None:
        """Take samples, shape (channels, any), and the sample peak of each channel in them, shape (channels,)."""
        for channel, sample_peak in enumerate(sample_peaks):
            if sample_peak >= CLIPPING_LEVEL:
                self._count(channel, np.clip(samples[channel], -1.0, 1.0))
            else:
                self._run[channel] = 0

    def _count(self, channel: int, samples: Floats) -> None:
        """Runs in one channel; the first may carry on a run from before."""
        edges = np.flatnonzero(np.diff(samples)) + 1
        starts = np.concatenate([[0], edges])
        lengths = np.diff(np.concatenate([starts, [len(samples)]]))
        at_the_end_of_scale = np.abs(samples[starts]) >= CLIPPING_LEVEL
        carried = int(self._run[channel]) if samples[0] == self._last[channel] else 0
        whole = lengths.copy()
        whole[0] += carried
        runs = at_the_end_of_scale & (whole >= SHORTEST_RUN)
        self._clipped[channel] += int(lengths[runs].sum())
        if runs[0] and carried < SHORTEST_RUN:
            self._clipped[channel] += carried  # too short to count until now
        self._run[channel] = whole[-1] if at_the_end_of_scale[-1] else 0
        self._last[channel] = samples[-1]
