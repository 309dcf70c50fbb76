"""Claps in the sound, streaming: where each begins, to the millisecond.

A clap rises within a few milliseconds far above what was before it, is over within some ten milliseconds, and is far
louder above 600 Hz than anything else that is heard, be it the hardest consonant. A beep, as test films have it with a
flash, rises alike and then stays as it is, one tone. All limits are ours; docs/lip-sync.md shows what they were set by.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from samklang.domain.sync import HeardClap

Block: TypeAlias = NDArray[np.float32]

_HOP_S: Final = 0.001
_FILTER_S: Final = 0.0025
_CUT_HZ: Final = 600.0
"""Below lie voices' fundamentals, knocks and hum; a clap with hollow hands still has most of its sound above."""
_BEFORE: Final = (60, 4)
"""What was before it: from 60 to 4 ms before."""
_RISE_DB: Final = 11.0
"""Over the loudest millisecond of these."""
_WITHIN: Final = 8
"""It is at its loudest within so many milliseconds."""
_LATER: Final = (45, 90)
"""By then, in milliseconds after its beginning, it has fallen; what is left is the room."""
_FALLEN_DB: Final = 9.0
_OVER_OTHERS_DB: Final = 6.0
"""Over what all but a fiftieth of the other 5 ms stretches reach: a hard consonant is one of these itself."""
_OTHERS: Final = 0.98
_WITHIN_EACH_OTHER_DB: Final = 20.0
"""The same hands before the same microphone: what is fainter than the loudest by more is something else."""
_FAINTEST_DBFS: Final = -55.0
_APART_S: Final = 0.18
"""Nobody claps faster than five times a second; echoes come sooner."""
_ONSET_SHARE: Final = 0.15
"""A clap begins at the first sample that reaches this share of its peak."""
_MOST: Final = 400
_LEVEL_STEPS: Final = 280
"""Half decibels from -140 dBFS up."""
_TONE_SHARE: Final = 0.8
"""Of a beep's power, within one line of its spectrum; of a voice's it is far less above 600 Hz."""
_TONE_S: Final = 0.025


@dataclass(frozen=True, slots=True)
class _Candidate:
    clap: HeardClap
    peak_db: float
    beep: bool


