"""How long a room rings on, from how speech dies away, streaming.

Nothing is known of the speaker but that whenever a sound ends, no band can die away faster than the room lets it. So
the level of each octave is followed every 10 ms, every stretch in which it falls freely is fitted with a straight line,
and the median of their slopes, each counting by how deep it goes, is the room's. Dry speech dies away by itself within
an apparent 0.1 to 0.35 s, which is also what a good room shows: a value below that says no more than "no longer than
speech itself".

The idea is that of Ratnam et al. (J. Acoust. Soc. Am. 114, 2003) and of Loellmann et al. (IWAENC 2010): find the free
decays, take an order statistic of their rates. The line in decibels (Schuldt and Handel, IEEE/ACM TASLP 2014) stands in
for their maximum likelihood: twice its variance, but nothing of it is done sample by sample.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_FRAMES = 10
"""A row's frames: one every 10 ms, each of 20 ms under a Hann window."""
_FRAME_S = 0.1 / _FRAMES
_LOWEST_RATE_HZ = 11_000
"""Neighbouring samples are averaged down to this rate or somewhat more: speech dies away below 5 kHz."""
_OCTAVES_HZ = (250.0, 500.0, 1000.0, 2000.0, 4000.0)
"""Edges of the bands; below them hum and rumble, above them next to nothing of a vowel. Ours."""
_KEPT_ROWS = 3000
"""The last 5 minutes count, so that memory does not grow (240 kB)."""
_NOTHING = 1e-12
_DIGITAL_DBFS = -119.0
"""A frame below this is digital silence: a gate cuts off, it does not die away."""
_SLOPE_FRAMES = 9
"""Falling means that the line through the 90 ms around falls."""
_ABOVE_FLOOR_DB = 6.0
"""What is nearer to the band's floor is left out: there the noise, not the room, holds the level up."""
_LEAST_DECAYS = 6
"""Fewer give no median worth the name. Ours."""
_LEAST_WHEN_SLOW = 3
"""Where even the quickest falls are slow, these are enough. Ours."""
_FLOOR_PERCENT = 5.0
_QUICKEST_PERCENT = 2.0
"""The quickest falls of a band: as steep as these of its 90 ms stretches."""
_LONG_S = 0.5
"""Up to here a room may be as good as none; what reads longer is only believed if everything else agrees. Ours."""
_VERY_LONG_S = 0.8
"""Noise and babble feign at most 0.7 s. Ours."""
_AGREEING = 2.0
"""In one room the third quartile of the decay times is at most this many times the first: 1.2 to 1.7 in most, more
where noise, other voices or distortion feign long decays. Ours."""
_NOISE_RANGE_DB = 31.0
"""Where no octave's level ranges over more than this (5th to 95th percentile), noise may feign or hide decays: white
and pink noise 10 dB below the speech leave 23 to 30 dB, a room of 0.8 s 27 to 67 dB. Ours."""
_STILL_DB = 2.5
"""Where the quietest frames differ less (5th to 20th percentile), they are steady noise; a tail's fall. Ours."""
_TOO_QUICK_S = 0.24
"""Quickest falls that are quicker are those of dry speech, whatever lies in its pauses: 0.08 to 0.23 s with noise or
babble 15 dB and more below it, 0.25 s and more in a room of 0.8 s whose sound is 10 dB weaker than the direct one."""
_CALM_S = 0.32
"""Where they are slower, decays of a room may disagree: a strong direct sound bends them. Ours."""
_SLOW_S, _SLOWER_S = 0.39, 0.42
"""As slow as this they are in rooms of 0.8 s and more whose sound is as strong as the direct one; not among six other
voices. The second is for when hardly any other sign is left. Ours."""


@dataclass(frozen=True, slots=True)
class _Decay:
    """What counts as a free decay.

    Attributes:
        first_drop_db: This much at the start of a fall is left out: there the direct sound ends, not the room's.
        least_drop_db: How far it has to fall after that.
        least_frames: How long that has to take.
    """

    first_drop_db: float
    least_drop_db: float
    least_frames: int


_CLEAR = _Decay(5.0, 10.0, 6)
"""ISO 3382-2 leaves out the first 5 dB for T20 and T30; ISO 3382-1's early decay time is taken over 10 dB."""
_SHALLOW = _Decay(3.0, 5.0, 10)
"""In a very long tail speech goes on before the level falls by more; only where the quickest falls are slow. Ours."""


