"""What an endurance test came to: which events fail it, and which look like automatic power-off."""

import pytest
from tests.unit.soak_examples import event, result

from samklang.domain.rig import CameraKind
from samklang.domain.soak import (
    MANY,
    Happening,
    SoakEvent,
    SoakPoint,
    SoakVerdict,
    Watched,
    is_grave,
    looks_like_auto_off,
)

H = Happening


def test_every_kind_is_about_one_part():
    parts = {kind: kind.part for kind in Happening}
    assert set(parts.values()) == set(Watched)
    assert parts[H.PICTURE_SLOW] is Watched.CAMERA
    assert parts[H.DROPOUTS] is Watched.MICROPHONE
    assert parts[H.SLEPT] is Watched.LAPTOP


def test_a_whole_test_in_which_nothing_happened_is_passed():
    assert (result().complete, result().verdict, result().gravest) == (True, SoakVerdict.PASSED, None)


def test_a_partial_test_never_passes():
    partial = result(watched_s=600.0)
    assert (partial.complete, partial.verdict) == (False, SoakVerdict.REMARKS)
    assert (partial.outcome, result().outcome) == ("partial", "passed")  # it is called stopped, not carried through


@pytest.mark.parametrize(
    ("happened", "verdict"),
    [
        ([event(H.PICTURE_FROZEN, lasted_s=4.0)], SoakVerdict.REMARKS),
        ([event(H.PICTURE_FROZEN, lasted_s=6.0)], SoakVerdict.FAILED),
        ([event(H.PICTURE_FROZEN, at_s=1000.0 * at, lasted_s=2.0) for at in range(MANY)], SoakVerdict.FAILED),
        ([event(H.PICTURE_FROZEN, at_s=1000.0 * at, lasted_s=2.0) for at in range(MANY - 1)], SoakVerdict.REMARKS),
        ([event(H.PICTURE_BLACK, at_s=8998.0, lasted_s=None)], SoakVerdict.REMARKS),
        ([event(H.PICTURE_BLACK, at_s=8000.0, lasted_s=None)], SoakVerdict.FAILED),
        ([event(H.CAMERA_FAILED, lasted_s=1.0)], SoakVerdict.FAILED),
        ([event(H.CAMERA_RESTARTED, lasted_s=2.0)], SoakVerdict.REMARKS),
        ([event(H.CAMERA_RESTARTED, lasted_s=24.0)], SoakVerdict.FAILED),
        ([event(H.MICROPHONE_RESTARTED, lasted_s=24.0)], SoakVerdict.FAILED),
        ([event(H.SOUND_SILENT, lasted_s=30.0)], SoakVerdict.FAILED),
        ([event(H.MICROPHONE_LOST, lasted_s=1.0)], SoakVerdict.REMARKS),
        ([event(H.SLEPT, lasted_s=8.0, value=8.0)], SoakVerdict.FAILED),
        ([event(H.ON_BATTERY, lasted_s=None)], SoakVerdict.REMARKS),
        ([event(H.PICTURE_SLOW, lasted_s=100.0)], SoakVerdict.REMARKS),
        (
            [event(H.PICTURE_SLOW, lasted_s=500.0), event(H.PICTURE_SLOW, at_s=8000.0, lasted_s=None)],
            SoakVerdict.FAILED,
        ),
    ],
)
def test_what_fails_a_test(happened: list[SoakEvent], verdict: SoakVerdict):
    assert result(*happened).verdict is verdict


def test_the_gravest_is_the_first_that_fails_it_else_the_first():
    remark, failure = event(H.PICTURE_SLOW, at_s=5.0, lasted_s=5.0), event(H.CAMERA_LOST, at_s=50.0, lasted_s=60.0)
    assert result(remark, failure).gravest is failure
    assert result(remark).gravest is remark


def test_what_was_only_counted_counts():
    lost = event(H.MICROPHONE_LOST, lasted_s=1.0)
    counted = result(lost, more=((H.MICROPHONE_LOST, 7),))
    assert counted.count(H.MICROPHONE_LOST) == 8
    assert is_grave(lost, counted)


@pytest.mark.parametrize(
    ("at_s", "lasted_s", "suspected"),
    [
        (1798.0, None, True),
        (1798.0, 42.0, True),
        (1760.0, None, True),
        (1798.0, 3.0, False),  # back by itself
        (1700.0, None, False),
        (1810.0, None, False),
        (598.0, 100.0, True),
        (3600.0, None, True),
    ],
)
def test_a_picture_that_goes_at_a_usual_time_looks_like_auto_power_off(
    at_s: float,
    lasted_s: float | None,
    suspected: bool,  # noqa: FBT001 - a table
):
    frozen = event(H.PICTURE_FROZEN, at_s, lasted_s)
    assert looks_like_auto_off(frozen, result(frozen, camera_kind=CameraKind.HDMI_CAPTURE)) is suspected


def test_a_webcam_has_no_timer_of_its_own():
    frozen = event(H.PICTURE_FROZEN, 1798.0, None)
    assert not looks_like_auto_off(frozen, result(frozen, camera_kind=CameraKind.USB))


def test_a_busy_laptop_is_no_power_off():
    busy = event(H.LOAD_HIGH, 1798.0, None)
    assert not looks_like_auto_off(busy, result(busy, camera_kind=CameraKind.HDMI_CAPTURE))


def lost_every(wait_s: float, *, times: int, away_s: float = 30.0) -> list[SoakEvent]:
    return [event(H.CAMERA_LOST, wait_s + at * (wait_s + away_s), away_s) for at in range(times)]


@pytest.mark.parametrize("wait_s", [110.0, 777.0, 1234.0])
def test_a_camera_that_goes_after_the_same_time_again_and_again_has_a_timer(wait_s: float):
    lost = lost_every(wait_s, times=4)
    assert all(looks_like_auto_off(each, result(*lost)) for each in lost)


def test_twice_may_be_chance_and_a_loose_cable_is_no_timer():
    twice = lost_every(777.0, times=2)
    assert not any(looks_like_auto_off(each, result(*twice)) for each in twice)
    loose = [event(H.CAMERA_LOST, at_s, 2.0) for at_s in (100.0, 340.0, 420.0, 1000.0, 2200.0)]
    assert not any(looks_like_auto_off(each, result(*loose)) for each in loose)
    often = lost_every(5.0, times=6, away_s=1.0)
    assert not any(looks_like_auto_off(each, result(*often)) for each in often)


def test_two_stretches_become_one():
    first = SoakPoint(0.0, 1.0, 30.0, 29.0, -30.0, -60.0, 20.0, 1.0, 80.0)
    second = SoakPoint(1.0, 3.0, 10.0, 0.0, -20.0, -70.0, 60.0, 0.5, 79.0)
    assert first.joined(second) == SoakPoint(0.0, 4.0, 15.0, 0.0, -20.0, -70.0, 60.0, 0.5, 79.0)


def test_what_is_not_known_bends_nothing():
    first, second = SoakPoint(0.0, 1.0, 30.0, battery_percent=80.0), SoakPoint(1.0, 1.0)
    joined = SoakPoint(0.0, 2.0, 30.0, battery_percent=80.0)
    assert first.joined(second) == joined
    assert SoakPoint(0.0, 1.0).joined(SoakPoint(1.0, 1.0)) == SoakPoint(0.0, 2.0)
