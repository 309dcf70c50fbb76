"""Endurance tests of hours in no time: what happens to a device becomes an event with its time, nothing else does."""

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.check_examples import GOOD_LAPTOP, GOOD_SOUND, rig
from tests.unit.engine.soak_bench import Bench, hears_clock, run, sees_clock, told
from tests.unit.live_fakes import HandClock

from samklang.domain.live import DeviceInfo, LiveState
from samklang.domain.measures import Unknown
from samklang.domain.rig import CameraKind
from samklang.domain.soak import Happening, SoakEvent, SoakVerdict, looks_like_auto_off
from samklang.engine.live_check import Device
from samklang.engine.soak import OPENING_S, Soak, SoakStep
from samklang.engine.soak_record import MOST_OF_A_KIND, MOST_POINTS

H = Happening


def test_a_quiet_session_passes_and_is_written_down_in_few_points():
    result = run(Bench())
    assert (result.verdict, told(result)) == (SoakVerdict.PASSED, [])
    assert (result.complete, result.watched_s, result.rig_id) == (True, 9000.0, "room-4")
    assert (result.microphone, result.camera, result.laptop) == ("Fake microphone", "Cam Link 4K", "ThinkPad")
    assert MOST_POINTS / 2 <= len(result.timeline) < MOST_POINTS
    assert sum(point.span_s for point in result.timeline) == pytest.approx(9000.0, abs=2.0)
    assert all(point.frame_rate_fps == pytest.approx(29.8) for point in result.timeline)
    assert {point.level_dbfs for point in result.timeline} == {-40.0}
    assert {point.load_percent for point in result.timeline} == {12.0}


def test_without_any_device_there_is_no_test():
    with pytest.raises(ValueError, match="neither"):
        Soak(rig(), None, None, HandClock())


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (LiveState.LOST, H.CAMERA_LOST),
        (LiveState.FROZEN, H.PICTURE_FROZEN),
        (LiveState.RESTARTING, H.CAMERA_RESTARTED),
        (LiveState.FAILED, H.CAMERA_FAILED),
    ],
)
def test_a_camera_that_goes_and_returns_is_one_event_with_its_times(state: LiveState, kind: Happening):
    bench = Bench(length_s=200.0)
    bench.camera_turns(state, 100.0, 130.0)
    assert told(run(bench)) == [(kind, 100.0, 30.0)]
    at_fault = [point.at_s for point in bench.result.timeline if point.lowest_frame_rate_fps == 0.0]
    assert (min(at_fault), max(at_fault)) == (99.0, 128.0)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (LiveState.LOST, H.MICROPHONE_LOST),
        (LiveState.FROZEN, H.SOUND_SILENT),
        (LiveState.RESTARTING, H.MICROPHONE_RESTARTED),
        (LiveState.FAILED, H.MICROPHONE_FAILED),
    ],
)
def test_so_is_a_microphone(state: LiveState, kind: Happening):
    bench = Bench(length_s=300.0)
    bench.microphone_turns(state, 100.0, 130.0)
    assert told(run(bench)) == [(kind, 100.0, 30.0)]


def test_what_still_holds_at_the_end_has_no_end():
    bench = Bench(length_s=300.0)
    bench.camera_turns(LiveState.LOST, 100.0)
    result = run(bench)
    assert told(result) == [(H.CAMERA_LOST, 100.0, None)]
    assert result.verdict is SoakVerdict.FAILED


def test_one_outage_has_one_name_the_gravest_whatever_the_worker_goes_through():
    bench = Bench(length_s=200.0, step_s=0.5)
    for at_s, state in enumerate((LiveState.FROZEN, LiveState.RESTARTING, LiveState.OPENING, LiveState.LOST), 100):
        bench.camera_turns(state, at_s)
    bench.at(105.0, lambda: bench.camera.turn(LiveState.LIVE))
    bench.at(105.5, lambda: bench.camera.turn(LiveState.RESTARTING))  # never really back
    bench.at(120.0, lambda: bench.camera.turn(LiveState.LIVE))
    assert told(run(bench)) == [(H.CAMERA_LOST, 100.0, 20.0)]


def test_a_dslr_that_switches_itself_off_after_half_an_hour_is_told_as_such():
    bench = Bench(kind=CameraKind.HDMI_CAPTURE)
    bench.at(1798.0, lambda: bench.sees(card=True))
    result = run(bench)
    (event,) = result.happened
    assert (event.kind, event.at_s) == (H.NO_SIGNAL, 1798.0)
    assert looks_like_auto_off(event, result)
    assert result.verdict is SoakVerdict.FAILED


