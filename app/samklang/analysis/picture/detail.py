"""How sharp and how noisy the picture is, on the pixels the camera sent."""

from array import array
from typing import Final

import numpy as np

from samklang.analysis.picture.hunting import Swings
from samklang.analysis.picture.noise import Noise
from samklang.analysis.picture.sharpness import contrast_left, face_blur_px, face_cut
from samklang.analysis.picture.upscaling import Upscaling
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

_EVERY_S: Final = 0.5
"""Four times in the quickest swing of a focus that hunts (2 s and slower), and often enough for a median."""

_OWN_PX: Final = 1.5
"""Is added to the blur before its swing is told: what a good lens and the pixels spread an edge by anyway, or every
breath would be a wide swing of next to nothing. Ours."""


class Detail:
    """Reads native pixels, a few times a second; memory grows by 30 bytes a second."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._next_s = -np.inf
        self._noise = Noise()
        self._upscaling = Upscaling()
        self._sharpness = array("f")
        self._swings = Swings()
        self._none = Unknown("no_frames")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        self._noise.feed(view)
        self._upscaling.feed(view)
        if view.time_s < self._next_s:
            return
        self._next_s = view.time_s + _EVERY_S
        if not view.faces:
            self._none = Unknown("no_face")
            return
        blur_px = face_blur_px(face_cut(view, view.faces[0]), self._noise.now)
        if isinstance(blur_px, Unknown):
            self._none = blur_px
        else:
            self._sharpness.append(contrast_left(blur_px))
            self._swings.feed(view.time_s, _OWN_PX + blur_px)

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
        """1 where the picture was enlarged, 0 where not; see `analysis.picture.upscaling`."""
        return self._upscaling.suspected

    @property
    def focus_hunting_percent(self) -> Measured:
        """How far the width of the face's edges swings, peak to peak, of its mean."""
        return self._swings.percent if self._sharpness else self._none
