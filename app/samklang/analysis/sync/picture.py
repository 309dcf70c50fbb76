"""What moves in the picture around the moments at which claps were heard, as a pose that follows the hands.

Nothing here knows what a hand looks like. What differs from the picture's own median over three seconds is what moved;
where that is and how widely it is spread follow the gap between two hands evenly, however
far they go between two frames. Differences between frames do not: they say as much of one hand's breadth as of ten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Doubles: TypeAlias = NDArray[np.float64]
Small: TypeAlias = NDArray[np.float32]

CELLS: Final = 64
"""Of the picture's longer side: ten pixels of 640, half a finger's length. Ours, like all that follows."""
_LEAST_DIFFERENCE: Final = 1.5
"""Grey levels of a cell's mean; sensor noise leaves a fifth of that."""
_MOST_DIFFERENCE: Final = 40.0
"""What is white before black counts no more than this: it is about where something is, not about its colour."""
_THEN_S: Final = 0.7
_SELDOM: Final = 3
"""Of so many pictures one gets a background of its own."""
_LEAST_MASS: Final = 30.0
"""Cells by grey levels: three cells in which a hand stands out by ten."""
_LEAST_SHARE: Final = 0.4
"""Of the most that ever moved: what is only beginning to move has no place yet."""


def small_picture(luma: NDArray[np.uint8]) -> Small:
    """The picture in cells, float32, its longer side `CELLS`.

    Args:
        luma: uint8, shape (h, w).
    """
    height, width = luma.shape
    if max(height, width) > 4 * CELLS:
        # Means of means: INTER_AREA is slow on large pictures, and every second pixel tells as much.
        scale = 4 * CELLS / max(height, width)
        wanted = max(1, round(width * scale)), max(1, round(height * scale))
        luma = np.asarray(cv2.resize(luma, wanted, interpolation=cv2.INTER_LINEAR), np.uint8)
    scale = CELLS / max(height, width)
    cells = max(4, round(width * scale)), max(4, round(height * scale))
    return np.asarray(cv2.resize(luma.astype(np.float32), cells, interpolation=cv2.INTER_AREA), np.float32)


@dataclass(frozen=True, slots=True)
class Around:
    """The pictures around one clap.

    Attributes:
        times_s: Of the pictures, shape (n,), rising.
        pictures: In cells, shape (n, h, w).
    """

    times_s: Doubles
    pictures: Small


def moved_in(around: Around, background: Callable[[Around], Small]) -> Small:
    """What differs from the background around one clap, shape (n, h, w).

    Args:
        around: The pictures.
        background: What they are held against, one of `BACKGROUNDS`.
    """
    return _moved(around.pictures - background(around))


def poses(moved: Sequence[Small], after_s: Sequence[Doubles]) -> list[Doubles]:
    """Where what moves is, and how far spread, for each clap: shape (n, 4), NaN where nothing is.

    Only that counts which is at the same place at the same time after every clap.

    Args:
        moved: What moved around each, see `moved_in`.
        after_s: The times of these pictures after the clap was heard.
    """
    usual, common_s = _common(moved, after_s)
    return [
        _pose(np.minimum(np.abs(each), usual[_nearest(common_s, times_s)]))
        for each, times_s in zip(moved, after_s, strict=True)
    ]


def _usual(around: Around) -> Small:
    """How it mostly is: hands that rest apart, or out of the picture."""
    return np.asarray(np.median(around.pictures, axis=0), np.float32)


def _usual_then(around: Around) -> Small:
    """How it mostly is within one and a half seconds: people move while they clap."""
    times_s, pictures = around.times_s, around.pictures
    # A median changes slowly, and is what costs most here.
    ends = [np.searchsorted(times_s, [time_s - _THEN_S, time_s + _THEN_S]) for time_s in times_s[::_SELDOM]]
    then = np.stack([np.asarray(np.median(pictures[first:end], axis=0), np.float32) for first, end in ends])
    return np.repeat(then, _SELDOM, axis=0)[: len(times_s)]


BACKGROUNDS: Final = (_usual, _usual_then)
"""What the pictures may be held against."""


def _moved(apart: Small) -> Small:
    """How far each cell is from the background, brighter or darker, what is noise left out; shape (n, h, w)."""
    apart = apart - np.median(apart, axis=(1, 2), keepdims=True)  # the exposure wanders
    limit = _LEAST_DIFFERENCE + 2 * float(np.median(np.abs(apart)))
    return np.asarray(np.sign(apart) * np.clip(np.abs(apart) - limit, 0, _MOST_DIFFERENCE), np.float32)


def _common(moved: Sequence[Small], after_s: Sequence[Doubles]) -> tuple[Small, Doubles]:
    """What the median of all claps shows at each time after them, or near that time and place; and the times.

    The median of what is brighter here and darker there is nothing; and what is always there is left out.
    """
    step_s = float(np.median(np.diff(after_s[0])))
    start_s, end_s = max(float(each[0]) for each in after_s), min(float(each[-1]) for each in after_s)
    common_s = np.arange(start_s, end_s, step_s)
    courses = [each[_nearest(times_s, common_s)] for each, times_s in zip(moved, after_s, strict=True)]
    usual = np.abs(np.asarray(np.median(courses, axis=0), np.float32))
    usual = np.maximum(0, usual - np.percentile(usual, 60, axis=0))
    near = np.stack([cv2.dilate(each, np.ones((3, 3), np.uint8)) for each in usual])
    padded = np.concatenate([near[:1], near, near[-1:]])
    return np.asarray(np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:]), np.float32), common_s


def _nearest(times_s: Doubles, wanted_s: Doubles) -> NDArray[np.intp]:
    """The place of the time that is nearest to each wanted one."""
    right = np.clip(np.searchsorted(times_s, wanted_s), 1, len(times_s) - 1)
    return np.where(wanted_s - times_s[right - 1] < times_s[right] - wanted_s, right - 1, right)


def _pose(moved: Small) -> Doubles:
    """Middle and spread of what moved, in shares of the longer side, shape (n, 4); NaN where too little did."""
    rows, columns = np.mgrid[0 : moved.shape[1], 0 : moved.shape[2]] / CELLS
    mass = moved.sum(axis=(1, 2)).astype(np.float64)
    enough = np.maximum(_LEAST_MASS, _LEAST_SHARE * float(mass.max(initial=0.0)))
    some = np.maximum(mass, 1e-9)
    x, y = ((moved * place).sum(axis=(1, 2)) / some for place in (columns, rows))
    xx, yy = ((moved * place**2).sum(axis=(1, 2)) / some for place in (columns, rows))
    pose = np.stack([x, y, xx - x * x, yy - y * y], axis=1)
    pose[mass < enough] = np.nan
    # A hand has a breadth of its own, which adds to the gap in squares: what is left over the narrowest is the gap.
    spread = pose[:, 2:]
    if np.isfinite(spread).any():
        pose[:, 2:] = np.sqrt(np.maximum(0, spread - np.nanmin(spread, axis=0)))
    return np.asarray(pose, np.float64)
