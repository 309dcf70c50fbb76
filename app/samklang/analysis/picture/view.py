"""One frame as the meters of the picture see it; what costs something is worked out once, and only when asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.repeats import Blocks, Change
from samklang.analysis.picture.values import Face

Pixels: TypeAlias = npt.NDArray[np.uint8]
Native: TypeAlias = Callable[[int, int, int, int], Pixels]
"""Top, bottom, left, right in native pixels -> luma, uint8, full range, (bottom - top, right - left)."""


class View:
    """One frame.

    Attributes:
        luma: uint8, full range, (h, w) of the working size; pixels left out, never averaged. Not to be changed.
        size: Width and height of the whole frame in native pixels.
        time_s: When it was taken or is shown, never going back.
        change: How far it differs from the frame before.
        blocks: Means of its 8 x 8 blocks at the working size, float32.
        faces: Of the newest look for faces, the largest first.
        looked: Whether faces were looked for in this very frame.
    """

    def __init__(  # noqa: PLR0913 - a frame is exactly these parts
        self,
        luma: Pixels,
        size: tuple[int, int],
        time_s: float,
        *,
        change: Change,
        blocks: Blocks,
        colour: Callable[[], Pixels],
        native: Native,
    ) -> None:
        self.luma = luma
        self.size = size
        self.time_s = time_s
        self.change = change
        self.blocks = blocks
        self.faces: tuple[Face, ...] = ()
        self.looked = False
        self._colour = colour
        self._native = native

    @cached_property
    def colour(self) -> Pixels:
        """The same small picture as BGR, (h, w, 3), pixels left out likewise."""
        return self._colour()

    def native(self, top: int, bottom: int, left: int, right: int) -> Pixels:
        """A cut-out of the whole frame's luma with every pixel it came with, uint8, full range.

        The ends are held inside the frame; where nothing is left of it, an array without pixels comes back.
        """
        width, height = self.size
        top, bottom = max(0, top), min(height, bottom)
        left, right = max(0, left), min(width, right)
        if top >= bottom or left >= right:
            return np.zeros((0, 0), np.uint8)
        return self._native(top, bottom, left, right)
