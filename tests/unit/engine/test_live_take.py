"""A live take for whoever can wait, and devices found by what a person types."""

import pytest
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone, HandClock

from samklang.domain.live import DEMO_ID, CameraNow, CameraTrouble, DeviceInfo, DeviceList, LiveState
from samklang.engine.live_check import Plan, Progress, Step
from samklang.engine.live_take import find_camera, find_microphone, shown_name, take_live
from samklang.engine.ports import Refused
from samklang.wording import Wording

SAY = Wording("en")
DEMO = DeviceInfo(DEMO_ID, "")
USB = DeviceInfo("pulse:usb", "Røde NT-USB", default=True)
BUILT_IN = DeviceInfo("pulse:pci", "Built-in microphone")
FRONT = DeviceInfo("/dev/video0", "Integrated camera", default=True)
CARD = DeviceInfo("/dev/video2", "USB capture card")
SPEAKERS = DeviceInfo("pulse:speakers.monitor", "Monitor of the built-in microphone's neighbour")
DEVICES = DeviceList((USB, BUILT_IN, DEMO), (FRONT, CARD, DEMO), loopbacks=(SPEAKERS,))
NOW = Plan(quiet_s=0, speak_s=0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("pulse:pci", BUILT_IN),
        ("Built-in microphone", BUILT_IN),
        ("nt-usb", USB),
        ("demo", DEMO),
        ("pulse:speakers.monitor", SPEAKERS),
    ],
)
def test_a_microphone_is_found_by_id_name_or_part_of_it(wanted: str, found: DeviceInfo):
    assert find_microphone(DEVICES, wanted, SAY) is found


@pytest.mark.parametrize(("wanted", "found"), [("0", FRONT), ("2", CARD), ("capture", CARD), ("demo", DEMO)])
def test_a_camera_is_found_by_its_number_too(wanted: str, found: DeviceInfo):
    assert find_camera(DEVICES, wanted, SAY) is found


@pytest.mark.parametrize("wanted", ["1", "nothing like it", "", " "])
def test_a_camera_that_is_not_there_is_one_line(wanted: str):
    with pytest.raises(Refused, match="no camera called"):
        find_camera(DEVICES, wanted, SAY)


def test_two_that_match_are_one_line():
    with pytest.raises(Refused, match="More than one"):
        find_camera(DEVICES, "c", SAY)


def test_a_microphone_that_is_not_there_is_one_line():
    with pytest.raises(Refused, match="no microphone called"):
        find_microphone(DEVICES, "telephone", SAY)


def test_a_demo_device_is_named_in_the_user_s_language():
    assert shown_name(DEMO, "camera", SAY) == "Demo camera (still picture)"
    assert shown_name(USB, "microphone", SAY) == "Røde NT-USB"


def test_a_take_tells_its_steps_and_lets_go_of_the_devices():
    microphone, camera = FakeMicrophone(sound()), FakeCamera(picture())
    steps: list[Step] = []
    take = take_live(
        microphone,
        camera,
        clock=HandClock(),
        wording=SAY,
        plan=NOW,
        tell=lambda progress: steps.append(progress.step),
    )
    assert (take.measured.sound, take.measured.picture) == (sound(), picture())
    assert (take.sources.sound, take.sources.picture) == ("Fake microphone", "Demo camera (still picture)")
    assert take.sources.demo
    assert steps == [Step.SPEAK, Step.MEASURING, Step.DONE]
    assert microphone.done[-1] == camera.done[-1] == "close"


def test_a_real_microphone_alone_is_no_demo():
    take = take_live(FakeMicrophone(sound()), None, clock=HandClock(), wording=SAY, plan=NOW)
    assert not take.sources.demo
    assert take.sources.picture is None


def test_a_camera_alone():
    take = take_live(None, FakeCamera(picture()), clock=HandClock(), wording=SAY, plan=NOW)
    assert take.sources.sound is None


def test_a_device_that_is_gone_is_one_line_and_lets_go():
    camera = FakeCamera(picture())
    camera.turn(LiveState.LOST)
    told: list[Progress] = []
    with pytest.raises(Refused, match="gives no picture"):
        take_live(None, camera, clock=HandClock(), wording=SAY, plan=NOW, tell=told.append)
    assert told[-1].step is Step.BROKEN
    assert camera.done == ["start", "close"]


@pytest.mark.parametrize(
    ("state", "trouble", "text_id"),
    [
        (LiveState.LOST, CameraTrouble.IN_USE, "devices.camera_trouble.in_use"),
        (LiveState.LOST, CameraTrouble.PASSWORD, "devices.camera_trouble.password"),
        (LiveState.LOST, None, "devices.broken.camera"),
        (LiveState.FAILED, None, "devices.camera_trouble.failed"),
    ],
)
def test_a_camera_that_cannot_be_had_says_why_as_far_as_anybody_knows(
    state: LiveState, trouble: CameraTrouble | None, text_id: str
):
    camera = FakeCamera(picture())
    camera.now = CameraNow(state, trouble=trouble)
    with pytest.raises(Refused) as refused:
        take_live(None, camera, clock=HandClock(), wording=SAY, plan=NOW)
    assert str(refused.value) == SAY(text_id)


def test_a_microphone_that_is_gone_is_told_as_one_beside_a_camera_in_trouble():
    microphone, camera = FakeMicrophone(sound()), FakeCamera(picture())
    microphone.turn(LiveState.LOST)
    camera.now = CameraNow(LiveState.LOST, trouble=CameraTrouble.GONE)
    with pytest.raises(Refused) as refused:
        take_live(microphone, camera, clock=HandClock(), wording=SAY, plan=NOW)
    assert str(refused.value) == SAY("devices.broken.microphone")
