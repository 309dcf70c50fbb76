"""What a person's answers to a checklist tell."""

import pytest

from samklang.domain.dslr import Answer, DslrMeasures, Focus, Point, PointKind, WhiteBalance, completed, from_checklist
from samklang.domain.measures import Unknown


def point(point_id: str, kind: PointKind) -> Point:
    return Point(point_id, kind, {"en": point_id}, "ours")


POINTS = tuple(point(kind.value.replace("_", "-"), kind) for kind in PointKind)
DONE = {each.id: Answer.DONE for each in POINTS}


def test_all_done_is_a_camera_that_is_ready():
    told = from_checklist(POINTS, DONE)
    assert not told.read_from_camera
    assert told.model == ""
    assert told.battery_percent == Unknown("not_asked")
    assert (told.on_mains, told.auto_off_s, told.live_view_blocks) == (1.0, 0.0, ())
    assert (told.focus_mode, told.white_balance) == (Focus.MANUAL, WhiteBalance.FIXED)
    assert dict(told.answers) == DONE


def test_what_is_open_is_taken_for_nothing():
    told = from_checklist(POINTS, {})
    open_ = Unknown("not_answered")
    assert told.on_mains == told.auto_off_s == told.live_view_blocks == open_
    assert told.focus_mode == told.white_balance == open_
    assert {answer for _, answer in told.answers} == {Answer.OPEN}


def test_a_camera_that_cannot_has_no_mains_and_the_rest_unknown():
    told = from_checklist(POINTS, dict.fromkeys(DONE, Answer.NOT_POSSIBLE))
    assert told.on_mains == 0.0
    assert told.auto_off_s == told.live_view_blocks == told.focus_mode == Unknown("not_possible")


def test_what_the_list_does_not_ask_is_not_asked():
    told = from_checklist((), {"mains": Answer.DONE})
    assert told.on_mains == told.focus_mode == Unknown("not_asked")
    assert told.answers == ()


READ = DslrMeasures(
    model="Nikon Z6",
    read_from_camera=True,
    battery_percent=64.0,
    on_mains=0.0,
    auto_off_s=Unknown("not_told"),
    live_view_blocks=("temperature",),
    focus_mode=Focus.CONTINUOUS,
    white_balance=Unknown("not_told"),
)


def test_what_the_camera_says_counts_before_what_was_said_of_it():
    told = completed(READ, from_checklist(POINTS, DONE))
    assert told.read_from_camera
    assert (told.model, told.battery_percent) == ("Nikon Z6", 64.0)
    assert (told.on_mains, told.live_view_blocks, told.focus_mode) == (0.0, ("temperature",), Focus.CONTINUOUS)
    assert (told.auto_off_s, told.white_balance) == (0.0, WhiteBalance.FIXED)
    assert dict(told.answers) == DONE


def test_what_nobody_said_stays_as_the_camera_left_it():
    told = completed(READ, from_checklist(POINTS, {}))
    assert told.auto_off_s == told.white_balance == Unknown("not_told")


@pytest.mark.parametrize(
    ("second", "auto_off"),
    [(Answer.DONE, 0.0), (Answer.OPEN, Unknown("not_answered")), (Answer.NOT_POSSIBLE, Unknown("not_possible"))],
)
def test_of_two_points_of_a_kind_the_worse_counts(second: Answer, auto_off: object):
    points = (point("standby", PointKind.AUTO_OFF), point("monitor", PointKind.AUTO_OFF))
    told = from_checklist(points, {"standby": Answer.DONE, "monitor": second})
    assert told.auto_off_s == auto_off
