"""Who uses the microphone, told by the laptop watch on a real sound server: others by name, ours never."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lab.pulse import LabPulse

from samklang.devices.laptop.watch import WorkerLaptopWatch
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import LiveState

SEEN_WITHIN_S = 20.0


@pytest.fixture
def watch(tmp_path: Path, lab_pulse: LabPulse) -> Iterator[WorkerLaptopWatch]:
    watch = WorkerLaptopWatch(tmp_path, environment=lab_pulse.environment)
    watch.start()
    yield watch
    watch.close()


def seen(watch: WorkerLaptopWatch, true: Callable[[LaptopMeasures], bool]) -> bool:
    ends = time.monotonic() + SEEN_WITHIN_S
    while time.monotonic() < ends:
        told = watch.poll()
        if told is not None and true(told):
            return True
        time.sleep(0.05)
    return False


def test_another_program_is_named_and_ours_is_not(watch: WorkerLaptopWatch, lab_pulse: LabPulse):
    assert seen(watch, lambda told: told.microphone_holders == ())
    ours = WorkerMicrophone(lab_pulse.info, environment=lab_pulse.environment)
    ours.start()
    recorder = shutil.which("parec")
    assert recorder is not None
    other = subprocess.Popen(
        [recorder, "--client-name=Zoom", f"--device={lab_pulse.source}"],
        env={**os.environ, **lab_pulse.environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        assert seen(watch, lambda told: told.microphone_holders == ("Zoom",))
        while ours.poll().state is LiveState.OPENING:
            time.sleep(0.01)
        time.sleep(2.5)  # longer than from one look at the holders to the next
        told = watch.poll()
        assert told is not None
        assert told.microphone_holders == ("Zoom",)
        assert told.microphone_allowed == 1.0
    finally:
        other.kill()
        other.wait()
        ours.close()
    assert seen(watch, lambda told: told.microphone_holders == ())
