"""The endurance test on a real sound server and a real V4L2 camera: every fault put into it is told, with its time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from tests.lab.camera import Behaviour, LabCamera
from tests.lab.pulse import RATE_HZ, LabPulse
from tests.unit.check_examples import rig

from samklang.devices.camera import WorkerCamera
from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.system_clock import SystemClock
from samklang.domain.soak import Happening, SoakEvent, SoakResult, SoakVerdict, Watched
from samklang.engine.soak import Soak, SoakStep

TOLD_WITHIN_S = 2.5
"""A fault is told within 2 s, and a soak looks at the devices ten times a second."""

Fault = tuple[float, Callable[[], None]]


@dataclass
class Bench:
    """A soak of lab devices."""

    pulse: LabPulse
    camera: LabCamera

    def watched(self, length_s: float, faults: list[Fault]) -> SoakResult:
        """The result of a soak in which these things happen at these times."""
        ear = WorkerMicrophone(self.pulse.info, environment=self.pulse.environment)
        eye = WorkerCamera(self.camera.info, environment=self.camera.environment)
        soak = Soak(rig(), ear, eye, SystemClock(), length_s=length_s)
        due = sorted(faults, key=lambda fault: fault[0])
        try:
            ear.start()
            eye.start()
            soak.begin()
            while (progress := soak.advance()).step is not SoakStep.DONE:
                assert progress.broken is None, progress
                while due and progress.step is SoakStep.WATCHING and progress.passed_s >= due[0][0]:
                    due.pop(0)[1]()
                time.sleep(0.1)
        finally:
            ear.close()
            eye.close()
        assert soak.result is not None
        return soak.result


@pytest.fixture
def bench(lab_pulse: LabPulse, lab_camera: LabCamera) -> Bench:
    lab_pulse.play((np.random.default_rng(5).standard_normal(RATE_HZ) * 300).astype(np.int16))
    return Bench(lab_pulse, lab_camera)


def of(result: SoakResult, part: Watched) -> list[SoakEvent]:
    """What happened to this part; a busy test machine may be slow for a moment, which is no fault of this test's."""
    return [event for event in result.happened if event.kind.part is part and event.kind is not Happening.PICTURE_SLOW]


def test_what_befalls_the_devices_is_told_and_the_test_goes_on(bench: Bench):
    camera, pulse = bench.camera, bench.pulse
    silence = np.zeros(RATE_HZ, np.int16)
    voice = (np.random.default_rng(5).standard_normal(RATE_HZ) * 300).astype(np.int16)
    result = bench.watched(
        17.0,
        [
            (1.0, lambda: camera.behave(Behaviour.BARS)),
            (5.0, lambda: camera.behave(Behaviour.OK)),
            (2.0, lambda: pulse.play(silence)),
            (6.0, lambda: pulse.play(voice)),
            (9.0, lambda: camera.behave(Behaviour.UNPLUG)),
            (12.0, lambda: camera.behave(Behaviour.OK)),
            (9.5, pulse.unplug),
            (12.5, pulse.plug),
        ],
    )
    card, lost = of(result, Watched.CAMERA)
    silent, unplugged = of(result, Watched.MICROPHONE)
    assert (card.kind, lost.kind) == (Happening.NO_SIGNAL, Happening.CAMERA_LOST)
    assert (silent.kind, unplugged.kind) == (Happening.SOUND_SILENT, Happening.MICROPHONE_LOST)
    for event, at_s in ((card, 1.0), (silent, 2.0), (lost, 9.0), (unplugged, 9.5)):
        assert at_s <= event.at_s <= at_s + TOLD_WITHIN_S
        assert event.lasted_s is not None, event
    assert (result.complete, result.verdict is SoakVerdict.PASSED) == (True, False)
    assert (result.microphone, result.camera) == ("Lab microphone", "Lab camera")
    assert 10 <= len(result.timeline) <= 18
    assert max(point.frame_rate_fps or 0.0 for point in result.timeline) > 15.0
    assert any(point.lowest_frame_rate_fps == 0.0 for point in result.timeline)