class ReverberationMeter:
    """Estimates RT60 without knowing the source, in the channel that has had the most energy so far.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._row = grid.row
        self._average = _divisor(grid.row, grid.sample_rate_hz // _LOWEST_RATE_HZ)
        self._rate_hz = grid.sample_rate_hz / self._average
        self._hop = grid.row / self._average / _FRAMES
        self._window, self._bands = _frame_filter(self._rate_hz, int(2 * self._hop), self._average)
        self._energies = np.zeros(channels)  # of all rows so far, thinned out
        self._before = np.zeros(len(self._window), np.float32)
        self._levels = np.zeros((_KEPT_ROWS, _FRAMES, self._bands.shape[1]), np.float16)
        self._rows = 0

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        rows = self._strongest(batch)
        averaged = rows[:, :: self._average].copy()
        for late in range(1, self._average):
            averaged += rows[:, late :: self._average]
        samples = np.concatenate([self._before, averaged.ravel()])
        self._before = samples[-len(self._window) :]
        starts = np.round(np.arange(_FRAMES) * self._hop).astype(int)
        frames = sliding_window_view(samples, len(self._window))
        places = (np.arange(batch.count)[:, None] * averaged.shape[1] + starts).ravel()
        half = np.fft.rfft(frames[places] * self._window, axis=1)
        powers = (np.square(half.real) + np.square(half.imag)).astype(np.float32, copy=False) @ self._bands
        levels = 10 * np.log10(np.maximum(powers, _NOTHING)).reshape(batch.count, _FRAMES, -1)
        for level in levels:
            self._levels[self._rows % _KEPT_ROWS] = level
            self._rows += 1

    def reverberation_s(self) -> Measured:
        """RT60 in seconds, of the last 5 minutes.

        Unknown: `too_short` (under a second), `silent` (digital silence), `noise` (it hides how the speech dies away),
        `too_few_decays` (speech without ends, or none).
        """
        if self._rows < _FRAMES:
            return Unknown("too_short")
        octaves = [_Octave(levels) for levels in self._kept().T if (levels > _DIGITAL_DBFS).any()]
        if not octaves:
            return Unknown("silent")
        quickest_s = float(np.median([octave.quickest_s() for octave in octaves]))
        noisy = max(octave.range_db for octave in octaves) < _NOISE_RANGE_DB
        still = float(np.median([octave.stillness_db for octave in octaves])) < _STILL_DB
        decays = np.concatenate([octave.decays(_CLEAR) for octave in octaves])
        slow = quickest_s >= _SLOWER_S and not still
        if len(decays) < _LEAST_DECAYS and slow:
            decays = np.concatenate([octave.decays(_SHALLOW) for octave in octaves])
        if len(decays) < (_LEAST_WHEN_SLOW if slow else _LEAST_DECAYS):
            return Unknown("noise" if noisy else "too_few_decays")
        low, middle, high = _weighted_quartiles(*decays.T)
        slow_enough_s = _SLOW_S if middle < _VERY_LONG_S else _CALM_S
        if middle > _LONG_S and noisy and (still or quickest_s < slow_enough_s):
            return Unknown("noise")
        disagreeing = quickest_s < _TOO_QUICK_S or (quickest_s < _CALM_S and high > _AGREEING * low)
        if middle < quickest_s >= _SLOW_S or (middle > _LONG_S and disagreeing):
            return Unknown("too_few_decays")
        return middle

    def _strongest(self, batch: Batch) -> Floats:
        """Each row of the channel with the most energy up to it, without direct current; shape (count, row)."""
        rows = batch.rows.reshape(len(batch.rows), batch.count, self._row)
        if len(rows) == 1:
            only: Floats = rows[0]
            return only
        energies = self._energies[:, None] + np.cumsum(rows[:, :, ::7].var(axis=2), axis=1)
        self._energies = energies[:, -1]
        strongest: Floats = rows[energies.argmax(axis=0), np.arange(batch.count)]
        return strongest

    def _kept(self) -> Floats:
        """Levels of the frames that count, the oldest first, shape (frames, octaves)."""
        newest = self._rows % _KEPT_ROWS
        kept = self._levels[: self._rows] if self._rows <= _KEPT_ROWS else np.roll(self._levels, -newest, axis=0)
        levels: Floats = kept.reshape(-1, self._bands.shape[1]).astype(np.float32)
        return levels


class _Octave:
    """How the level of one octave went.

    Args:
        levels: In dB, one a frame, shape (frames,); not all of them digital silence.
    """

    def __init__(self, levels: Floats) -> None:
        alive = levels > _DIGITAL_DBFS
        floor, still, high = np.percentile(levels[alive], (_FLOOR_PERCENT, 4 * _FLOOR_PERCENT, 100 - _FLOOR_PERCENT))
        self.range_db = float(high - floor)
        self.stillness_db = float(still - floor)
        self._levels = levels
        self._lowest = float(floor) + _ABOVE_FLOOR_DB
        self._smooth = np.convolve(levels, np.full(3, 1 / 3), "same")
        place = np.arange(_SLOPE_FRAMES) - _SLOPE_FRAMES // 2
        self._slopes = np.convolve(levels, -place / (place @ place), "same")  # dB a frame
        self._alive = np.convolve(~alive, np.ones(5), "same") == 0
        self._whole = np.convolve(~alive, np.ones(_SLOPE_FRAMES), "same") == 0

    def quickest_s(self) -> float:
        """The time its quickest falls would take for 60 dB; 0 where there are none."""
        heard = self._whole & (self._smooth > self._lowest)
        slope = float(np.percentile(self._slopes[heard], _QUICKEST_PERCENT)) if heard.any() else 0.0
        return -60 / slope * _FRAME_S if slope < 0 else 0.0

    def decays(self, decay: _Decay) -> Doubles:
        """The free decays: the time each would take for 60 dB, and how many dB of it are seen; shape (decays, 2)."""
        edges = np.flatnonzero(np.diff((self._slopes < 0) & self._alive, prepend=False, append=False))
        first, last = edges[::2], edges[1::2] - 1
        deep = self._smooth[first] - self._smooth[last] >= decay.least_drop_db + decay.first_drop_db
        deep &= last - first >= decay.least_frames
        falls = zip(first[deep].tolist(), last[deep].tolist(), strict=True)
        found = [seen for fall in falls if (seen := self._decay(*fall, decay)) is not None]
        return np.array(found).reshape(-1, 2)

    def _decay(self, first: int, last: int, decay: _Decay) -> tuple[float, float] | None:
        """One fall as `decays` gives it; None where too little of it counts."""
        smooth = self._smooth[first : last + 1]
        begun = int(np.argmax(smooth <= smooth[0] - decay.first_drop_db))
        sunk = smooth[begun:] < self._lowest
        count = int(np.argmax(sunk)) if sunk.any() else len(sunk)
        if count < decay.least_frames or smooth[begun] - smooth[begun + count - 1] < decay.least_drop_db:
            return None
        place = np.arange(count) - (count - 1) / 2
        slope = float(place @ self._levels[first + begun : first + begun + count]) / float(place @ place)
        return (-60 / slope * _FRAME_S, float(smooth[0] - smooth[begun + count - 1])) if slope < 0 else None


def _weighted_quartiles(values: Doubles, weights: Doubles) -> tuple[float, float, float]:
    """Below each of them a quarter, half, three quarters of the weight."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    low, middle, high = values[order][np.searchsorted(reached, reached[-1] * np.array((0.25, 0.5, 0.75)))].tolist()
    return low, middle, high


def _divisor(number: int, largest: int) -> int:
    """The largest divisor of `number` up to `largest`; 1 where that is under 1."""
    return next((divisor for divisor in range(largest, 1, -1) if number % divisor == 0), 1)


@cache
def _frame_filter(rate_hz: float, length: int, summed: int) -> tuple[Floats, Floats]:
    """The window of a frame of sums, and what adds its spectrum's powers up to octaves, shape (bins, octaves)."""
    window = np.hanning(length + 1)[:-1]
    at_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    octaves = [(at_hz >= low) & (at_hz < high) for low, high in pairwise(_OCTAVES_HZ) if high <= rate_hz / 2]
    bands = np.stack(octaves, axis=1) * (2 / (length * float(np.square(window).sum())))
    return (window / summed).astype(np.float32), bands.astype(np.float32)
