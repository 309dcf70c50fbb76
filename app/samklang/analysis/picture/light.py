"""The light of a picture in a few coarse cells, and how it changed from one frame to the next whoever moves in it."""

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


def light_cells(blocks: Blocks) -> Cells:
    """The natural logarithm of each cell's mean luma, (`ROWS`, `GROUPS` * `IN_GROUP`); NaN where too dark or burnt.

    Args:
        blocks: Means of small blocks, grey levels, float32, (h, w) of any size.
    """
    cells = np.asarray(cv2.resize(blocks, (GROUPS * IN_GROUP, ROWS), interpolation=cv2.INTER_AREA), np.float32)
    cells[(cells <= _DARK) | (cells >= _BURNT)] = np.nan
    return np.log(cells)


def light_change(cells: Cells, before: Cells) -> npt.NDArray[np.float32]:
    """By how much the light changed, as a natural logarithm, in each row of each group, (`ROWS`, `GROUPS`).

    Of each eight cells the middle four count: what moves through fewer than a quarter of them changes nothing. 0 where
    too few cells can be compared.
    """
    return middle_mean((cells - before).reshape(ROWS, GROUPS, IN_GROUP))


def middle_mean(values: Cells) -> npt.NDArray[np.float32]:
    """The mean of the middle half along the last axis, without NaN; 0 where fewer than four values are left."""
    ordered = np.sort(values, axis=-1)
    known = np.count_nonzero(~np.isnan(ordered), axis=-1)
    first, end = known // 4, known - known // 4
    at = np.arange(values.shape[-1])
    middle = (at >= first[..., None]) & (at < end[..., None])
    total = np.where(middle, ordered, 0).sum(axis=-1)
    return np.where(known >= 4, total / np.maximum(1, end - first), 0).astype(np.float32)  # noqa: PLR2004 - as said
