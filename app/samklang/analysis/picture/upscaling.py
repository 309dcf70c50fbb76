"""Whether a picture was taken with fewer pixels than it has: the rhythm that scaling up leaves, and what it cannot add.

Each pixel of an enlarged picture is mixed from its neighbours in shares that repeat along the row: every third pixel
alike when 640 became 1920. The steps between neighbours carry that rhythm (Gallagher, "Detection of linear and cubic
interpolation in JPEG compressed images", 2005), wherever it lies and whatever the picture shows; a lens that is out of
focus leaves none. It is looked for at the ratios cameras and programs enlarge by, and it accuses only a picture that
also lacks fine detail. Codecs have a rhythm of their own, every eighth pixel: ratios that cannot be told from it are
left out, and twice must stand out of it.
"""

from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.repeats import Blocks
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

Profile = npt.NDArray[np.float32]

_EVERY_S: Final = 1.0
_MOST_LOOKS: Final = 60
_BANDS: Final = 2
_BAND_PX: Final = 32
"""Each look reads so many bands of so many rows, and as many of columns, elsewhere every time, where most is drawn;
after a minute all is said. Ours."""

_DRAWN: Final = 2.0
"""Grey levels a step is large by where something is drawn. Ours."""

_LEAST_LOOKS: Final = 3
_LEAST_PX: Final = 200
"""Of the shorter side: a smaller picture has no room for a rhythm."""

_SEGMENT_PX: Final = 128
_WINDOW: Final = np.hanning(_SEGMENT_PX).astype(np.float32)
_DIFFERENCES: Final = tuple(np.array([kernel], np.float32) for kernel in ([-1, 1, 0], [1, -2, 1], [-1, 3, -3, 1, 0]))
_CAP: Final = 8.0
"""Grey levels by which a step counts at most, times its order: edges must not drown the rest. Ours."""

_RATIOS: Final = tuple(
    map(Fraction, ("3/2", "5/3", "16/9", "15/8", "9/4", "5/2", "27/10", "3", "10/3", "27/8", "15/4", "9/2"))
)
"""By what usual sizes are enlarged to usual sizes, such as 480, 540, 640, 720, 800 and 960 to 720, 1080, 1280, 1920."""

_RHYTHM: Final = 10.5
_RHYTHM_EACH: Final = 3.5
"""So many times the middle of what is around it must the rhythm be along both axes together, and along each. Without
one it came to 9.7 and 3.3 at most in all we tried. Ours."""

_RHYTHM_SURE: Final = 25.0
_SURE_DB: Final = -24.0
"""So strong a rhythm asks only that the finest detail be somewhat weaker than in most pictures: bicubic enlargement by
one and a half keeps much of it. Ours."""

_ALONE: Final = 0.7
"""Nothing else but a codec may beat more than this much as strongly. Ours."""

_TWICE: Final = 8.0
_TWICE_OF_CODEC: Final = 0.65
"""The same for twice the size, and how far it must stand out of the codec's rhythm. Ours."""

_NEAREST: Final = 20.0
_NEAREST_OF_CODEC: Final = 3.0
"""Pixels that were merely repeated have a rhythm so strong that nothing else is asked. Ours."""

_SHARP_DB, _SOFT_DB = -30.0, -32.0
"""The power from a third to two fifths of the sampling rate, of that below a sixteenth: pictures as sharp as their
pixels stand above the first along both axes, enlarged ones by half or more below the second, soft lenses too. Ours."""


