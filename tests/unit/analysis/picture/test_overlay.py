"""What a camera draws over its picture is told; signs, edges and stillness in the room are not taken for it."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.lab.display import draw_display
from tests.unit.analysis.picture.native_views import astronaut, feed, noisy

from samklang.analysis.picture.overlay import Overlay
from samklang.analysis.picture.values import Face
from samklang.domain.measures import Measured, Unknown

Pixels = NDArray[np.uint8]

FPS = 10
WIDTH, HEIGHT = 640, 360
FACE = Face(0.42, 0.1, 0.58, 0.4, 0.9, 0.2, 0.33)


def _room(kind: str) -> Pixels:
    room = np.asarray(cv2.resize(astronaut(), (WIDTH, WIDTH), interpolation=cv2.INTER_AREA)[:HEIGHT], np.uint8)
    if kind == "dim":
        return np.asarray(room // 2, np.uint8)
    return room


def _swaying(room: Pixels, reach_px: float) -> Iterator[Pixels]:
    """Three seconds of a view that moves by so much, under a sensor's noise."""
    rng = np.random.default_rng(4)
    for at in range(3 * FPS):
        matrix = np.array([[1, 0, reach_px * np.sin(at / 3)], [0, 1, reach_px * np.cos(at / 4)]], np.float32)
        moved = cv2.warpAffine(room, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        yield noisy(np.asarray(moved, np.uint8), 1, rng)


def _signed(room: Pixels, foot: float = 0.95) -> Pixels:
    """A sharp sign hangs in the room: white letters on a dark board, seen by a lens with half a pixel of blur."""
    large = np.asarray(cv2.resize(room, None, fx=3, fy=3), np.uint8)
    rows = round((foot - 0.06) * large.shape[0]), round((foot + 0.02) * large.shape[0])
    large[rows[0] : rows[1], 100:-100] = 20
    place = (130, round(foot * large.shape[0]))
    cv2.putText(large, "WELCOME TO THE CLINIC", place, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 235, 3, cv2.LINE_AA)
    return np.asarray(cv2.resize(cv2.GaussianBlur(large, (0, 0), 1.5), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA))


def _suspected(frames: Iterator[Pixels]) -> Measured:
    meter = Overlay()
    feed(meter, frames, FPS, [FACE])
    return meter.overlay_suspected


@pytest.mark.parametrize("kind", ["bright", "dim"])
@pytest.mark.parametrize("much", [1, 2, 3])
def test_figures_over_a_view_that_moves_are_told(kind: str, much: int):
    assert _suspected(draw_display(frame, much) for frame in _swaying(_room(kind), 4)) == 1


def test_figures_across_somebody_who_sits_still_are_told():
    assert _suspected(draw_display(frame, 1) for frame in _swaying(_room("bright"), 0.2)) == 1


@pytest.mark.parametrize("reach_px", [0, 0.2, 1, 4])
def test_a_room_without_figures_is_clear(reach_px: float):
    assert _suspected(_swaying(_room("bright"), reach_px)) == 0


@pytest.mark.parametrize("reach_px", [1, 2, 4])
def test_a_sign_that_moves_with_the_room_is_of_the_room(reach_px: float):
    assert _suspected(_swaying(_signed(_room("bright")), reach_px)) == 0


@pytest.mark.parametrize("foot", [0.15, 0.7])
def test_a_sign_that_hangs_still_accuses_nobody(foot: float):
    assert _suspected(_swaying(_signed(_room("bright"), foot), 0)) != 1


def test_what_is_too_short_or_small_or_changes_its_size_is_unknown():
    assert _suspected(iter([])) == Unknown("too_short")
    assert _suspected(iter([np.zeros((90, 120), np.uint8)] * 40)) == Unknown("too_small")
    assert _suspected(np.zeros((200 + at, 300), np.uint8) for at in range(60)) == Unknown("too_short")


def test_a_short_line_that_may_be_a_sign_is_unknown():
    def marked(frame: Pixels) -> Pixels:
        return np.asarray(cv2.putText(frame, "REC 4", (480, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 1), np.uint8)

    assert _suspected(marked(frame) for frame in _swaying(_room("dim"), 0)) == Unknown("sign_or_drawing")


def test_a_long_take_is_judged_by_most_of_its_windows():
    def take(drawn_until_s: float) -> Iterator[Pixels]:
        for at, frame in enumerate(_swaying(_room("bright"), 4)):
            yield from [draw_display(frame, 1) if at / 2 < drawn_until_s else frame] * 5

    assert _suspected(take(15)) == 1
    assert _suspected(take(2)) == 0
