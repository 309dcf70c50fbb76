"""What swings to and fro, and what only moves once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samklang.analysis.picture.hunting import OVER_S, Swings, swing_percent
from samklang.domain.measures import Unknown

TIMES_S = np.arange(0, OVER_S, 0.2)


@pytest.mark.parametrize("hz", [0.25, 0.4, 0.8, 1.5])
@pytest.mark.parametrize("phase", [0.0, 1.0, 2.0])
def test_a_swing_is_told_peak_to_peak(hz: float, phase: float):
    assert swing_percent(TIMES_S, 100 + 10 * np.sin(2 * np.pi * hz * TIMES_S + phase)) == pytest.approx(20, abs=1.2)


@pytest.mark.parametrize(
    "values",
    [
        np.full(50, 100.0),
        100 + 30 * (TIMES_S > 4),
        100 + 4 * TIMES_S,
        100 + 30 * np.exp(-((TIMES_S - 5) ** 2)),
        100 + 10 * np.sin(2 * np.pi * 0.05 * TIMES_S),
    ],
    ids=["still", "step", "slope", "hump", "daylight"],
)
def test_what_changes_once_does_not_swing(values: np.ndarray):
    assert swing_percent(TIMES_S, values) == 0


def test_a_take_of_less_than_ten_seconds_can_show_a_swing_but_not_that_there_is_none():
    swinging, still = Swings(), Swings()
    for time_s in TIMES_S[:30]:
        swinging.feed(time_s, 100 + 10 * np.sin(2 * np.pi * 0.5 * time_s))
        still.feed(time_s, 100.0)
    assert swinging.percent == pytest.approx(20, abs=1)
    assert still.percent == Unknown("too_short")


def test_the_worst_ten_seconds_count():
    swings = Swings()
    for time_s in np.arange(0, 40, 0.2):
        swings.feed(time_s, 100 + (10 if 12 < time_s < 25 else 0) * np.sin(2 * np.pi * 0.5 * time_s))
    assert swings.percent == pytest.approx(20, abs=1)


def test_nothing_fed_is_unknown():
    assert Swings().percent == Unknown("no_frames")


@given(st.lists(st.floats(0, 1e6), max_size=60), st.floats(0, 5))
def test_whatever_comes_a_number_comes_out(values: list[float], step_s: float):
    swings = Swings()
    for index, value in enumerate(values):
        swings.feed(index * step_s, value)
    assert isinstance(swings.percent, Unknown) or 0 <= swings.percent < np.inf
