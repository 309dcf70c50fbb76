"""What was found, as people are told it."""

from dataclasses import replace

from samklang.devices.listing import device_list
from samklang.devices.pulse import PulseSource
from samklang.domain.live import DeviceForm, DeviceInfo

DESK = PulseSource(
    index=1,
    name="alsa_input.usb",
    description="Desk microphone",
    default=False,
    rate_hz=48_000,
    channels=1,
    monitor=False,
    form=DeviceForm.USB,
    volume_percent=80.0,
    muted=False,
    held_by=(),
)


def test_the_default_is_first_and_the_demo_last():
    laptop = replace(DESK, name="pci", description="Built-in", default=True, form=DeviceForm.BUILT_IN)
    found = device_list([DESK, laptop], [])
    assert [each.id for each in found.microphones] == ["pulse:pci", "pulse:alsa_input.usb", "demo"]
    assert [each.id for each in found.settings] == ["pulse:pci", "pulse:alsa_input.usb"]
    assert [each.likely_for_teams for each in found.microphones] == [True, False, False]


def test_what_a_loudspeaker_plays_is_no_microphone():
    found = device_list([replace(DESK, monitor=True)], [])
    assert [each.id for each in found.microphones] == ["demo"]
    assert [each.id for each in found.loopbacks] == ["pulse:alsa_input.usb"]
    assert found.settings == ()


def test_names_that_would_steer_a_terminal_or_turn_the_writing_are_made_harmless():
    evil = replace(DESK, description="\x1b]0;owned\x07 \u202eenohporcim" + "x" * 500, held_by=("Te\nams\x1b[2J",))
    (microphone, _demo) = device_list([evil], []).microphones
    assert microphone.name.startswith("]0;owned")
    assert microphone.name.isprintable()
    assert len(microphone.name) <= 80
    (setting,) = device_list([evil], []).settings
    assert setting.held_by == ("Te ams [2J",)
    (nameless, _demo) = device_list([replace(DESK, description="\u200b")], []).microphones
    assert nameless.name == nameless.id


def test_cameras_keep_the_systems_order_the_default_first():
    cameras = [DeviceInfo("/dev/video2", "Camera"), DeviceInfo("/dev/video0", "Camera", default=True)]
    found = device_list([], cameras)
    assert [(each.id, each.name) for each in found.cameras] == [
        ("/dev/video0", "Camera 1"),
        ("/dev/video2", "Camera 2"),
        ("demo", ""),
    ]
