"""Mains hum: lines at 50 or 60 Hz and their multiples that stand still while speech moves, streaming."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch, LowRate
from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_WINDOW_ROWS, _HOP_ROWS = 10, 2
"""Spectra over 1 s, 1 Hz a bin, a new one every 0.2 s."""
_LEAST_WINDOWS = 4
_LOWEST_HZ, _HIGHEST_HZ = 30, 440
_HIGHEST_OF_LOW_RATE = 0.36
"""Lines are looked for up to this part of the low rate: above, too much folds down onto them."""
_NO_HUM, _NO_SPEECH = Unknown("no_hum"), Unknown("no_speech")
_MAINS_HZ = (50, 60)
_HARMONICS = 7
_NARROW_MULTIPLES = 3
"""The mains wander by 0.2 Hz: their higher multiples by more than a bin."""
_LOUDEST_DB, _STEPS = 20, 170
"""Levels are counted in steps of 1 dB from +20 down to -150 dBFS."""
_SHARE = 0.15
"""A line counts with the level it is above for 85 % of the time: speech comes and goes, hum stays. Ours."""
_STEADY_SHARES, _STEADY_DB = (0.10, 0.35), 6.0
"""Without the fundamental, the octave has to keep its level from the one share to the other within this: a voice that
keeps its pitch, as a machine's may, does not, because it pauses. Ours."""
_NEIGHBOURS_HZ = (4, 9)
"""What it is held against is the median of what lies this far away on both sides, ..."""
_FAINT_DBFS, _FAINT_UNDER_SPEECH_DB = -80.0, 60.0
"""... but never less than this, nor, in a quiet take, than this far below the speech: fainter lines disturb nobody. So
a line that stands 12 dB out has -68 dBFS or more. Ours."""
_DIGITAL_SILENCE = (1 / 32767) ** 2

_CLEAR_DB = 12.0
"""Hum is the fundamental or its octave (rectifiers hum at twice the mains' frequency) and at least two other multiples
that stand so far out; or ..."""
_PAIR_DB, _SECOND_DB = 24.0, 7.0
"""... one of these two so far and any other multiple as far as the second figure; or ..."""
_LONE_DB = 30.0
"""... one of these two alone so far: a single line of the mains at -50 dBFS, as many a good recording has it, is no
fault. All are ours: docs/sound-measures.md."""
_LONE_IN_SILENCE_DB = 24.0
"""The same where nobody speaks: then nothing else it could be, and the level makes it noise anyway. Ours."""


@dataclass(frozen=True, slots=True)
class Hum:
    """Hum as `SoundMeasures` gives it, and how loud it is.

    Attributes:
        hz: 50 or 60; unknown with `no_hum` where there is none.
        db: How far the strongest line of it stands above its neighbourhood; where there is no hum, how far the
            strongest combination that would have been hum does.
        dbfs: Level of all its lines together; unknown with `no_hum` where there is none.
    """

    hz: Measured
    db: Measured
    dbfs: Measured = _NO_HUM