def test_black_slow_and_another_size_are_told():
    bench = Bench(length_s=600.0)
    bench.at(100.0, lambda: bench.sees(black=True))
    bench.at(110.0, bench.sees)
    bench.at(200.0, lambda: bench.sees(14.0))
    bench.camera_turns(LiveState.SLOW, 200.0, 220.0)
    bench.at(210.0, lambda: bench.sees(9.0))
    bench.at(220.0, bench.sees)
    bench.at(300.0, lambda: bench.sees(height=480))
    result = run(bench)
    assert told(result) == [
        (H.PICTURE_BLACK, 100.0, 10.0),
        (H.PICTURE_SLOW, 200.0, 20.0),
        (H.SIZE_CHANGED, 300.0, None),
    ]
    assert [event.value for event in result.happened] == [None, 9.0, 480.0]


def test_a_busy_moment_is_no_slow_camera():
    bench = Bench(length_s=300.0)
    bench.camera_turns(LiveState.SLOW, 100.0, 102.0)
    assert told(run(bench)) == []


def test_a_slow_picture_of_unknown_rate_is_slow_all_the_same():
    bench = Bench(length_s=300.0)
    bench.at(99.0, lambda: bench.sees(Unknown("too_short")))
    bench.camera_turns(LiveState.SLOW, 100.0, 110.0)
    result = run(bench)
    assert told(result) == [(H.PICTURE_SLOW, 100.0, 10.0)]
    assert result.happened[0].value is None


def test_another_sample_rate_and_dropouts_are_told():
    bench = Bench(length_s=300.0)
    bench.at(70.0, lambda: bench.hears(rate_hz=16_000))
    bench.at(80.0, bench.hears)
    bench.at(130.0, lambda: setattr(bench.microphone, "measures", replace(GOOD_SOUND, dropouts=3.0)))
    bench.at(190.0, lambda: setattr(bench.microphone, "measures", replace(GOOD_SOUND, dropouts=Unknown("no_speech"))))
    result = run(bench)
    rate, dropouts = result.happened
    assert (rate.kind, rate.at_s, rate.lasted_s, rate.value) == (H.RATE_CHANGED, 70.0, 10.0, 16_000)
    assert (dropouts.kind, dropouts.value, dropouts.lasted_s) == (H.DROPOUTS, 3.0, 60.0)


def test_dropouts_of_the_last_take_count_too():
    bench = Bench(length_s=90.0)
    running = replace(GOOD_SOUND, dropouts=2.0)
    bench.at(85.0, lambda: setattr(bench.microphone, "now", replace(bench.microphone.now, measures=running)))
    (event,) = run(bench).happened
    assert (event.kind, event.value) == (H.DROPOUTS, 2.0)


def test_a_lost_take_is_begun_anew():
    bench = Bench(length_s=200.0)
    bench.microphone_turns(LiveState.LOST, 30.0, 100.0)
    run(bench)
    assert bench.microphone.done == ["aside", "aside", "next", "next", "finish"]
    assert bench.camera.done == ["take", "take", "take", "take", "finish"]


@pytest.mark.parametrize(
    ("changes", "kind", "value"),
    [
        ({"on_mains": 0.0, "battery_percent": 60.0}, H.ON_BATTERY, 60.0),
        ({"on_mains": 0.0, "battery_percent": Unknown("not_told")}, H.ON_BATTERY, None),
        ({"load_mean_percent": 85.0}, H.LOAD_HIGH, 85.0),
        ({"load_p95_percent": 99.0}, H.LOAD_HIGH, 99.0),
        ({"speed_share": 0.3}, H.THROTTLED, 0.3),
        ({"memory_free_gb": 0.4}, H.MEMORY_LOW, 0.4),
    ],
)
def test_what_is_wrong_with_the_laptop_is_told(changes: dict[str, Any], kind: Happening, value: float | None):
    bench = Bench(length_s=300.0)
    bench.at(100.0, lambda: setattr(bench.laptop, "now", replace(GOOD_LAPTOP, **changes)))
    bench.at(180.0, lambda: setattr(bench.laptop, "now", GOOD_LAPTOP))
    assert [(event.kind, event.lasted_s, event.value) for event in run(bench).happened] == [(kind, 80.0, value)]


