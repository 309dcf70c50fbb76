"""What an endurance test writes down: one name an outage, patience, bounded lists."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samklang.domain.soak import Happening, SoakPoint
from samklang.engine.soak_record import MOST_OF_A_KIND, MOST_POINTS, Occurrences, Timeline
from samklang.engine.soak_signs import OUTAGES

H = Happening


def test_the_gravest_of_a_group_names_it_in_whatever_order_it_comes():
    for kinds in ((H.CAMERA_LOST, H.PICTURE_FROZEN), (H.PICTURE_FROZEN, H.CAMERA_LOST)):
        occurrences = Occurrences(OUTAGES)
        occurrences.hold(dict.fromkeys(kinds), 1.0)
        assert [event.kind for event in occurrences.running] == [H.CAMERA_LOST]


def test_the_lowest_value_is_kept():
    occurrences = Occurrences(OUTAGES)
    for at_s, battery in enumerate((60.0, None, 55.0, 58.0)):
        occurrences.hold({H.ON_BATTERY: battery}, float(at_s))
    assert [event.value for event in occurrences.end()] == [55.0]


def test_what_was_back_for_a_moment_only_was_never_back():
    occurrences = Occurrences(OUTAGES)
    for at_s, held in ((1.0, True), (2.0, False), (2.5, True), (4.0, False), (6.0, False)):
        occurrences.hold({H.CAMERA_LOST: None} if held else {}, at_s)
    (event,) = occurrences.end()
    assert (event.at_s, event.lasted_s) == (1.0, 3.0)


def test_events_are_told_in_the_order_of_time_and_the_many_are_counted():
    occurrences = Occurrences(OUTAGES)
    for at_s in range(MOST_OF_A_KIND + 5, 0, -1):
        occurrences.happen(H.DROPOUTS, float(at_s), 1.0, 2.0)
    assert occurrences.count == MOST_OF_A_KIND + 5
    assert occurrences.more == ((H.DROPOUTS, 5),)
    told = [event.at_s for event in occurrences.end()]
    assert told == sorted(told)
    assert len(told) == MOST_OF_A_KIND


@given(spans=st.lists(st.floats(0.9, 30.0), min_size=1, max_size=1500))
def test_a_time_line_is_whole_in_order_and_bounded_however_long(spans: list[float]):
    timeline, at_s = Timeline(), 0.0
    for span_s in spans:
        timeline.add(SoakPoint(at_s, span_s, 30.0))
        at_s += span_s
    points = timeline.points
    assert 0 < len(points) < MOST_POINTS
    assert points[0].at_s == 0.0
    for before, after in pairwise(points):
        assert after.at_s == pytest.approx(before.at_s + before.span_s)
    assert sum(point.span_s for point in points) == pytest.approx(at_s)
    assert all(point.frame_rate_fps == pytest.approx(30.0) for point in points)
