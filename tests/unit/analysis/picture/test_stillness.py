"""Stretches of a recording in which nothing moves, from made-up means of blocks."""

import numpy as np
import pytest

from samklang.analysis.picture.stillness import Stillness

GRID = (45, 80)
TOUCHED = 0.002


def _found(grids: list[np.ndarray], shares: list[float] | None = None) -> list[tuple[int, int]]:
    stillness = Stillness()
    for index, grid in enumerate(grids):
        share = 1.0 if index == 0 else shares[index] if shares else TOUCHED
        stillness.feed(grid.astype(np.float32), share, index / 30)
    return stillness.stretches()


def _touched_up(frames: int) -> list[np.ndarray]:
    """One picture in which a codec moves a few blocks by one grey level now and then."""
    rng = np.random.default_rng(1)
    still = rng.integers(20, 230, GRID)
    return [still + (rng.random(GRID) < TOUCHED) for _ in range(frames)]


def _lifted(frames: int, levels: float, blocks: int = 32) -> list[np.ndarray]:
    """A picture of which some blocks follow a breath every four seconds, `levels` from lowest to highest."""
    grids = []
    for index in range(frames):
        grid = np.full(GRID, 100.0)
        grid.ravel()[:blocks] += levels / 2 * (1 - np.cos(index / 30 / 4 * 2 * np.pi))
        grids.append(grid)
    return grids


def test_a_frozen_picture_that_is_touched_up_is_one_stretch():
    assert _found(_touched_up(150)) == [(0, 150)]


@pytest.mark.parametrize("levels", [2.2, 4, 8])
def test_breathing_is_no_stretch_however_little_the_codec_changes(levels: float):
    assert _found(_lifted(300, levels), [0.0001] * 300) == []


def test_a_blink_of_a_few_blocks_is_no_stretch():
    grids = _touched_up(150)
    for index in range(70, 74):
        grids[index].ravel()[500:503] -= 25
    assert _found(grids) == []


def test_noise_ends_a_stretch_though_no_block_goes_anywhere():
    assert _found(_touched_up(150), [0.01] * 150) == []


def test_a_key_frame_parts_two_stretches():
    shares = [TOUCHED] * 250
    shares[120] = 0.3
    assert _found(_touched_up(250), shares) == [(0, 120), (120, 250)]


def test_a_stretch_begins_where_a_movement_ends():
    moving = [grid + 10 * index for index, grid in enumerate(_touched_up(30))]
    assert _found([*moving, *[moving[-1]] * 120]) == [(29, 150)]


@pytest.mark.parametrize(("frames", "stretches"), [(91, 0), (92, 1)])
def test_three_seconds_are_not_enough_and_more_are(frames: int, stretches: int):
    assert len(_found(_touched_up(frames))) == stretches


def test_a_picture_of_few_blocks_is_taken_whole():
    assert _found([np.full((2, 3), 90.0)] * 120) == [(0, 120)]
    assert _found([np.full((2, 3), 90.0) + index % 3 for index in range(120)]) == []
