"""Loudness by ITU-R BS.1770-5, loudness range by EBU Tech 3342, streaming."""

import math
from array import array
from collections.abc import Sequence

import numpy as np

from samklang.analysis.sound.block_filter import BlockFilter, Doubles, Floats, StateSpace
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_OFFSET_LUFS = -0.691
"""BS.1770-5, Annex 1: makes a 997 Hz sine of 0 dBFS in one front channel read -3.01 LUFS."""
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_RANGE_RELATIVE_GATE_LU = -20.0
_RANGE_LOW, _RANGE_HIGH = 0.10, 0.95
"""EBU Tech 3342: the loudness range is between the 10th and the 95th percentile."""
_MOMENTARY_ROWS = 4
"""400 ms; those that are integrated overlap by 75 %."""
_SHORT_TERM_ROWS = 30
"""3 s."""

_LEFT_RIGHT_CENTRE = 1.0
_SURROUND = 1.41
_UNUSED = 0.0


def channel_weights(channels: int) -> tuple[float, ...]:
    """BS.1770 weights by position, in the order WAV and libebur128 take for granted.

    Mono counts once (as libebur128 does by default; a player that sends it to two loudspeakers makes it 3 dB louder).
    Four are L R Ls Rs, five L R C Ls Rs, six and more L R C LFE Ls Rs; the LFE and anything after weighs nothing.
    """
    front = _LEFT_RIGHT_CENTRE
    if channels == 4:  # noqa: PLR2004 - quadraphonic
        return (front, front, _SURROUND, _SURROUND)
    if channels == 5:  # noqa: PLR2004 - 5.0
        return (front, front, front, _SURROUND, _SURROUND)
    layout = (front, front, front, _UNUSED, _SURROUND, _SURROUND)
    return (layout + (_UNUSED,) * channels)[:channels]


def k_weighting(sample_rate_hz: int) -> StateSpace:
    """The K-weighting filter at a sample rate.

    BS.1770 tabulates it at 48 kHz only; the analogue prototypes behind the table (De Man, "Evaluation of
    implementations of the EBU R128 loudness measurement", 2018; the same constants stand in libebur128) are brought to
    any rate by the bilinear transform.
    """
    k = math.tan(math.pi * 1681.974450955533 / sample_rate_hz)
    q = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = StateSpace.biquad(
        b=((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0),
        a=(2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0),
    )
    k = math.tan(math.pi * 38.13547087602444 / sample_rate_hz)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    high_pass = StateSpace.biquad(b=(1.0, -2.0, 1.0), a=(2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0))
    return shelf.then(high_pass)


class LoudnessMeter:
    """Momentary, short-term and integrated loudness and loudness range of one stream.

    Memory grows by 8 bytes for each 100 ms heard: 0.3 MB an hour.

    Args:
        grid: The stream's grid.
        weights: One a channel, see `channel_weights`.
    """

    def __init__(self, grid: Grid, weights: Sequence[float]) -> None:
        self._grid = grid
        self._heard = [channel for channel, weight in enumerate(weights) if weight > 0]
        self._weights = np.array([weights[channel] for channel in self._heard])
        self._filter = BlockFilter(k_weighting(grid.sample_rate_hz), grid.block, grid.blocks_a_row, len(self._heard))
        self._powers = array("d")  # mean square of each row, channels weighted and summed
        self._recent = np.zeros(grid.blocks_a_row * _SHORT_TERM_ROWS)  # the same of each block of the last 3 s
        self._loudest = {_MOMENTARY_ROWS: 0.0, _SHORT_TERM_ROWS: 0.0}  # mean square of the loudest window

    def feed(self, rows: Floats) -> None:
        """Take whole rows, shape (channels, count * row)."""
        chosen = rows if len(self._heard) == len(rows) else rows[self._heard]
        blocks = self._filter.outputs(chosen.reshape(len(chosen), -1, self._grid.block))
        powers = self._weights @ np.einsum("cbs,cbs->cb", blocks, blocks).astype(np.float64) / self._grid.block
        self._powers.extend(powers.reshape(-1, self._grid.blocks_a_row).mean(axis=1).tolist())
        recent = np.concatenate([self._recent, powers])
        count = powers.size // self._grid.blocks_a_row
        for rows_heard, loudest in self._loudest.items():
            if sum(self._powers[-rows_heard - count :]) / rows_heard <= loudest:
                continue  # no window that ends in these rows holds more than all of them together
            length = rows_heard * self._grid.blocks_a_row
            before = self._recent[-length:].sum()
            ending = before + np.cumsum(powers - recent[-length - powers.size : -length])
            self._loudest[rows_heard] = max(loudest, float(ending.max()) / length)
        self._recent = recent[powers.size :]

    @property
    def momentary_lufs(self) -> Measured:
        """Loudness of the last 400 ms."""
        if len(self._powers) < _MOMENTARY_ROWS:
            return Unknown("too_short")
        return lufs(sum(self._powers[-_MOMENTARY_ROWS:]) / _MOMENTARY_ROWS)

    def integrated_lufs(self) -> Measured:
        """Gated loudness of everything heard: blocks above -70 LUFS, then those above 10 LU under their mean."""
        blocks = self._windows(_MOMENTARY_ROWS)
        if blocks.size == 0:
            return Unknown("too_short")
        blocks = blocks[blocks >= power(_ABSOLUTE_GATE_LUFS)]
        if blocks.size == 0:
            return Unknown("silent")
        gate = blocks.mean() * 10 ** (_RELATIVE_GATE_LU / 10)
        return lufs(float(blocks[blocks >= gate].mean()))

    def max_momentary_lufs(self) -> Measured:
        """The loudest 400 ms, wherever they begin (to 1 ms)."""
        return self._loudest_lufs(_MOMENTARY_ROWS)

    def max_short_term_lufs(self) -> Measured:
        """The loudest 3 s, wherever they begin (to 1 ms)."""
        return self._loudest_lufs(_SHORT_TERM_ROWS)

    def range_lu(self) -> Measured:
        """Loudness range: the spread of the short-term loudness, gated at -70 LUFS and 20 LU under the mean."""
        blocks = self._windows(_SHORT_TERM_ROWS)
        if blocks.size == 0:
            return Unknown("too_short")
        blocks = blocks[blocks >= power(_ABSOLUTE_GATE_LUFS)]
        if blocks.size == 0:
            return Unknown("silent")
        blocks = np.sort(blocks[blocks >= blocks.mean() * 10 ** (_RANGE_RELATIVE_GATE_LU / 10)])
        low, high = (float(blocks[int((blocks.size - 1) * share + 0.5)]) for share in (_RANGE_LOW, _RANGE_HIGH))
        return 10 * math.log10(high / low)

    def _loudest_lufs(self, rows: int) -> Measured:
        return lufs(self._loudest[rows]) if len(self._powers) >= rows else Unknown("too_short")

    def _windows(self, rows: int) -> Doubles:
        """Mean power of every window of so many rows, one starting at each row."""
        powers = np.array(self._powers)
        if powers.size < rows:
            return powers[:0]
        means: Doubles = np.lib.stride_tricks.sliding_window_view(powers, rows).mean(axis=1)
        return means


def lufs(mean_square: float) -> Measured:
    """Loudness of a weighted mean square; nothing at all is `silent`."""
    return _OFFSET_LUFS + 10 * math.log10(mean_square) if mean_square > 0 else Unknown("silent")


def power(loudness_lufs: float) -> float:
    """The weighted mean square that reads as this loudness."""
    return float(10 ** ((loudness_lufs - _OFFSET_LUFS) / 10))
