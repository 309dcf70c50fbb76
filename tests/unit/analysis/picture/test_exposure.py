"""The light on the face, behind it, and how steady it is."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tests.unit.analysis.picture.test_flicker import view_of

from samklang.analysis.picture.exposure import FaceExposure, backlight_stops
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels
from samklang.domain.measures import Measured, Unknown

SIZE = (180, 320)
FACE = Face(left=0.4, top=0.25, right=0.6, bottom=0.6, score=0.9, eyes_y=0.38, mouth_y=0.52)


def _scene(skin: float, wall: float, clothes: float = 50) -> Pixels:
    scene = np.full(SIZE, wall, np.float64)
    scene[115:, 75:245] = clothes
    cv2.ellipse(scene, (160, 75), (40, 55), 0, 0, 360, skin, -1)
    return np.clip(scene + np.random.default_rng(0).normal(0, 3, SIZE), 0, 255).astype(np.uint8)


def _seen(*lumas: Pixels, face: Face | None = FACE, fps: float = 30.0) -> FaceExposure:
    exposure = FaceExposure()
    for index, luma in enumerate(lumas):
        view = view_of(luma, index / fps)
        view.looked, view.faces = True, (face,) if face else ()
        exposure.feed(view)
    return exposure


def _number(measured: Measured) -> float:
    assert not isinstance(measured, Unknown)
    return measured


@pytest.mark.parametrize("skin", [85, 120, 160, 190])
@pytest.mark.parametrize("wall", [20, 90, 160, 225])
def test_a_face_well_lit_is_never_backlit_whatever_its_skin_and_its_wall(skin: float, wall: float):
    assert _number(_seen(_scene(skin, wall)).backlight_stops) < 0.9


@pytest.mark.parametrize(("skin", "least"), [(70, 1.2), (50, 2.2), (35, 3.2)])
def test_a_dark_face_before_a_window_is_backlit(skin: float, least: float):
    assert _number(_seen(_scene(skin, 250)).backlight_stops) > least


def test_a_window_on_one_side_is_enough():
    scene = _scene(45, 60)
    scene[:, 240:] = 255
    assert _number(_seen(scene).backlight_stops) > 1.5


@pytest.mark.parametrize("light", [0.5, 0.35, 0.2])
def test_where_all_is_dark_the_light_behind_is_not_to_blame(light: float):
    dark = (_scene(140, 150) * light).astype(np.uint8)
    assert _number(_seen(dark).backlight_stops) < 0.5


def test_a_face_that_fills_the_picture_has_nothing_behind_it():
    whole = Face(left=0, top=0, right=1, bottom=1, score=0.9, eyes_y=0.4, mouth_y=0.8)
    assert _seen(_scene(120, 200), face=whole).backlight_stops == Unknown("no_surroundings")


def test_a_second_person_is_not_what_is_behind_the_first():
    scene = _scene(60, 60)
    scene[20:120, 10:90] = 240
    other = Face(left=0.05, top=0.2, right=0.25, bottom=0.6, score=0.9, eyes_y=0.3, mouth_y=0.5)
    assert _number(backlight_stops(scene, (FACE, other))) < _number(backlight_stops(scene, (FACE,)))


def test_burnt_cheeks_count_and_black_hair_does_not():
    burnt, hair = _scene(140, 120), _scene(140, 120)
    burnt[60:90, 130:190] = 255
    hair[45:52, 128:192] = 0
    assert _number(_seen(burnt).clipped_share) > 0.3
    assert _number(_seen(hair).clipped_share) < 0.05


def _swinging(percent: float, hz: float, seconds: float = 11, *, lean: bool = False) -> Measured:
    shown = []
    for time_s in np.arange(0, seconds, 0.1):
        scene = _scene(180 if lean and time_s % 5 > 2 else 140, 150).astype(np.float64)
        shown.append((scene * (1 + percent / 200 * np.sin(2 * np.pi * hz * time_s))).astype(np.uint8))
    return _seen(*shown, fps=10).hunting_percent


@pytest.mark.parametrize("hz", [0.25, 0.4, 0.8])
@pytest.mark.parametrize("percent", [10, 25])
def test_exposure_that_hunts_is_told_peak_to_peak(hz: float, percent: float):
    assert _number(_swinging(percent, hz)) == pytest.approx(percent, rel=0.15)


def test_a_steady_picture_and_somebody_who_leans_to_and_fro_do_not_hunt():
    assert _number(_swinging(0, 0.4)) < 1
    assert _number(_swinging(0, 0.4, lean=True)) < 3


def test_a_short_take_does_not_say_that_exposure_is_steady():
    assert _swinging(0, 0.4, seconds=5) == Unknown("too_short")


def test_without_frames_or_a_face_it_is_unknown():
    nothing, nobody = FaceExposure(), _seen(_scene(120, 120), face=None)
    for exposure, why in ((nothing, "no_frames"), (nobody, "no_face")):
        for measured in (exposure.luma, exposure.clipped_share, exposure.backlight_stops):
            assert measured == Unknown(why)
    assert nobody.now == Unknown("no_face")


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))),
    st.lists(st.floats(-1, 2), min_size=4, max_size=4),
    st.sampled_from([0.1, 1.0, 1e9]),
)
def test_whatever_is_seen_nothing_but_finite_numbers_comes_out(luma: NDArray[np.uint8], box: list[float], fps: float):
    exposure = _seen(luma, luma, face=Face(box[0], box[1], box[2], box[3], score=1.0, eyes_y=0.5, mouth_y=0.6), fps=fps)
    for measured in (exposure.luma, exposure.clipped_share, exposure.backlight_stops, exposure.hunting_percent):
        assert isinstance(measured, Unknown) or 0 <= measured < np.inf


def _burnt(share: float) -> Pixels:
    """A picture of which so much is all white, the rest dark."""
    luma = np.full((120, 200), 60, np.uint8)
    luma[:, : round(200 * share)] = 255
    return luma[:, np.random.default_rng(3).permutation(200)]


@pytest.mark.parametrize(("share", "luma"), [(0.75, 255.0), (0.3, None), (1.0, None)])
def test_a_picture_too_bright_to_find_anybody_in_is_told_by_its_light(share: float, luma: float | None):
    found = _seen(_burnt(share), face=None).luma
    assert found == (Unknown("no_face") if luma is None else luma)


def test_who_is_found_counts_before_what_is_burnt_out():
    assert _number(_seen(_burnt(0.75), face=FACE).luma) != 255.0


def test_one_face_found_in_many_looks_does_not_hide_that_all_is_burnt_out():
    exposure = _seen(_burnt(0.75), face=FACE)
    for index in range(1, 4):
        view = view_of(_burnt(0.75), index / 30)
        view.looked = True
        exposure.feed(view)
    assert exposure.luma == 255.0
