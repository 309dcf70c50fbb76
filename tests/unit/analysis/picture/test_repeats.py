"""New pictures, repeats and stretches without life, from made-up changes."""

import numpy as np
import pytest

from samklang.analysis.picture.repeats import change, left_out, new_pictures, still_stretches


def _new(changes: list[float] | np.ndarray) -> list[bool]:
    """`new_pictures` of a first frame and frames with these changes, ten times as large in the busiest blocks."""
    rms = np.append(np.inf, changes)
    return [bool(new) for new in new_pictures(rms, rms * 10)]


def test_equal_pictures_do_not_differ():
    picture = np.random.default_rng(0).integers(0, 256, (48, 64), np.uint8)
    same = change(picture, picture.copy())
    assert (same.rms, same.busiest) == (0, 0)


def test_one_changed_pixel_is_a_change():
    before = np.zeros((480, 854), np.uint8)
    after = before.copy()
    after[479, 853] = 1  # in the strip beyond the last whole block
    assert change(after, before).rms == pytest.approx((1 / before.size) ** 0.5)


def test_busiest_blocks_tell_a_small_movement_from_a_little_everywhere():
    before = np.full((480, 640), 100, np.uint8)
    everywhere = before + 1
    mouth = before.copy()
    mouth[200:232, 304:336] += 60  # 4 x 4 blocks
    assert change(everywhere, before).busiest == pytest.approx(1)
    assert change(mouth, before).busiest == pytest.approx(60)


@pytest.mark.parametrize("shape", [(1, 1), (7, 9), (8, 8), (32, 32), (1, 854)])
def test_tiny_pictures_are_compared_whole(shape: tuple[int, int]):
    before = np.zeros(shape, np.uint8)
    assert change(before + 3, before).busiest == pytest.approx(3)


def test_noise_alone_is_new_every_time():
    rng = np.random.default_rng(1)
    assert all(_new(2 + rng.normal(0, 0.1, 100)))


@pytest.mark.parametrize("every", [2, 3, 4, 6])
def test_repeats_drawn_a_little_differently_are_found(every: int):
    rng = np.random.default_rng(2)
    repeat = np.arange(1, 120) % every != 0
    changes = np.where(repeat, rng.uniform(0.1, 0.6, 119), rng.uniform(2.5, 6, 119))
    assert _new(changes) == [True, *~repeat]


def test_byte_identical_frames_are_repeats_even_where_nothing_moves():
    assert _new([0.1, 0, 0.1, 0, 0.1]) == [True, True, False, True, False, True]


def test_a_codecs_rhythm_on_a_still_picture_is_not_taken_for_repeats():
    changes = np.tile([0.5, 0.1, 0.1, 0.1], 30)  # the busiest blocks change by 5 at most
    assert all(_new(changes))


def test_gestures_that_turn_are_not_repeats():
    swing = np.arange(120) / 4
    changes = 0.3 + 3 * np.abs(np.sin(swing)) + 3 * np.abs(np.sin(swing + 0.4))  # two hands, not quite together
    assert changes.max() / changes.min() > 3
    assert all(_new(changes))


@pytest.mark.parametrize("period", [30, 60])
def test_a_frame_that_falls_on_the_old_one_where_a_movement_turns_is_new(period: int):
    place = 40 * np.sin(np.arange(121) * 2 * np.pi / period)
    changes = 0.3 + np.abs(np.diff(place + 0.001))
    for turn in range(period // 4, 120, period // 2):
        changes[turn] = 0.3  # the frames before and after the turn show the same
    assert all(_new(changes))


def test_a_picture_that_is_lost_now_and_then_in_a_movement_is_a_repeat():
    changes = np.full(119, 4.0)
    changes[10::25] = 0.3
    assert _new(changes) == [True, *(changes > 1)]


def test_pauses_of_somebody_who_talks_and_sits_still_are_not_repeats():
    syllables = np.where(np.arange(119) % 40 < 4, 0.1, 0.9)  # the mouth's blocks change by 9, then by 1
    assert all(_new(syllables))


def test_a_pattern_of_repeats_is_believed_however_little_moves():
    repeat = np.arange(1, 120) % 3 == 0
    assert _new(np.where(repeat, 0.1, 0.9)) == [True, *~repeat]


def _left_out(changes: list[float]) -> list[bool]:
    """`left_out` of a first frame and frames with these changes, 30 a second."""
    rms = np.array([np.inf, *changes])
    return [bool(each) for each in left_out(np.arange(len(rms)) / 30, rms)]


def test_identical_frames_prove_nothing_where_a_codec_leaves_out_what_hardly_moves():
    assert _left_out([0.1, 0.02, 0.2, 0.1, 0, 0, 0.1, 0.2, 0.1]) == [*[False] * 5, True, True, *[False] * 3]


def test_an_empty_room_that_a_codec_hardly_draws_again_has_no_repeats():
    assert _left_out([0.1, 0, 0, 0.1, 0] * 20) == [False, *[False, True, True, False, True] * 20]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([2.0] * 5 + [0] * 3 + [2.0] * 5, id="in a movement"),
        pytest.param([0.1] * 40 + [0] * 45 + [0.1] * 40, id="for longer than a second"),
        pytest.param([0.5, 0] * 40, id="every second frame of a camera that is alive"),
        pytest.param([0], id="all there is"),
    ],
)
def test_other_identical_frames_are_repeats(changes: list[float]):
    assert not any(_left_out(changes))


