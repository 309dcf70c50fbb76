"""Light that swings with the mains: the whole picture at once, or bands that wander through it.

Mains light pulses at 100 or 120 Hz. A camera samples it once a frame, so what is seen is the beat: 10 Hz at 30 frames a
second under 100 Hz. With a rolling shutter the rows are taken one after the other, and the beat becomes bands. Both are
plane waves over rows and time, the same from the left edge to the right, and that is what is looked for. Neither
somebody who moves nor a codec's key frames nor a slow change of light makes one.
"""

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.light import GROUPS, ROWS, Cells, light_cells, light_change
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

_OVER_S: Final = 8.0
"""A stretch this long is looked at at a time; ours. Bands that wander through the picture in it can be seen."""

_LEAST_S: Final = 1.8
"""A shorter take tells nothing; ours."""

_SLOWEST_HZ: Final = 2.5
"""What swings the whole picture more slowly is hunting exposure, or nobody can tell it from that; ours."""

_PART_S: Final = 1.6
"""The swing must be there in most parts of a stretch, each so long; ours."""

_LEAST_SHARE: Final = 0.35
"""Of all quick change of light, so much must be one plane wave; ours. Movement and key frames spread over many."""

_LEAST_EXPLAINED: Final = 0.7
"""So much of how a band's strength changes over time must be its wandering; ours."""

_STEP_HZ: Final = 0.1
_BANDS: Final = np.arange(-8, 8.01, 0.5)
"""Bands in the height of the picture, falling or rising."""

_Complex = npt.NDArray[np.complex128]
_Values = npt.NDArray[np.floating]