def test_a_battery_that_runs_down_is_counted():
    bench = Bench(length_s=7200.0)
    for minute in range(120):
        power = replace(GOOD_LAPTOP, on_mains=0.0, battery_percent=79.0 - minute / 2)
        bench.at(60.0 * minute, lambda power=power: setattr(bench.laptop, "now", power))  # type: ignore[misc]
    result = run(bench)
    assert result.battery_used_percent == pytest.approx(59.5)
    assert [event.kind for event in result.happened] == [H.ON_BATTERY, H.BATTERY_LOW]
    low = result.happened[1]
    assert low.at_s == pytest.approx(119 * 60.0)
    assert low.value == 19.5


def test_a_laptop_that_tells_nothing_is_said_to_be_unwatched():
    bench = Bench(length_s=120.0)
    bench.laptop.now = None
    result = run(bench)
    assert not result.laptop_watched
    assert result.timeline[0].load_percent is None


def test_a_laptop_that_says_nothing_more_keeps_what_it_said_last():
    bench = Bench(length_s=120.0)
    bench.at(60.0, lambda: setattr(bench.laptop, "now", None))
    assert run(bench).timeline[-1].load_percent == 12.0


def test_sleep_is_told_by_the_two_clocks_or_by_nobody_calling():
    bench = Bench(length_s=600.0)
    bench.at(100.0, lambda: setattr(bench.clock, "asleep_s", 1800.0))
    bench.at(300.0, lambda: bench.clock.pass_s(60.0))
    result = run(bench)
    assert [event.kind for event in result.happened] == [H.SLEPT, H.SLEPT]
    assert [event.value for event in result.happened] == [pytest.approx(1801.0), pytest.approx(61.0)]
    assert result.verdict is SoakVerdict.FAILED


def test_a_clock_set_back_is_no_sleep():
    bench = Bench(length_s=200.0)
    bench.at(100.0, lambda: setattr(bench.clock, "asleep_s", -3600.0))
    assert told(run(bench)) == []


@pytest.mark.parametrize(
    ("picture_s", "drift_ms", "kinds"),
    [(900.0, 90.0, []), (900.09, 0.0, []), (899.0, 1090.0, [H.SOUND_DRIFT])],
)
def test_drift_is_told_by_the_devices_own_clocks(picture_s: float, drift_ms: float, kinds: list[Happening]):
    bench = Bench(length_s=900.0)
    hears_clock(bench, 1.0, 5.0, 0.0)  # a full buffer at the beginning is no drift
    hears_clock(bench, 30.0, 40.0, 30.0)
    sees_clock(bench, 30.0, 31.0, 30.0)
    hears_clock(bench, 899.0, 40.0 + 900.09, 930.0)
    sees_clock(bench, 899.0, 31.0 + picture_s, 930.0)
    result = run(bench)
    assert result.sound_drift_ms == pytest.approx(drift_ms, abs=0.1)
    assert ([event.kind for event in result.happened], result.drift_against_computer) == (kinds, False)


def test_a_camera_without_a_clock_leaves_the_computers():
    bench = Bench(length_s=900.0)
    hears_clock(bench, 30.0, 40.0, 30.0)
    hears_clock(bench, 899.0, 940.09, 930.0)
    result = run(bench)
    assert result.sound_drift_ms == pytest.approx(90.0, abs=0.1)
    assert result.drift_against_computer


def test_a_microphone_that_was_opened_anew_is_counted_anew():
    bench = Bench(length_s=1200.0)
    hears_clock(bench, 30.0, 40.0, 30.0)
    hears_clock(bench, 500.0, 1.0, 1.0)
    hears_clock(bench, 1199.0, 701.0, 701.0)
    assert run(bench).sound_drift_ms == pytest.approx(0.0)


def test_too_short_a_time_tells_no_drift():
    bench = Bench(length_s=80.0)
    hears_clock(bench, 30.0, 30.0, 30.0)
    hears_clock(bench, 79.0, 79.0, 79.0)
    assert run(bench).sound_drift_ms is None


def test_a_loose_cable_all_session_long_stays_small():
    bench = Bench()
    for at_s in range(10, 8900, 20):
        bench.camera_turns(LiveState.LOST, at_s, at_s + 3.0)
    result = run(bench)
    assert len(result.happened) == MOST_OF_A_KIND
    assert result.count(H.CAMERA_LOST) == 445
    assert len(result.timeline) < MOST_POINTS


