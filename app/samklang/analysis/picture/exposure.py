"""How well the face is lit: its brightness, what of it is burnt or crushed, the light behind it, and its steadiness."""

from array import array
from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.hunting import Swings
from samklang.analysis.picture.light import light_cells, middle_mean
from samklang.analysis.picture.repeats import Blocks
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

CRUSHED_LUMA: Final = 5
BURNT_LUMA: Final = 250
"""Luma at or beyond which a pixel in the face carries no drawing any more; our proposal."""

_WELL_LIT_LUMA: Final = 110.0
"""The mean of a face that lacks no light; ours. Light skin lies above, dark skin in good light somewhat below."""

_BRIGHT_LUMA: Final = 70.0
"""What is around a face is bright from here on; below, all is dark, and the light behind is not to blame. Ours."""

_BLINDING_FROM, _BLINDING_TO = 0.5, 0.92
"""Share of the middle that is burnt out in portraits four times too bright and more, in which nobody is found any more:
0.6 to 0.7 where we tried; ours."""
_LIGHT_EVERY_S: Final = 0.2
"""So often is the light read for hunting, each time the mean of what came since, which takes flicker out. Ours."""

_TO_LIGHT: Final = ((np.arange(256) / 255) ** 2.2).astype(np.float32)
"""Luma to linear light, near enough to sRGB and BT.709."""


class FaceExposure:
    """Reads the light in the largest face's box and around it, each time faces are looked for."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._now: float | None = None
        self._none = Unknown("no_frames")
        self._no_backlight = Unknown("no_frames")
        self._luma = array("f")
        self._clipped = array("f")
        self._backlight = array("f")
        self._blinding = array("f")
        self._swings = Swings(_common_light)
        self._summed: Blocks | None = None
        self._frames = 0
        self._since_s = 0.0

    def feed(self, view: View) -> None:
        """Takes one frame."""
        self._sum(view)
        if not view.looked:
            return
        self._now, self._none, self._no_backlight = None, Unknown("no_face"), Unknown("no_face")
        box = face_box(view.luma, view.faces[0]) if view.faces else view.luma[:0]
        if box.size:
            self._now = float(box.mean())
            self._luma.append(self._now)
            self._clipped.append(_clipped_share(box))
            stops = backlight_stops(view.luma, view.faces)
            if isinstance(stops, Unknown):
                self._no_backlight = stops
            else:
                self._backlight.append(stops)
        else:
            self._blinding.append(_blinding_luma(view.luma))

    def _sum(self, view: View) -> None:
        if self._summed is None or self._summed.shape != view.blocks.shape:
            self._summed, self._frames, self._since_s = np.zeros_like(view.blocks), 0, view.time_s
        self._summed += view.blocks
        self._frames += 1
        if view.time_s - self._since_s >= _LIGHT_EVERY_S:
            cells = light_cells((self._summed / self._frames).astype(np.float32))
            self._swings.feed(view.time_s, cells.ravel())
            self._summed, self._frames, self._since_s = np.zeros_like(view.blocks), 0, view.time_s

    @property
    def now(self) -> Measured:
        """Mean luma of the face at the newest look."""
        return Unknown("no_face") if self._now is None else self._now

    @property
    def luma(self) -> Measured:
        """Median of the face's mean luma, 0..255; where mostly nobody is found in too much light, of that light."""
        return self._blinding_luma or (float(np.median(self._luma)) if self._luma else self._none)

    @property
    def clipped_share(self) -> Measured:
        """Median share of the face at or beyond `CRUSHED_LUMA` or `BURNT_LUMA`."""
        return float(np.median(self._clipped)) if self._clipped and not self._blinding_luma else self._none

    @property
    def backlight_stops(self) -> Measured:
        """Median of `backlight_stops`."""
        known = self._backlight and not self._blinding_luma
        return float(np.median(self._backlight)) if known else self._no_backlight

    @property
    def _blinding_luma(self) -> float:
        """The light most looks found nobody in; 0 where they found somebody: one look may take a sleeve for a face."""
        return float(np.median(self._blinding)) if len(self._blinding) > len(self._luma) else 0.0

    @property
    def hunting_percent(self) -> Measured:
        """Slow swinging of the light that all parts of the picture share, peak to peak, of its mean."""
        return self._swings.percent


