"""True peak by ITU-R BS.1770-5, Annex 2: the highest value of the wave between the samples, streaming."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from samklang.analysis.sound.batch import largest_magnitudes
from samklang.analysis.sound.block_filter import Floats

_TAPS = 49
"""One windowed sinc of order 48, as the Annex's own example; this one is libebur128's, so that both read the same."""
_FOUR_TIMES_BELOW_HZ = 96_000
_TWICE_BELOW_HZ = 192_000
_STRETCH = 32
"""Samples interpolated in one row of a matrix product, ..."""
_STRETCHES_AT_ONCE = 100
"""... and rows in one product: for larger ones OpenBLAS wakes threads, which wait longer than they work."""


def oversampling(sample_rate_hz: int) -> int:
    """How many times to oversample: to at least 192 kHz, as the Annex asks at 48 kHz; 1 where the rate is that high."""
    if sample_rate_hz < _FOUR_TIMES_BELOW_HZ:
        return 4
    return 2 if sample_rate_hz < _TWICE_BELOW_HZ else 1


def interpolators(factor: int) -> Floats:
    """The polyphase filter, shape (taps a phase, factor): a Hann-windowed sinc; phase 0 hands the samples through."""
    place = np.arange(_TAPS) - (_TAPS - 1) / 2
    window = 0.5 * (1 - np.cos(2 * np.pi * np.arange(_TAPS) / (_TAPS - 1)))
    taps = np.sinc(place / factor) * window
    padded = np.zeros(-(-_TAPS // factor) * factor)
    padded[:_TAPS] = taps
    # Convolution: the newest sample meets the first tap, so a phase's taps are read backwards along the window.
    return padded.reshape(-1, factor)[::-1].astype(np.float32)


class TruePeakMeter:
    """The true peak of each channel of one stream.

    Only stretches whose sample peak could, at the filter's largest possible gain, beat the peak found so far are
    interpolated: the result is exact and most of the work falls away.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._factor = oversampling(sample_rate_hz)
        self._filter = interpolators(self._factor)
        self._stretched = _stretched(self._filter)
        self._gain = float(np.abs(self._filter).sum(axis=0).max())
        self._before = np.zeros((channels, len(self._filter) - 1), np.float32)
        self._peaks = np.zeros(channels)

    @property
    def peak(self) -> float:
        """The highest of all channels, 1.0 being full scale."""
        return float(self._peaks.max(initial=0.0))

    def feed(self, samples: Floats, sample_peaks: Floats) -> None:
        """Take samples, shape (channels, any), and the sample peak of each channel in them, shape (channels,)."""
        if self._factor == 1:
            self._peaks = np.maximum(self._peaks, sample_peaks)
            return
        before = np.abs(self._before).max(axis=1)
        for channel in np.flatnonzero(np.maximum(sample_peaks, before) * self._gain > self._peaks).tolist():
            self._interpolate(channel, np.concatenate([self._before[channel], samples[channel]]))
        reach = self._before.shape[1]
        self._before = np.concatenate([self._before, samples[:, -reach:]], axis=1)[:, -reach:]

    def _interpolate(self, channel: int, samples: Floats) -> None:
        """Look between those samples whose neighbourhood holds one that is large enough.

        Args:
            channel: Whose they are.
            samples: Those before, as many as the filter reaches back, and the new ones.
        """
        count = len(samples) - len(self._filter) + 1
        if count < _STRETCH:
            windows, filter_ = sliding_window_view(samples, len(self._filter)), self._filter
        else:
            starts = np.minimum(np.arange(0, count, _STRETCH), count - _STRETCH)
            starts = starts[_neighbourhoods(samples, len(starts)) * self._gain > self._peaks[channel]]
            windows, filter_ = sliding_window_view(samples, len(self._stretched))[starts], self._stretched
        reachable = largest_magnitudes(windows) * self._gain
        loudest_first = np.argsort(-reachable)  # what is found there leaves fewer of the others worth a look
        for start in range(0, len(windows), _STRETCHES_AT_ONCE):
            chosen = loudest_first[start : start + _STRETCHES_AT_ONCE]
            if reachable[chosen[0]] <= self._peaks[channel]:
                break
            between = windows[chosen] @ filter_
            self._peaks[channel] = max(self._peaks[channel], between.max(), -between.min())


def _neighbourhoods(samples: Floats, count: int) -> Floats:
    """The largest magnitude within two stretches from the start of each of the first `count` ones, or more."""
    whole = len(samples) // _STRETCH
    largest = np.full(count + 1, np.inf, np.float32)  # what lies beyond the whole stretches is looked at anyhow
    of_stretches = largest_magnitudes(samples[: whole * _STRETCH].reshape(whole, _STRETCH))[: count + 1]
    largest[: len(of_stretches)] = of_stretches
    neighbourhoods: Floats = np.maximum(largest[:-1], largest[1:])
    return neighbourhoods


def _stretched(filter_: Floats) -> Floats:
    """The filter for a stretch of samples at once, shape (taps + stretch - 1, stretch * factor): one matrix product."""
    taps, factor = filter_.shape
    stretched = np.zeros((taps + _STRETCH - 1, _STRETCH, factor), np.float32)
    for place in range(_STRETCH):
        stretched[place : place + taps, place] = filter_
    return stretched.reshape(len(stretched), -1)
