"""How sharp and how noisy the picture is, on the pixels the camera sent."""

from array import array
from typing import Final

import numpy as np

from samklang.analysis.picture.hunting import Swings
from samklang.analysis.picture.noise import Noise
from samklang.analysis.picture.sharpness import face_cut, sharpness
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

_EVERY_S: Final = 0.4
"""Five times in the quickest swing of a focus that hunts (2 s and slower), and often enough for a median."""

_BLURRED: Final = 0.2
"""Sharpness below this is all the same to a focus that hunts: so near 0, every breath would be a wide swing. Ours."""


class Detail:
    """Reads native pixels, a few times a second; memory grows by 30 bytes a second."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._next_s = -np.inf
        self._noise = Noise()
        self._sharpness = array("f")
        self._swings = Swings()
        self._none = Unknown("no_frames")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        self._noise.feed(view)
        if view.time_s < self._next_s:
            return
        self._next_s = view.time_s + _EVERY_S
        if not view.faces:
            self._none = Unknown("no_face")
            return
        found = sharpness(face_cut(view, view.faces[0]), self._noise.now)
        if isinstance(found, Unknown):
            self._none = found
        else:
            self._sharpness.append(found)
            self._swings.feed(view.time_s, max(found, _BLURRED))

    @property
    def sharpness(self) -> Measured:
        """Median of the face's sharpness, 0..1; see `analysis.picture.sharpness`."""
        return float(np.median(self._sharpness)) if self._sharpness else self._none

    @property
    def noise(self) -> Measured:
        """Standard deviation of the sensor noise, grey levels."""
        return self._noise.level

    @property
    def upscaled_suspected(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def focus_hunting_percent(self) -> Measured:
        """See `PictureMeasures`."""
        return self._swings.percent if self._sharpness else self._none