def test_cancelling_keeps_what_was_seen_and_says_that_it_is_partial():
    bench = Bench()
    bench.camera_turns(LiveState.LOST, 100.0, 130.0)
    bench.run(until_s=600.0)
    bench.soak.cancel()
    result = bench.result
    assert (result.complete, result.watched_s, result.planned_s) == (False, 600.0, 9000.0)
    assert told(result) == [(H.CAMERA_LOST, 100.0, 30.0)]
    progress = bench.soak.advance()
    assert (progress.step, progress.happened) == (SoakStep.DONE, 1)
    bench.soak.cancel()  # a second time changes nothing
    assert bench.soak.result is result


def test_cancelling_before_it_began_leaves_nothing():
    bench = Bench()
    bench.camera.turn(LiveState.OPENING)
    bench.soak.begin()
    assert bench.soak.advance().step is SoakStep.OPENING
    bench.soak.cancel()
    assert (bench.soak.advance().step, bench.soak.result) == (SoakStep.IDLE, None)


@pytest.mark.parametrize(("state", "at_once"), [(LiveState.FAILED, True), (LiveState.LOST, False)])
def test_a_device_that_never_delivers_breaks_it(state: LiveState, at_once: bool):  # noqa: FBT001 - a table
    bench = Bench()
    bench.camera.turn(state)
    bench.soak.begin()
    bench.clock.pass_s(0.0 if at_once else OPENING_S - 1.0)
    assert bench.soak.advance().step is (SoakStep.BROKEN if at_once else SoakStep.OPENING)
    bench.clock.pass_s(2.0)
    progress = bench.soak.advance()
    assert progress.broken is not None
    assert (progress.broken.device, progress.broken.state) == (Device.CAMERA, state)
    assert bench.soak.result is None


def test_it_can_be_done_again():
    bench = Bench(length_s=60.0)
    bench.camera_turns(LiveState.LOST, 10.0, 20.0)
    run(bench)
    bench.soak.begin()
    assert bench.soak.result is None
    bench.soak.advance()
    bench.run()
    assert told(bench.result) == []


def test_sound_alone_and_picture_alone():
    sound, picture = run(Bench(length_s=60.0, camera=False)), run(Bench(length_s=60.0, microphone=False))
    assert (sound.camera, sound.timeline[0].frame_rate_fps) == ("", None)
    assert (picture.microphone, picture.verdict) == ("", SoakVerdict.PASSED)


def test_progress_tells_where_it_stands_and_what_is_wrong_now():
    bench = Bench(length_s=1000.0)
    assert bench.soak.advance().share == 0.0
    bench.camera_turns(LiveState.FROZEN, 200.0)
    bench.run(until_s=250.0)
    progress = bench.soak.advance()
    assert (progress.passed_s, progress.left_s, progress.share) == (250.0, 750.0, 0.25)
    assert progress.running == (SoakEvent(H.PICTURE_FROZEN, 200.0),)
    assert progress.happened == 1
    assert bench.soak.seen.state is LiveState.FROZEN
    assert bench.soak.heard.state is LiveState.LIVE


def test_a_demo_is_marked():
    bench = Bench(length_s=60.0)
    bench.camera.info = DeviceInfo("demo", "")
    assert run(bench).demo


def test_a_card_that_stands_still_is_a_card_and_a_busy_moment_at_the_end_is_nothing():
    bench = Bench(length_s=200.0)
    bench.at(100.0, lambda: bench.sees(card=True))
    bench.camera_turns(LiveState.FROZEN, 100.0, 150.0)
    bench.at(150.0, bench.sees)
    bench.camera_turns(LiveState.SLOW, 199.0)
    assert told(run(bench)) == [(H.NO_SIGNAL, 100.0, 50.0)]


def test_a_camera_that_says_nothing_yet_is_no_other_size():
    bench = Bench(length_s=120.0)
    bench.camera.now = replace(bench.camera.now, reading=None)
    bench.at(60.0, lambda: bench.sees(height=1080))
    assert told(run(bench)) == []


def test_without_a_look_at_the_laptop_it_is_unwatched():
    bench = Bench(length_s=60.0)
    bench.soak = Soak(rig(), bench.microphone, bench.camera, bench.clock, length_s=60.0)
    assert not run(bench).laptop_watched


def test_what_a_take_before_it_heard_is_not_the_tests():
    bench = Bench(length_s=60.0)
    bench.microphone.measures = replace(GOOD_SOUND, dropouts=9.0)
    bench.microphone.begin_take()
    bench.soak.begin()
    bench.soak.advance()
    assert bench.microphone.done == ["take", "aside"]
