"""Whatever hangs is over within two seconds, and a window with a live picture in it goes on."""

import pytest
from tests.lab.camera import LabCamera
from tests.lab.hangs import in_the_driver, in_this_way, share, watch_hangs
from tests.lab.ways_to_hang import WAYS

HANGS = 20
OVER_WITHIN_S = 2.0
STALLED_S = 0.1
"""Both are contracts. `tests.lab.thousand_hangs` holds a thousand to them, and the window to 99.9 % of its ticks."""


@pytest.mark.usefixtures("qapp")
def test_twenty_hangs_are_over_in_time_and_the_window_does_not_notice(lab_camera: LabCamera):
    came = watch_hangs([*map(in_this_way, WAYS), in_the_driver(lab_camera)], HANGS, most_s=60)
    assert len(came.all_s) >= HANGS
    assert max(came.all_s) < OVER_WITHIN_S, came.reaped_s
    assert len(came.reaped_s) == len(WAYS) + 1, "some way of hanging was never tried"
    assert came.pictures > 0
    assert share(came.stalls_s, 0.99) < STALLED_S
