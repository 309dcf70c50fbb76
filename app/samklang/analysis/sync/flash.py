"""Flashes of light in the picture, as test films have them with a beep."""

from typing import Final

import numpy as np

from samklang.analysis.sync.picture import Doubles, Small

_BRIGHTER: Final = 25.0
"""Grey levels by which a cell jumps; what moves does so in few cells, a lamp that is switched on too. Ours."""
_SHARE: Final = 0.05
"""Of all cells."""
_OVER_S: Final = 0.7
"""By then it is dark again: a flash is no lamp that is left on."""
_APART_S: Final = 0.2


def flashes_s(times_s: Doubles, pictures: Small) -> Doubles:
    """When each flash begins: the time of its first bright frame, shape (flashes,)."""
    if len(times_s) < 3:  # noqa: PLR2004 - before, in and after
        return np.zeros(0)
    flashes: list[float] = []
    for at in range(1, len(times_s)):
        brighter = pictures[at] - pictures[at - 1] > _BRIGHTER
        if brighter.mean() < _SHARE or (flashes and times_s[at] - flashes[-1] < _APART_S):
            continue
        later = pictures[at + 1 : np.searchsorted(times_s, times_s[at] + _OVER_S)]
        there = pictures[at][brighter].mean()
        before = pictures[at - 1][brighter].mean()
        dark_again = len(later) > 0 and later[:, brighter].mean(axis=1).min() < before + 0.3 * (there - before)
        # What moves makes as much darker as it makes brighter.
        darker = (pictures[at - 1] - pictures[at] > _BRIGHTER).mean()
        if dark_again and darker < 0.2 * brighter.mean():
            flashes.append(float(times_s[at]))
    return np.array(flashes)
