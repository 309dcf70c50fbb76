"""Knocks against the microphone, its stand or the table, and handling noise, streaming.

A knock sets stand and table swinging: for some ten milliseconds there is far more below 150 Hz than the voice ever has
there, it comes within 20 ms, and nothing of a syllable comes with it. So the level between 30 and 150 Hz is held
against what it was just before, against what it falls to afterwards, against the first harmonics at the same moment,
and against the level the voice itself reaches in that band. All limits are ours; docs/sound-measures.md shows what
they were set by.
"""

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch, LowRate
from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.trailing import trailing_maximum
from samklang.domain.measures import Measured, Unknown

Counts: TypeAlias = NDArray[np.int64]

_FRAMES = 10
"""A row's frames, one every 10 ms."""
_KNOCK_HZ = (30.0, 150.0)
"""Below: direct current and slow drift; above: voices. A struck stand or table rings at 40 to 150 Hz."""
_HARMONICS_HZ = (220.0, 450.0)
"""A syllable has as much here as at its fundamental, or more."""
_FILTER_S = 0.06
_BEFORE = 25
_ATTACK = 3
"""A knock stands over everything from 250 to 30 ms before it ..."""
_AFTER, _GONE = 10, 60
"""... and has fallen again at some time from 100 to 600 ms after it: hum that is switched on has not."""
_RINGS = 20
"""It is over in 200 ms; until then it does not count as voice, or many knocks would hide each other."""
_AROUND = 4
"""It is the highest within 40 ms: one knock counts once."""
_SUDDEN_DB = 7.0
_FALLEN_DB = 6.0
_OVER_HARMONICS_DB = 5.0
_ALONE_DB = 12.0
"""What it needs over the harmonics where nobody speaks: the first word after silence is no knock."""
_OVER_VOICE_DB = 9.0
"""Over what nine tenths of the sounding frames reach between 30 and 150 Hz: pops of a close voice reach 0 to 8 dB."""
_OVER_VOWELS_DB = 1.0
"""Over what nine tenths reach in the harmonics: a high voice that drops low for a moment is no knock."""
_FAINTEST_DBFS = -45.0
_SOUNDING_DBFS = -60.0
_LEAST_SOUNDING = 100
"""With a second of frames above -60 dBFS the voice (or the noise) is known; with less there is none."""
_LEAST_FRAMES = 100
"""Less than a second tells nothing."""
_REFERENCE = 0.9
_A_MINUTE = 600
_MOST_KEPT = 2000
_NOTHING = 1e-12
_STEPS = 240
"""Half decibels from -120 dBFS up: the histograms of levels."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What may be a knock, once it is known how loud the voice is.

    Attributes:
        row: When.
        level: In dBFS, between 30 and 150 Hz over 20 ms.
        over_harmonics: In dB.
    """

    row: int
    level: float
    over_harmonics: float


