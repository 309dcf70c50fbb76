"""Which rig is plugged in, what the others lack, and that nothing is guessed."""

from dataclasses import replace

import pytest
from tests.unit.check_examples import rig as example

from samklang.domain.live import DeviceForm, DeviceInfo, DeviceList
from samklang.domain.recognition import Choice, Lack, Part, Recognition, recognise, system_name
from samklang.domain.rig import Bound, BoundDevice, Rig

YETI = DeviceInfo("pulse:yeti", "Yeti", form=DeviceForm.USB)
BUILT_IN = DeviceInfo("pulse:laptop", "Laptop", form=DeviceForm.BUILT_IN)
LINK = DeviceInfo("/dev/video2", "Cam Link 4K", form=DeviceForm.USB)
WEBCAM = DeviceInfo("/dev/video0", "Integrated Camera", form=DeviceForm.BUILT_IN)
DEMO = DeviceInfo("demo", "")


def plugged(microphones: tuple[DeviceInfo, ...] = (YETI,), cameras: tuple[DeviceInfo, ...] = (LINK,)) -> DeviceList:
    return DeviceList((*microphones, DEMO), (*cameras, DEMO))


def rig(rig_id: str = "room-4", microphone: str = "Yeti", camera: str = "Cam Link 4K", laptop: str = "") -> Rig:
    bound = Bound(BoundDevice(microphone) if microphone else None, BoundDevice(camera) if camera else None, laptop)
    return replace(example(), id=rig_id, bound=bound)


def named(found: Recognition) -> str | None:
    return None if found.recognised is None else found.recognised.rig.id


def test_a_rig_bound_to_nothing_is_anybodys_and_never_recognised():
    found = recognise([example()], plugged())
    assert (found.standings, found.nearest, found.why) == ((), None, Choice.NONE_BOUND)


def test_the_one_that_is_all_there_is_recognised_with_its_devices():
    found = recognise([example(), rig("other", "Blue", "Cam"), rig()], plugged((BUILT_IN, YETI)))
    assert (named(found), found.why) == ("room-4", Choice.ONLY_ONE)
    assert found.recognised is not None
    assert (found.recognised.microphone, found.recognised.camera) == (YETI, LINK)
    assert found.nearest is found.recognised
    assert [standing.rig.id for standing in found.standings] == ["room-4", "other"]


@pytest.mark.parametrize(
    ("devices", "missing"),
    [
        (plugged(cameras=(WEBCAM,)), [(Part.CAMERA, "Cam Link 4K", Lack.NOT_PLUGGED_IN)]),
        (plugged(microphones=()), [(Part.MICROPHONE, "Yeti", Lack.NOT_PLUGGED_IN)]),
    ],
)
def test_what_is_missing_is_named(devices: DeviceList, missing: list[tuple[Part, str, Lack]]):
    found = recognise([rig()], devices)
    assert (named(found), found.why) == (None, Choice.PARTLY)
    assert found.nearest is not None
    assert [(each.part, each.name, each.why) for each in found.nearest.missing] == missing


def test_nothing_there_speaks_of_the_rig_used_last_or_of_none():
    rigs = [rig(), rig("room-5", "Blue", "")]
    nothing = plugged((BUILT_IN,), (WEBCAM,))
    assert recognise(rigs, nothing).nearest is None
    found = recognise(rigs, nothing, last_rig_id="room-5")
    assert (found.nearest is not None and found.nearest.rig.id, found.why) == ("room-5", Choice.NOTHING)


def test_of_several_that_are_all_there_the_last_used_counts():
    rigs = [rig("a"), rig("b"), rig("c")]
    assert named(recognise(rigs, plugged(), last_rig_id="b")) == "b"
    assert recognise(rigs, plugged(), last_rig_id="b").why is Choice.LAST_USED


def test_of_several_nothing_is_guessed():
    found = recognise([rig("a"), rig("b")], plugged(), last_rig_id="elsewhere")
    assert (named(found), found.nearest, found.why) == (None, None, Choice.SEVERAL)


def test_the_one_with_more_of_its_parts_there_is_no_guess():
    found = recognise([rig("sound", camera=""), rig("whole")], plugged())
    assert (named(found), found.why) == ("whole", Choice.MOST_PARTS)
    assert named(recognise([rig("sound", camera=""), rig("whole")], plugged(), last_rig_id="sound")) == "sound"


def test_of_those_partly_there_the_last_used_is_spoken_of_else_the_one_with_most_else_none():
    rigs = [rig("a", camera="X"), rig("b", camera="Y")]
    assert recognise(rigs, plugged()).nearest is None
    last = recognise(rigs, plugged(), last_rig_id="b").nearest
    assert last is not None
    assert last.rig.id == "b"
    most = recognise([*rigs, rig("c", "Yeti", "Y", "T14")], plugged(), laptop_model="T14").nearest
    assert most is not None
    assert most.rig.id == "c"


def test_another_laptop_is_a_missing_part_and_an_untold_one_is_none():
    wanted = rig(laptop="ThinkPad T14")
    other = recognise([wanted], plugged(), laptop_model="ThinkPad X1")
    assert other.recognised is None
    assert other.nearest is not None
    assert [(each.part, each.why) for each in other.nearest.missing] == [(Part.LAPTOP, Lack.OTHER_LAPTOP)]
    assert named(recognise([wanted], plugged())) == "room-4"
    here = recognise([wanted], plugged(), laptop_model="ThinkPad T14")
    assert here.recognised is not None
    assert (here.recognised.laptop_fits, here.recognised.found) == (True, 3)


def test_two_of_the_same_make_are_told_apart_by_their_socket_or_not_at_all():
    one, two = DeviceInfo("a", "Yeti 1", form=DeviceForm.USB), DeviceInfo("b", "Yeti 2", form=DeviceForm.USB)
    devices = plugged((one, two))
    found = recognise([rig()], devices)
    assert found.recognised is None
    assert [each.why for each in found.standings[0].missing] == [Lack.SEVERAL]
    in_place = replace(rig(), bound=Bound(BoundDevice("Yeti", DeviceForm.USB, "b"), BoundDevice("Cam Link 4K")))
    known = recognise([in_place], devices).recognised
    assert known is not None
    assert known.microphone == two
    # One of them alone is known whatever socket it is in.
    assert recognise([in_place], plugged()).recognised is not None


def test_another_form_is_another_device():
    built_in = replace(rig(), bound=Bound(BoundDevice("Yeti", DeviceForm.BLUETOOTH)))
    assert recognise([built_in], plugged()).why is Choice.NOTHING


def test_the_demo_is_never_a_part_of_a_rig():
    assert recognise([rig(microphone="", camera="demo")], plugged(cameras=())).recognised is None


@pytest.mark.parametrize(
    ("name", "others", "told"),
    [
        ("Yeti 1", ("Yeti 2",), "Yeti"),
        ("Yeti 2", ("Yeti 1",), "Yeti"),
        ("BRIO 4", ("Yeti",), "BRIO 4"),
        ("Yeti", ("Yeti 1", "Yeti 2"), "Yeti"),
    ],
)
def test_a_number_of_ours_is_no_part_of_the_name(name: str, others: tuple[str, ...], told: str):
    device = DeviceInfo(name, name)
    assert system_name(device, [device, *(DeviceInfo(each, each) for each in others)]) == told
