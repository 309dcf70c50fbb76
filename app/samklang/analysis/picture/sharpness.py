"""How sharp the face is: the blur of its edges, measured by blurring it once more.

An edge that a lens spread by a Gaussian of s pixels is spread by sqrt(s^2 + p^2) after blurring by p. So from how much
steeper an edge is after a little blurring than after twice as much, s follows, whatever the edge's contrast (Zhuo and
Sim, "Defocus map estimation from a single image", 2011). Each edge counts by its strength squared, so that eyes, brows,
mouth, beard and glasses speak and skin is silent. Motion spares the edges that run along it: the blur is measured in
four directions, and the worst is told.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

Floats = npt.NDArray[np.float32]

FACE_PX: Final = 256
"""A face box higher than this is shrunk to it: a face is sharp when it is sharp at that size, however many pixels a
camera spends on it. Ours: between 200 and 256 clean faces and faintly blurred ones lie furthest apart."""

_LEAST_FACE_PX: Final = 40
"""Below, too few edges are left. Ours."""

_PRE_PX: Final = 1.0
"""Both pictures are blurred at least so much, which keeps noise and the pixels' own grid out."""

_STRONGEST: Final = 0.15
"""Share of the box whose gradient counts as an edge; ours."""

_LEAST_STEEP: Final = 0.5
"""Grey levels a pixel; what is less steep is no edge but a rounded slope. Ours."""

_LEAST_EDGES, _EDGES_SHARE = 5.0, 0.0008
"""So many crests must point into a direction, and so many of all pixels, or its edges have been blurred away. Ours: a
clear face has 0.0011 and more, whatever its size; moved by 1.2 % of the frame's height, 0.0007 and less."""

_NOISE_TIMES: Final = 4.0
"""An edge must stand so far above what noise does to the gradient; ours."""

_NOISE_GAIN: Final = 0.2
"""Standard deviation of each part of the gradient of white noise of 1, blurred by 1 px: 1 / sqrt(8 pi)."""

_PERIOD_PX: Final = 6.0
"""Sharpness is the contrast left in stripes this fine: 1 for none lost. Ours: it lies between 0 and 1 over just the
range that can be told apart, and hardly moves with what is sharper than anyone can see."""

_MOST_LEFT: Final = 0.99
"""What hardly gets flatter is blurred by 17 px or more."""

_DIRECTIONS: Final = np.array([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1], [0.5**0.5, -(0.5**0.5)]], np.float32)
"""Unit vectors, x and y: along the rows, the columns and both diagonals."""


def contrast_left(blur_px: float) -> float:
    """Share of the contrast of stripes of `_PERIOD_PX` that a Gaussian of `blur_px` leaves; 1 for no blur."""
    return float(np.exp(-2 * (np.pi * blur_px / _PERIOD_PX) ** 2))


def face_cut(view: View, face: Face) -> Pixels:
    """The face's box in native pixels; without pixels where it lies outside."""
    width, height = view.size
    return view.native(
        round(face.top * height), round(face.bottom * height), round(face.left * width), round(face.right * width)
    )


def face_blur_px(face: Pixels, noise: float = 0.0) -> Measured:
    """How far a face's edges are spread, in pixels of a face of `FACE_PX`, or in its own where it has fewer.

    Args:
        face: Its box in native pixels, luma, uint8, (h, w).
        noise: Standard deviation of the noise in it, grey levels; edges that do not stand out of it do not count.

    Returns:
        See `edge_blur_px`; `face_too_small`, or `few_edges` where nothing in it has an edge.
    """
    height, width = face.shape
    if min(height, width) < _LEAST_FACE_PX:
        return Unknown("face_too_small")
    if height > FACE_PX:
        scale = FACE_PX / height
        size = (max(_LEAST_FACE_PX, round(width * scale)), FACE_PX)
        face = np.asarray(cv2.resize(face, size, interpolation=cv2.INTER_AREA), np.uint8)
        noise *= scale
    blur_px = edge_blur_px(face, noise)
    return Unknown("few_edges") if blur_px is None else blur_px


