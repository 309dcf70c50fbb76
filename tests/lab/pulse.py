"""A PulseAudio of our own with a microphone that is fed from a file: real capture on a machine without a sound card."""

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pulsectl
import pytest

from samklang.devices.pulse import PULSE
from samklang.domain.live import DeviceInfo

RATE_HZ = 48_000
SOURCE = "samklang_lab"
DESCRIPTION = "Lab microphone"
_CHUNK = RATE_HZ // 100

Samples = npt.NDArray[np.int16]

ALSA_CONFIGURATION = """
pcm.!pulse { type pulse hint { show on description "PulseAudio" } }
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class LabPulse:
    """The server, one microphone, and the thread that feeds it in real time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fifo = folder / "microphone"
        self.server = f"unix:{folder / 'native'}"
        home = folder / "home"
        home.mkdir()
        (home / ".asoundrc").write_text(ALSA_CONFIGURATION)
        self.environment = {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PULSE_SERVER": self.server,
        }
        self.info = DeviceInfo(PULSE + SOURCE, DESCRIPTION)
        self._process = self._started()
        self._samples: Samples = np.zeros(_CHUNK, np.int16)
        self._at = 0
        self._loop = True
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._stalled = threading.Event()
        self.plug()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def play(self, samples: Samples, *, loop: bool = True) -> None:
        """Let the microphone hear this, mono at 48 kHz, over and over or once and then silence."""
        with self._lock:
            self._samples, self._at, self._loop = samples, 0, loop

    def stall(self, *, stalled: bool) -> None:
        """Deliver nothing at all any more, or go on."""
        self._stalled.set() if stalled else self._stalled.clear()

    def plug(self) -> None:
        """Plug the microphone in."""
        properties = f"\"device.description='{DESCRIPTION}'\""
        with self._control() as pulse:
            self._module = pulse.module_load(
                "module-pipe-source",
                f"source_name={SOURCE} file={self._fifo} format=s16le rate={RATE_HZ} channels=1 "
                f"source_properties={properties}",
            )

    def unplug(self) -> None:
        """Unplug it."""
        with self._control() as pulse:
            pulse.module_unload(self._module)

    def close(self) -> None:
        """End the server."""
        self._ending.set()
        self._feeder.join(2)
        self._process.terminate()
        self._process.wait(5)

    def _control(self) -> pulsectl.Pulse:
        return pulsectl.Pulse("samklang-lab", server=self.server)

    def _started(self) -> "subprocess.Popen[bytes]":
        program = shutil.which("pulseaudio")
        assert program is not None, "the lab microphone needs PulseAudio: apt install pulseaudio libasound2-plugins"
        script = self._folder / "server.pa"
        socket = self._folder / "native"
        script.write_text(f"load-module module-native-protocol-unix socket={socket} auth-anonymous=1\n")
        process = subprocess.Popen(
            [program, "--daemonize=no", "-n", "--exit-idle-time=-1", "--use-pid-file=no", "-F", str(script)],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(pulsectl.PulseError), self._control():
                return process
            time.sleep(0.05)
        process.kill()
        raise AssertionError("PulseAudio did not start")

    def _feed(self) -> None:
        """10 ms every 10 ms: a pipe source has no clock of its own."""
        pipe: int | None = None
        due = time.monotonic()
        while not self._ending.is_set():
            due += _CHUNK / RATE_HZ
            time.sleep(max(0.0, due - time.monotonic()))
            if self._stalled.is_set():
                continue
            try:
                if pipe is None:
                    pipe = os.open(self._fifo, os.O_WRONLY | os.O_NONBLOCK)
                os.write(pipe, self._next().tobytes())
            except BlockingIOError:  # nobody listens: the pipe is full
                pass
            except OSError:  # unplugged
                if pipe is not None:
                    os.close(pipe)
                pipe = None
        if pipe is not None:
            os.close(pipe)

    def _next(self) -> Samples:
        with self._lock:
            places = self._at + np.arange(_CHUNK)
            self._at += _CHUNK
            if self._loop:
                return self._samples[places % len(self._samples)]
            heard = np.zeros(_CHUNK, np.int16)
            left = self._samples[places[0] : places[0] + _CHUNK]
            heard[: len(left)] = left
            return heard


@pytest.fixture
def lab_pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPulse]:
    """A microphone that hears nothing yet."""
    # A socket's path may be 108 characters long at most, so not below the test's own folder.
    pulse = LabPulse(tmp_path_factory.mktemp("pulse"))
    yield pulse
    pulse.close()
