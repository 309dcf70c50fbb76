"""Finds where nothing at all moves in a lossy recording, though its codec keeps touching a pixel here and there.

A codec that is shown the same picture again only refines it: hardly a pixel changes, and no part of the picture goes
anywhere. Somebody who sits still breathes, and the codec follows. The figures are in `docs/picture-measures.md`.
"""

from typing import Final

import numpy as np

from samklang.analysis.picture.repeats import BUSIEST_BLOCKS, Blocks

_MOST_CHANGED: Final = 0.005
"""Share of the pixels that may change from one frame to the next, by however little; our proposal. Refining changes
less than 0.2 %, noise that a codec left in 0.1 % and more: this alone tells nothing, it only ends a stretch early."""

_MOST_WANDERING: Final = 1.0
"""How far, in grey levels, the means of the 16 blocks that wander most may wander on average, from the lowest to the
highest since the stretch began; our proposal. Refining stays at 1.0 or below, the means' own rounding; breathing that
lifts a person's chest by a third of a pixel moves them by 2.2 or more within three seconds."""

_STILL_AFTER_S: Final = 3.0
"""So long must nothing move; our proposal. Breathing ended every stretch within 2.0 s, however it was coded, in dim
light and by a sixth of a pixel too."""


class Stillness:
    """Takes the frames of a recording in turn; keeps two grids of block means and the stretches found."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._frames = 0
        self._first = 0
        self._first_s = 0.0
        self._last_s = 0.0
        self._lowest: Blocks | None = None
        self._highest: Blocks | None = None
        self._found: list[tuple[int, int]] = []

    def feed(self, blocks: Blocks, changed_share: float, time_s: float) -> None:
        """Takes one frame.

        Args:
            blocks: The means of its blocks, grey levels, float32, (rows, columns). Kept: it must not be changed.
            changed_share: The share of pixels that differ from the frame before; 1 for the first.
            time_s: When it is shown, seconds, never going back.
        """
        if not self._goes_on(blocks, changed_share):
            self._close()
            self._first, self._first_s = self._frames, time_s
            self._lowest = self._highest = blocks
        self._frames += 1
        self._last_s = time_s

    def _goes_on(self, blocks: Blocks, changed_share: float) -> bool:
        if changed_share > _MOST_CHANGED or self._lowest is None or self._highest is None:
            return False
        if not changed_share:
            return True
        self._lowest = np.minimum(self._lowest, blocks)
        self._highest = np.maximum(self._highest, blocks)
        wandered = (self._highest - self._lowest).ravel()
        most = min(BUSIEST_BLOCKS, wandered.size)
        return bool(np.partition(wandered, -most)[-most:].mean() <= _MOST_WANDERING)

    def _close(self) -> None:
        if self._last_s - self._first_s > _STILL_AFTER_S:
            self._found.append((self._first, self._frames))

    def stretches(self) -> list[tuple[int, int]]:
        """First and one past the last frame of each stretch of more than three seconds in which nothing moved."""
        found = list(self._found)
        if self._last_s - self._first_s > _STILL_AFTER_S:
            found.append((self._first, self._frames))
        return found
