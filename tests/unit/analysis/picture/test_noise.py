"""The noise of a sensor: known noise is found, and neither texture, movement, light nor repeats are taken for any."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.analysis.picture.native_views import astronaut, feed, noisy

from samklang.analysis.picture.noise import Noise
from samklang.domain.measures import Unknown

Pixels = NDArray[np.uint8]


def _level(frames: list[Pixels], fps: float = 30) -> float:
    meter = Noise()
    feed(meter, frames, fps)
    assert isinstance(meter.level, float)
    return meter.level


def _portrait(lines: int = 480) -> Pixels:
    smooth = cv2.GaussianBlur(astronaut(), (0, 0), 0.8)
    return np.asarray(cv2.resize(smooth, (lines * 4 // 3, lines)), np.uint8)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0, 8.0, 16.0])
@pytest.mark.parametrize("lines", [240, 480, 1080])
def test_known_noise_is_found_at_any_size(sigma: float, lines: int):
    rng = np.random.default_rng(3)
    picture = _portrait(lines)
    assert _level([noisy(picture, sigma, rng) for _ in range(4)]) == pytest.approx(sigma, rel=0.12)


def test_a_picture_without_noise_has_next_to_none():
    assert _level([_portrait(), np.roll(_portrait(), 1, axis=1)]) < 0.6


def test_movement_is_not_noise():
    rng = np.random.default_rng(3)
    frames = [noisy(np.roll(_portrait(), 12 * at, axis=1), 2.0, rng) for at in range(4)]
    assert 1.8 < _level(frames) < 3.0


def test_texture_is_not_noise():
    rng = np.random.default_rng(3)
    rough = np.clip(120 + 25 * rng.standard_normal((480, 640)), 0, 255)
    weave = np.asarray(cv2.GaussianBlur(rough, (0, 0), 0.7), np.uint8)
    assert _level([noisy(weave, 1.0, rng) for _ in range(4)]) == pytest.approx(1.0, rel=0.15)


def test_light_that_swings_is_not_noise():
    rng = np.random.default_rng(3)
    frames = [noisy(np.asarray(_portrait() * (0.8 + 0.1 * at), np.uint8), 1.0, rng) for at in range(4)]
    assert _level(frames) == pytest.approx(1.0, rel=0.25)


def test_a_repeated_frame_is_waited_out():
    rng = np.random.default_rng(3)
    frames = [noisy(_portrait(), 4.0, rng) for _ in range(4)]
    assert _level([frame for frame in frames for _ in range(2)]) == pytest.approx(4.0, rel=0.12)


def test_what_cannot_be_measured_says_why():
    for frames, reason in (
        ([], "no_frames"),
        ([_portrait()], "too_short"),
        ([np.zeros((480, 640), np.uint8)] * 3, "nothing_flat"),
        ([np.full((40, 40), 100, np.uint8)] * 3, "nothing_flat"),
    ):
        meter = Noise()
        feed(meter, frames)
        assert meter.level == Unknown(reason)
        assert meter.now == 0


def test_a_size_that_changes_begins_anew():
    meter, rng = Noise(), np.random.default_rng(3)
    feed(meter, [noisy(_portrait(lines), 4.0, rng) for lines in (480, 240, 240, 240)], fps=1)
    assert meter.level == pytest.approx(4.0, rel=0.12)
