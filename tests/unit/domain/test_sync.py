"""What to delay, and how far two clocks drift."""

import pytest

from samklang.domain.measures import Unknown
from samklang.domain.sync import ClockReading, Delay, Delayed, SyncMeasures, delay, drift_ppm


@pytest.mark.parametrize(
    ("early_ms", "waits"),
    [
        (118.0, Delay(Delayed.SOUND, 120.0)),
        (-91.0, Delay(Delayed.PICTURE, 90.0)),
        (13.0, None),
        (-17.0, None),
    ],
)
def test_what_comes_first_waits_unless_it_is_lost_in_the_uncertainty(early_ms: float, waits: Delay | None):
    assert delay(SyncMeasures(early_ms, 17.0, 3)) == waits


def test_nothing_is_delayed_by_what_is_not_known():
    unknown = Unknown("no_claps_heard")
    assert delay(SyncMeasures(unknown, unknown, 0)) is None
    assert delay(SyncMeasures(100.0, unknown, 3)) is None


def test_drift_is_the_difference_of_two_clocks_and_takes_ten_minutes():
    exact = ClockReading(600.0, 600.0)
    assert drift_ppm(ClockReading(600.03, 600.0), exact) == pytest.approx(50.0)
    assert drift_ppm(exact, ClockReading(600.03, 600.0)) == pytest.approx(-50.0)
    assert drift_ppm(ClockReading(599.0, 599.0), exact) == Unknown("too_short")
