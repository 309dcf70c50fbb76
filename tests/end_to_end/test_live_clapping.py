"""Somebody claps before a microphone of PulseAudio's and a network camera: the shift between the two is told."""

import http.server
import time

import numpy as np
import numpy.typing as npt
from tests.lab.camera import Scene as Before
from tests.lab.camera import jpeg
from tests.lab.clap_clips import RATE_HZ, Scene, frames, sound
from tests.lab.pulse import LabPulse
from tests.lab.stream import RATE_FPS, SIZE, LabStream

from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.network_camera import network_camera
from samklang.devices.system_clock import SystemClock
from samklang.engine.clapping import Clapping, ClapStep
from samklang.wording import Wording

SCENE = Scene(size=(640, 360), fps=RATE_FPS, contacts_s=(2.5, 3.513, 4.496), length_s=6.5, exposure=0, noise=1.0)


class ClapStream(LabStream):
    """Sends each picture of the scene when it is due; before its beginning the first one."""

    begun_s = np.inf

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """One answer, as long as it is wanted."""
        pictures = self.pictures[Before.PERSON, SIZE]
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        due_s, sent = time.monotonic(), 0
        while self._open:
            due_s += 1 / RATE_FPS
            time.sleep(max(0.0, due_s - time.monotonic()))
            # By the moment it is sent: on a busy machine that is later than it is due, and what is seen must be true.
            now_s = time.monotonic()
            place = round((now_s - self.begun_s) * RATE_FPS) if np.isfinite(self.begun_s) else 0
            sent += 1
            # Before and after it, two pictures by turns: the same one over and over is a camera that stands still.
            request.wfile.write(self._part(pictures[place if 0 < place < len(pictures) else sent % 2]))


def test_a_shift_is_told_live(lab_pulse: LabPulse):
    shift_ms = -150.0
    pictures = [jpeg(frame) for frame in frames(SCENE)]
    samples = (sound(SCENE) * 32767).astype(np.int16)
    with ClapStream({(Before.PERSON, SIZE): pictures}) as stream:
        microphone = WorkerMicrophone(lab_pulse.info, environment=lab_pulse.environment)
        camera = network_camera(stream.address, Wording("en"))
        microphone.start()
        camera.start()
        try:
            clapping = Clapping(microphone, camera, SystemClock())
            clapping.begin()
            while (progress := clapping.advance()).step is ClapStep.OPENING:
                time.sleep(0.02)
            assert progress.step is ClapStep.CLAP
            begun_s = time.monotonic() + 0.3
            stream.begun_s = begun_s

            def heard(at: int, count: int) -> npt.NDArray[np.int16]:
                del at
                first = round((time.monotonic() - begun_s + shift_ms / 1000) * RATE_HZ)
                places = np.arange(first, first + count)
                inside = (places >= 0) & (places < len(samples))
                return np.where(inside, samples[places.clip(0, len(samples) - 1)], 0).astype(np.int16)[:, None]

            lab_pulse.play_made(heard)
            while (progress := clapping.advance()).step is ClapStep.CLAP:
                time.sleep(0.02)
            result = clapping.result
        finally:
            microphone.close()
            camera.close()
    assert result is not None
    assert isinstance(result.sound_early_ms, float)
    assert isinstance(result.uncertainty_ms, float)
    assert abs(result.sound_early_ms - shift_ms) < max(40, result.uncertainty_ms)
