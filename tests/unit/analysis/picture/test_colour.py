"""Colours that lean under the wrong white balance, and scenes that are coloured by themselves."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tests.end_to_end.video_clips import portrait_of_a_person

from samklang.analysis.picture.colour import ColourCast, cast
from samklang.analysis.picture.meter import PictureMeter
from samklang.analysis.picture.values import Face
from samklang.domain.measures import Unknown

Pixels = NDArray[np.uint8]

SIZE = (360, 640)
FACE = Face(left=0.4, top=0.25, right=0.6, bottom=0.6, score=0.9, eyes_y=0.38, mouth_y=0.52)
SKIN = {"light": (160, 185, 225), "olive": (122, 148, 188), "brown": (70, 105, 150), "dark": (38, 52, 75)}
TINTS = {
    "tungsten": (0.45, 0.8, 1.25),
    "green": (0.75, 1.25, 0.75),
    "blue": (1.5, 0.95, 0.6),
    "magenta": (1.1, 0.7, 1.2),
}


def _scene(skin: tuple[int, ...], wall: tuple[int, ...] = (205, 210, 212)) -> Pixels:
    """A face in front of a wall, blue first, with a little noise."""
    scene = np.full((*SIZE, 3), wall, np.float64)
    scene[230:, 150:490] = (60, 58, 55)
    cv2.ellipse(scene, (320, 150), (80, 110), 0, 0, 360, skin, -1)
    return _shown(scene + np.random.default_rng(0).normal(0, 2, scene.shape))


def _shown(levels: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(levels, 0, 255), np.uint8)


def _tinted(picture: Pixels, gains: tuple[float, ...], strength: float = 1.0) -> Pixels:
    return _shown(255 * ((picture / 255) ** 2.2 * np.array(gains) ** strength) ** (1 / 2.2))


def _far(picture: Pixels) -> float:
    found = cast(picture, FACE)
    assert not isinstance(found, Unknown)
    return float(np.hypot(*found))


@pytest.mark.parametrize("skin", SKIN.values(), ids=SKIN)
@pytest.mark.parametrize("light", [0.15, 0.5, 1.0])
def test_skin_of_every_colour_passes_in_any_light(skin: tuple[int, ...], light: float):
    assert _far(_tinted(_scene(skin), (light,) * 3)) < 8


@pytest.mark.parametrize("wall", [(60, 60, 170), (70, 110, 160), (190, 150, 90), (120, 170, 120)])
def test_a_coloured_wall_is_no_cast(wall: tuple[int, ...]):
    assert _far(_scene(SKIN["olive"], wall)) < 13


@pytest.mark.parametrize("skin", SKIN.values(), ids=SKIN)
@pytest.mark.parametrize("gains", TINTS.values(), ids=TINTS)
def test_a_cast_is_told_and_grows_with_its_strength(skin: tuple[int, ...], gains: tuple[float, ...]):
    weak, strong = (_far(_tinted(_scene(skin), gains, strength)) for strength in (0.7, 1.4))
    assert strong > weak
    # Brown skin is so warm that it hides part of a blue cast, and nobody is accused by the wall alone.
    assert strong > (5 if gains == TINTS["blue"] else 18)


def test_a_real_portrait_passes_until_it_is_tinted():
    portrait = portrait_of_a_person(SIZE)
    for picture, low, high in ((portrait, 0, 8), (_tinted(portrait, TINTS["tungsten"]), 12, 99)):
        meter = PictureMeter(30.0)
        for index in range(3):
            meter.feed(picture, float(index))
        found = meter.measures().colour_cast
        assert not isinstance(found, Unknown)
        assert low <= found <= high


def test_black_and_white_does_not_lean():
    grey = np.repeat(_scene(SKIN["light"]).mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert _far(grey) == 0


def test_where_the_face_has_lost_its_colour_nothing_is_told():
    assert cast(_scene((255, 255, 255)), FACE) == Unknown("face_too_bright")
    assert cast(_scene((2, 2, 3)), FACE) == Unknown("face_too_dark")


def test_a_face_that_fills_the_picture_leaves_nothing_to_compare_with():
    whole = Face(left=0, top=0, right=1, bottom=1, score=0.9, eyes_y=0.4, mouth_y=0.8)
    assert cast(_scene(SKIN["light"]), whole) == Unknown("no_surroundings")


def test_without_frames_or_faces_it_is_unknown():
    assert ColourCast().colour_cast == Unknown("no_frames")
    meter = PictureMeter(30.0)
    meter.feed(np.full((40, 60, 3), 90, np.uint8), 0.0)
    assert meter.measures().colour_cast == Unknown("no_face")


@settings(max_examples=50, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30), st.just(3))),
    st.lists(st.floats(-1, 2), min_size=4, max_size=4),
)
def test_whatever_is_seen_a_finite_distance_comes_out(picture: Pixels, box: list[float]):
    found = cast(picture, Face(box[0], box[1], box[2], box[3], score=1.0, eyes_y=0.5, mouth_y=0.6))
    assert isinstance(found, Unknown) or np.isfinite(np.hypot(*found))
