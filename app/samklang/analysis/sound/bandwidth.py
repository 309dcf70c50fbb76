"""Up to where speech has energy, and the curves a small picture is drawn from, streaming."""

import math
from array import array
from functools import cache

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, SoundCurves, Unknown

_FINE_BINS, _WIDE = 40, 10
"""The spectrum is kept in bins of 10 Hz up to 400 Hz, and of 100 Hz above, ..."""
_HIGHEST_HZ = 24_000
"""... up to here: no voice has anything above."""
_LOUDEST_DBFS, _CLASS_DB, _CLASSES = 24, 2, 80
"""Rows are told apart by their level, in steps of 2 dB from +24 down to -136 dBFS."""
_DIGITAL_SILENCE = (1 / 32767) ** 2
_MARGIN_DB = 15.9
"""Active speech reaches down to this far below its mean: ITU-T P.56."""
_LEAST_SPEECH_ROWS = 10
_SPREAD = (0.10, 0.95)
_STEADY_DB = 4.0
"""Rows whose levels spread no more than this are noise or a tone: `speech_level`'s 3 dB, in steps of 2 dB."""
_NOTHING = 1e-16
"""Power of a band that holds nothing, -160 dBFS: below the rounding of 24 bits."""

_WALL_RATIO = 1.08
_WALL_HZ, _WALL_DB = (5_500.0, 6_500.0), (28.0, 42.0)
"""The band ends in a wall where the spectrum falls by so many dB within 8 % and stays down: 28 dB up to 5.5 kHz, where
2.4 s of a real voice lose 24 at most, and 42 dB from 6.5 kHz on, where the filters and codecs of 16 kHz recordings take
nearly that much. Cut off at 3400 or 5000 Hz, the same voices lose 39 and more. Ours: docs/sound-measures.md."""
_SLOPES = ((1.2, 22.0, 0.0, 5_000.0), (1.45, 28.0, 0.0, 4_000.0), (1.3, 38.0, 7_000.0, math.inf))
"""It ends in a steep slope where it falls by so many dB within this ratio of frequencies, looked for from one frequency
up to another. Real voices lose at most 15 and 21 dB in the first two; the third finds the end of a 16 kHz recording
that was turned gently into a faster one. Ours."""
_LONG_ROWS, _SHORT_DB = 80, 10.0
"""Under 8 s of speech a slope has to be this much steeper: few words may lack an s. Ours."""
_BELOW = 0.75
"""What it falls from is the mean from three quarters of the frequency up to it."""
_EDGE_DB, _JUST_BELOW = 10.0, 5
"""The band's end is given where the spectrum has fallen by this; a wall begins where it falls by this from what the
last 500 Hz have."""
_LOWEST_EDGE_HZ = 1_000.0
_SPEECH_OVER_NOISE_DB = 6.0
"""Speech reaches up to where it stands this far above the quietest tenth of the recording. Ours."""
_QUIET_SHARE = 0.10
_LOW_SHARE, _LOW_HZ = 0.01, 400.0
"""Every voice has its fundamental or the second harmonic below 400 Hz; where 99 % of the energy lies above, the lows
are cut away as in a telephone, ..."""
_TELEPHONE_HZ = 3_400.0
"""... and the bandwidth is given as a telephone's at most (300 to 3400 Hz: ITU-T G.712)."""
_WIDEBAND_HZ = 7_000.0
"""What wideband speech reaches: ITU-T P.341 and G.722."""
_ENOUGH_HZ = 9_000.0
"""More than the 8 kHz a headset in a 16 kHz call mode can carry, and than what gentle resampling makes of them. Our
proposal."""
_NEARLY = 0.8
"""Speech that reaches this part of what a low sample rate can carry is taken to fill it. Ours."""
_STORED_AT_16_KHZ_HZ = 7_200.0
"""From here to a little over 8 kHz the speech of a recording ends that was once stored at 16 kHz."""
_FULL_BAND_HZ = 14_000.0
"""A sample rate that can carry this, 32 kHz and more, promises the full band of a voice. Our proposal."""
_THIRD_OCTAVES_FROM, _THIRD_OCTAVES_TO = -12, 13
"""63 Hz to 20 kHz, counted from 1 kHz."""


