"""Cadence from time stamps: rate, intervals, repeats, freezes."""

import numpy as np
import pytest

from samklang.analysis.picture.cadence import cadence, durations
from samklang.domain.measures import Unknown


def _times(frames: int, fps: float = 30.0) -> np.ndarray:
    return np.arange(frames) / fps


def test_every_frame_new():
    found = cadence(_times(90), np.ones(90, np.bool_))
    assert found.frame_rate_fps == pytest.approx(30)
    assert found.interval_p95_ms == pytest.approx(1000 / 30)
    assert (found.duplicate_share, found.frozen_s) == (0, 0)
    assert found.duration_s == pytest.approx(3)


def test_every_second_frame_new_is_half_the_rate():
    found = cadence(_times(300), np.arange(300) % 2 == 0)
    assert found.frame_rate_fps == pytest.approx(15)
    assert found.interval_p95_ms == pytest.approx(2000 / 30)
    assert found.duplicate_share == 0.5
    assert found.frozen_s == 0


def test_variable_frame_rate_goes_by_time_stamps():
    # A second at 30 fps, then a second at 10 fps: 40 pictures in 2 seconds.
    times = np.concatenate([np.arange(30) / 30, 1 + np.arange(10) / 10])
    found = cadence(times, np.ones(40, np.bool_))
    assert found.frame_rate_fps == pytest.approx(20, rel=0.04)
    assert found.interval_p95_ms == pytest.approx(100)


def test_a_freeze_counts_from_where_the_next_picture_was_due():
    new = np.ones(300, np.bool_)
    new[100:160] = False  # the picture of frame 99 stands for 61 frames
    found = cadence(_times(300), new)
    assert found.frozen_s == pytest.approx(2.0)


def test_a_freeze_at_the_end_counts():
    new = np.ones(300, np.bool_)
    new[240:] = False
    assert cadence(_times(300), new).frozen_s == pytest.approx(2.0)


def test_no_frame_at_all_for_a_while_is_a_freeze_too():
    times = np.concatenate([_times(60), 2 + 3 + _times(60)])
    assert cadence(times, np.ones(120, np.bool_)).frozen_s == pytest.approx(3.0)


def test_standing_for_less_than_a_second_is_no_freeze():
    new = np.ones(300, np.bool_)
    new[100:129] = False
    assert cadence(_times(300), new).frozen_s == 0


@pytest.mark.parametrize(("times", "reason"), [([], "no_frames"), ([1.0], "too_short"), ([1.0, 1.0], "no_time_stamps")])
def test_too_little_is_unknown(times: list[float], reason: str):
    found = cadence(np.array(times), np.ones(len(times), np.bool_))
    assert found.frame_rate_fps == found.interval_p95_ms == found.frozen_s == Unknown(reason)


def test_one_picture_only_has_no_interval():
    new = np.zeros(60, np.bool_)
    new[0] = True
    found = cadence(_times(60), new)
    assert found.interval_p95_ms == Unknown("frozen")
    assert found.frozen_s == pytest.approx(59 / 30)


def test_durations_give_the_last_frame_the_median():
    assert durations(np.array([0.0, 1.0, 2.0, 5.0])).tolist() == [1, 1, 3, 1]
    assert durations(np.array([7.0])).tolist() == [0]


@pytest.mark.parametrize(("frames", "frozen_s"), [(2, Unknown("too_short")), (29, Unknown("too_short")), (31, 0.0)])
def test_a_take_no_longer_than_a_freeze_cannot_tell_of_one(frames: int, frozen_s: float | Unknown):
    found = cadence(_times(frames), np.ones(frames, np.bool_))
    assert found.frozen_s == frozen_s
    assert found.frame_rate_fps == pytest.approx(30)
