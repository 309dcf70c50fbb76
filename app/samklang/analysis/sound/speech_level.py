"""Active speech level by ITU-T P.56, method B, streaming, and what the pauses between the speech sound like.

P.56 takes the band as it comes; so do we, but for a direct current, which a first-order high-pass near 2 Hz keeps out
of the level. RFC 7874 speaks of a 300 Hz high-pass before measuring; we leave it out, because it would take the
fundamental out of a voice and read the lower the deeper the voice is, and because the targets are for the whole voice.
Hum and rumble therefore count: in the level when they are strong, and in the noise floor always.
"""

import math
from array import array

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.block_filter import BlockFilter, Doubles, Floats, StateSpace
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.trailing import trailing_maximum
from samklang.domain.measures import Measured, Unknown

_TIME_CONSTANT_S = 0.03
_HANGOVER_S = 0.2
_MARGIN_DB = 15.9
"""All three: ITU-T P.56, method B."""
_THRESHOLDS = 20
"""2^-1, 2^-2, ... of full scale; P.56 has as many as the samples have bits, here 20 (-120 dBFS)."""
_NEXT_TO_NOTHING = 2.0**-60
_DIRECT_CURRENT_S = 0.1
"""Time constant of the running mean that is taken off before measuring: -3 dB at 1.6 Hz. Ours."""
_LEAST_SPEECH_S = 1.0
"""With less active speech than this no level is given. Our proposal."""
_SPREAD = (0.10, 0.95)
_STEADY_DB = 3.0
"""A stream whose 100 ms levels spread less than this (10th to 95th percentile) holds no speech: syllables and pauses
spread them by 15 dB and more, stationary noise and hum by less than 2. Our proposal."""
_PAUSE_ROWS = 10
"""An honest pause lasts a second, ..."""
_PAUSE_SPREAD_DB = 6.0
"""... in which no 100 ms differ by more than this. Our proposal."""
_QUIET_SPREAD_DB = 12.0
"""A prompted silence whose 100 ms levels spread more than this (10th to 95th percentile) holds speech or knocks.
Babble spreads less and is noise. Our proposal."""
_LEAST_SILENCE_ROWS = 10
_SOURCE_ROWS = 8
_SOURCE_RUN = 4
"""What sounds in a prompted silence is a voice or music where it lasts 0.8 s altogether and once 0.4 s without a break;
knocks are shorter. Ours."""
_UNDER_A_SOURCE = 0.10
"""The steady noise under it: the level a tenth of the silence stays below. Ours."""
_DIGITAL_SILENCE = (1 / 32767) ** 2
"""Power of a 100 ms that holds no more than one step of 16 bits: a dead input, a mute or a gate (the step is webrtc's
testrtc's)."""
_NOTHING = 1e-11
"""-110 dBFS: a prompted silence whose samples move by one step now and then is a very quiet room all the same. Ours."""


