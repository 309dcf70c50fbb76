"""How much sensor noise is in the picture, on patches of native pixels that are flat and lie still."""

from array import array
from typing import Final

import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.repeats import Blocks
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

_EVERY_S: Final = 1.0
_ROWS, _COLUMNS = 5, 7
"""The frame is divided into so many fields, and the flattest place of each is read: noise is everywhere, and whatever
is flat by itself, a wall or a made-up background, does not speak alone. Ours."""

_PATCH_PX: Final = 24
_DARK, _BRIGHT = 24, 231
"""Near black and white noise is cut off; patches whose mean lies beyond are left out. Ours."""

_FLATTEST: Final = 0.15
"""Of all patches the quietest seventh counts: texture and movement only ever add. It takes 4 % off pure noise. Ours."""

_LEAST_PATCHES: Final = 4

_AXIS: Final = np.arange(_PATCH_PX, dtype=np.float32) - (_PATCH_PX - 1) / 2
_SPREAD: Final = float((_AXIS**2).sum() * _PATCH_PX)
_FREE_PX: Final = _PATCH_PX**2 - 3
"""A plane takes three of the pixels' freedoms."""


class Noise:
    """Reads patches of two frames in a row, once a second; memory grows by four bytes each time."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._next_s = -np.inf
        self._before: tuple[list[tuple[int, int]], npt.NDArray[np.uint8]] | None = None
        self._size = (0, 0)
        self._found = array("f")
        self._none = Unknown("no_frames")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if self._before is not None and view.size == self._size:
            if view.change.rms == 0:
                return
            places, before = self._before
            self._before = None
            found = noise_of(before, _patches(view, places))
            if found is not None:
                self._found.append(found)
        elif view.time_s >= self._next_s:
            self._next_s = view.time_s + _EVERY_S
            self._size = view.size
            places = _flat_places(view.blocks, view.size)
            self._before = (places, _patches(view, places)) if len(places) >= _LEAST_PATCHES else None
            self._none = Unknown("too_short" if self._before else "nothing_flat")

    @property
    def now(self) -> float:
        """The newest value, grey levels; 0 before there is one."""
        return self._found[-1] if self._found else 0.0

    @property
    def level(self) -> Measured:
        """Median of the standard deviations found, grey levels; see `PictureMeasures.noise`."""
        return float(np.median(self._found)) if self._found else self._none


def noise_of(before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8]) -> float | None:
    """The standard deviation of the noise in patches of two frames, (n, h, w) each, grey levels.

    In a patch the smaller of two values counts: what is left around a sloping plane, which texture adds to, and what
    changes between the frames over the root of two, which movement adds to.

    Returns:
        None where too few patches are well exposed.
    """
    pixels = after.astype(np.float32)
    means = pixels.mean(axis=(1, 2))
    fit = (means > _DARK) & (means < _BRIGHT)
    if np.count_nonzero(fit) < _LEAST_PATCHES:
        return None
    pixels, means = pixels[fit], means[fit]
    slope_x = np.einsum("nyx,x->n", pixels, _AXIS) / _SPREAD
    slope_y = np.einsum("nyx,y->n", pixels, _AXIS) / _SPREAD
    # What is around the plane is what is around the mean without the plane's own part.
    around_mean = np.einsum("nyx,nyx->n", pixels, pixels) - _PATCH_PX**2 * means.astype(np.float64) ** 2
    around_plane = np.maximum(around_mean - (slope_x**2 + slope_y**2) * _SPREAD, 0)
    in_place = np.sqrt(around_plane / _FREE_PX)
    in_time = (pixels - before[fit]).std(axis=(1, 2)) / 2**0.5
    return float(np.quantile(np.minimum(in_place, in_time), _FLATTEST))


def _flat_places(blocks: Blocks, size: tuple[int, int]) -> list[tuple[int, int]]:
    """Top and left, in native pixels, of a patch in the flattest well exposed place of each field of the frame."""
    rows, columns = blocks.shape
    width, height = size
    if rows < 2 * _ROWS or columns < 2 * _COLUMNS or min(width, height) < 4 * _PATCH_PX:
        return []
    inner = blocks[1:-1, 1:-1]
    rough = np.abs(blocks[:-2, 1:-1] - inner) + np.abs(blocks[2:, 1:-1] - inner)
    rough += np.abs(blocks[1:-1, :-2] - inner) + np.abs(blocks[1:-1, 2:] - inner)
    rough = np.where((inner > _DARK) & (inner < _BRIGHT), rough, np.inf)
    places = []
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            top, end = (at * rough.shape[0] // _ROWS for at in (row, row + 1))
            left, right = (at * rough.shape[1] // _COLUMNS for at in (column, column + 1))
            field = rough[top:end, left:right]
            y, x = divmod(int(field.argmin()), field.shape[1])
            if np.isfinite(field[y, x]):
                middle_y, middle_x = (top + y + 1.5) * height / rows, (left + x + 1.5) * width / columns
                at_y = min(max(0, round(middle_y) - _PATCH_PX // 2), height - _PATCH_PX)
                at_x = min(max(0, round(middle_x) - _PATCH_PX // 2), width - _PATCH_PX)
                places.append((at_y, at_x))
    return places


def _patches(view: View, places: list[tuple[int, int]]) -> npt.NDArray[np.uint8]:
    cuts: list[Pixels] = [view.native(top, top + _PATCH_PX, left, left + _PATCH_PX) for top, left in places]
    return np.stack(cuts)
