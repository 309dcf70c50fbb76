"""How well the face is lit: its brightness, what of it is burnt out or crushed, and the light behind it."""

from array import array
from typing import Final

import numpy as np

from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

CRUSHED_LUMA: Final = 5
BURNT_LUMA: Final = 250
"""Luma at or beyond which a pixel in the face box carries no drawing any more; our proposal."""


class FaceExposure:
    """Reads the light in the largest face's box, each time faces are looked for."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._now: float | None = None
        self._none = Unknown("no_frames")
        self._luma = array("f")
        self._clipped = array("f")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if not view.looked:
            return
        self._now, self._none = None, Unknown("no_face")
        box = face_box(view.luma, view.faces[0]) if view.faces else view.luma[:0]
        if box.size:
            self._now = float(box.mean())
            self._luma.append(self._now)
            self._clipped.append(np.count_nonzero((box <= CRUSHED_LUMA) | (box >= BURNT_LUMA)) / box.size)

    @property
    def now(self) -> Measured:
        """Mean luma of the face at the newest look."""
        return Unknown("no_face") if self._now is None else self._now

    @property
    def luma(self) -> Measured:
        """Median of the face's mean luma, 0..255."""
        return float(np.median(self._luma)) if self._luma else self._none

    @property
    def clipped_share(self) -> Measured:
        """Median share of the box at or beyond `CRUSHED_LUMA` or `BURNT_LUMA`."""
        return float(np.median(self._clipped)) if self._clipped else self._none

    @property
    def hunting_percent(self) -> Measured:
        """See `PictureMeasures.exposure_hunting_percent`."""
        return Unknown("not_measured")

    @property
    def backlight_stops(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")


def face_box(luma: Pixels, face: Face) -> Pixels:
    """What lies inside a face's box, of a picture (h, w) or (h, w, 3); without pixels where the box lies outside."""
    height, width = luma.shape[:2]
    top, bottom = (round(min(1.0, max(0.0, y)) * height) for y in (face.top, face.bottom))
    left, right = (round(min(1.0, max(0.0, x)) * width) for x in (face.left, face.right))
    return luma[top:bottom, left:right]