class SpeechLevelMeter:
    """P.56 for each channel of one stream; what is reported is the channel with the highest active level.

    One microphone sent to both channels, or to one only, so reads the same as in mono.

    Args:
        grid: The stream's grid. The envelope is P.56's at every sample; it is looked at once a block (about 1 kHz,
            P.56 asks for 694 Hz or more).
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        rate, block = grid.sample_rate_hz, grid.block
        mean = StateSpace.smoothers(math.exp(-1 / (rate * _DIRECT_CURRENT_S)), 1)
        envelope = StateSpace.smoothers(math.exp(-1 / (rate * _TIME_CONSTANT_S)), 2)
        self._mean = BlockFilter(mean, block, grid.blocks_a_row, channels)
        self._envelope = BlockFilter(envelope, block, grid.blocks_a_row, channels)
        self._before = np.zeros((channels, 1), np.float32)
        self._started = False
        self._hangover = round(_HANGOVER_S * rate / block)
        self._envelopes = np.zeros((channels, self._hangover), np.float32)
        self._active = np.zeros((channels, _THRESHOLDS), np.int64)  # blocks at or above 2^-(j+1), hangover included
        self._energy = np.zeros(channels)  # sum of squares
        self._samples = 0
        self._rows = tuple(_Rows() for _ in range(channels))

    def feed(self, rows: Floats) -> None:
        """Take whole rows, shape (channels, count * row)."""
        channels, samples = rows.shape
        count = samples // self._grid.row
        blocks = rows.reshape(channels, -1, self._grid.block)
        without_mean = self._without_direct_current(blocks)
        by_row = without_mean.reshape(channels, count, -1)
        energies = np.einsum("crs,crs->cr", by_row, by_row).astype(np.float64)
        magnitudes = np.abs(without_mean, out=without_mean)
        envelope = self._envelope.states(magnitudes)[:, :, 1]
        held = self._held(envelope)
        for channel in range(channels):
            # frexp: held = m * 2^e with 0.5 <= m < 1, so held >= 2^-j exactly when j >= 1 - e.
            # Zero has the exponent 0 too, so it is lifted to far below the lowest threshold.
            exponents = np.frexp(np.maximum(held[channel], _NEXT_TO_NOTHING))[1]
            reached = np.minimum(np.maximum(-exponents, 0), _THRESHOLDS)
            self._active[channel] += np.cumsum(np.bincount(reached, minlength=_THRESHOLDS + 1))[:_THRESHOLDS]
            activity = held[channel].reshape(count, -1).max(axis=1)
            self._rows[channel].extend(energies[channel] / self._grid.row, activity)
        self._energy += energies.sum(axis=1)
        self._samples += samples

    def level_dbfs(self) -> tuple[Measured, Measured]:
        """Active speech level and speech share (activity factor, 0..1) of the channel with the highest level."""
        level, share, _ = self._loudest()
        return level, share

    def noise_floor_dbfs(self) -> Measured:
        """Level of the pauses, or why there is no saying.

        A pause is a second or more below the activity threshold whose level keeps still; digital silence is none (a
        gate makes it, and what it hides is what we are after). A steady stream without speech is one long pause.
        Never a percentile of the speech itself: that flatters every noisy recording.
        """
        level, _, channel = self._loudest()
        rows = self._rows[channel]
        powers, activity = rows.arrays()
        if level == Unknown("no_speech") and powers.size >= _PAUSE_ROWS and _spread_db(powers) < _STEADY_DB:
            return _dbfs(float(powers.mean()))
        if isinstance(level, Unknown):
            return level if level.reason == "silent" else Unknown("no_silence")
        quiet = (activity < self._threshold(channel)) & (powers > _DIGITAL_SILENCE)
        pauses = _in_pauses(powers, quiet)
        return _dbfs(float(powers[pauses].mean())) if pauses.any() else Unknown("no_silence")

    def silence_floor_dbfs(self) -> Measured:
        """The noise floor, this whole stream being taken as a prompted silence: the noisiest channel's level.

        Unknown where it is shorter than a second (`silence_too_short`), digital silence in every channel
        (`silence_digital`), or holds speech or knocks (`silence_not_silent`).
        """
        if len(self._rows[0].powers) < _LEAST_SILENCE_ROWS:
            return Unknown("silence_too_short")
        loudest: Measured = Unknown("silence_digital")
        for rows in self._rows:
            powers, _ = rows.arrays()
            if rows.highest <= _NOTHING:
                continue
            if _spread_db(powers) > _QUIET_SPREAD_DB:
                return Unknown("silence_not_silent")
            floor = _dbfs(float(powers.mean()))
            loudest = floor if isinstance(loudest, Unknown) or isinstance(floor, Unknown) else max(loudest, floor)
        return loudest

    def silence_source_dbfs(self) -> Measured:
        """Active level of what sounds in this prompted silence without being steady noise: a voice, television, music.

        P.56's level with the steady noise's power taken out, of the channel where it is highest. Unknown where there is
        no such thing (`no_source`): nothing but noise or knocks; and where the silence cannot serve
        (`silence_too_short`, `silence_digital`).
        """
        if len(self._rows[0].powers) < _LEAST_SILENCE_ROWS:
            return Unknown("silence_too_short")
        if all(rows.highest <= _NOTHING for rows in self._rows):
            return Unknown("silence_digital")
        levels = [self._source_dbfs(channel) for channel in range(len(self._rows))]
        return max((level for level in levels if level is not None), default=Unknown("no_source"))

    def _source_dbfs(self, channel: int) -> float | None:
        powers, _ = self._rows[channel].arrays()
        crossing = self._crossing(channel)
        if crossing is None or _spread_db(powers) <= _QUIET_SPREAD_DB:
            return None
        sounding = powers > 10 ** ((crossing[0] - _MARGIN_DB) / 10)
        unbroken = ~trailing_maximum(~sounding, _SOURCE_RUN)[_SOURCE_RUN - 1 :]
        if sounding.sum() < _SOURCE_ROWS or not unbroken.any():
            return None
        noise = float(np.quantile(powers, _UNDER_A_SOURCE, method="lower"))
        return 10 * math.log10(max(10 ** (crossing[0] / 10) - noise, noise))

    def _without_direct_current(self, blocks: Floats) -> Floats:
        """`blocks` less a running mean that is brought up to date once a block; a copy."""
        if not self._started:
            self._started = True
            self._before = blocks[:, : self._grid.blocks_a_row].mean(axis=(1, 2))[:, None]
            self._mean.set_states(self._before[:, 0])
        after = self._mean.states(blocks)[:, :, 0]
        means = np.concatenate([self._before, after[:, :-1]], axis=1)
        self._before = after[:, -1:].copy()
        centred: Floats = blocks - means[:, :, None]
        return centred

    def _held(self, envelope: Floats) -> Floats:
        """The highest envelope of the last 200 ms: what P.56's hangover counter makes of every threshold at once."""
        history = np.concatenate([self._envelopes, envelope], axis=1)
        self._envelopes = history[:, -self._hangover :].copy()
        held: Floats = trailing_maximum(history, self._hangover + 1)[:, -envelope.shape[1] :]
        return held

    def _loudest(self) -> tuple[Measured, Measured, int]:
        """Level, share and number of the channel with the highest active level, else with the most energy."""
        measured = [self._level(channel) for channel in range(len(self._rows))]
        known = [(level, channel) for channel, (level, _) in enumerate(measured) if not isinstance(level, Unknown)]
        channel = max(known)[1] if known else int(np.argmax(self._energy))
        return (*measured[channel], channel)

    def _level(self, channel: int) -> tuple[Measured, Measured]:
        rows = self._rows[channel]
        if not rows.powers:
            return Unknown("too_short"), Unknown("too_short")
        if rows.highest <= _DIGITAL_SILENCE:
            return Unknown("silent"), Unknown("silent")
        crossing = self._crossing(channel)
        if crossing is None or _spread_db(np.array(rows.powers)) < _STEADY_DB:
            return Unknown("no_speech"), Unknown("no_speech")
        level, _ = crossing
        share = min(1.0, float(10 ** ((10 * math.log10(self._energy[channel] / self._samples) - level) / 10)))
        if share * self._samples / self._grid.sample_rate_hz < _LEAST_SPEECH_S:
            return Unknown("too_little_speech"), share
        return level, share

    def _threshold(self, channel: int) -> float:
        """The envelope above which this channel counts as active speech."""
        crossing = self._crossing(channel)
        return 0.0 if crossing is None else float(10 ** (crossing[1] / 20))

    def _crossing(self, channel: int) -> tuple[float, float] | None:
        """Active level and threshold, both dBFS, where the one is 15.9 dB above the other.

        Between two thresholds both are interpolated linearly in dB, which is where the bisection of the ITU-T software
        library (G.191, `sv56`) ends when its tolerance is let go to zero.
        """
        lower: tuple[float, float] | None = None
        for j in reversed(range(_THRESHOLDS)):
            active = int(self._active[channel, j]) * self._grid.block
            if active == 0 or self._energy[channel] <= 0:
                return None
            level = 10 * math.log10(self._energy[channel] / active)
            threshold = -20 * (j + 1) * math.log10(2)
            above = level - threshold - _MARGIN_DB
            if above <= 0:
                if lower is None:
                    return level, threshold
                above_lower = lower[0] - lower[1] - _MARGIN_DB
                part = above_lower / (above_lower - above)
                return lower[0] + part * (level - lower[0]), lower[1] + part * (threshold - lower[1])
            lower = (level, threshold)
        return None