class ClapEar:
    """Hears claps in one stream.

    Args:
        rate_hz: Its sample rate.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._hop = max(1, round(rate_hz * _HOP_S))
        taps = 2 * round(_FILTER_S * rate_hz / 2) + 1
        self._kernel = _high_pass(rate_hz, taps)
        self._waiting = np.zeros(taps - 1, np.float32)
        self._kept = np.zeros(0, np.float32)  # filtered, from `_at_s` on
        self._levels = np.zeros(0)  # of `_kept`, a millisecond each
        self._at_s = 0.0
        self._started = False
        self._looked = 0  # levels of `_kept` that were looked at
        self._counts = np.zeros(_LEVEL_STEPS, np.int64)
        self._candidates: deque[_Candidate] = deque(maxlen=_MOST)

    def feed(self, samples: Block, time_s: float) -> None:
        """Take the next samples.

        Args:
            samples: Full scale 1.0, shape (n, channels) or (n,).
            time_s: When the first of them was heard; the clock of what comes back. It is taken from every block, so
                that a clock that runs off is followed; a jump begins anew.
        """
        mono = samples if samples.ndim == 1 else samples.mean(axis=1)
        if not len(mono):
            return
        heard = np.concatenate([self._waiting, np.nan_to_num(mono).astype(np.float32)])
        self._waiting = heard[len(heard) - len(self._kernel) + 1 :]
        filtered = np.convolve(heard, self._kernel, "valid").astype(np.float32)
        # The filter looks as far ahead as back: its output belongs to the middle of what it saw.
        delay_s = (len(self._kernel) - 1) / 2 / self._rate_hz
        self._at_s = time_s - delay_s - len(self._kept) / self._rate_hz
        self._kept = np.concatenate([self._kept, filtered])
        self._look()

    def claps(self) -> tuple[HeardClap, ...]:
        """All claps so far, the oldest first; one that came in the last tenth of a second is not yet known."""
        return tuple(each.clap for each in self._chosen(beeps=False))

    def beeps(self) -> tuple[HeardClap, ...]:
        """All beeps so far, likewise."""
        return tuple(each.clap for each in self._chosen(beeps=True))

    def _chosen(self, *, beeps: bool) -> list[_Candidate]:
        candidates = [each for each in self._candidates if each.beep == beeps]
        if not candidates:
            return []
        loudest_db = max(each.peak_db for each in candidates)
        least_db = loudest_db - _WITHIN_EACH_OTHER_DB
        if not beeps:
            least_db = max(least_db, self._others_db() + _OVER_OTHERS_DB)
        return [each for each in candidates if each.peak_db >= least_db]

    def _others_db(self) -> float:
        """What the other stretches reach, the claps' own left out."""
        total = int(self._counts.sum())
        if total <= 0:
            return -np.inf
        place = int(np.searchsorted(np.cumsum(self._counts), _OTHERS * total))
        return place / 2 - _LEVEL_STEPS / 2

    def _look(self) -> None:
        hops = len(self._kept) // self._hop
        new = self._kept[len(self._levels) * self._hop : hops * self._hop]
        if len(new):
            powers = np.square(new.astype(np.float64)).reshape(-1, self._hop).mean(axis=1)
            self._levels = np.concatenate([self._levels, 10 * np.log10(powers + 1e-14)])
        first, end = max(self._looked, _BEFORE[0]), hops - _LATER[1]
        for at in range(first, end):
            self._judge(at)
        self._looked = max(first, end)
        surplus = self._looked - _BEFORE[0] - 40
        if surplus > 0:
            self._count(self._levels[:surplus])
            self._levels = self._levels[surplus:]
            self._kept = self._kept[surplus * self._hop :]
            self._at_s += surplus * self._hop / self._rate_hz
            self._looked -= surplus

    def _judge(self, at: int) -> None:
        levels = self._levels
        now_db = levels[at]
        if now_db < _FAINTEST_DBFS or now_db - levels[at - 1] < 3:  # noqa: PLR2004 - cheap: most are done here
            return
        before_db = levels[at - _BEFORE[0] : at - _BEFORE[1]].max()
        peak = at + int(np.argmax(levels[at : at + _WITHIN]))
        peak_db = float(levels[peak])
        if peak_db - before_db < _RISE_DB:
            return
        start_s = self._onset_s(at, peak)
        if self._candidates and start_s - self._candidates[-1].clap.time_s < _APART_S:
            return
        later_db = float(10 * np.log10(np.mean(10 ** (levels[at + _LATER[0] : at + _LATER[1]] / 10))))
        top_db = float(10 * np.log10(np.mean(10 ** (levels[peak : peak + 5] / 10))))
        beep = self._is_tone(peak)
        if not beep and top_db - later_db < _FALLEN_DB:
            return
        self._candidates.append(_Candidate(HeardClap(start_s, peak_db - float(before_db)), top_db, beep))
        if not beep:
            self._levels[at - 2 : at + _LATER[1]] = np.minimum(levels[at - 2 : at + _LATER[1]], before_db)

    def _onset_s(self, at: int, peak: int) -> float:
        """The first sample of the rise."""
        start = max(0, at - 6) * self._hop
        rise = np.abs(self._kept[start : (peak + 1) * self._hop])
        quiet = np.abs(self._kept[max(0, at - _BEFORE[0]) * self._hop : start + self._hop])
        floor = 1.2 * float(quiet.max()) if len(quiet) else 0.0
        first = int(np.argmax(rise >= max(_ONSET_SHARE * float(rise.max()), min(floor, 0.5 * float(rise.max())))))
        return self._at_s + (start + first) / self._rate_hz

    def _is_tone(self, peak: int) -> bool:
        """Whether it stays as it is for a while, and is one tone."""
        start = (peak + 4) * self._hop
        count = round(_TONE_S * self._rate_hz)
        held = self._kept[start : start + 2 * count].astype(np.float64)
        if len(held) < 2 * count:
            return False
        first, second = held[:count], held[count:]
        if abs(10 * np.log10((np.mean(first**2) + 1e-14) / (np.mean(second**2) + 1e-14))) > 3:  # noqa: PLR2004
            return False
        spectrum = np.square(np.abs(np.fft.rfft(held * np.hanning(len(held)))))
        line = int(np.argmax(spectrum))
        return bool(spectrum[max(0, line - 3) : line + 4].sum() > _TONE_SHARE * spectrum.sum())

    def _count(self, levels: NDArray[np.float64]) -> None:
        count = len(levels) // 5 * 5
        if count:
            means = 10 * np.log10(np.mean(10 ** (levels[:count].reshape(-1, 5) / 10), axis=1))
            steps = np.clip((means + _LEVEL_STEPS / 2) * 2, 0, _LEVEL_STEPS - 1).astype(np.intp)
            self._counts += np.bincount(steps, minlength=_LEVEL_STEPS)


def _high_pass(rate_hz: int, taps: int) -> NDArray[np.float64]:
    """A Hamming-windowed high-pass; nothing of a direct current is left."""
    place = np.arange(taps) - taps // 2
    edge = 2 * _CUT_HZ / rate_hz
    low = edge * np.sinc(edge * place) * np.hamming(taps)
    kernel: NDArray[np.float64] = -low / low.sum()
    kernel[taps // 2] += 1
    return kernel
