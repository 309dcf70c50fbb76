"""The blur of a face's edges: known blurs are found, and neither size, light, noise nor coding is taken for one."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.analysis.picture.native_views import FACE, astronaut, noisy

from samklang.analysis.picture.sharpness import FACE_PX, contrast_left, edge_blur_px, face_blur_px
from samklang.domain.measures import Unknown

Pixels = NDArray[np.uint8]


def _blur(face: Pixels, noise: float = 0.0) -> float:
    found = face_blur_px(face, noise)
    assert isinstance(found, float)
    return found


def _gaussian(picture: Pixels, sigma_px: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), np.uint8)


def _moved(picture: Pixels, length_px: int, *, down: bool) -> Pixels:
    return np.asarray(cv2.blur(picture, (1, length_px) if down else (length_px, 1)), np.uint8)


def _face(times: float = 1.0) -> Pixels:
    face = astronaut()[FACE]
    return np.asarray(cv2.resize(face, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.mark.parametrize("sigma_px", [1.0, 1.5, 2.0, 3.0])
def test_a_known_blur_of_an_edge_is_found(sigma_px: float):
    step = np.full((80, 80), 40, np.uint8)
    step[:, 40:] = 200
    step[60:] = 120
    found = edge_blur_px(_gaussian(step, sigma_px))
    assert found is not None
    # Without what the gradient of neighbouring pixels adds.
    assert (found**2 - 0.5) ** 0.5 == pytest.approx(sigma_px, rel=0.1)


@pytest.mark.parametrize("contrast", [0.3, 0.6, 1.0])
def test_contrast_does_not_matter(contrast: float):
    face = _gaussian(astronaut()[FACE], 1.0)
    dull = np.rint(60 + contrast * face.astype(np.float32)).clip(0, 255).astype(np.uint8)
    assert _blur(dull) == pytest.approx(_blur(face), abs=0.2)


def test_the_more_blur_the_less_sharp():
    found = [contrast_left(_blur(_gaussian(astronaut()[FACE], sigma_px))) for sigma_px in (0.3, 0.8, 1.2, 1.8, 3.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.6
    assert found[3] < 0.25


@pytest.mark.parametrize("down", [True, False])
def test_motion_spares_edges_that_run_along_it_and_is_found_all_the_same(*, down: bool):
    sharp, moved = _blur(astronaut()[FACE]), _blur(_moved(astronaut()[FACE], 7, down=down))
    assert moved > sharp + 0.7


def test_a_large_face_is_judged_by_what_a_small_one_shows():
    large = _face(4.0)  # 480 pixels high, as soft as four times enlarged
    small = np.asarray(cv2.resize(large, (FACE_PX, FACE_PX), interpolation=cv2.INTER_AREA), np.uint8)
    assert _blur(large) == pytest.approx(_blur(small), abs=0.02)
    blur_px = 8.0 * FACE_PX / large.shape[0]
    assert blur_px < _blur(_gaussian(large, 8.0)) < 1.5 * blur_px


@pytest.mark.parametrize("sigma", [2.0, 5.0, 10.0])
def test_noise_neither_blurs_what_is_sharp_nor_sharpens_what_is_blurred(sigma: float):
    rng, face = np.random.default_rng(1), astronaut()[FACE]
    assert contrast_left(_blur(noisy(face, sigma, rng), sigma)) == pytest.approx(contrast_left(_blur(face)), abs=0.12)
    assert contrast_left(_blur(noisy(_gaussian(face, 1.8), sigma, rng), sigma)) < 0.47


def test_a_face_so_blurred_that_no_crest_is_left_is_still_blurred():
    assert contrast_left(_blur(_gaussian(astronaut()[FACE], 9.0))) < 0.05


def test_a_tiny_face_and_one_without_edges_are_unknown():
    assert face_blur_px(astronaut()[:39, :100]) == Unknown("face_too_small")
    assert face_blur_px(np.full((120, 100), 90, np.uint8)) == Unknown("few_edges")
    assert face_blur_px(np.zeros((0, 0), np.uint8)) == Unknown("face_too_small")


@pytest.mark.parametrize("shape", [(40, 40), (41, 4000), (4000, 41), (300, 40)])
def test_any_shape_gives_a_number_or_a_reason(shape: tuple[int, int]):
    found = face_blur_px(np.random.default_rng(0).integers(0, 256, shape, np.uint8))
    assert isinstance(found, Unknown) or 0 <= found < 20
