"""Digital clipping: runs of equal samples at the end of the scale, streaming."""

import numpy as np

from samklang.analysis.sound.block_filter import Floats

CLIPPING_LEVEL = 0.99
"""Samples from here on count as the end of the scale. Our proposal (a driver may scale a little below it)."""
SHORTEST_RUN = 3
"""Two equal samples at the top happen in clean sound; three do not. Our proposal."""


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
