"""What every live microphone and camera does, demo or real."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.lab.camera import LabCamera
from tests.lab.pulse import RATE_HZ, LabPulse

from samklang.devices.camera import WorkerCamera
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.live import DEMO_ID, CameraNow, DeviceInfo, LiveState, MicrophoneNow
from samklang.domain.measures import Unknown
from samklang.engine.ports import Camera, LiveDevice, Microphone, Picture

DEMO = DeviceInfo(DEMO_ID, "")


@pytest.fixture(params=["demo", "real"])
def microphone(request: pytest.FixtureRequest) -> Iterator[Microphone]:
    if request.param == "demo":
        made = WorkerMicrophone(DEMO)
    else:
        pulse: LabPulse = request.getfixturevalue("lab_pulse")
        tone = np.sin(np.arange(RATE_HZ) * 2 * np.pi * 440 / RATE_HZ) * 3000
        hiss = np.random.default_rng(5).standard_normal(RATE_HZ) * 20
        pulse.play((tone + hiss).astype(np.int16))
        made = WorkerMicrophone(pulse.info, environment=pulse.environment)
    yield made
    made.close()


@pytest.fixture(params=["demo", "real"])
def camera(request: pytest.FixtureRequest) -> Iterator[Camera]:
    if request.param == "demo":
        made = WorkerCamera(DEMO)
    else:
        lab: LabCamera = request.getfixturevalue("lab_camera")
        made = WorkerCamera(lab.info, environment=lab.environment)
    yield made
    made.close()


def until(poll: Callable[[], MicrophoneNow | CameraNow], happened: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"still {poll()}"
        poll()
        time.sleep(0.01)


def is_released(device: LiveDevice) -> bool:
    return device.released


def test_a_microphone_opens_reads_and_measures_a_take(microphone: Microphone):
    assert microphone.poll().state is LiveState.OPENING
    microphone.start()
    microphone.start()
    until(microphone.poll, lambda: microphone.poll().state is LiveState.LIVE)
    until(microphone.poll, lambda: microphone.poll().reading is not None)
    assert microphone.begin_take(silence=True) == 1
    time.sleep(0.5)
    microphone.finish_take()
    until(microphone.poll, lambda: microphone.poll().finished)
    assert microphone.begin_take() == 2
    assert microphone.poll().measures is None
    until(microphone.poll, lambda: microphone.poll().measures is not None)
    assert not microphone.poll().finished
    microphone.finish_take()
    until(microphone.poll, lambda: microphone.poll().finished)
    now = microphone.poll()
    assert now.take == 2
    assert now.reading is not None
    assert -60 < now.reading.level_dbfs < 0
    assert now.reading.peak_dbfs >= now.reading.level_dbfs
    assert now.measures is not None
    assert now.measures.sample_rate_hz == 48_000
    assert 0.9 < now.measures.duration_s < 5
    assert not isinstance(now.measures.sample_peak_dbfs, Unknown)
    assert -40 < now.measures.sample_peak_dbfs < 0


def test_a_take_finished_twice_is_finished_once(microphone: Microphone):
    microphone.start()
    until(microphone.poll, lambda: microphone.poll().state is LiveState.LIVE)
    microphone.finish_take()
    microphone.begin_take()
    time.sleep(0.3)
    microphone.finish_take()
    microphone.finish_take()
    until(microphone.poll, lambda: microphone.poll().finished)


def test_a_closed_microphone_is_closed_and_released(microphone: Microphone):
    assert is_released(microphone), "it was never opened"
    microphone.start()
    until(microphone.poll, lambda: microphone.poll().state is LiveState.LIVE)
    assert not is_released(microphone)
    microphone.close()
    until(microphone.poll, lambda: is_released(microphone))
    assert microphone.poll().state is LiveState.CLOSED
    assert microphone.poll().reading is None


def test_a_camera_opens_shows_and_measures_a_take(camera: Camera):
    assert camera.poll().state is LiveState.OPENING
    assert camera.picture() is None
    camera.start()
    until(camera.poll, lambda: camera.poll().state is LiveState.LIVE)
    until(camera.poll, lambda: camera.poll().reading is not None)
    pictures: list[Picture] = []
    deadline = time.monotonic() + 10
    while len(pictures) < 10 and time.monotonic() < deadline:
        picture = camera.picture()
        if picture is not None:
            pictures.append(picture)
    assert [each.sequence for each in pictures] == sorted({each.sequence for each in pictures})
    assert all(len(each.pixels) == each.width * each.height * each.channels for each in pictures)
    assert pictures[0].channels == 3
    assert camera.begin_take() == 1
    until(camera.poll, lambda: camera.poll().measures is not None)
    assert not camera.poll().finished
    camera.finish_take()
    until(camera.poll, lambda: camera.poll().finished)
    now = camera.poll()
    assert now.reading is not None
    assert len(now.reading.faces) == 1
    assert now.measures is not None
    assert now.measures.faces == 1
    assert (now.measures.width, now.measures.height) == (now.reading.width, now.reading.height)
    assert now.measures.nominal_frame_rate_fps == 30
    assert not isinstance(now.measures.frame_rate_fps, Unknown)
    assert 15 < now.measures.frame_rate_fps < 32
    assert now.measures.black_s == 0


def test_a_closed_camera_is_closed_and_released(camera: Camera):
    assert is_released(camera), "it was never opened"
    camera.start()
    until(camera.poll, lambda: camera.poll().state is LiveState.LIVE)
    assert not is_released(camera)
    camera.close()
    until(camera.poll, lambda: is_released(camera))
    assert camera.poll().state is LiveState.CLOSED
    assert camera.poll().reading is None


def test_a_camera_that_is_not_there_is_lost():
    missing = WorkerCamera(DeviceInfo("/dev/video63", "Nowhere"))
    missing.start()
    try:
        until(missing.poll, lambda: missing.poll().state is LiveState.LOST)
    finally:
        missing.close()


def test_a_microphone_that_is_not_there_is_lost(tmp_path: Path):
    missing = WorkerMicrophone(DeviceInfo("pulse:nowhere", "Nowhere"), environment={"HOME": str(tmp_path)})
    missing.start()
    try:
        until(missing.poll, lambda: missing.poll().state is LiveState.LOST)
    finally:
        missing.close()
