"""The channels against each other and against zero: balance, phase and direct current, streaming.

All three are judged at the end, from 4 bytes a row for each of a few sums: which rows hold speech and which the
background is known only then, and every one of them is falsified by the background if it is not told apart.
"""

import math
from array import array
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

Rows: TypeAlias = NDArray[np.bool_]

_QUIET_SHARE = 0.2
"""The quietest fifth of the rows is taken for the background. Ours."""
_ACTIVE_DB = 25.0
"""Rows within this of the mean power of the loudest tenth are active, ..."""
_LOUD_SHARE = 0.1
_ABOVE_BACKGROUND = 4.0
"""... if they stand 6 dB or more above the background. Ours."""
_OUT_OF_PHASE = math.cos(math.radians(170))
"""ffmpeg's aphasemeter: 170 degrees."""
_DEAD_DB = 20.0
"""A channel so far below the other is dead and has no phase. Our proposal, as the target of `dead_channel`."""
_KNOWN_SHARE = 0.01
"""What stands above the background is known to about this share of what is there: 20 dB below it. Ours."""
_QUIETEST_POWER = 1e-12
"""-120 dBFS: what stands for no signal at all."""
_DIGITAL_SILENCE = (1 / 32767) ** 2
_LEAST_ROWS = 5
"""With fewer rows there is no telling speech from background, nor a phase from an accident. Ours."""


class ChannelMeter:
    """What tells the channels apart, every 100 ms.

    Args:
        grid: The stream's grid.
        channels: Number of channels; balance and phase are those of the first two.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._means = [array("f") for _ in range(channels)]
        self._powers = [array("f") for _ in range(channels)]  # without the mean
        self._products = array("f")  # mean product of the first two, without their means

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        means = batch.row_means.astype(np.float64)
        energies = batch.block_energies.reshape(len(batch.rows), batch.count, -1).sum(axis=2, dtype=np.float64)
        powers = np.maximum(energies / self._grid.row - means**2, 0)
        for channel in range(len(batch.rows)):
            self._means[channel].extend(means[channel].tolist())
            self._powers[channel].extend(powers[channel].tolist())
        if len(batch.rows) > 1:
            by_row = batch.rows[:2].reshape(2, batch.count, -1)
            products = np.einsum("rs,rs->r", by_row[0], by_row[1]).astype(np.float64) / self._grid.row
            self._products.extend((products - means[0] * means[1]).tolist())

    def imbalance_db(self) -> Measured:
        """How much louder the louder of the first two channels is, in what stands above their backgrounds.

        A dead channel's hiss, hum or steady noise stays the same whether somebody speaks or not and so counts for
        nothing. Where nothing stands out, as in steady noise, it is the powers themselves.

        Unknown: `mono`, `too_short`, `silent` (digital silence in both).
        """
        if len(self._means) == 1:
            return Unknown("mono")
        if not self._products:
            return Unknown("too_short")
        left, right = self._channel_powers(0), self._channel_powers(1)
        if max(left.max(), right.max()) <= _DIGITAL_SILENCE:
            return Unknown("silent")
        loud, quiet = (left, right) if left.mean() >= right.mean() else (right, left)
        active, background = _active(loud), _background(loud)
        if active.any() and not active.all():
            louder, other = (
                max(each[active].mean() - each[background].mean(), each[active].mean() * _KNOWN_SHARE)
                for each in (loud, quiet)
            )
        else:
            louder, other = loud.mean(), quiet.mean()
        return abs(10 * math.log10(max(louder, _QUIETEST_POWER) / max(other, _QUIETEST_POWER)))

    def direct_current(self) -> Measured:
        """Size of the mean where the stream is quiet, in the channel where it is largest; 1.0 is full scale.

        Only the quietest fifth of the 100 ms counts, and of it what is not digital silence: cutting off a lopsided
        voice shifts the mean while somebody speaks, a direct current is there all the time.

        Unknown: `too_short`.
        """
        if not self._means[0]:
            return Unknown("too_short")
        return max(self._channel_direct_current(channel) for channel in range(len(self._means)))

    def out_of_phase_s(self) -> Measured:
        """Longest time in which, whenever somebody spoke, the two channels were 170 degrees or more apart.

        The angle is that of the correlation, with each channel's background power taken out, so that neither a level
        difference nor noise of each channel's own hides a channel that is upside down. Pauses do not end such a time,
        and it holds half a second of speech or more.

        Unknown: `mono`, `too_short`, `dead_channel` (one is 20 dB or more below the other), `silent`.
        """
        imbalance = self.imbalance_db()
        if isinstance(imbalance, Unknown):
            return imbalance
        if imbalance >= _DEAD_DB:
            return Unknown("dead_channel")
        left, right = self._channel_powers(0), self._channel_powers(1)
        powers = left + right
        active = _active(powers)
        if not active.any():  # steady noise: there is nothing it could be the background of
            active = powers > 0
        else:
            background = _background(powers)
            left = left - left[background].mean()
            right = right - right[background].mean()
        either = np.maximum(left, 0) * np.maximum(right, 0)
        correlation = np.array(self._products)[active] / np.sqrt(np.maximum(either[active], _QUIETEST_POWER**2))
        apart = np.flatnonzero(active)[correlation <= _OUT_OF_PHASE]
        together = np.flatnonzero(active)[correlation > _OUT_OF_PHASE]
        longest = 0
        for start, end in pairwise([-1, *together.tolist(), len(active)]):
            if np.count_nonzero((apart > start) & (apart < end)) >= _LEAST_ROWS:
                longest = max(longest, end - start - 1)
        return longest * self._grid.row / self._grid.sample_rate_hz

    def _channel_powers(self, channel: int) -> Doubles:
        return np.array(self._powers[channel], np.float64)

    def _channel_direct_current(self, channel: int) -> float:
        means, powers = np.array(self._means[channel], np.float64), self._channel_powers(channel)
        live = powers > 0
        if not live.any():
            return float(np.abs(means.mean()))
        quiet = np.argsort(powers[live], kind="stable")[: max(math.ceil(live.sum() * _QUIET_SHARE), _LEAST_ROWS)]
        return float(np.abs(means[live][quiet].mean()))


def _background(powers: Doubles) -> Rows:
    """The quietest rows."""
    quiet = np.zeros(len(powers), bool)
    quiet[np.argsort(powers, kind="stable")[: math.ceil(len(powers) * _QUIET_SHARE)]] = True
    return quiet


def _active(powers: Doubles) -> Rows:
    """The rows somebody speaks in; none where everything is as loud."""
    if len(powers) < _LEAST_ROWS:
        return np.zeros(len(powers), bool)
    loud = np.sort(powers)[-math.ceil(len(powers) * _LOUD_SHARE) :].mean()
    least = max(
        loud * 10 ** (-_ACTIVE_DB / 10), _ABOVE_BACKGROUND * powers[_background(powers)].mean(), _DIGITAL_SILENCE
    )
    active: Rows = powers > least
    return active