class _Rows:
    """What is kept of each 100 ms of a channel, 16 bytes: its power, and the highest envelope held in it."""

    def __init__(self) -> None:
        self.powers = array("d")
        self.activity = array("d")
        self.highest = 0.0  # power of the loudest

    def extend(self, powers: Doubles, activity: Floats) -> None:
        self.powers.extend(powers.tolist())
        self.activity.extend(activity.tolist())
        self.highest = max(self.highest, float(powers.max()))

    def arrays(self) -> tuple[Doubles, Doubles]:
        return np.array(self.powers), np.array(self.activity)


def _in_pauses(powers: Doubles, quiet: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows stand in an unbroken second of quiet rows whose levels keep still."""
    pauses = np.zeros(powers.size, bool)
    if powers.size >= _PAUSE_ROWS:
        levels = _levels_db(powers)
        spread = trailing_maximum(levels, _PAUSE_ROWS) + trailing_maximum(-levels, _PAUSE_ROWS)
        noisy = trailing_maximum(~quiet, _PAUSE_ROWS)
        ends = ~noisy & (spread <= _PAUSE_SPREAD_DB)
        ends[: _PAUSE_ROWS - 1] = False
        pauses = trailing_maximum(ends[::-1], _PAUSE_ROWS)[::-1]
    return pauses


def _levels_db(powers: Doubles) -> Doubles:
    """Digital silence counts as -120 dBFS."""
    return 10 * np.log10(np.maximum(powers, 1e-12))


def _spread_db(powers: Doubles) -> float:
    """From the 10th to the 95th percentile of the levels."""
    places = [round(share * (powers.size - 1)) for share in _SPREAD]
    low, high = _levels_db(np.partition(powers, places)[places])
    return float(high - low)


def _dbfs(mean_square: float) -> Measured:
    return 10 * math.log10(mean_square) if mean_square > 0 else Unknown("silent")
