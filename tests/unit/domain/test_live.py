"""Devices as values."""

from samklang.domain.live import DEMO_ID, DeviceInfo, DeviceList, MicrophoneSetting

SETTING = MicrophoneSetting("pulse:usb", 80.0, muted=False, settable=True, held_by=("Teams",))
LISTED = DeviceList((DeviceInfo("pulse:usb", "Desk microphone"), DeviceInfo(DEMO_ID, "")), (), (SETTING,))


def test_a_setting_is_found_by_its_microphone():
    assert LISTED.setting("pulse:usb") is SETTING
    assert LISTED.setting(DEMO_ID) is None


def test_only_the_demo_is_a_demo():
    assert [each.demo for each in LISTED.microphones] == [False, True]
