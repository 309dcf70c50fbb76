"""Devices as values."""

from dataclasses import replace

import pytest

from samklang.domain.live import DEMO_ID, CameraMode, DeviceInfo, DeviceList, MicrophoneSetting, PictureReading
from samklang.domain.measures import Unknown

SETTING = MicrophoneSetting("pulse:usb", 80.0, muted=False, settable=True, held_by=("Teams",))
LISTED = DeviceList((DeviceInfo("pulse:usb", "Desk microphone"), DeviceInfo(DEMO_ID, "")), (), (SETTING,))


def test_a_setting_is_found_by_its_microphone():
    assert LISTED.setting("pulse:usb") is SETTING
    assert LISTED.setting(DEMO_ID) is None


def test_only_the_demo_is_a_demo():
    assert [each.demo for each in LISTED.microphones] == [False, True]


@pytest.mark.parametrize(
    ("asked", "width", "height", "smaller"),
    [
        (None, 160, 120, False),
        (CameraMode(1920, 1080), 1920, 1080, False),
        (CameraMode(1920, 1080), 1080, 1920, False),
        (CameraMode(1280, 720), 3840, 2160, False),
        (CameraMode(1920, 1080), 1280, 720, True),
        (CameraMode(1920, 1080), 1920, 816, True),
        (CameraMode(1280, 720), 960, 720, True),
    ],
)
def test_a_picture_smaller_than_was_asked_for_is_told(
    asked: CameraMode | None,
    width: int,
    height: int,
    smaller: bool,  # noqa: FBT001 - a column of the table
):
    none = Unknown("too_short")
    reading = PictureReading(1, 1, none, luma=90.0, face_luma=none, faces=(), take=0, seen_s=0.0, asked=asked)
    assert replace(reading, width=width, height=height).smaller_than_asked is smaller
