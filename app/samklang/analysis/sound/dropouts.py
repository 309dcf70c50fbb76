"""Gaps, repeated blocks and digital silence, streaming.

A gap is a stretch of 5 to 500 ms inside speech with nothing in it, which begins and ends within 2 ms at the full level
of speech: no pause, no closed mouth and no gate does both. Nothing is a constant value (zeros, or the last sample held)
or what lies 34 dB and more below both its ends (a gap that was dithered or coded). A repeated block is one of 2.5 to
100 ms that comes twice or more in a row, bit for bit: a driver that played its ring buffer again. Samples that were
lost without a trace, the ends put together, are not claimed: a plosive jumps just as much.
"""

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch, largest_magnitudes
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.direct_current import DirectCurrent
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_LONGEST_GAP_S = 0.5
"""What lasts longer is a mute, a gate or a pause. Ours."""
_SHORTEST_GAP_BLOCKS = 4
"""Whole blocks of about 1 ms; a gap of 5 ms holds at least as many. 5 ms: our proposal."""
_NOTHING_DB = 34.0
"""How far below both its ends a gap lies that is not constant. Ours: a voice falls by 2 to 4 dB a millisecond."""
_HELD = np.float32(10 ** (-28 / 20))
"""A constant value counts as 28 dB quieter: up to half of what is beside it it is a gap, above a flat top. Ours."""
_END_BLOCKS = 6
_FLOW_BLOCKS = 12
_EDGE_BLOCKS = 2
"""The ends of a gap are the 6 ms beside it, the voice is under way in the 12 ms beside it, and still at the level of
speech in the last and the first 2 ms. Ours."""
_UNDER_WAY_DB = 20.0
"""Half of these 12 ms lie within so many dB of the end: a click, or one pulse of a creaking voice, does not. Ours."""
_LARGER_JUMP, _SMALLER_JUMP = 0.14, 0.03
"""A constant gap jumps by at least so much of the ends' peaks, at the one end and at the other: a cut falls anywhere in
the wave, while a synthetic voice fades into the closure of its plosives within 3 ms. Ours."""
_CLEAR_CUT = 10 ** (6 / 20)
"""One that jumps by the larger amount at both ends may lie 6 dB lower in the speech. Ours."""
_SPEECH_DB = 4.0
"""The edges of a gap peak at the level of speech less this or higher. Ours: of gaps cut into speech 9 of 10 do."""
_LEAST_DIRECT_CURRENT = 0.004
"""A running mean of a voice without any wanders by less. Ours."""
_SHORTEST_REPEAT_S, _LONGEST_REPEAT_S = 0.0025, 0.1
_MOST_REPEATS = 4
"""A block that comes more often than this is no replay but a signal that repeats by nature, a tone. Ours."""
_LEAST_PEAK = 0.002
"""-54 dBFS, 65 steps of 16 bits: what is quieter than this repeats by chance. Ours."""
_SAME_PEAKS = 6
"""A value that so many peaks within 2 s share is a ceiling or a tone, no sign of a replay. Ours."""
_JUDGED_AT_ONCE = 2000
"""Blocks of about 1 ms, always so many, so that no result depends on how the stream was cut. Ours."""
_LEVELS = 140
"""Faults are counted by the level beside them, in dB above -130 dBFS: what level speech has is known at the end."""
_LOWEST_DBFS = -130.0


@dataclass(frozen=True, slots=True)
class Dropouts:
    """As `SoundMeasures` gives them: `dropouts` (repeats included), `repeated_blocks`, `digital_silence_s`."""

    count: Measured
    repeated_blocks: Measured
    digital_silence_s: Measured


