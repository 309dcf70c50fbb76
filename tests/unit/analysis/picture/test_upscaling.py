"""Enlarged pictures: told by their rhythm, whatever enlarged them; soft native ones are never accused."""

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from tests.unit.analysis.picture.native_views import feed, noisy

from samklang.analysis.picture.upscaling import Upscaling
from samklang.domain.measures import Measured, Unknown

Pixels = NDArray[np.uint8]

FILTERS = {
    "nearest": cv2.INTER_NEAREST,
    "bilinear": cv2.INTER_LINEAR,
    "bicubic": cv2.INTER_CUBIC,
    "lanczos": cv2.INTER_LANCZOS4,
}


def _scene(height: int = 720, width: int = 1280) -> Pixels:
    """A sharp picture: a coffee cup on a table, mirrored until it fills the frame."""
    coffee = np.asarray(skimage.data.coffee(), np.uint8)  # type: ignore[no-untyped-call]
    grey = np.asarray(cv2.cvtColor(coffee, cv2.COLOR_RGB2GRAY), np.uint8)
    wide = np.hstack([grey, grey[:, ::-1], grey])
    return np.ascontiguousarray(np.vstack([wide, wide[::-1]])[:height, :width])


def _suspected(picture: Pixels, seconds: int = 8, sigma: float = 0.0) -> Measured:
    meter, rng = Upscaling(), np.random.default_rng(1)
    feed(meter, [noisy(picture, sigma, rng) if sigma else picture for _ in range(seconds)], fps=1)
    return meter.suspected


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(
    ("size", "to"), [((640, 480), (1920, 1080)), ((1280, 720), (1920, 1080)), ((640, 360), (1280, 720))]
)
def test_a_picture_scaled_up_is_told(name: str, size: tuple[int, int], to: tuple[int, int]):
    small = cv2.resize(_scene(), size, interpolation=cv2.INTER_AREA)
    assert _suspected(np.asarray(cv2.resize(small, to, interpolation=FILTERS[name]), np.uint8)) == 1


def test_a_sharp_picture_is_not():
    assert _suspected(_scene(), sigma=1.0) == 0


@pytest.mark.parametrize("sigma_px", [0.6, 1.0, 1.5, 2.5, 4.0])
def test_a_soft_lens_is_never_accused(sigma_px: float):
    soft = np.asarray(cv2.GaussianBlur(_scene(), (0, 0), sigma_px), np.uint8)
    for sigma in (0.0, 0.7, 3.0):
        assert _suspected(soft, sigma=sigma) != 1


def test_a_blind_behind_is_no_rhythm_of_scaling():
    blind = np.asarray(cv2.GaussianBlur(_scene(), (0, 0), 1.5), np.uint8)
    blind[:, 300:1000:12] = 60
    assert _suspected(np.asarray(cv2.GaussianBlur(blind, (0, 0), 1.0), np.uint8)) != 1


def test_what_cannot_be_told_says_why():
    assert _suspected(_scene(), seconds=0) == Unknown("no_frames")
    assert _suspected(_scene(), seconds=2) == Unknown("too_short")
    assert _suspected(_scene(150, 300)) == Unknown("too_small")
    assert _suspected(np.full((480, 640), 90, np.uint8)) in {0.0, Unknown("too_soft")}


def test_another_size_begins_anew():
    meter = Upscaling()
    feed(meter, [_scene()] * 5 + [_scene(480, 640)] * 2, fps=1)
    assert meter.suspected == Unknown("too_short")


def test_a_minute_says_all():
    meter = Upscaling()
    feed(meter, [_scene(240, 320)] * 70, fps=1)
    assert meter.suspected == 0
