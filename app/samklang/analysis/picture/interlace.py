"""Frames woven from two half-pictures: combs at the edges of what moves.

In a woven frame every second row is of another moment. Where something moves, a row then differs from both its
neighbours far more than from the next row but one, which no lens draws and noise does not do. Only what moves is asked,
and only rows as the camera sent them: a picture that was scaled has lost its combs. (ffmpeg's idet compares whole
frames, by a factor of 1.04 to 1.5, and calls 76 of 120 frames of a small compressed clip woven.)
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.repeats import Blocks
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

_EVERY_S: Final = 0.25
_PLACES: Final = 8
_SIDE_PX: Final = 48
"""So many squares of native pixels are read, where the picture has changed most. Ours."""

_LEAST_CHANGE: Final = 6.0
"""Grey levels by which a block's mean must have changed since the frame before: less is noise or light. Ours."""

_LEAST_STEP: Final = 10.0
"""Grey levels by which a row must differ from its neighbours' mean to count at all; ours."""

_COMB_RATIO: Final = 1.6
"""A square is combed when neighbouring rows differ by so much more than rows of the same half-picture. Noise alone
gives 1.0, a picture without combs less than 0.8; 1.5 is idet's progressive threshold. Ours."""

_LEAST_STEPS: Final = 24
"""So many pixels of a square must step: one speck is no comb."""

_COMBED_SHARE: Final = 0.25
"""Of the squares that show steps at all, so many combed ones make a frame woven. Ours."""

_LEAST_LOOKS: Final = 3
"""In so many frames something must have moved."""


class Interlace:
    """Reads native squares where most changes, four times a second; keeps one grid of block means."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._next_s = -np.inf
        self._before: Blocks | None = None
        self._woven = 0
        self._looks = 0
        self._frames = 0

    def feed(self, view: View) -> None:
        """Takes one frame."""
        before, self._before = self._before, view.blocks
        self._frames += 1
        if view.time_s < self._next_s or before is None or before.shape != view.blocks.shape or not view.change.rms:
            return
        squares = _moving(view, np.abs(view.blocks - before))
        if squares is None:
            return
        self._next_s = view.time_s + _EVERY_S
        combed = combed_share(squares)
        if combed is not None:
            self._looks += 1
            self._woven += combed >= _COMBED_SHARE

    @property
    def interlaced(self) -> Measured:
        """Share of the frames looked at that are woven; unknown where hardly anything moved."""
        if not self._frames:
            return Unknown("no_frames")
        return self._woven / self._looks if self._looks >= _LEAST_LOOKS else Unknown("no_motion")


def combed_share(squares: npt.NDArray[np.uint8]) -> float | None:
    """Of the squares with steps from row to row, (n, h, w), the share that are combed; None where none has any."""
    rows = squares.astype(np.int16)
    middle = rows[:, 2:-2]
    # Against the neighbours, which are of the other half-picture, and against the next but one, of the same.
    other = np.abs(2 * middle - rows[:, 1:-3] - rows[:, 3:-1])
    same = np.abs(2 * middle - rows[:, :-4] - rows[:, 4:])
    steps = np.maximum(other, same) > 2 * _LEAST_STEP
    enough = steps.sum(axis=(1, 2)) >= _LEAST_STEPS
    if not enough.any():
        return None
    neighbours = (other * steps).sum(axis=(1, 2))[enough]
    half_picture = (same * steps).sum(axis=(1, 2))[enough]
    return float(np.mean(neighbours > _COMB_RATIO * half_picture))


def _moving(view: View, changed: Blocks) -> npt.NDArray[np.uint8] | None:
    """The native squares around the blocks that changed most, (n, side, side); None where hardly any did."""
    width, height = view.size
    rows, columns = changed.shape
    if min(width, height) < _SIDE_PX:
        return None
    most = min(_PLACES, changed.size)
    at = np.argpartition(changed, -most, axis=None)[-most:]
    at = at[changed.ravel()[at] >= _LEAST_CHANGE]
    if not len(at):
        return None
    cuts = []
    for place in at:
        row, column = divmod(int(place), columns)
        top = min(max(0, round((row + 0.5) * height / rows) - _SIDE_PX // 2), height - _SIDE_PX)
        left = min(max(0, round((column + 0.5) * width / columns) - _SIDE_PX // 2), width - _SIDE_PX)
        cuts.append(view.native(top, top + _SIDE_PX, left, left + _SIDE_PX))
    return np.stack(cuts)
