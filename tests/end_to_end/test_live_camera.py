"""A real camera: every fault of it is seen within two seconds."""

import time
from collections.abc import Callable, Iterator

import pytest
from tests.lab.camera import FREEZE, OK, REPEAT, SLOW, UNPLUG, LabCamera

from samklang.devices.camera import WorkerCamera
from samklang.domain.live import CameraNow, LiveState

SEEN_WITHIN_S = 2.0

Poll = Callable[[], CameraNow]


def seen(poll: Poll, *states: LiveState, seconds: float = 15) -> float:
    """How long it took until the device was in one of these states."""
    started = time.monotonic()
    while (now := poll()).state not in states:
        assert time.monotonic() - started < seconds, f"still {now.state}"
        time.sleep(0.01)
    return time.monotonic() - started


@pytest.fixture
def camera(lab_camera: LabCamera) -> Iterator[WorkerCamera]:
    made = WorkerCamera(lab_camera.info, environment=lab_camera.environment)
    made.start()
    seen(made.poll, LiveState.LIVE)
    yield made
    made.close()


def test_a_camera_that_slows_down_is_seen(camera: WorkerCamera, lab_camera: LabCamera):
    time.sleep(1.2)  # a rate is known after a second
    lab_camera.behave(SLOW)
    assert seen(camera.poll, LiveState.SLOW) < SEEN_WITHIN_S
    lab_camera.behave(OK)
    seen(camera.poll, LiveState.LIVE)


def test_a_camera_that_repeats_its_last_picture_is_seen(camera: WorkerCamera, lab_camera: LabCamera):
    lab_camera.behave(REPEAT)
    assert seen(camera.poll, LiveState.FROZEN, LiveState.RESTARTING) < SEEN_WITHIN_S
    lab_camera.behave(OK)
    seen(camera.poll, LiveState.LIVE)


def test_a_read_that_never_returns_is_seen_and_its_worker_comes_back(
    camera: WorkerCamera,
    lab_camera: LabCamera,
):
    first = camera.worker_pid
    lab_camera.behave(FREEZE)
    assert seen(camera.poll, LiveState.RESTARTING) < SEEN_WITHIN_S
    lab_camera.behave(OK)
    seen(camera.poll, LiveState.LIVE)
    assert camera.worker_pid != first


def test_an_unplugged_camera_is_seen_and_taken_up_again(camera: WorkerCamera, lab_camera: LabCamera):
    lab_camera.behave(UNPLUG)
    assert seen(camera.poll, LiveState.LOST) < SEEN_WITHIN_S
    lab_camera.behave(OK)
    seen(camera.poll, LiveState.LIVE)
    assert camera.picture() is not None