class HumMeter:
    """Looks for hum in every channel; what is reported is the channel where it stands out most.

    For each bin of 1 Hz it is counted how often it had which level, so that the level it keeps can be told however long
    the stream is.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._low_rate = LowRate(grid, channels)
        self._blocks = grid.blocks_a_row
        self._size = self._blocks * _WINDOW_ROWS
        self._bin_hz = self._low_rate.rate_hz / self._size
        self._window = np.hanning(self._size + 1)[:-1].astype(np.float32)
        self._scale = 2.0 / float(np.square(self._window.astype(np.float64)).sum()) / self._size
        self._waiting = np.zeros((channels, 0), np.float32)
        self._rows = 0  # rows fed
        self._heard = False  # anything but digital silence
        self._seen = np.zeros((channels, 0), bool)  # rows of those waiting that are no digital silence
        last = min(_HIGHEST_HZ, int(_HIGHEST_OF_LOW_RATE * self._low_rate.rate_hz / self._bin_hz))
        self._bins = slice(_LOWEST_HZ, last)
        self._counts = np.zeros((channels, last - _LOWEST_HZ, _STEPS), np.uint32)
        self._places = np.arange(last - _LOWEST_HZ)
        self._gains_db = _gains_db(grid, last, self._bin_hz)

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        channels = len(self._waiting)
        self._waiting = np.concatenate([self._waiting, self._low_rate.values(batch)], axis=1)
        powers = batch.block_energies.reshape(channels, batch.count, -1).sum(axis=2) / self._grid.row
        self._seen = np.concatenate([self._seen, powers > _DIGITAL_SILENCE], axis=1)
        self._heard |= bool(self._seen[:, -batch.count :].any())
        windows, heard = [], []
        start = 0
        while (start + _WINDOW_ROWS) <= self._seen.shape[1]:
            windows.append(self._waiting[:, start * self._blocks : (start + _WINDOW_ROWS) * self._blocks])
            heard.append(self._seen[:, start : start + _WINDOW_ROWS].all(axis=1))
            start += _HOP_ROWS
        self._rows += batch.count
        if windows:
            self._count(np.concatenate(windows), np.concatenate(heard))
            self._waiting = self._waiting[:, start * self._blocks :].copy()
            self._seen = self._seen[:, start:].copy()

    def _count(self, windows: Floats, heard: NDArray[np.bool_]) -> None:
        """Count the levels of windows, shape (windows * channels, size)."""
        half = np.fft.rfft(windows * self._window, axis=1)[:, self._bins]
        powers = np.square(half.real) + np.square(half.imag)
        levels = 10 * np.log10(np.maximum(powers, 1e-30) * self._scale)
        steps = np.clip(_LOUDEST_DB - levels, 0, _STEPS - 1).astype(np.intp)
        channels = len(self._counts)
        for at in np.flatnonzero(heard).tolist():
            self._counts[at % channels, self._places, steps[at]] += 1

    def hum(self, speech_dbfs: Measured = _NO_SPEECH) -> Hum:
        """What there is of it.

        Unknown with `silent` where there is nothing but digital silence, with `too_short` where there are not 1.6 s, or
        no four whole seconds (they may overlap), without any of it.

        Args:
            speech_dbfs: The active speech level beside it, if anybody speaks.
        """
        faint_dbfs = _FAINT_DBFS
        if not isinstance(speech_dbfs, Unknown):
            faint_dbfs = min(faint_dbfs, speech_dbfs - _FAINT_UNDER_SPEECH_DB)
        windows = self._counts[:, 0].sum(axis=1)
        if windows.max() < _LEAST_WINDOWS:
            reason = Unknown("silent" if self._rows and not self._heard else "too_short")
            return Hum(reason, reason, reason)
        enough = windows >= _LEAST_WINDOWS
        kept = np.maximum(self._kept(_SHARE)[enough], faint_dbfs)
        low, high = (self._kept(share)[enough] for share in _STEADY_SHARES)
        found = [
            self._lines(levels, moves, mains_hz, _LONE_IN_SILENCE_DB if speech_dbfs == _NO_SPEECH else _LONE_DB)
            for levels, moves in zip(kept, high - low, strict=True)
            for mains_hz in _MAINS_HZ
        ]
        lines = max(found, key=lambda each: each.evidence_db)
        if lines.evidence_db < _CLEAR_DB:
            return Hum(_NO_HUM, lines.evidence_db, _NO_HUM)
        return Hum(float(lines.mains_hz), float(lines.out_db.max()), lines.level_dbfs)

    def _kept(self, share: float) -> Doubles:
        """The level each bin stays below for this share of the time, shape (channels, bins), dBFS of a sine."""
        from_below = np.cumsum(self._counts[:, :, ::-1], axis=2, dtype=np.int64)
        wanted = share * from_below[:, :, -1:]
        steps = _STEPS - 1 - np.argmax(from_below >= np.maximum(wanted, 1), axis=2)
        kept: Doubles = _LOUDEST_DB - 0.5 - steps - self._gains_db
        return kept

    def _lines(self, levels: Doubles, moves: Doubles, mains_hz: int, lone_db: float) -> "_Lines":
        """How far the multiples of a mains frequency stand out of their neighbourhoods, in one channel's levels."""
        out_db, powers, moves_db = [], [], []
        for multiple in range(1, _HARMONICS + 1):
            place = round(mains_hz * multiple / self._bin_hz) - _LOWEST_HZ
            reach = 1 if multiple <= _NARROW_MULTIPLES else 2
            near, far = (round(distance / self._bin_hz) for distance in _NEIGHBOURS_HZ)
            if place + far >= len(levels):
                break
            around = np.concatenate([levels[place - far : place - near + 1], levels[place + near : place + far + 1]])
            line = place - reach + int(np.argmax(levels[place - reach : place + reach + 1]))
            out_db.append(float(levels[line] - np.median(around)))
            moves_db.append(float(moves[line]))
            powers.append(float((10 ** (levels[line - 1 : line + 2] / 10)).sum()))
        return _Lines(mains_hz, np.array(out_db), np.array(powers), moves_db[1], lone_db)


@cache
def _gains_db(grid: Grid, last: int, bin_hz: float) -> Doubles:
    """What the low-pass in front of the low rate does to each bin."""
    gains_db: Doubles = 20 * np.log10(LowRate(grid, 1).gains(np.arange(_LOWEST_HZ, last, dtype=np.float64) * bin_hz))
    return gains_db


@dataclass(frozen=True, slots=True)
class _Lines:
    """The multiples of a mains frequency: how far each stands out, its power, and how much the octave's level moves.

    Beside them, how far one of them has to stand out that is alone.
    """

    mains_hz: int
    out_db: Doubles
    powers: Doubles
    octave_moves_db: float
    lone_db: float

    @property
    def evidence_db(self) -> float:
        """12 or more is hum: three clear lines, one of the lower two among them, or one of these far clearer."""
        lower = float(self.out_db[:2].max())
        second, third = np.sort(self.out_db)[-2:-4:-1].tolist()
        evidence_db: float = max(
            min(lower, third),
            min(lower - (_PAIR_DB - _CLEAR_DB), second + (_CLEAR_DB - _SECOND_DB)),
            lower - (self.lone_db - _CLEAR_DB),
        )
        return evidence_db if self.octave_moves_db <= _STEADY_DB else min(evidence_db, float(self.out_db[0]))

    @property
    def level_dbfs(self) -> float:
        """Level of all lines that stand out."""
        return 10 * math.log10(float(self.powers[self.out_db >= _CLEAR_DB / 2].sum()))