class DropoutMeter:
    """Looks for what a driver or a cable loses, in each channel; the channel that loses most speaks.

    It looks back from half a second later, when it is known how a gap ends, and in steps of 2 s, so it keeps
    about 3 s of the stream.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._channels = [_Channel(grid) for _ in range(channels)]
        self._silent_blocks = 0  # digital silence up to now
        self._longest_silence = 0
        self._rows = 0
        self._direct_current = DirectCurrent(channels)

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        self._rows += batch.count
        constant = _constant_blocks(batch)
        self._follow_silence(np.logical_and.reduce(constant, axis=0))
        powers = batch.block_energies.reshape(len(batch.rows), batch.count, -1).sum(axis=2) / self._grid.row
        powers = np.maximum(powers - batch.row_means**2, 0)
        raw = batch.block_peaks
        for each, *stretch in zip(self._channels, batch.rows, raw, self._peaks(batch), constant, powers, strict=True):
            each.feed(*stretch)

    def dropouts(self, *, running: bool = False) -> Dropouts:
        """What was found; `too_short` before the first 100 ms, `silent` where nothing but digital silence was heard.

        Args:
            running: The stream goes on: without the last 3 s, in which not everything is judged yet.
        """
        if self._rows == 0:
            return Dropouts(*[Unknown("too_short")] * 3)
        silence_s = self._longest_silence * self._grid.block / self._grid.sample_rate_hz
        if all(each.silent for each in self._channels):
            return Dropouts(Unknown("silent"), Unknown("silent"), silence_s)
        found = [each.found() if running else copy.deepcopy(each).finish() for each in self._channels]
        gaps, repeats = max(found, key=sum)
        return Dropouts(float(gaps + repeats), float(repeats), silence_s)

    def _peaks(self, batch: Batch) -> Floats:
        """As `batch.block_peaks`, without a direct current where there is one worth the name."""
        offsets = self._direct_current.follow(batch)
        offsets[np.abs(offsets) < _LEAST_DIRECT_CURRENT] = 0
        if not offsets.any():
            return batch.block_peaks
        centred = batch.rows.reshape(*offsets.shape, -1) - offsets[:, :, None]
        return largest_magnitudes(centred.reshape(len(offsets), -1, self._grid.block))

    def _follow_silence(self, silent: NDArray[np.bool_]) -> None:
        """Carry the stretch of digital silence on over these blocks."""
        heard = np.flatnonzero(~silent)
        if not heard.size:
            self._silent_blocks += len(silent)
            self._longest_silence = max(self._longest_silence, self._silent_blocks)
            return
        stretches = np.diff(heard) - 1
        first = self._silent_blocks + int(heard[0])
        self._silent_blocks = len(silent) - 1 - int(heard[-1])
        self._longest_silence = max(self._longest_silence, first, int(stretches.max(initial=0)), self._silent_blocks)


class _Channel:
    """Gaps and repeats in one channel, and the speech level they are held against."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        rate_hz = grid.sample_rate_hz
        self._longest = math.ceil(_LONGEST_GAP_S * rate_hz / grid.block)
        self._after = self._longest + _FLOW_BLOCKS + 2  # blocks that must be there before one is judged
        self._before = math.ceil(2 * _LONGEST_REPEAT_S * rate_hz / grid.block) + _FLOW_BLOCKS
        self._samples = np.zeros(0, np.float32)
        self._raw_peaks = np.zeros(0, np.float32)  # of each block, bit for bit
        self._peaks = np.zeros(0, np.float32)  # without the direct current
        self._constant = np.zeros(0, bool)
        self._waiting: list[tuple[Floats, Floats, Floats, NDArray[np.bool_]]] = []  # as fed: not yet with those kept
        self._waiting_blocks = 0
        self._judged = 0  # blocks of those kept that have been
        self._gaps = np.zeros(_LEVELS, np.int64)
        self._repeats = np.zeros(_LEVELS, np.int64)
        self._repeated_until = 0  # sample, of those kept
        self._power = 0.0  # sum of the rows' powers, and of their squares
        self._square_power = 0.0

    @property
    def silent(self) -> bool:
        return self._power == 0

    def feed(self, rows: Floats, raw_peaks: Floats, peaks: Floats, constant: NDArray[np.bool_], powers: Floats) -> None:
        for power in powers.tolist():
            self._power += power
            self._square_power += power**2
        self._waiting.append((rows.copy(), raw_peaks, np.where(constant, peaks * _HELD, peaks), constant))
        self._waiting_blocks += len(peaks)
        while len(self._peaks) + self._waiting_blocks >= self._judged + _JUDGED_AT_ONCE + self._after:
            self._take()
            self._judge(self._judged + _JUDGED_AT_ONCE)
            done = max(self._judged - self._before, 0)
            self._samples = self._samples[done * self._grid.block :].copy()
            self._raw_peaks = self._raw_peaks[done:].copy()
            self._peaks, self._constant = self._peaks[done:].copy(), self._constant[done:].copy()
            self._judged -= done
            self._repeated_until -= done * self._grid.block

    def _take(self) -> None:
        """Put what is waiting behind what is kept."""
        if self._waiting:
            samples, raw_peaks, peaks, constant = zip(*self._waiting, strict=True)
            self._samples = np.concatenate([self._samples, *samples])
            self._raw_peaks = np.concatenate([self._raw_peaks, *raw_peaks])
            self._peaks = np.concatenate([self._peaks, *peaks])
            self._constant = np.concatenate([self._constant, *constant])
            self._waiting, self._waiting_blocks = [], 0

    def finish(self) -> tuple[int, int]:
        """Judge what is left; numbers of gaps and of repeats at the level of speech."""
        self._take()
        self._judge(len(self._peaks))
        return self.found()

    def found(self) -> tuple[int, int]:
        """Numbers of gaps and of repeats at the level of speech, of what has been judged."""
        # Weighted by itself, the mean power of the rows is that of the loud ones, whatever the share of pauses.
        speech_dbfs = 10 * math.log10(max(self._square_power / max(self._power, 1e-30), 1e-13))
        least = min(max(math.ceil(speech_dbfs - _SPEECH_DB - _LOWEST_DBFS), 0), _LEVELS)
        return int(self._gaps[least:].sum()), int(self._repeats[least:].sum())

    def _judge(self, until: int) -> None:
        """Judge every block up to this one of those kept."""
        if until <= self._judged:
            return
        for first in self._gap_starts(self._judged, until):
            level = self._gap(first)
            if level is not None:
                self._gaps[_step(level)] += 1
        for earlier, later in self._same_peaks(self._judged, until):
            self._look_at_repeat(earlier, later)
        self._judged = until

    def _gap_starts(self, start: int, until: int) -> Iterable[int]:
        """The blocks, of these, with which nothing begins after something."""
        peaks, low = self._peaks, 10 ** (-_NOTHING_DB / 20)
        first = max(start, _END_BLOCKS + 1)
        if until <= first:
            return ()
        ends = np.maximum.reduce([peaks[first - back - 1 : until - back] for back in range(1, _END_BLOCKS + 1)])
        fallen = peaks[first - 1 : until] <= low * ends
        starts: list[int] = (np.flatnonzero(fallen[1:] & ~fallen[:-1] & (ends[1:] > 0)) + first).tolist()
        return starts

    def _gap(self, first: int) -> float | None:
        """The peak level beside a gap whose first whole block this is, or None where it is none."""
        peaks = self._peaks
        before = float(peaks[first - _END_BLOCKS : first].max())
        louder = np.flatnonzero(peaks[first : first + self._longest] > before * 10 ** (-_NOTHING_DB / 20))
        if not louder.size or louder[0] < _SHORTEST_GAP_BLOCKS:
            return None
        end = first + int(louder[0])
        after = float(peaks[end : end + _END_BLOCKS].max())
        inside = float(peaks[first:end].max())
        if after * 10 ** (-_NOTHING_DB / 20) < inside:
            return None
        flow = peaks[max(first - 1 - _FLOW_BLOCKS, 0) : first - 1], peaks[end + 1 : end + 1 + _FLOW_BLOCKS]
        for beside, level in zip(flow, (before, after), strict=True):
            if len(beside) < _FLOW_BLOCKS or float(np.median(beside)) < level * 10 ** (-_UNDER_WAY_DB / 20):
                return None
        edge = float(min(peaks[first - _EDGE_BLOCKS : first].max(), peaks[end : end + _EDGE_BLOCKS].max()))
        if not self._constant[first:end].all():
            return edge
        smaller, larger = self._jumps(first, end, before, after)
        if larger < _LARGER_JUMP or smaller < _SMALLER_JUMP:
            return None
        return edge * _CLEAR_CUT if smaller >= _LARGER_JUMP else edge

    def _jumps(self, first: int, end: int, before: float, after: float) -> tuple[float, float]:
        """How far these blocks of one value are jumped into and out of, by the ends' peaks, smaller first."""
        block, samples = self._grid.block, self._samples
        value = samples[first * block]
        into = np.abs(samples[(first - 1) * block : first * block] - value)
        out_of = np.abs(samples[end * block : (end + 1) * block] - value)
        jumps = sorted(
            float(edge[differs[which]]) / level if (differs := np.flatnonzero(edge)).size else 0.0
            for edge, which, level in ((into, -1, before), (out_of, 0, after))
        )
        return jumps[0], jumps[1]

    def _same_peaks(self, start: int, until: int) -> Iterable[tuple[int, int]]:
        """Pairs of blocks no more than 100 ms apart whose peaks are the same to the bit, the later one of these.

        In the order of the later ones.
        """
        peaks, grid = self._raw_peaks, self._grid
        reach = math.ceil(_LONGEST_REPEAT_S * grid.sample_rate_hz / grid.block) + 1
        first = max(start - reach, 2)
        until = min(until, len(peaks) - 2)
        if until <= first:
            return
        middle = peaks[first:until]
        highest = middle >= _LEAST_PEAK
        for beside in (-2, -1, 1, 2):
            highest &= middle >= peaks[first + beside : until + beside]
        tops = np.flatnonzero(highest) + first
        order = tops[np.argsort(peaks[tops], kind="stable")]
        same = peaks[order[1:]] == peaks[order[:-1]]
        near = np.flatnonzero(same & (order[1:] - order[:-1] <= reach) & (order[1:] >= start))
        alike = near[self._alike(order[near], order[near + 1])]
        for at in alike[np.argsort(order[alike + 1], kind="stable")].tolist():
            neighbours = peaks[order[max(at - _SAME_PEAKS, 0) : at + _SAME_PEAKS]]
            if np.count_nonzero(neighbours == peaks[order[at]]) < _SAME_PEAKS:
                yield int(order[at]), int(order[at + 1])

    def _alike(self, earlier: NDArray[np.intp], later: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether the samples next to the peaks of these blocks are the same too, which chance alone rarely makes."""
        beside = np.arange(-2, 3)
        was, now = (
            self._samples[np.minimum(self._places(blocks)[:, None] + beside, len(self._samples) - 1)]
            for blocks in (earlier, later)
        )
        alike: NDArray[np.bool_] = (was == now).all(axis=1)
        return alike

    def _places(self, blocks: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where in the samples the peak of each of these blocks stands."""
        block = self._grid.block
        inside = np.abs(self._samples.reshape(-1, block)[blocks]).argmax(axis=1)
        places: NDArray[np.intp] = blocks * block + inside
        return places

    def _look_at_repeat(self, earlier: int, later: int) -> None:
        """Count it where the sound around the later of two equal peaks is a repeat of that around the earlier one."""
        grid, samples = self._grid, self._samples
        was, at = self._places(np.array([earlier, later])).tolist()
        lag, rate_hz = at - was, grid.sample_rate_hz
        if at < self._repeated_until or not _SHORTEST_REPEAT_S * rate_hz <= lag <= _LONGEST_REPEAT_S * rate_hz:
            return
        start, end = max(at - lag * _MOST_REPEATS, lag), min(at + lag * _MOST_REPEATS, len(samples))
        differ = np.flatnonzero(samples[start:end] != samples[start - lag : end - lag]) + start
        place = int(np.searchsorted(differ, at))
        begins = int(differ[place - 1]) + 1 if place else start
        ends = int(differ[place]) if place < len(differ) else end
        if not lag <= ends - begins <= (_MOST_REPEATS - 1) * lag:
            return
        self._repeated_until = ends
        self._repeats[_step(float(np.abs(samples[begins:ends]).max()))] += 1


def _constant_blocks(batch: Batch) -> NDArray[np.bool_]:
    """Which blocks of about 1 ms hold one value only, shape (channels, blocks)."""
    blocks = batch.rows.reshape(len(batch.rows), -1, batch.grid.block)
    first = blocks[:, :, 0]
    constant: NDArray[np.bool_] = (first == blocks[:, :, -1]) & (first == blocks[:, :, batch.grid.block // 2])
    likely = np.nonzero(constant)
    constant[likely] = (blocks[likely] == first[likely][:, None]).all(axis=1)
    return constant


def _step(peak: float) -> int:
    return min(max(int(20 * math.log10(max(peak, 1e-7)) - _LOWEST_DBFS), 0), _LEVELS - 1)