class Flicker:
    """Reads the light of the rows over time; keeps some eight seconds of it."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._before: Cells | None = None
        self._kept: deque[tuple[float, npt.NDArray[np.float32]]] = deque()
        self._fresh_s = 0.0
        self._found: list[tuple[float, float]] = []

    def feed(self, view: View) -> None:
        """Takes one frame."""
        cells = light_cells(view.blocks)
        changed = (
            light_change(cells, self._before) if self._before is not None else np.zeros((ROWS, GROUPS), np.float32)
        )
        self._before = cells
        self._kept.append((view.time_s, changed))
        if view.time_s - self._kept[0][0] >= _OVER_S:
            self._found.append(self._look())
            while view.time_s - self._kept[0][0] > _OVER_S / 2:
                self._kept.popleft()

    @property
    def flicker_percent(self) -> Measured:
        """How far the whole picture swings at the beat of the light, from its middle to its top, of its mean."""
        return self._measured(0)

    @property
    def banding_percent(self) -> Measured:
        """The same for bands; the strongest of those that wander."""
        return self._measured(1)

    def _measured(self, which: int) -> Measured:
        if self._before is None:
            return Unknown("no_frames")
        found = list(self._found)
        if not found or self._kept[-1][0] - self._kept[0][0] >= _OVER_S * 3 / 4:
            if self._kept[-1][0] - self._kept[0][0] < _LEAST_S:
                return Unknown("too_short")
            found.append(self._look())
        # Light that began to flicker in mid-take counts, one odd stretch of many does not.
        return float(np.percentile([each[which] for each in found], 75))

    def _look(self) -> tuple[float, float]:
        times_s = np.array([time_s for time_s, _ in self._kept])
        return swings(times_s, np.array([changed for _, changed in self._kept]))


def swings(times_s: _Values, changes: _Values) -> tuple[float, float]:
    """How far the light swings, of the whole picture and in bands, from the middle to the top, in percent of the mean.

    Args:
        times_s: When each frame was taken, shape (n,), not going back.
        changes: From each frame to the next, shape (n, `ROWS`, `GROUPS`), natural logarithms; the first is left out.
    """
    lasted_s = times_s[-1] - times_s[0]
    if len(times_s) < 16 or lasted_s < _LEAST_S:  # noqa: PLR2004 - less is no spectrum
        return 0.0, 0.0
    step_s = lasted_s / (len(times_s) - 1)
    whole, bands = _quick(times_s, changes, step_s)
    return 100 * whole, 100 * max(bands, _wandering(times_s, changes))


def _quick(times_s: _Values, changes: _Values, step_s: float) -> tuple[float, float]:
    """Whole-picture and band swing quicker than `_SLOWEST_HZ`, as shares."""
    hz = np.arange(_SLOWEST_HZ, 0.5 / step_s + 1e-9, _STEP_HZ)
    if not len(hz):
        return 0.0, 0.0
    power = (np.abs(_spectrum(times_s, changes, hz)) ** 2).mean(axis=(1, 2))
    peak = int(power.argmax())
    near = np.abs(hz - hz[peak]) <= 2 / (times_s[-1] - times_s[0]) + _STEP_HZ
    if power[near].sum() < _LEAST_SHARE * power.sum():
        return 0.0, 0.0
    # The peak's height in each part, as light that comes and goes is no mains.
    parts = max(1, int((times_s[-1] - times_s[0]) / _PART_S))
    heights = []
    for part in np.array_split(np.arange(len(times_s)), parts):
        line = _spectrum(times_s[part], changes[part], hz[peak : peak + 1])[0]
        heights.append(_plane_waves(line))
    # A change from frame to frame is the swing times this.
    gain = abs(1 - np.exp(-2j * np.pi * hz[peak] * step_s))
    waves = np.median(heights, axis=0) / gain
    strongest = int(waves.argmax())
    if abs(_BANDS[strongest]) < 1:
        return float(waves[strongest]), 0.0
    return float(waves[_BANDS == 0][0]), float(waves[strongest])


def _spectrum(times_s: _Values, changes: _Values, hz: _Values) -> _Complex:
    """Amplitudes at `hz`, (frequencies, rows, groups): 1 for a swing of 1 from the middle to the top."""
    window = np.hanning(len(times_s) + 2)[1:-1]
    turns = np.exp(-2j * np.pi * hz[:, None] * (times_s - times_s[0])) * (2 * window / window.sum())
    return np.asarray(np.tensordot(turns, changes - changes.mean(axis=0), axes=1), np.complex128)


def _plane_waves(line: _Complex) -> _Values:
    """How strong each of `_BANDS` is in the amplitudes (rows, groups) of one frequency."""
    rows = (np.arange(ROWS) + 0.5) / ROWS
    return _common(np.exp(-2j * np.pi * _BANDS[:, None] * rows) @ line / ROWS)


def _common(waves: _Complex) -> _Values:
    """Of what the groups show, along the last axis, the middle one: what only one of them shows is somebody moving."""
    together = waves.sum(axis=-1, keepdims=True)
    turned = waves * together.conj() / np.maximum(1e-12, np.abs(together))
    return np.asarray(np.maximum(0, np.median(turned.real, axis=-1)))


def _wandering(times_s: _Values, changes: _Values) -> float:
    """How strong bands are that wander more slowly than `_SLOWEST_HZ`, as a share; 0 where there are none.

    Such bands make the picture's strength at their number of bands go round in a circle, evenly, and on at least two
    of the left, the middle and the right at once. Nobody who moves does that.
    """
    light = np.cumsum(changes, axis=0)
    light = light - light.mean(axis=1, keepdims=True)
    rows = (np.arange(ROWS) + 0.5) / ROWS
    bands = _BANDS[_BANDS >= 1]
    strength = np.exp(-2j * np.pi * bands[:, None] * rows) @ light / ROWS
    strength = strength - strength.mean(axis=0)
    hz = np.arange(1 / (times_s[-1] - times_s[0]), _SLOWEST_HZ, _STEP_HZ / 2)
    turns = np.exp(2j * np.pi * np.concatenate([-hz, hz])[:, None] * (times_s - times_s[0]))
    turns = turns - turns.mean(axis=1, keepdims=True)
    size = (np.abs(turns) ** 2).sum(axis=1)
    circles = np.tensordot(turns.conj(), strength, axes=1) / size[:, None, None]
    common = _common(circles)
    explained = common**2 * size[:, None] / np.maximum(1e-12, _middle_power(strength))
    return 2 * float(common[explained >= _LEAST_EXPLAINED].max(initial=0.0))


def _middle_power(strength: _Complex) -> _Values:
    """Of the groups, along the last axis, the middle one's power over all frames, for each number of bands."""
    return np.asarray(np.median((np.abs(strength) ** 2).sum(axis=0), axis=-1))
