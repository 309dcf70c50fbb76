"""The detector's arithmetic on made-up network outputs; what it finds in pictures is tested end to end."""

import numpy as np
import pytest

from samklang.analysis.picture.faces import FULL_RANGE, _anchors, _decode


def _outputs(*faces: tuple[int, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Network outputs with a box of so many pixels at these anchors, at these logits."""
    raw = np.zeros((48 * 48, 16), np.float32)
    logits = np.full(48 * 48, -10, np.float32)
    for anchor, side, logit in faces:
        raw[anchor, 2:4] = side
        logits[anchor] = logit
    return raw, logits


def test_anchors_are_the_middles_of_a_48_by_48_grid():
    anchors = _anchors(FULL_RANGE)
    assert anchors.shape == (2304, 2)
    assert anchors[0] == pytest.approx((0.5 / 48, 0.5 / 48))
    assert anchors[1] == pytest.approx((1.5 / 48, 0.5 / 48)), "x runs fastest"
    assert anchors[-1] == pytest.approx((47.5 / 48, 47.5 / 48))


def test_a_box_lies_around_its_anchor():
    ((points, score),) = _decode(*_outputs((24 * 48 + 24, 96, 3.0)), _anchors(FULL_RANGE), FULL_RANGE)
    middle = 24.5 / 48
    assert points[0] == pytest.approx((middle - 0.25, middle - 0.25))
    assert points[1] == pytest.approx((middle + 0.25, middle + 0.25))
    assert points[2] == pytest.approx((middle, middle)), "the points are relative to the anchor too"
    assert score == pytest.approx(1 / (1 + np.exp(-3)))


def test_boxes_of_one_face_are_averaged_by_score_and_another_face_stays():
    one, beside, far = 10 * 48 + 10, 10 * 48 + 11, 40 * 48 + 40
    found = _decode(*_outputs((one, 40, 2.0), (beside, 40, 1.0), (far, 40, 1.5)), _anchors(FULL_RANGE), FULL_RANGE)
    assert len(found) == 2
    sure, less = 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-1))
    x = (found[0][0][0, 0] + found[0][0][1, 0]) / 2
    assert x == pytest.approx((10.5 * sure + 11.5 * less) / (sure + less) / 48)
    assert found[0][1] == pytest.approx(sure)


@pytest.mark.parametrize(("logit", "count"), [(0.4, 0), (0.41, 1), (200.0, 1), (-200.0, 0)])
def test_a_face_needs_a_score_of_0_6(logit: float, count: int):
    assert len(_decode(*_outputs((100, 40, logit)), _anchors(FULL_RANGE), FULL_RANGE)) == count


def test_a_box_without_a_size_is_no_face():
    assert _decode(*_outputs((100, 0, 5.0), (900, -20, 5.0)), _anchors(FULL_RANGE), FULL_RANGE) == []
