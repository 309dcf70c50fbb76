"""Whether the colours lean to one side, as under a wrong white balance.

Red walls, wood and skin are warm by themselves, so no average of the scene tells. Two witnesses are asked: the skin of
the face, whose hue varies far less between people than its lightness, and the brightest things around it, which are
seldom strongly coloured. Only where both lean to the same side do the colours lean.
"""

from array import array
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.exposure import face_box
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

Lab = npt.NDArray[np.floating]

EVERY_S: Final = 1.0
"""White balance does not change faster; ours."""

SKIN_A, SKIN_B = 10.0, 14.0
"""CIELAB a* and b* of skin at a lightness of 60 under neutral light, the middle over people of many colours. Measured
on portraits (docs/picture-measures.md): a* 4 to 16 and b* 9 to 24 in most."""

BRIGHT_A, BRIGHT_B = 0.0, 3.0
"""The same of the brightest tenth of what is around the face: a* -5 to 9, b* -3 to 12 in most; ours likewise."""

_MOST_UNEVEN: Final = 1.5
"""However far one witness leans, at most so many times what the other does counts; ours."""

_COLOURED, _DOUBTFUL = 3.0, 0.9
"""Where one leans so many times as far as the other, it is a coloured wall or a ruddy face rather than the light; then
so much of the smaller counts. Ours."""

_NEUTRAL_CHROMA, _NEUTRAL_SHARE = 4.0, 0.9
"""A picture in which so much has less chroma than this is black and white: its colours do not lean. Ours."""

_SKIN_LIGHTNESS, _BRIGHT_LIGHTNESS = 60.0, 80.0
_LEAST_LUMA, _MOST_LEVEL = 8, 250
_LEAST_PIXELS: Final = 30
_MOST_BURNT: Final = 0.25
"""Darker or burnt pixels have lost their colour; with fewer pixels left around the face, or a larger share of it burnt,
nothing can be told. Ours."""

_SMALL: Final = (96, 54)
_LEVELS: Final = np.arange(256) / 255
_TO_LIGHT: Final = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)  # noqa: PLR2004 - the standard's own
"""IEC 61966-2-1 (sRGB)."""
_TO_XYZ: Final = np.array(
    [[0.1805, 0.3576, 0.4124], [0.0722, 0.7152, 0.2126], [0.9505, 0.1192, 0.0193]], np.float32
) / np.array([[0.9505], [1.0], [1.089]], np.float32)
"""From blue, green, red to X, Y, Z of white 1; IEC 61966-2-1, D65."""


class ColourCast:
    """Reads the colours of the largest face and of what is around it, once a second."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._looked_s = -np.inf
        self._none = Unknown("no_frames")
        self._casts = array("f")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if not view.looked or view.time_s - self._looked_s < EVERY_S:
            return
        self._looked_s = view.time_s
        self._none = Unknown("no_face")
        if view.faces:
            found = cast(view.colour, view.faces[0])
            if isinstance(found, Unknown):
                self._none = found
            else:
                self._casts.append(float(np.hypot(*found)))

    @property
    def colour_cast(self) -> Measured:
        """Median distance from neutral in CIELAB's a*b* plane."""
        return float(np.median(self._casts)) if self._casts else self._none


def cast(picture_bgr: Pixels, face: Face) -> tuple[float, float] | Unknown:
    """How far, in a* and b*, all colours lean.

    Args:
        picture_bgr: The whole picture, (h, w, 3), blue first.
        face: Where the face is.
    """
    box = face_box(picture_bgr, face)
    if not box.size:
        return Unknown("no_face")
    height, width = box.shape[:2]
    # The middle: no hair, no background beside the cheeks.
    middle = _shrunk(box[height // 8 : height - height // 16, width // 6 : width - width // 6], 32, 32).reshape(-1, 3)
    if np.mean(_second(middle) >= _MOST_LEVEL) > _MOST_BURNT:
        return Unknown("face_too_bright")
    skin = _lab(middle, _SKIN_LIGHTNESS)
    if len(skin) < len(middle) / 2:
        return Unknown("face_too_dark")
    small = _shrunk(picture_bgr, *_SMALL)
    everything = _lab(small.reshape(-1, 3), _SKIN_LIGHTNESS)
    if np.mean(np.hypot(everything[:, 1], everything[:, 2]) < _NEUTRAL_CHROMA) >= _NEUTRAL_SHARE:
        return 0.0, 0.0
    bright = _lab(_brightest_tenth(_around(small, face)), _BRIGHT_LIGHTNESS)
    if len(bright) < _LEAST_PIXELS:
        return Unknown("no_surroundings")
    (_, skin_a, skin_b), (_, bright_a, bright_b) = np.median(skin, axis=0), np.median(bright, axis=0)
    return _agreed(skin_a - SKIN_A, bright_a - BRIGHT_A), _agreed(skin_b - SKIN_B, bright_b - BRIGHT_B)


def _around(small: Pixels, face: Face) -> Pixels:
    """The pixels (n, 3) outside the head."""
    height, width = small.shape[:2]
    rows, columns = (np.arange(height)[:, None] + 0.5) / height, (np.arange(width) + 0.5) / width
    high, wide = face.bottom - face.top, face.right - face.left
    head = (rows > face.top - high / 2) & (rows < face.bottom + high / 4)
    head = head & (columns > face.left - wide / 4) & (columns < face.right + wide / 4)
    return np.asarray(small[~head])


def _agreed(one: float, other: float) -> float:
    """What both say: nothing where they lean to different sides, else their geometric mean, held near the smaller."""
    if one * other <= 0:
        return 0.0
    least, most = sorted((abs(one), abs(other)))
    if most > _COLOURED * least:
        return float(np.sign(one) * _DOUBTFUL * least)
    return float(np.sign(one)) * min(float(np.sqrt(one * other)), _MOST_UNEVEN * float(least))


def _shrunk(picture: Pixels, width: int, height: int) -> Pixels:
    """At most so many pixels, the others left out."""
    size = min(width, picture.shape[1]), min(height, picture.shape[0])
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _brightest_tenth(pixels: Pixels) -> Pixels:
    """Of those that are not burnt; more where there are few."""
    luma = pixels @ np.array([0.114, 0.587, 0.299], np.float32)
    usable = _second(pixels) < _MOST_LEVEL
    if not usable.any():
        return pixels[:0]
    part = max(0.1, min(1.0, 2 * _LEAST_PIXELS / int(usable.sum())))
    return np.asarray(pixels[usable & (luma >= np.percentile(luma[usable], 100 * (1 - part)))])


def _second(pixels: Pixels) -> Pixels:
    """The middle one of each pixel's three levels: under a strong cast one alone may burn, and the hue still tells."""
    return np.asarray(np.sort(pixels, axis=1)[:, 1])


def _lab(pixels: Pixels, lightness: float) -> Lab:
    """CIELAB of those pixels (n, 3) that have kept their colour, lit so that their median has this lightness."""
    usable = (_second(pixels) < _MOST_LEVEL) & (pixels.max(axis=1) >= _LEAST_LUMA)
    light = _TO_LIGHT[pixels[usable]]
    if not len(light):
        return np.zeros((0, 3))
    xyz = light @ _TO_XYZ.T
    wanted = ((lightness + 16) / 116) ** 3
    xyz *= wanted / max(1e-6, float(np.median(xyz[:, 1])))
    # CIE 15: the cube root, and a straight line near black.
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
