"""A PulseAudio of our own with microphones that are fed from memory: real capture on a machine without a sound card."""

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
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

Samples = npt.NDArray[np.int16]

ALSA_CONFIGURATION = """
pcm.!pulse { type pulse hint { show on description "PulseAudio" } }
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class LabMicrophone:
    """One microphone of a server's, and the thread that feeds it in real time."""

    def __init__(  # noqa: PLR0913 - what a microphone is
        self,
        server: str,
        folder: Path,
        source: str = SOURCE,
        description: str = DESCRIPTION,
        *,
        rate_hz: int = RATE_HZ,
        channels: int = 1,
        properties: str = "",
    ) -> None:
        self.server = server
        self.source = source
        self.info = DeviceInfo(PULSE + source, description)
        self._fifo = folder / source
        self._rate_hz, self._channels = rate_hz, channels
        self._properties = f"\"device.description='{description}' {properties}\""
        self._heard = _nothing(channels)
        self._at = 0
        self.fed = 0
        """Samples a channel that the server took so far."""
        self.refused = 0
        """Samples a channel that the server did not take, because nobody read them."""
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._stalled = threading.Event()
        self.plug()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def play(self, samples: Samples, *, loop: bool = True) -> None:
        """Let the microphone hear this, shape (n,) or (n, channels), over and over or once and then silence."""
        shaped = np.broadcast_to(samples.reshape(len(samples), -1), (len(samples), self._channels))

        def heard(at: int, count: int) -> Samples:
            if loop:
                return shaped[(at + np.arange(count)) % len(shaped)]
            padded = np.zeros((count, self._channels), np.int16)
            left = shaped[at : at + count]
            padded[: len(left)] = left
            return padded

        self.play_made(heard)

    def play_made(self, heard: Callable[[int, int], Samples]) -> None:
        """Let the microphone hear what `heard` makes for a place and a number of samples, shape (number, channels)."""
        with self._lock:
            self._heard, self._at = heard, 0

    def stall(self, *, stalled: bool) -> None:
        """Deliver nothing at all any more, or go on."""
        self._stalled.set() if stalled else self._stalled.clear()

    def plug(self, *, rate_hz: int | None = None) -> None:
        """Plug the microphone in, at another rate where one is given."""
        self._rate_hz = rate_hz or self._rate_hz
        self._fifo.unlink(missing_ok=True)  # left behind by a server that crashed
        with self._control() as pulse:
            self._module = pulse.module_load(
                "module-pipe-source",
                f"source_name={self.source} file={self._fifo} format=s16le rate={self._rate_hz} "
                f"channels={self._channels} source_properties={self._properties}",
            )

    def unplug(self) -> None:
        """Unplug it."""
        with self._control() as pulse:
            pulse.module_unload(self._module)

    def end(self) -> None:
        """Feed it no more."""
        self._ending.set()
        self._feeder.join(2)

    def _control(self) -> pulsectl.Pulse:
        return pulsectl.Pulse("samklang-lab", server=self.server)

    def _feed(self) -> None:
        """10 ms every 10 ms: a pipe source has no clock of its own."""
        pipe: int | None = None
        due = time.monotonic()
        while not self._ending.is_set():
            chunk = self._rate_hz // 100
            due += chunk / self._rate_hz
            time.sleep(max(0.0, due - time.monotonic()))
            if self._stalled.is_set():
                continue
            try:
                if pipe is None:
                    pipe = os.open(self._fifo, os.O_WRONLY | os.O_NONBLOCK)
                os.write(pipe, self._next(chunk).tobytes())  # all or nothing: it is shorter than PIPE_BUF
                self.fed += chunk
            except BlockingIOError:  # nobody listens: the pipe is full
                self.refused += chunk
            except OSError:  # unplugged
                if pipe is not None:
                    os.close(pipe)
                pipe = None
        if pipe is not None:
            os.close(pipe)

    def _next(self, chunk: int) -> Samples:
        with self._lock:
            samples = self._heard(self._at, chunk)
            self._at += chunk
            return samples


class LabPulse(LabMicrophone):
    """The server with its first microphone."""

    def __init__(self, folder: Path, *, channels: int = 1) -> None:
        self._folder = folder
        home = folder / "home"
        home.mkdir()
        (home / ".asoundrc").write_text(ALSA_CONFIGURATION)
        server = f"unix:{folder / 'native'}"
        self.environment = {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PULSE_SERVER": server,
        }
        self._more: list[LabMicrophone] = []
        self._process = self._started(server)
        super().__init__(server, folder, channels=channels)

    def another(self, source: str, description: str, properties: str = "") -> LabMicrophone:
        """One more microphone; `properties` as PulseAudio writes them."""
        made = LabMicrophone(self.server, self._folder, source, description, properties=properties)
        self._more.append(made)
        return made

    def control(self) -> pulsectl.Pulse:
        """A connection to look at the server from outside, and to change what a person would."""
        return self._control()

    def crash(self) -> None:
        """The sound server itself ends from one moment to the next."""
        self._process.kill()
        self._process.wait(5)

    def recover(self) -> None:
        """The server runs again, with all its microphones."""
        self._process = self._started(self.server)
        for each in (self, *self._more):
            each.plug()

    def close(self) -> None:
        """End the server."""
        for each in (self, *self._more):
            each.end()
        self._process.terminate()
        self._process.wait(5)

    def _started(self, server: str) -> "subprocess.Popen[bytes]":
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
            with contextlib.suppress(pulsectl.PulseError), pulsectl.Pulse("samklang-lab", server=server):
                return process
            time.sleep(0.05)
        process.kill()
        raise AssertionError("PulseAudio did not start")


def _nothing(channels: int) -> Callable[[int, int], Samples]:
    return lambda _at, count: np.zeros((count, channels), np.int16)


@pytest.fixture
def lab_pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPulse]:
    """A microphone that hears nothing yet."""
    # A socket's path may be 108 characters long at most, so not below the test's own folder.
    pulse = LabPulse(tmp_path_factory.mktemp("pulse"))
    yield pulse
    pulse.close()


@pytest.fixture
def stereo_pulse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabPulse]:
    """The same with two channels."""
    pulse = LabPulse(tmp_path_factory.mktemp("pulse"), channels=2)
    yield pulse
    pulse.close()