def edge_blur_px(picture: Pixels, noise: float = 0.0) -> float | None:
    """The standard deviation of the Gaussian that its edges are spread by, in its own pixels, in the worst direction.

    What a gradient of neighbouring pixels adds by itself, 0.7 px as the root of a sum of squares, is in it.

    Args:
        picture: uint8, (h, w), each at least `_LEAST_FACE_PX`.
        noise: As for `face_blur_px`, in this very picture.
    """
    fine = np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), _PRE_PX), np.float32)
    # A Gaussian after a Gaussian is one of the root of their squares' sum.
    coarse = np.asarray(cv2.GaussianBlur(fine, (0, 0), _PRE_PX * 3**0.5), np.float32)
    fine_x, fine_y = _gradient(fine)
    steep = np.asarray(cv2.magnitude(fine_x, fine_y), np.float32)
    top = np.asarray(cv2.dilate(steep, np.ones((3, 3), np.uint8)), np.float32)
    # The border's gradient is made up.
    inner = (slice(3, -3), slice(3, -3))
    some = steep[inner][::2, ::2]
    half, most = some.size // 2, round((1 - _STRONGEST) * (some.size - 1))
    some = np.partition(some, (half, most), axis=None)
    noisy = max(_NOISE_TIMES * _NOISE_GAIN * noise, _LEAST_STEEP)
    high, middling = (np.zeros(steep.shape, np.bool_) for _ in range(2))
    high[inner] = steep[inner] >= max(float(some[most]), noisy)
    fine_xy, coarse_xy = (fine_x, fine_y), _gradient(coarse)
    left, weight = _steepness_left(fine_xy, coarse_xy, high & (steep >= top))
    blurred_away = weight < max(_LEAST_EDGES, _EDGES_SHARE * steep.size)
    if blurred_away.any():
        # No crest is left in that direction: the gentle slopes are what became of its edges.
        middling[inner] = steep[inner] >= max(float(some[half]), noisy)
        slopes_left, slopes = _steepness_left(fine_xy, coarse_xy, middling)
        left = np.where(blurred_away, np.where(slopes >= _LEAST_EDGES, slopes_left, 0), left)
        if slopes.max() < _LEAST_EDGES:
            return None
    worst = min(float(left.max()), _MOST_LEFT)
    return float(max(0.0, _PRE_PX**2 * (4 * worst - 1) / (1 - worst)) ** 0.5)


def _steepness_left(
    fine: tuple[Floats, Floats], coarse: tuple[Floats, Floats], edges: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """How much of the edges' steepness the coarser blur leaves, squared, for each of the directions.

    It is (s^2 + p^2) / (s^2 + 4 p^2) for an edge spread by s and blurs of p and 2 p.

    Args:
        fine: The gradient after the finer blur.
        coarse: After the coarser one.
        edges: Which pixels to ask.

    Returns:
        That, 0 where none points there; and how many pixels point there.
    """
    at = np.flatnonzero(edges)
    x, y = (part.ravel()[at] for part in fine)
    power = np.square(x) + np.square(y)
    coarse_x, coarse_y = (part.ravel()[at] for part in coarse)
    left = np.square((coarse_x * x + coarse_y * y) / power)
    # How far each edge points into each direction: the fourth power of the cosine.
    pointing = np.square(np.square(_DIRECTIONS @ np.stack([x, y]))) / np.square(power)
    weight = pointing * power
    return (weight @ left) / np.maximum(weight.sum(axis=1), 1e-9), pointing.sum(axis=1)


def _gradient(picture: npt.NDArray[np.float32]) -> tuple[Floats, Floats]:
    """Its slope to the right and downwards, grey levels a pixel."""
    right, down = (
        np.asarray(cv2.Sobel(picture, cv2.CV_32F, x, 1 - x, ksize=3, scale=1 / 8), np.float32) for x in (1, 0)
    )
    return right, down
