"""When a frame was taken, on the computer's clock."""

import numpy as np
import pytest

from samklang.devices.frame_stamps import FrameStamps


def test_a_driver_that_stamps_by_our_clock_is_believed_to_the_microsecond():
    stamps = FrameStamps()
    for frame in range(100):
        taken = 5000.0 + frame / 30
        assert stamps.taken_s(taken, taken + 0.02 + frame % 7 * 0.01) == taken
    assert stamps.same_clock


def test_without_a_stamp_a_frame_was_taken_when_it_was_read():
    stamps = FrameStamps()
    assert stamps.taken_s(None, 17.25) == 17.25
    assert not stamps.same_clock


@pytest.mark.parametrize("drift", [0.0, 5e-5, -5e-5])
def test_another_clock_is_laid_beside_ours_by_its_least_delay(drift: float):
    stamps = FrameStamps()
    chance = np.random.default_rng(2)
    late = []
    for frame in range(30 * 600):
        taken = 5000.0 + frame / 30
        stamp = frame / 30 * (1 + drift)
        late.append(stamps.taken_s(stamp, taken + 0.01 + float(chance.exponential(0.01))) - taken)
    assert not stamps.same_clock
    assert min(late[300:]) > 0.0
    assert max(late[300:]) < 0.02


def test_a_clock_that_begins_anew_is_laid_beside_ours_anew():
    stamps = FrameStamps()
    stamps.taken_s(100.0, 5000.0)
    assert stamps.taken_s(0.5, 5001.0) == pytest.approx(5001.0)
