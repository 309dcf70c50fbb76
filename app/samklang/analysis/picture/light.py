"""The light of a picture in a few coarse cells, and how it changed from one frame to the next whoever moves in it."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.repeats import Blocks

Cells = npt.NDArray[np.float32]

ROWS, GROUPS, IN_GROUP = 20, 3, 8
"""A picture is looked at in so many rows; from left to right in so many groups of so many cells each. A rolling
shutter shows at most some seven bands of 100 Hz light in a frame (a read-out of 1/15 s), which 20 rows still part."""

_DARK, _BURNT = 12.0, 243.0
"""A cell whose mean is at or beyond these, grey levels, no longer follows the light; ours."""


_MIDDLE: Final = np.zeros((IN_GROUP + 1, IN_GROUP), np.float32)
for _known in range(4, IN_GROUP + 1):
    _MIDDLE[_known, _known // 4 : _known - _known // 4] = 1 / (_known - 2 * (_known // 4))
"""For so many known values out of eight, in order: what each of them counts."""


_MOST_OF: Final = 0.85
"""So much of the picture must be left; ours."""


def light_cells(blocks: Blocks) -> Cells:
    """The natural logarithm of each cell's mean luma, (`ROWS`, `GROUPS` * `IN_GROUP`); NaN where too dark or burnt.

    Args:
        blocks: Means of small blocks, grey levels, float32, (h, w) of any size.
    """
    columns = GROUPS * IN_GROUP
    high, wide = blocks.shape[0] // ROWS, blocks.shape[1] // columns
    if high * wide * ROWS * columns >= _MOST_OF * blocks.size:
        # A few columns at the edges are left out: whole numbers of blocks are averaged four times as fast.
        top, left = (blocks.shape[0] - high * ROWS) // 2, (blocks.shape[1] - wide * columns) // 2
        blocks = blocks[top : top + high * ROWS, left : left + wide * columns]
    cells = np.asarray(cv2.resize(blocks, (columns, ROWS), interpolation=cv2.INTER_AREA), np.float32)
    lit = (cells > _DARK) & (cells < _BURNT)
    if lit.all():
        return np.log(cells)
    return np.where(lit, np.log(np.maximum(cells, 1)), np.float32(np.nan))


def light_change(cells: Cells, before: Cells) -> npt.NDArray[np.float32]:
    """By how much the light changed, as a natural logarithm, in each row of each group, (`ROWS`, `GROUPS`).

    Of each eight cells the middle four count: what moves through fewer than a quarter of them changes nothing. 0 where
    fewer than four cells can be compared.
    """
    # NaN comes last.
    ordered = np.sort((cells - before).reshape(ROWS, GROUPS, IN_GROUP), axis=-1)
    known = ordered == ordered  # noqa: PLR0124 - not NaN
    if known.all():
        return np.asarray(ordered @ _MIDDLE[IN_GROUP])
    counted = _MIDDLE[known.sum(axis=-1)]
    return np.asarray((counted * np.where(known, ordered, 0)).sum(axis=-1), np.float32)


def middle_mean(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The mean of the middle half along the last axis, of numbers without NaN."""
    ordered = np.sort(values, axis=-1)
    quarter = values.shape[-1] // 4
    return np.asarray(ordered[..., quarter : values.shape[-1] - quarter].mean(axis=-1))
