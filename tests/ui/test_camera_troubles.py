"""What the Prepare room says of a camera that cannot be had."""

import pytest

from samklang.domain.live import CameraTrouble, LiveState
from samklang.engine.live_check import Broken, Device
from samklang.ui.controls import Status
from samklang.ui.prepare.troubles import Troubles, broken_line
from samklang.wording import LANGUAGES, Wording

SAY = Wording("en")


def test_a_camera_that_is_gone_is_found_by_itself_and_one_in_use_is_not():
    gone = Troubles().of_state("camera", LiveState.LOST, SAY, CameraTrouble.GONE)
    assert gone == (SAY("prepare.help.camera.lost"), Status.ATTENTION)
    in_use = Troubles().of_state("camera", LiveState.LOST, SAY, CameraTrouble.IN_USE)
    assert in_use == (SAY("devices.camera_trouble.in_use"), Status.ATTENTION)


def test_a_trouble_is_said_once():
    troubles = Troubles()
    assert troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.IN_USE) is not None
    assert troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.IN_USE) is None
    assert troubles.of_state("camera", LiveState.LIVE, SAY) == (SAY("prepare.back.camera"), Status.GOOD)


def test_what_stopped_a_check_says_why_as_far_as_anybody_knows():
    for trouble, text_id in [
        (CameraTrouble.NOT_ALLOWED, "devices.camera_trouble.not_allowed"),
        (CameraTrouble.GONE, "prepare.help.camera.lost"),
        (None, "prepare.help.camera.lost"),
    ]:
        assert broken_line(Broken(Device.CAMERA, LiveState.LOST, trouble=trouble), SAY) == SAY(text_id)
    assert broken_line(Broken(Device.CAMERA, LiveState.FAILED), SAY) == SAY("prepare.help.camera.failed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_has_its_words(language: str):
    assert all(Wording(language).has(f"devices.camera_trouble.{trouble}") for trouble in CameraTrouble)


def test_a_lost_camera_whose_reason_changes_is_told_anew():
    troubles = Troubles()
    gone = troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.GONE)
    assert gone == (SAY("prepare.help.camera.lost"), Status.ATTENTION)
    assert troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.ENDED) is None  # the same to a person
    in_use = (SAY("devices.camera_trouble.in_use"), Status.ATTENTION)
    assert troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.IN_USE) == in_use
    assert troubles.of_state("camera", LiveState.LOST, SAY, CameraTrouble.IN_USE) is None
    assert troubles.of_state("camera", LiveState.LIVE, SAY) == (SAY("prepare.back.camera"), Status.GOOD)
