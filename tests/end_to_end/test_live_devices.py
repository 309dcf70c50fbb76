"""Real capture: PulseAudio gives the file's own measures, and every fault of a device is seen within two seconds."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources

import av
import numpy as np
import pytest
from tests.lab.camera import FREEZE, OK, REPEAT, SLOW, UNPLUG, LabCamera
from tests.lab.pulse import RATE_HZ, LabPulse, Samples

from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.camera import WorkerCamera
from samklang.devices.listing import WorkerDevices, list_devices
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.live import CameraNow, DeviceList, LiveState, MicrophoneNow
from samklang.domain.measures import Measured, Unknown

SEEN_WITHIN_S = 2.0

Poll = Callable[[], MicrophoneNow | CameraNow]


def seen(poll: Poll, *states: LiveState, seconds: float = 15) -> float:
    """How long it took until the device was in one of these states."""
    started = time.monotonic()
    while (now := poll()).state not in states:
        assert time.monotonic() - started < seconds, f"still {now.state}"
        time.sleep(0.01)
    return time.monotonic() - started


@pytest.fixture
def microphone(lab_pulse: LabPulse) -> Iterator[WorkerMicrophone]:
    made = WorkerMicrophone(lab_pulse.info, environment=lab_pulse.environment)
    made.start()
    lab_pulse.play(hiss())
    seen(made.poll, LiveState.LIVE)
    yield made
    made.close()


@pytest.fixture
def camera(lab_camera: LabCamera) -> Iterator[WorkerCamera]:
    made = WorkerCamera(lab_camera.info, environment=lab_camera.environment)
    made.start()
    seen(made.poll, LiveState.LIVE)
    yield made
    made.close()


def hiss() -> Samples:
    return (np.random.default_rng(7).standard_normal(RATE_HZ) * 30).astype(np.int16)


def speech() -> Samples:
    """Five seconds of the demo's voice at 48 kHz, a little quieter than full scale."""
    packed = (resources.files("samklang.devices") / "demo_media" / "speech.opus").read_bytes()
    with av.open(io.BytesIO(packed), "r") as container:
        resampler = av.AudioResampler("s16", "mono", RATE_HZ)
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts)[: 5 * RATE_HZ].astype(np.int16)


def close_to(measured: Measured, expected: Measured, tolerance: float) -> bool:
    assert not isinstance(measured, Unknown)
    assert not isinstance(expected, Unknown)
    return abs(measured - expected) <= tolerance


def test_pulseaudio_gives_the_measures_of_the_file(
    microphone: WorkerMicrophone,
    lab_pulse: LabPulse,
):
    samples = speech()
    lab_pulse.play(np.zeros(RATE_HZ, np.int16))
    time.sleep(0.8)  # PulseAudio and PortAudio still hold some of the hiss
    microphone.begin_take()
    lab_pulse.play(samples, loop=False)
    time.sleep(len(samples) / RATE_HZ + 0.8)
    microphone.finish_take()
    seen_take = microphone.poll()
    deadline = time.monotonic() + 5
    while not seen_take.finished and time.monotonic() < deadline:
        time.sleep(0.02)
        seen_take = microphone.poll()
    live = seen_take.measures
    assert live is not None
    meter = SoundMeter(RATE_HZ, 1)
    around = np.zeros(round(0.4 * RATE_HZ), np.int16)  # as much silence as the take has before and after
    meter.feed((np.concatenate([around, samples, around]) / 32768).astype(np.float32)[:, None])
    file = meter.measures()
    assert live.sample_peak_dbfs == file.sample_peak_dbfs, "the very same samples"
    assert close_to(live.true_peak_dbtp, file.true_peak_dbtp, 0.05)
    # Where the blocks of the gated measures fall differs by up to 100 ms.
    assert close_to(live.active_speech_level_dbfs, file.active_speech_level_dbfs, 0.2)
    assert close_to(live.integrated_loudness_lufs, file.integrated_loudness_lufs, 0.2)


def test_an_unplugged_microphone_is_seen_and_taken_up_again(microphone: WorkerMicrophone, lab_pulse: LabPulse):
    lab_pulse.unplug()
    assert seen(microphone.poll, LiveState.LOST) < SEEN_WITHIN_S
    assert microphone.poll().reading is None
    lab_pulse.plug()
    seen(microphone.poll, LiveState.LIVE)


def test_a_microphone_that_stops_is_seen_and_its_worker_comes_back(
    microphone: WorkerMicrophone,
    lab_pulse: LabPulse,
):
    first = microphone.worker_pid
    lab_pulse.stall(stalled=True)
    assert seen(microphone.poll, LiveState.RESTARTING) < SEEN_WITHIN_S
    lab_pulse.stall(stalled=False)
    seen(microphone.poll, LiveState.LIVE)
    assert microphone.worker_pid != first


def test_a_muted_microphone_is_seen(microphone: WorkerMicrophone, lab_pulse: LabPulse):
    lab_pulse.play(np.zeros(RATE_HZ, np.int16))
    assert seen(microphone.poll, LiveState.FROZEN) < SEEN_WITHIN_S
    lab_pulse.play(hiss())
    seen(microphone.poll, LiveState.LIVE)


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


def test_the_list_names_the_microphone_and_follows_it(lab_pulse: LabPulse):
    listed = list_devices(environment=lab_pulse.environment)
    assert [device.name for device in listed.microphones] == ["Lab microphone", ""]
    assert [device.default for device in listed.microphones] == [True, False]
    devices = WorkerDevices(lab_pulse.environment)
    devices.start()
    try:
        assert followed(devices, 2) == listed
        lab_pulse.unplug()
        assert all(device.demo for device in followed(devices, 1).microphones)
    finally:
        devices.close()


def followed(devices: WorkerDevices, count: int) -> DeviceList:
    """The list once it has so many microphones."""
    deadline = time.monotonic() + 15
    while (listed := devices.poll()) is None or len(listed.microphones) != count:
        assert time.monotonic() < deadline, listed
        time.sleep(0.02)
    return listed


def test_the_command_lists_devices_for_people_and_for_programs(lab_pulse: LabPulse):
    surroundings = {**os.environ, **lab_pulse.environment, "SAMKLANG_HOME": lab_pulse.environment["HOME"]}

    def samklang(*words: str) -> str:
        command = [sys.executable, "-m", "samklang", "--language", "en", *words]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout

    assert "Lab microphone (default)" in samklang("devices")
    listed = json.loads(samklang("devices", "--json"))
    assert listed["microphones"][0] == {
        "id": "pulse:samklang_lab",
        "name": "Lab microphone",
        "default": True,
        "demo": False,
    }
    assert [device["demo"] for device in listed["cameras"]] == [True]
