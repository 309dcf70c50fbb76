"""A live check goes through its steps, and says which device stopped it."""

import pytest
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone, HandClock

from samklang.domain.live import LiveState
from samklang.engine.live_check import Broken, Device, LiveCheck, Plan, Step

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