def _common_light(kept: Sequence[npt.NDArray[np.floating]]) -> npt.NDArray[np.floating]:
    """The light that all cells share, about 1, for each reading: what moves through some of them does not count."""
    readings = np.array(kept, np.float32)
    known = ~np.isnan(readings).any(axis=0)
    readings = readings[:, known]
    if not readings.size:
        return np.ones(len(kept))
    return np.asarray(np.exp(middle_mean(readings - np.median(readings, axis=0))))


def _blinding_luma(luma: Pixels) -> float:
    """The light where a head would be, 0..255, if it is so burnt out that a face is missed for it alone; else 0.

    Half of it must be burnt, and something must stand in it still: a white wall with nobody before it is no fault of
    the light.
    """
    height, width = luma.shape
    middle = luma[height // 8 : height * 5 // 8, width * 3 // 10 : width * 7 // 10]
    if not middle.size:
        return 0.0
    burnt = float(np.mean(middle >= BURNT_LUMA))
    return float(np.median(middle)) if _BLINDING_FROM <= burnt <= _BLINDING_TO else 0.0


def _clipped_share(box: Pixels) -> float:
    """Share of the box that is burnt, and of its inner oval that is crushed: black hair is no fault."""
    return min(1.0, float(np.mean(box >= BURNT_LUMA) + np.mean(box[_oval(box)] <= CRUSHED_LUMA)))


def _oval(box: Pixels) -> npt.NDArray[np.bool_]:
    """Cheeks, nose and mouth in a face's box: its inner oval, or all of it where it is tiny."""
    height, width = box.shape
    rows = (np.arange(height)[:, None] + 0.5) / height * 2 - 1
    columns = (np.arange(width) + 0.5) / width * 2 - 1
    return np.asarray(rows**2 + columns**2 <= max(0.5, 2 / min(height, width) ** 2))


def backlight_stops(luma: Pixels, faces: Sequence[Face]) -> Measured:
    """How many stops of light the largest face lacks because of what is bright around and behind it; 0 for none.

    The least of three: how much brighter the surroundings are than the face, how far the face is from being well lit,
    and how far the surroundings are from being dark. So a white wall behind a well-lit face counts for nothing, and
    neither does a picture that is dark all over, which is a matter of exposure. All in linear light; ours.

    Args:
        luma: The picture, (h, w), full range.
        faces: Those in it, the largest first; at least one, and that lies in the picture.
    """
    box = face_box(luma, faces[0])
    light = float(_TO_LIGHT[int(np.median(box[_oval(box)]))])
    small = cv2.resize(luma, (96, 54), interpolation=cv2.INTER_NEAREST)
    around = small[~_people(faces)]
    if around.size < small.size / 20:
        return Unknown("no_surroundings")
    behind = float(_TO_LIGHT[around].mean())
    stops = min(
        np.log2(max(behind, 1e-6) / max(light, 1e-6)),
        np.log2((_WELL_LIT_LUMA / 255) ** 2.2 / max(light, 1e-6)),
        np.log2(max(behind, 1e-6) / (_BRIGHT_LUMA / 255) ** 2.2),
    )
    return max(0.0, float(stops))


def _people(faces: Sequence[Face]) -> npt.NDArray[np.bool_]:
    """Where heads and shoulders are, (54, 96)."""
    rows, columns = (np.arange(54)[:, None] + 0.5) / 54, (np.arange(96) + 0.5) / 96
    found = np.zeros((54, 96), np.bool_)
    for face in faces:
        high, wide = face.bottom - face.top, face.right - face.left
        beside = np.maximum(face.left - columns, columns - face.right)
        found |= (rows > face.top - 0.6 * high) & (rows < face.bottom + 0.2 * high) & (beside < 0.3 * wide)
        found |= (rows >= face.bottom) & (beside < wide)
    return found


def face_box(luma: Pixels, face: Face) -> Pixels:
    """What lies inside a face's box, of a picture (h, w) or (h, w, 3); without pixels where the box lies outside."""
    height, width = luma.shape[:2]
    top, bottom = (round(min(1.0, max(0.0, y)) * height) for y in (face.top, face.bottom))
    left, right = (round(min(1.0, max(0.0, x)) * width) for x in (face.left, face.right))
    return luma[top:bottom, left:right]