class SpectrumMeter:
    """The long-term spectrum of the speech.

    The spectra of all rows of about the same level are added up; which levels are speech is decided when asked.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
        device_rate: The sample rate is that of a device which could offer more, not of a recording somebody may have
            stored at a lower rate than it was made with.
    """

    def __init__(self, grid: Grid, channels: int, *, device_rate: bool = False) -> None:
        self._grid = grid
        self._channels = channels
        self._device_rate = device_rate
        self._bin_hz = grid.sample_rate_hz / grid.row
        self._starts = _band_starts(min(grid.row // 2 + 1, math.ceil(_HIGHEST_HZ / self._bin_hz)))
        self._ends_hz = np.append(self._starts[1:], self._starts[-1] + _WIDE) * self._bin_hz
        self._counts = np.zeros(_CLASSES, np.int64)
        self._powers = np.zeros((_CLASSES, len(self._starts)))
        self._levels = _Levels()

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        by_row = batch.block_energies.reshape(self._channels, batch.count, -1).sum(axis=2).max(axis=0)
        row_powers = by_row.astype(np.float64) / self._grid.row
        self._levels.extend(row_powers)
        heard = row_powers > _DIGITAL_SILENCE
        if not heard.any():
            return
        bands = np.add.reduceat(batch.spectra[heard, : self._starts[-1] + _WIDE], self._starts, axis=1)
        # Hum and rumble are left out of what tells speech from pauses.
        voice = bands[:, _FINE_BINS // 2 :].sum(axis=1, dtype=np.float64)
        levels = 10 * np.log10(np.maximum(voice, _NOTHING))
        classes = np.clip((_LOUDEST_DBFS - levels) / _CLASS_DB, 0, _CLASSES - 1).astype(np.intp)
        for class_, of_row in zip(classes.tolist(), bands, strict=True):  # a quarter of the time of np.add.at, measured
            self._counts[class_] += 1
            self._powers[class_] += of_row

    def bandwidth_hz(self) -> Measured:
        """Up to where the speech has energy.

        Unknown with `too_short`, `silent`, `no_speech` or `too_little_speech` (under 1 s); with `sample_rate` where the
        recording's own sample rate, or one it was stored at before, leaves nothing above 7 kHz to be heard; with
        `hidden_by_noise` where the speech goes under in noise before the band has an end.
        """
        rows = int(self._counts.sum())
        if rows == 0:
            return Unknown("silent" if self._levels.rows else "too_short")
        if self._spread_db() <= _STEADY_DB:
            return Unknown("no_speech")
        active = self._active()
        if self._counts[:active].sum() < _LEAST_SPEECH_ROWS:
            return Unknown("too_little_speech")
        return self._bandwidth_of(self._mean(0, active), self._mean(self._quietest(), _CLASSES), active)

    def curves(self) -> SoundCurves:
        """Level over time and spectrum."""
        step, levels = self._levels.mean_powers()
        rows = int(self._counts.sum())
        bands_hz, weights = _third_octaves(len(self._starts), self._bin_hz)
        mean = self._mean(0, self._active()) if rows else np.zeros(len(self._starts))
        return SoundCurves(
            level_step_s=step * self._grid.row / self._grid.sample_rate_hz,
            levels_dbfs=_decibels(levels),
            bands_hz=bands_hz,
            bands_dbfs=_decibels(weights @ mean),
        )

    def _bandwidth_of(self, speech: Doubles, noise: Doubles, active: int) -> Measured:
        """From the spectra of the active speech and of the quietest moments."""
        edge_hz = self._edge_hz(speech, int(self._counts[:active].sum()))
        highest_hz = float(self._ends_hz[-1])
        reach_hz = self._reach_hz(speech, noise) if edge_hz is None else edge_hz
        heard_hz: Measured = reach_hz
        if self._lows_are_missing(speech, noise):
            heard_hz = min(reach_hz, _TELEPHONE_HZ)
        elif edge_hz is None and highest_hz < _WIDEBAND_HZ:
            heard_hz = highest_hz
        elif not self._device_rate and self._stored_slower(edge_hz):
            heard_hz = Unknown("sample_rate")
        elif edge_hz is None and reach_hz < (_ENOUGH_HZ if highest_hz >= _ENOUGH_HZ else _NEARLY * highest_hz):
            heard_hz = Unknown("hidden_by_noise")
        return heard_hz

    def _stored_slower(self, edge_hz: float | None) -> bool:
        """Whether the sample rate, this one or an earlier one near it, can be what ends the band, between 7 and 9 kHz.

        At 32 kHz and more it is the microphone's fault all the same: a headset in call mode looks exactly so.
        """
        highest_hz = float(self._ends_hz[-1])
        if edge_hz is None:
            return highest_hz < _ENOUGH_HZ
        return highest_hz < _FULL_BAND_HZ and _STORED_AT_16_KHZ_HZ <= edge_hz < _ENOUGH_HZ

    def _mean(self, first: int, after: int) -> Doubles:
        """Mean power in each band of the rows in some classes, of which one at least holds rows."""
        mean: Doubles = self._powers[first:after].sum(axis=0) / self._counts[first:after].sum()
        return mean

    def _spread_db(self) -> float:
        shares = np.cumsum(self._counts[::-1]) / self._counts.sum()
        low, high = (int(np.searchsorted(shares, share)) for share in _SPREAD)
        return _CLASS_DB * (high - low)

    def _active(self) -> int:
        """How many classes, from the loudest down, are active speech: P.56's margin on the levels of whole rows."""
        counts = np.cumsum(self._counts)
        energy = float(self._powers[:, _FINE_BINS // 2 :].sum())
        level = 10 * np.log10(max(energy, _NOTHING) / np.maximum(counts, 1))
        threshold = _LOUDEST_DBFS - _CLASS_DB * (np.arange(_CLASSES) + 1.0)
        beyond = np.flatnonzero((counts > 0) & (level - threshold <= _MARGIN_DB))
        return int(beyond[-1]) + 1 if beyond.size else _CLASSES

    def _quietest(self) -> int:
        """From which class on the quietest tenth of the rows lies."""
        from_below = np.cumsum(self._counts[::-1])
        return _CLASSES - 1 - int(np.searchsorted(from_below, _QUIET_SHARE * from_below[-1]))

    def _edge_hz(self, speech: Doubles, rows: int) -> float | None:
        """Where the band of the speech ends in a wall or a steep slope; None where it does not."""
        wide, ends_hz = speech[_FINE_BINS:], self._ends_hz[_FINE_BINS:]
        places = np.arange(int(np.searchsorted(ends_hz, _LOWEST_EDGE_HZ)), len(wide))
        firsts = np.searchsorted(ends_hz, ends_hz[places] * _BELOW)
        sums = np.concatenate([[0.0], np.cumsum(wide)])
        below = _in_db((sums[places + 1] - sums[firsts]) / (places + 1 - firsts))
        # Above an edge no three bands together may rise again; the last has no third and is left out.
        smooth = _in_db(np.convolve(wide, np.full(3, 1 / 3), "same"))[:-1]
        highest_above = np.maximum.accumulate(smooth[::-1])[::-1]
        found: list[float] = []
        walls = np.interp(ends_hz[places], _WALL_HZ, _WALL_DB)
        more_db = 0.0 if rows >= _LONG_ROWS else _SHORT_DB
        slopes = ((ratio, least_db + more_db, *between) for ratio, least_db, *between in _SLOPES)
        for ratio, least_db, from_hz, to_hz in ((_WALL_RATIO, walls, 0.0, math.inf), *slopes):
            above = np.searchsorted(ends_hz, ends_hz[places] * ratio) + 1
            judged = (above < len(highest_above)) & (from_hz <= ends_hz[places]) & (ends_hz[places] <= to_hz)
            if not judged.any():
                continue
            falls = below - highest_above[np.minimum(above, len(highest_above) - 1)] - least_db
            best = int(np.argmax(np.where(judged, falls, -math.inf)))
            if falls[best] >= 0:
                levels = _in_db(wide[: above[best] + 1])
                last = int(np.flatnonzero(levels >= below[best] - _EDGE_DB)[-1])
                if ratio == _WALL_RATIO:
                    last = _foot_of_the_slope(levels, last)
                found.append(float(ends_hz[last]))
        return min(found) if found else None

    def _reach_hz(self, speech: Doubles, noise: Doubles) -> float:
        """Up to where speech stands above the noise."""
        over = speech > np.maximum(noise, _NOTHING) * 10 ** (_SPEECH_OVER_NOISE_DB / 10)
        return float(self._ends_hz[np.flatnonzero(over)[-1]]) if over.any() else 0.0

    def _lows_are_missing(self, speech: Doubles, noise: Doubles) -> bool:
        alone = np.maximum(speech - noise, 0.0)
        return bool(alone[self._ends_hz <= _LOW_HZ].sum() < _LOW_SHARE * alone.sum())


class _Levels:
    """Mean powers of equal steps of time, which grow longer as the stream does."""

    def __init__(self) -> None:
        self.rows = 0
        self._step = 1  # rows
        self._sums = array("d")  # of powers, the last maybe of an incomplete step

    def extend(self, powers: Doubles) -> None:
        for power in powers.tolist():
            if self.rows % self._step == 0:
                if len(self._sums) == SoundCurves.MOST_LEVELS:
                    self._sums = array("d", [one + other for one, other in zip(*[iter(self._sums)] * 2, strict=True)])
                    self._step *= 2
                self._sums.append(0.0)
            self._sums[-1] += power
            self.rows += 1

    def mean_powers(self) -> tuple[int, Doubles]:
        """Rows a step, and the mean power in each."""
        rows = np.full(len(self._sums), self._step)
        if self.rows % self._step:
            rows[-1] = self.rows % self._step
        return self._step, np.array(self._sums) / rows


@cache
def _band_starts(bins: int) -> NDArray[np.intp]:
    """The first bin of each band; the bins left over at the end, fewer than a band, belong to none."""
    wide = np.arange(_FINE_BINS, bins - _WIDE + 1, _WIDE)
    return np.concatenate([np.arange(_FINE_BINS), wide]).astype(np.intp)


@cache
def _third_octaves(bands: int, bin_hz: float) -> tuple[tuple[float, ...], Doubles]:
    """Centres of the third-octave bands that fit, base ten (IEC 61260-1), and what each takes of the bands kept."""
    starts = _band_starts(_FINE_BINS + (bands - _FINE_BINS) * _WIDE)
    widths = np.append(np.ones(_FINE_BINS), np.full(bands - _FINE_BINS, _WIDE))
    # A bin of 10 Hz is what lies 5 Hz around its frequency.
    low, high = (starts - 0.5) * bin_hz, (starts - 0.5 + widths) * bin_hz
    centres = [10 ** (place / 10) * 1_000 for place in range(_THIRD_OCTAVES_FROM, _THIRD_OCTAVES_TO + 1)]
    centres = [centre for centre in centres if centre * 10**0.05 <= high[-1]]
    shares = [
        np.clip(np.minimum(high, centre * 10**0.05) - np.maximum(low, centre * 10**-0.05), 0, None) / (high - low)
        for centre in centres
    ]
    return tuple(round(centre, 1) for centre in centres), np.array(shares).reshape(len(centres), bands)


def _foot_of_the_slope(levels: Doubles, last: int) -> int:
    """From a band on, the last one before the wall itself, where a voice falls off by itself on the way there."""
    while last + 1 < len(levels):
        before = 10 * math.log10(float(np.mean(10 ** (levels[max(0, last - _JUST_BELOW + 1) : last + 1] / 10))))
        if levels[last + 1] < before - _EDGE_DB:
            break
        last += 1
    return last


def _in_db(powers: Doubles) -> Doubles:
    decibels: Doubles = 10 * np.log10(np.maximum(powers, _NOTHING))
    return decibels


def _decibels(powers: Doubles) -> tuple[float, ...]:
    """To a tenth; nothing at all is -120."""
    return tuple((10 * np.log10(np.maximum(powers, 1e-12))).round(1).tolist())