class KnockMeter:
    """Counts knocks in the channel that has most of them.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._low_rate = LowRate(grid, channels)
        self._kernels = tuple(_band_pass(self._low_rate.rate_hz, band) for band in (_KNOCK_HZ, _HARMONICS_HZ))
        self._starts = np.round(np.arange(_FRAMES) * grid.blocks_a_row / _FRAMES).astype(np.intp)
        self._lengths = np.diff(self._starts, append=grid.blocks_a_row)
        self._before = np.zeros((channels, len(self._kernels[0]) - 1), np.float32)
        self._powers = np.zeros((channels, 2, 1))  # of the last frame
        self._levels = np.zeros((channels, 2, 0))  # those that may still matter
        self._counts = np.zeros((channels, 2, _STEPS), np.int64)  # frames by level
        self._events: tuple[deque[_Event], ...] = tuple(deque(maxlen=_MOST_KEPT) for _ in range(channels))
        self._left_out = [0] * channels  # up to this frame the histograms are without what may be a knock
        self._frames = 0  # looked at
        self._seen = 0

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        self._levels = np.concatenate([self._levels, self._new_levels(batch)], axis=2)
        ready = self._levels.shape[2] - _BEFORE - _GONE
        if ready > 0:
            self._look(ready)
            self._levels = self._levels[:, :, ready:]
            self._frames += ready

    def knocks(self) -> Measured:
        """How many there are in the minute that has most of them.

        Unknown: `too_short` (under a second).
        """
        if self._seen < _LEAST_FRAMES:
            return Unknown("too_short")
        return float(max(self._most_a_minute(channel) for channel in range(len(self._events))))

    def _new_levels(self, batch: Batch) -> Doubles:
        """Level in both bands over the 20 ms that end with each frame, in dBFS, shape (channels, 2, frames)."""
        values = np.concatenate([self._before, self._low_rate.values(batch)], axis=1)
        self._before = values[:, values.shape[1] - self._before.shape[1] :]
        bands = [[np.convolve(channel, kernel, "valid") for kernel in self._kernels] for channel in values]
        squares = np.square(bands).reshape(len(values), 2, batch.count, -1)
        powers = (np.add.reduceat(squares, self._starts, axis=3) / self._lengths).reshape(len(values), 2, -1)
        both = np.concatenate([self._powers, powers], axis=2)
        self._powers = powers[:, :, -1:]
        levels: Doubles = 10 * np.log10((both[:, :, 1:] + both[:, :, :-1]) / 2 + _NOTHING)
        for channel, of_channel in enumerate(levels):
            self._counts[channel] += _histograms(of_channel)
        self._seen += levels.shape[2]
        return levels

    def _look(self, ready: int) -> None:
        """Look for what may be a knock in the frames that have enough before and after them."""
        low, harmonics = self._levels[:, 0], self._levels[:, 1]
        now = low[:, _BEFORE : _BEFORE + ready]
        may_be = now >= _FAINTEST_DBFS
        if not may_be.any():
            return
        before = trailing_maximum(low, _BEFORE - _ATTACK + 1)[:, _BEFORE - _ATTACK :][:, :ready]
        after = -trailing_maximum(-low, _GONE - _AFTER + 1)[:, _BEFORE + _GONE :][:, :ready]
        highest = trailing_maximum(low, 2 * _AROUND + 1)[:, _BEFORE + _AROUND :][:, :ready]
        over = now - trailing_maximum(harmonics, 3)[:, _BEFORE + 1 :][:, :ready]
        may_be &= (now - before >= _SUDDEN_DB) & (now - after >= _FALLEN_DB)
        may_be &= (now >= highest) & (over >= _OVER_HARMONICS_DB)
        for channel, frame in np.argwhere(may_be).tolist():
            at = self._frames + _BEFORE + frame
            self._events[channel].append(_Event(at // _FRAMES, float(now[channel, frame]), float(over[channel, frame])))
            first = max(at - _ATTACK, self._left_out[channel])
            self._left_out[channel] = at + _RINGS
            itself = self._levels[channel, :, first - self._frames : at + _RINGS - self._frames]
            self._counts[channel] -= _histograms(itself)

    def _most_a_minute(self, channel: int) -> int:
        """Knocks of one channel in the minute that has most of them."""
        voice, harmonics = (_reached(counts) for counts in self._counts[channel])
        rows: deque[int] = deque()
        most = 0
        for event in self._events[channel]:
            if voice is None or harmonics is None:
                is_knock = event.over_harmonics >= _ALONE_DB
            else:
                is_knock = event.level >= max(voice + _OVER_VOICE_DB, harmonics + _OVER_VOWELS_DB)
            if is_knock:
                rows.append(event.row)
                while rows[0] <= event.row - _A_MINUTE:
                    rows.popleft()
                most = max(most, len(rows))
        return most


def _histograms(levels: Doubles) -> Counts:
    """How often each step of level occurs in each band; `levels` of shape (2, frames)."""
    steps = np.clip((levels - _dbfs_of_step(0)) * 2, 0, _STEPS - 1).astype(np.intp)
    counts: Counts = np.stack([np.bincount(band, minlength=_STEPS) for band in steps])
    return counts


def _dbfs_of_step(step: int) -> float:
    return -120.0 + step / 2


def _reached(counts: Counts) -> float | None:
    """The level nine tenths of the sounding frames stay below, from their histogram; None where too few sound."""
    sounding = counts[int((_SOUNDING_DBFS - _dbfs_of_step(0)) * 2) :]
    if sounding.sum() < _LEAST_SOUNDING:
        return None
    place = int(np.searchsorted(np.cumsum(sounding), _REFERENCE * float(sounding.sum())))
    return _SOUNDING_DBFS + place / 2


def _band_pass(rate_hz: float, band_hz: tuple[float, float]) -> Floats:
    """A Hamming-windowed band-pass; nothing of a direct current is left."""
    taps = 2 * round(_FILTER_S * rate_hz / 2) + 1
    place = np.arange(taps) - taps // 2
    low, high = (2 * edge / rate_hz for edge in band_hz)
    window = np.hamming(taps)
    kernel = (high * np.sinc(high * place) - low * np.sinc(low * place)) * window
    centred: Floats = (kernel - window * (kernel.sum() / window.sum())).astype(np.float32)
    return centred