def test_a_cut_does_not_make_its_neighbours_repeats():
    changes = np.full(100, 2.0)
    changes[50] = 80
    assert all(_new(changes))


def test_movement_that_stops_does_not_make_the_still_part_repeats():
    changes = np.concatenate([np.full(50, 8.0), np.full(50, 0.7)])
    assert all(_new(changes))


@pytest.mark.parametrize("frames", range(1, 13))
def test_any_length_is_taken(frames: int):
    assert _new(np.ones(frames - 1)) == [True] * frames
    assert new_pictures(np.array([]), np.array([])).size == 0


def test_a_picture_that_died_after_it_lived_is_a_stretch():
    rms = np.concatenate([[np.inf], np.full(59, 2.0), np.full(120, 0.1), np.full(30, 2.0)])
    found = still_stretches(np.arange(len(rms)) / 30, rms, np.where(rms > 1, 5.0, 0.2))
    assert found == [(60, 180)]


def test_a_picture_that_creeps_on_is_alive():
    rms = np.concatenate([[np.inf], np.full(59, 2.0), np.full(120, 0.1), np.full(30, 2.0)])
    assert still_stretches(np.arange(len(rms)) / 30, rms, np.full(len(rms), 1.2)) == []


def test_where_the_codec_rubbed_all_noise_out_nobody_is_accused():
    rms = np.concatenate([[np.inf], np.full(200, 0.1)])
    assert still_stretches(np.arange(201) / 30, rms, np.full(201, 0.2)) == []
    lively = np.concatenate([[np.inf], np.full(100, 0.3), np.full(100, 0.1)])
    assert still_stretches(np.arange(201) / 30, lively, np.full(201, 0.2)) == []


def test_two_seconds_without_life_are_not_enough():
    rms = np.concatenate([[np.inf], np.full(59, 2.0), np.full(60, 0.1), np.full(30, 2.0)])
    assert still_stretches(np.arange(len(rms)) / 30, rms, np.where(rms > 1, 5.0, 0.2)) == []


def _stalled(jump: float, after: float = 1.0, still_s: float = 1.0) -> list[tuple[int, int]]:
    """`still_stretches` of a picture that settles, stands still and goes on with this much change."""
    settling, still = np.full(15, 0.2), np.full(round(still_s * 30), 0.01)
    rms = np.concatenate([[np.inf], np.full(59, 1.0), settling, still, [jump], np.full(60, after)])
    drift = np.where(np.arange(len(rms)) - 75 < len(still), np.where(np.arange(len(rms)) < 75, 5.0, 0.1), 5.0)
    return still_stretches(np.arange(len(rms)) / 30, rms, drift)


def test_a_short_stand_that_ends_in_a_jump_is_a_freeze_from_where_it_began():
    assert _stalled(jump=6.0) == [(60, 105)]


@pytest.mark.parametrize(
    ("jump", "after", "still_s"),
    [
        pytest.param(1.5, 1.0, 1.0, id="a pause that ends as it began"),
        pytest.param(6.0, 4.0, 1.0, id="a sudden movement that goes on"),
        pytest.param(6.0, 1.0, 0.7, id="too short"),
    ],
)
def test_a_pause_is_no_freeze(jump: float, after: float, still_s: float):
    assert _stalled(jump, after, still_s) == []
