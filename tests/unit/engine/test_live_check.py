"""A live check goes through its steps, and says which device stopped it."""

from dataclasses import replace

import pytest
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone, HandClock

from samklang.domain.live import LiveState, TakeLost
from samklang.engine.live_check import QUICK, Broken, Device, LiveCheck, Plan, Step

PLAN = Plan(quiet_s=4, speak_s=10)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone(sound())


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera(picture())


def begun(microphone: FakeMicrophone | None, camera: FakeCamera | None, clock: HandClock, plan: Plan = PLAN):
    check = LiveCheck(microphone, camera, clock, plan)
    check.begin()
    return check


def test_quiet_then_speech_then_the_measures(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    check = begun(microphone, camera, clock)
    assert check.length_s == 14
    assert check.advance().step is Step.QUIET
    clock.pass_s(3)
    now = check.advance()
    assert (now.step, now.left_s, now.share) == (Step.QUIET, 1, 3 / 14)
    clock.pass_s(1)
    assert check.advance().step is Step.SPEAK
    clock.pass_s(5)
    now = check.advance()
    assert (now.step, now.left_s, now.share) == (Step.SPEAK, 5, 9 / 14)
    clock.pass_s(5)
    assert check.advance().step is Step.MEASURING
    now = check.advance()
    assert (now.step, now.share) == (Step.DONE, 1)
    assert check.measured.sound == sound()
    assert check.measured.picture == picture()
    assert microphone.done == ["silence", "finish", "take", "finish"]
    assert camera.done == ["take", "finish"]
    assert check.advance().step is Step.DONE


def test_without_a_microphone_there_is_nothing_to_be_quiet_for(camera: FakeCamera, clock: HandClock):
    check = begun(None, camera, clock)
    assert check.length_s == 10
    assert check.advance().step is Step.LOOK
    clock.pass_s(10)
    check.advance()
    assert check.advance().step is Step.DONE
    assert check.measured.sound is None


def test_without_a_camera(microphone: FakeMicrophone, clock: HandClock):
    check = begun(microphone, None, clock, Plan(quiet_s=0, speak_s=3))
    assert check.advance().step is Step.SPEAK
    clock.pass_s(3)
    check.advance()
    assert check.advance().step is Step.DONE
    assert check.measured.picture is None
    assert microphone.done == ["take", "finish"]


def test_there_must_be_something_to_check(clock: HandClock):
    with pytest.raises(ValueError, match="neither"):
        LiveCheck(None, None, clock)


def test_the_usual_plan_asks_for_four_seconds_of_quiet_and_ten_of_speech(microphone: FakeMicrophone, clock: HandClock):
    assert LiveCheck(microphone, None, clock).length_s == 14


def test_it_waits_for_a_device_that_opens(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    camera.turn(LiveState.OPENING)
    check = begun(microphone, camera, clock)
    clock.pass_s(PLAN.opening_s)
    assert check.advance().step is Step.OPENING
    clock.pass_s(1)
    assert check.advance().broken == Broken(Device.CAMERA, LiveState.OPENING)


@pytest.mark.parametrize("state", [LiveState.LOST, LiveState.FAILED, LiveState.CLOSED])
def test_it_does_not_wait_for_a_device_that_is_not_there(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock, state: LiveState
):
    microphone.turn(state)
    check = begun(microphone, camera, clock)
    now = check.advance()
    assert (now.step, now.broken) == (Step.BROKEN, Broken(Device.MICROPHONE, state))
    assert check.heard.state is state
    assert check.seen.state is LiveState.LIVE


@pytest.mark.parametrize("state", [LiveState.LOST, LiveState.RESTARTING, LiveState.FAILED])
def test_a_device_that_goes_away_stops_the_check(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock, state: LiveState
):
    check = begun(microphone, camera, clock)
    check.advance()
    camera.turn(state)
    assert check.advance().broken == Broken(Device.CAMERA, state)


def test_again_starts_from_the_first_step(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    check = begun(microphone, camera, clock)
    check.advance()
    camera.turn(LiveState.LOST)
    check.advance()
    camera.turn(LiveState.LIVE)
    check.begin()
    now = check.advance()
    assert (now.step, now.broken) == (Step.QUIET, None)


def test_a_picture_that_stands_still_is_measured_all_the_same(camera: FakeCamera, clock: HandClock):
    camera.turn(LiveState.FROZEN)
    assert begun(None, camera, clock).advance().step is Step.LOOK


def test_measures_that_never_come(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    microphone.late = camera.late = True
    check = begun(microphone, camera, clock, Plan(quiet_s=0, speak_s=1))
    check.advance()
    clock.pass_s(1)
    check.advance()
    assert check.advance().step is Step.MEASURING
    clock.pass_s(PLAN.measuring_s + 1)
    assert check.advance().broken == Broken(Device.MICROPHONE, LiveState.LIVE)


def test_a_camera_that_goes_away_before_its_measures_came(microphone: FakeMicrophone, clock: HandClock):
    camera = FakeCamera(picture(), late=True)
    check = begun(microphone, camera, clock, Plan(quiet_s=0, speak_s=1))
    check.advance()
    clock.pass_s(1)
    check.advance()
    camera.turn(LiveState.LOST)
    assert check.advance().broken == Broken(Device.CAMERA, LiveState.LOST)


def test_stopping(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    for check in (begun(microphone, None, clock), begun(None, camera, clock)):
        check.advance()
        check.stop()
        assert check.advance().step is Step.IDLE
    assert microphone.done[-1] == camera.done[-1] == "finish"


def done(microphone: FakeMicrophone | None, camera: FakeCamera | None, clock: HandClock, plan: Plan = PLAN):
    """A check that went through."""
    check = begun(microphone, camera, clock, plan)
    while check.advance().step is not Step.DONE:
        clock.pass_s(1)
    return check


def finish(check: LiveCheck, clock: HandClock) -> list[Step]:
    """The steps it still takes."""
    steps: list[Step] = []
    while not steps or steps[-1] not in (Step.DONE, Step.BROKEN):
        step = check.advance().step
        steps += [] if steps[-1:] == [step] else [step]
        clock.pass_s(1)
    return steps


def test_the_quick_plan_is_half_a_minute_s_third(microphone: FakeMicrophone, clock: HandClock):
    check = LiveCheck(microphone, None, clock)
    check.begin(QUICK)
    assert check.length_s == QUICK.quiet_s + QUICK.speak_s < 15
    check.begin()
    assert check.length_s == 14


def test_nothing_can_be_repeated_before_all_is_done(microphone: FakeMicrophone, clock: HandClock):
    check = begun(microphone, None, clock)
    check.advance()
    assert check.repeatable == ()
    with pytest.raises(ValueError, match="quiet"):
        check.again(Step.QUIET)


@pytest.mark.parametrize(("step", "kind"), [(Step.QUIET, "silence"), (Step.SPEAK, "take")])
def test_again_repeats_the_silence_or_the_sentence_alone(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock, step: Step, kind: str
):
    check = done(microphone, camera, clock)
    assert check.repeatable == (Step.QUIET, Step.SPEAK, Step.LOOK)
    microphone.done.clear()
    camera.done.clear()
    microphone.measures = replace(sound(), noise_floor_dbfs=-71.0)
    check.again(step)
    now = check.advance()
    assert (now.step, now.share, check.length_s) == (step, 0, PLAN.quiet_s if step is Step.QUIET else PLAN.speak_s)
    assert finish(check, clock) == [step, Step.MEASURING, Step.DONE]
    assert microphone.done == [kind, "finish"]
    assert camera.done == []
    assert check.measured.sound == microphone.measures
    assert check.measured.picture == picture()
    assert check.repeatable == (Step.QUIET, Step.SPEAK, Step.LOOK)


def test_again_repeats_the_picture_alone(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    check = done(microphone, camera, clock)
    microphone.done.clear()
    camera.done.clear()
    check.again(Step.LOOK)
    assert finish(check, clock) == [Step.LOOK, Step.MEASURING, Step.DONE]
    assert microphone.done == []
    assert camera.done == ["take", "finish"]
    assert check.measured.sound == sound()


def test_a_step_that_was_not_in_the_plan_is_not_repeated(microphone: FakeMicrophone, clock: HandClock):
    assert done(microphone, None, clock, Plan(quiet_s=0, speak_s=3)).repeatable == (Step.SPEAK,)


def test_a_lost_device_needs_the_whole_check_again(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    check = done(microphone, camera, clock)
    microphone.turn(LiveState.LOST)
    check.advance()
    microphone.turn(LiveState.LIVE)
    check.advance()
    assert check.repeatable == (Step.LOOK,)


def test_the_other_device_does_not_stop_a_repeated_step(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock
):
    check = done(microphone, camera, clock)
    check.again(Step.SPEAK)
    camera.turn(LiveState.LOST)
    assert finish(check, clock)[-1] is Step.DONE
    assert check.repeatable == (Step.QUIET, Step.SPEAK)


def test_a_device_lost_in_a_repeated_step_stops_it(microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock):
    check = done(microphone, camera, clock)
    check.again(Step.SPEAK)
    check.advance()
    microphone.turn(LiveState.LOST)
    assert check.advance().broken == Broken(Device.MICROPHONE, LiveState.LOST)


def test_after_a_stopped_repeat_the_whole_check_is_made_again(microphone: FakeMicrophone, clock: HandClock):
    check = done(microphone, None, clock)
    check.again(Step.QUIET)
    check.advance()
    check.stop()
    assert check.repeatable == ()
    check.begin()
    assert finish(check, clock) == [Step.QUIET, Step.SPEAK, Step.MEASURING, Step.DONE]


def test_a_take_that_came_to_nothing_stops_the_check_at_once(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock
):
    check = begun(microphone, camera, clock)
    check.advance()
    microphone.now = replace(microphone.now, take_lost=TakeLost.RATE_CHANGED)
    assert check.advance().broken == Broken(Device.MICROPHONE, LiveState.LIVE, TakeLost.RATE_CHANGED)


def test_the_picture_s_repeat_does_not_mind_the_microphone_s_take(
    microphone: FakeMicrophone, camera: FakeCamera, clock: HandClock
):
    check = done(microphone, camera, clock)
    check.again(Step.LOOK)
    microphone.now = replace(microphone.now, take_lost=TakeLost.RATE_CHANGED)
    assert finish(check, clock)[-1] is Step.DONE
