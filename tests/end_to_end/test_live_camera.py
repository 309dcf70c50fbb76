"""A real camera and a network camera: whatever befalls them is told within two seconds, with the reason."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import pytest
from tests.lab.camera import OK, Behaviour, LabCamera
from tests.lab.stream import LabStream

from samklang.devices.camera import WorkerCamera
from samklang.devices.network_camera import network_camera
from samklang.domain.live import CameraMode, CameraNow, CameraTrouble, LiveState
from samklang.wording import Wording
from samklang.workers.frames import Frame
from samklang.workers.supervisor import Patience

TOLD_WITHIN_S = 2.0
"""A contract, not a claim of speed: by then a person beside the camera must know."""

Happened: TypeAlias = Callable[[CameraNow], bool]


def told_after_s(camera: WorkerCamera, happened: Happened, seconds: float = 15) -> float:
    """How long it took until the camera was told to be so."""
    started = time.monotonic()
    while not happened(now := camera.poll()):
        assert time.monotonic() - started < seconds, f"still {now}"
        time.sleep(0.01)
    return time.monotonic() - started


def is_well(now: CameraNow) -> bool:
    seen = now.reading
    return now.state is LiveState.LIVE and seen is not None and not (seen.card or seen.black or seen.smaller_than_asked)


def is_in(*states: LiveState) -> Happened:
    return lambda now: now.state in states


def shows_a_card(now: CameraNow) -> bool:
    return now.reading is not None and now.reading.card


def is_black(now: CameraNow) -> bool:
    return now.state is LiveState.LIVE and now.reading is not None and now.reading.black


def is_too_small(now: CameraNow) -> bool:
    return now.reading is not None and now.reading.smaller_than_asked


def is_lost(*troubles: CameraTrouble) -> Happened:
    return lambda now: now.state is LiveState.LOST and now.trouble in troubles


@dataclass
class Watched:
    """A camera that is open, and its switch."""

    camera: WorkerCamera
    behave: Callable[[Behaviour], None]

    def told_after_s(self, behaviour: Behaviour, happened: Happened) -> float:
        self.behave(behaviour)
        return told_after_s(self.camera, happened)


@pytest.fixture(params=["v4l2", "stream"])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    if request.param == "v4l2":
        lab: LabCamera = request.getfixturevalue("lab_camera")
        made, behave = WorkerCamera(lab.info, environment=lab.environment), lab.behave
    else:
        stream: LabStream = request.getfixturevalue("lab_stream")
        made, behave = network_camera(stream.address, Wording("en")), stream.behave
    made.start()
    told_after_s(made, is_well)
    yield Watched(made, behave)
    made.close()


def test_what_a_camera_delivers_wrongly_is_told_and_so_is_that_it_is_over(watched: Watched):
    pid = watched.camera.worker_pid
    assert watched.told_after_s(Behaviour.WRONG_SIZE, is_too_small) < TOLD_WITHIN_S
    assert watched.told_after_s(OK, is_well) < TOLD_WITHIN_S
    assert watched.told_after_s(Behaviour.BARS, shows_a_card) < TOLD_WITHIN_S
    assert watched.told_after_s(Behaviour.BLACK, is_black) < TOLD_WITHIN_S
    time.sleep(1.6)  # longer than a picture may stand still
    assert is_black(watched.camera.poll())
    assert watched.told_after_s(OK, is_well) < TOLD_WITHIN_S
    assert watched.told_after_s(Behaviour.SLOW, is_in(LiveState.SLOW)) < TOLD_WITHIN_S
    assert watched.told_after_s(OK, is_well) < TOLD_WITHIN_S
    assert watched.camera.worker_pid == pid, "nothing of this is a hang"


def test_a_camera_that_delivers_nothing_new_is_told_and_taken_up_again(watched: Watched):
    """Its last picture over and over, a read that never returns, a stream that falls silent, an unplugged camera."""
    for behaviour in (Behaviour.REPEAT, Behaviour.FREEZE):
        assert watched.told_after_s(behaviour, is_in(LiveState.FROZEN, LiveState.RESTARTING)) < TOLD_WITHIN_S
        assert watched.told_after_s(OK, is_well) < TOLD_WITHIN_S
    gone = is_lost(CameraTrouble.GONE, CameraTrouble.ENDED)
    assert watched.told_after_s(Behaviour.UNPLUG, gone) < TOLD_WITHIN_S
    assert watched.told_after_s(OK, is_well) < TOLD_WITHIN_S
    assert watched.camera.picture() is not None
    assert watched.camera.poll().trouble is None


def test_a_killed_worker_comes_back_three_times_and_then_the_device_has_failed(lab_camera: LabCamera):
    camera = WorkerCamera(lab_camera.info, environment=lab_camera.environment, patience=Patience(restarts=3))
    camera.start()
    told_after_s(camera, is_well)
    try:
        for _ in range(3):
            kill(camera)
            told_after_s(camera, is_in(LiveState.RESTARTING, LiveState.OPENING))
            assert told_after_s(camera, is_well) < TOLD_WITHIN_S
        kill(camera)
        assert told_after_s(camera, is_in(LiveState.FAILED)) < TOLD_WITHIN_S
        assert camera.worker_pid is None
    finally:
        camera.close()


def kill(camera: WorkerCamera) -> None:
    assert camera.worker_pid is not None
    os.kill(camera.worker_pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [(Behaviour.IN_USE, CameraTrouble.IN_USE), (Behaviour.NOT_ALLOWED, CameraTrouble.NOT_ALLOWED)],
)
def test_a_camera_that_cannot_be_had_says_why_and_is_taken_once_it_can(
    lab_camera: LabCamera, behaviour: Behaviour, trouble: CameraTrouble
):
    lab_camera.behave(behaviour)
    camera = WorkerCamera(lab_camera.info, environment=lab_camera.environment)
    camera.start()
    try:
        told_after_s(camera, is_lost(trouble))
        lab_camera.behave(OK)
        assert told_after_s(camera, is_well) < TOLD_WITHIN_S
    finally:
        camera.close()


@pytest.mark.parametrize(
    ("lab_camera", "promised", "settled"),
    [
        ("webcam", CameraMode(1920, 1080, 30.0, "MJPG"), ["YUYV 640 480", "MJPG 640 480", "MJPG 1920 1080"]),
        ("card", CameraMode(1920, 1080, 30.0, "YUYV"), ["YUYV 640 480", "YUYV 640 480", "YUYV 1920 1080"]),
        (
            "raw",
            CameraMode(640, 480, 30.0, "YUYV"),
            ["YUYV 640 480", "YUYV 640 480", "YUYV 1920 1080", "YUYV 1280 720", "YUYV 640 480"],
        ),
    ],
    indirect=["lab_camera"],
)
def test_a_camera_is_opened_once_and_asked_for_the_best_it_has(
    lab_camera: LabCamera, promised: CameraMode, settled: list[str]
):
    """OpenCV opens any camera at 640 x 480; then MJPG is asked for, which two of these refuse; then sizes."""
    camera = WorkerCamera(lab_camera.info, environment=lab_camera.environment)
    camera.start()
    try:
        told_after_s(camera, lambda now: now.reading is not None)
        reading = camera.poll().reading
        assert reading is not None
        assert reading.asked == CameraMode(1920, 1080, 30.0, "MJPG")
        assert reading.promised == promised
        assert (reading.width, reading.height) == (promised.width, promised.height)
    finally:
        camera.close()
    asked = [line.partition(" ") for line in lab_camera.asked]
    assert [how for what, _, how in asked if what == "REQBUFS"] == settled
    assert [what for what, _, _ in asked if what in {"open", "STREAMON"}] == ["open", "STREAMON"]


def test_a_frame_carries_the_driver_s_own_time_on_the_computer_s_clock(lab_camera: LabCamera):
    camera = WorkerCamera(lab_camera.info, environment=lab_camera.environment)
    camera.start()
    try:
        told_after_s(camera, lambda now: now.reading is not None)
        times_ns: list[int] = []
        while len(times_ns) < 20:
            picture = camera.picture()
            if not isinstance(picture, Frame):
                time.sleep(0.002)
                continue
            assert 0 < time.monotonic_ns() - picture.time_ns < 1_000_000_000
            times_ns.append(picture.time_ns)
    finally:
        camera.close()
    steps = [(later - before) * 30 / 1e9 for before, later in pairwise(times_ns)]
    even = [abs(step - round(step)) * 1000 / 30 < 1 for step in steps]
    # The lab's driver paces its pictures evenly, but for where it was kept waiting itself.
    assert sum(even) >= len(steps) - 3, steps