class Upscaling:
    """Reads bands of native pixels once a second for a minute; keeps what they came to along each axis."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._next_s = -np.inf
        self._looks = 0
        self._size = (0, 0)
        self._across = _Axis()
        self._down = _Axis()
        self._none = Unknown("no_frames")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if view.time_s < self._next_s:
            return
        self._next_s = view.time_s + _EVERY_S
        width, height = view.size
        if view.size != self._size:
            self._size, self._looks, self._across, self._down = view.size, 0, _Axis(), _Axis()
        if min(width, height) < _LEAST_PX:
            self._none = Unknown("too_small")
            return
        self._none = Unknown("too_short")
        if self._looks >= _MOST_LOOKS:
            return
        rows, columns = (_drawn_most(np.asarray(blocks)) for blocks in (view.blocks, view.blocks.T))
        for band in range(self._looks * _BANDS, (self._looks + 1) * _BANDS):
            top = round(rows[band % len(rows)] * (height - _BAND_PX))
            left = round(columns[band % len(columns)] * (width - _BAND_PX))
            self._across.add(view.native(top, top + _BAND_PX, 0, width))
            self._down.add(np.ascontiguousarray(view.native(0, height, left, left + _BAND_PX).T))
        self._looks += 1

    @property
    def suspected(self) -> Measured:
        """1 where it was enlarged, 0 where it is as sharp as its pixels; unknown where it is soft without a trace."""
        if self._looks < _LEAST_LOOKS:
            return self._none
        axes = [_Rhythms(axis) for axis in (self._across, self._down)]
        if all(axis.nearest for axis in axes):
            return 1.0
        strongest = [axis.strongest for axis in axes]
        rhythm = sum(strongest) if min(strongest) >= _RHYTHM_EACH else 0.0
        detail_db = (self._across.detail_db, self._down.detail_db)
        if rhythm >= _RHYTHM_SURE and max(detail_db) <= _SURE_DB:
            return 1.0
        if min(detail_db) > _SHARP_DB:
            return 0.0
        if max(detail_db) > _SOFT_DB:
            return Unknown("too_soft")
        return 1.0 if rhythm >= _RHYTHM or any(axis.twice for axis in axes) else Unknown("too_soft")


class _Axis:
    """What the bands along one axis came to.

    Attributes:
        steps: For each order, the sum over the bands of the mean absolute difference of that order, along the axis.
        power: The power of its segments at each frequency.
    """

    def __init__(self) -> None:
        self.steps: list[Profile] = []
        self.bands = 0
        self.power = np.zeros(_SEGMENT_PX // 2 + 1)

    def add(self, band: Pixels) -> None:
        found = []
        for order, kernel in enumerate(_DIFFERENCES, 1):
            difference = cv2.filter2D(band, cv2.CV_16S, kernel, borderType=cv2.BORDER_REPLICATE)
            steps = cv2.min(cv2.absdiff(difference, 0), _CAP * order)  # type: ignore[call-overload]
            found.append(np.asarray(cv2.reduce(steps, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F), np.float32)[0] / len(band))
        self.steps = [sum_ + new for sum_, new in zip(self.steps, found, strict=True)] if self.steps else found
        self.bands += 1
        # Every fourth row: those next to it say the same.
        segments = band[::4, : band.shape[1] // _SEGMENT_PX * _SEGMENT_PX].reshape(-1, _SEGMENT_PX).astype(np.float32)
        segments = (segments - segments.mean(axis=1, keepdims=True)) * _WINDOW
        self.power += np.square(np.abs(np.fft.rfft(segments))).sum(axis=0)

    @property
    def detail_db(self) -> float:
        """The power of fine detail over that of coarse; 0 for a flat picture, which has neither."""
        frequency = np.fft.rfftfreq(_SEGMENT_PX)
        fine = self.power[(frequency >= 0.34) & (frequency < 0.4)].mean()  # noqa: PLR2004 - as the thresholds say
        coarse = self.power[(frequency >= 0.02) & (frequency < 0.06)].mean()  # noqa: PLR2004 - as the thresholds say
        return float(10 * np.log10((fine + 1e-3) / (coarse + 1e-3)))


class _Rhythms:
    """How strongly the steps along one axis repeat themselves."""

    def __init__(self, axis: _Axis) -> None:
        first, second, third = (_spectrum(steps / axis.bands) for steps in axis.steps)
        codec = [Fraction(1, 8), Fraction(1, 4), Fraction(3, 8)]
        beats = [_folded(ratio) for ratio in _RATIOS]
        self.strongest = max(_alone(of, beat) for of in (second, third) for beat in beats)
        half = Fraction(1, 2)
        self.twice = _standing_out(third, half) >= max(
            _TWICE, *(_TWICE_OF_CODEC * _standing_out(of, at) for of in (second, third) for at in codec)
        )
        grid = _NEAREST_OF_CODEC * max(_standing_out(first, at) for at in codec)
        self.nearest = (
            _standing_out(first, half) >= max(_NEAREST, grid)
            or max(_standing_out(first, beat) for beat in beats) >= _NEAREST
        )


def _drawn_most(blocks: Blocks) -> npt.NDArray[np.floating]:
    """Where the third of the rows of blocks lies that has most drawn along them, 0 at the top and 1 at the bottom."""
    drawn = np.abs(np.diff(blocks, axis=1)).sum(axis=1)
    most = max(1, len(drawn) // 3)
    return np.argsort(-drawn, kind="stable")[:most] / max(1, len(drawn) - 1)


def _alone(spectrum: Profile, beat: Fraction) -> float:
    """How far a beat stands out; 0 where something else does too, such as a blind's slats or an older codec's grid."""
    found = _standing_out(spectrum, beat)
    if found < _RHYTHM_EACH:
        return 0.0
    bins = 2 * (len(spectrum) - 1)
    others = spectrum / np.asarray(cv2.blur(spectrum[None], (81, 1)), np.float32)[0]
    others[: round(0.06 * bins)] = 0
    for known in {*(at * beat % 1 for at in range(1, 9)), *(Fraction(at, 16) for at in range(1, 9))}:
        place = round(float(min(known, 1 - known)) * bins)
        others[max(0, place - 3) : place + 4] = 0
    return found if float(others.max()) < _ALONE * found else 0.0


def _folded(ratio: Fraction) -> Fraction:
    """Beats a pixel of an enlargement by `ratio`, as sampling shows it: at most a half."""
    return min(1 / ratio, 1 - 1 / ratio)


def _spectrum(steps: npt.NDArray[np.floating]) -> Profile:
    """How strong each frequency is in the sizes of the steps, from 0 to half a cycle a pixel."""
    steps = steps.astype(np.float32)
    around = np.asarray(cv2.blur(steps[None], (31, 1)), np.float32)[0]
    # Relative to what is around, but where nothing is drawn only a codec speaks.
    level = (steps - around) / (around + _DRAWN)
    return np.abs(np.fft.rfft(level * np.hanning(len(level)), 2 * (len(level) // 2))).astype(np.float32)


def _standing_out(spectrum: Profile, at: Fraction) -> float:
    """How many times the middle of what is around it the spectrum is at a frequency."""
    place = round(float(at) * 2 * (len(spectrum) - 1))
    peak = float(spectrum[max(0, place - 1) : place + 2].max())
    around = np.concatenate([spectrum[max(0, place - 40) : max(0, place - 3)], spectrum[place + 4 : place + 41]])
    return peak / max(float(np.median(around)), 1e-6)
