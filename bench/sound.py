"""Sound: loudness of ten minutes, a whole file check, and a live microphone, beside libebur128 and ffmpeg."""

import os
import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
import pyebur128
from numpy.typing import NDArray

from bench.row import Row, compared, cpu_s
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.loudness import LoudnessMeter, channel_weights
from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.capture_messages import BeginTake
from samklang.devices.ear import Ear
from samklang.workers.link import Link

RATE_HZ = 48_000
MINUTES = 10
ROWS_AT_ONCE = 32
"""As many as of a recording that is checked."""
LIVE_S = 60
LIVE_BLOCK = RATE_HZ // 50
REPEATS = 5


def rows() -> list[Row]:
    """Rows 1 to 3 of the yardsticks; the median of some repeats, taken in turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ten-minutes.wav"
        _write(path)
        live = _syllables(LIVE_S)
        found = [
            compared(
                "loudness and sample peak of 10 min stereo / libebur128", _loudness, _loudness_peer, path, 0.5, REPEATS
            ),
            compared(
                "live: a take of a minute as its worker hears it / libebur128 I+S+TP",
                _live,
                _live_peer,
                live,
                0.5,
                REPEATS,
            ),
        ]
        found.append(Row("the same / the minute itself (share of a core)", found[-1].ours_s, LIVE_S, 0.005))
        found.append(Row("once at its end: every measure and the model / that minute", _end_s(live), LIVE_S, 0.01))
        if shutil.which("ffmpeg"):
            found.append(
                compared("check --audio of 10 min / ffmpeg ebur128=peak=true", _check, _check_peer, path, 0.5, REPEATS)
            )
    return found


def _syllables(seconds: int) -> NDArray[np.float32]:
    """Noise in syllables with pauses, stereo: what speech is to a meter that skips quiet stretches."""
    time_s = np.arange(seconds * RATE_HZ) / RATE_HZ
    talking = time_s % 5.0 < 4.0  # noqa: PLR2004 - a pause of a second every five
    shape = 0.1 * np.abs(np.sin(2 * np.pi * 2 * time_s)) ** 2 * talking
    noise = np.random.default_rng(1).standard_normal((len(time_s), 2))
    return (noise * shape[:, None]).astype(np.float32)


def _write(path: Path) -> None:
    minute = (_syllables(60) * 32767).clip(-32768, 32767).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as written:
        written.setnchannels(2)
        written.setsampwidth(2)
        written.setframerate(RATE_HZ)
        for _ in range(MINUTES):
            written.writeframes(minute)


def _loudness(path: Path) -> tuple[object, float]:
    grid = Grid.at(RATE_HZ)
    meter = LoudnessMeter(grid, channel_weights(2))
    peak = 0.0
    with wave.open(str(path)) as read:
        while frames := read.readframes(grid.row * ROWS_AT_ONCE):
            samples = np.frombuffer(frames, "<i2").reshape(-1, 2).T.astype(np.float32, order="C")
            samples *= np.float32(1 / 32768)
            peak = max(peak, float(samples.max()), float(-samples.min()))
            meter.feed(samples)
    return meter.integrated_lufs(), peak


def _loudness_peer(path: Path) -> tuple[float, float]:
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(2, RATE_HZ, mode.MODE_I | mode.MODE_SAMPLE_PEAK)
    with wave.open(str(path)) as read:
        while frames := read.readframes(RATE_HZ):
            state.add_frames(np.frombuffer(frames, "<i2"), len(frames) // 4)
    return pyebur128.get_loudness_global(state), max(pyebur128.get_sample_peak(state, channel) for channel in (0, 1))


def _live(samples: NDArray[np.float32]) -> None:
    """All that a microphone's worker does with each block while a take runs, what it tells the window included."""
    heard_s = 0.0
    orders, _ = os.pipe()  # the other end stays open: a worker whose orders have an end would end itself
    with Path(os.devnull).open("wb") as window:
        ear = Ear(Link(os.fdopen(orders, "rb"), window), device_rate=True, clock=lambda: heard_s)
        ear.open(RATE_HZ, 2)
        ear.obey(BeginTake(1))
        for start in range(0, len(samples), LIVE_BLOCK):
            heard_s = start / RATE_HZ
            ear.hear(samples[start : start + LIVE_BLOCK])


def _end_s(samples: NDArray[np.float32]) -> float:
    """CPU time at the end of a take: every measure, the quality model and its loading."""
    meter = SoundMeter(RATE_HZ, 2, device_rate=True)
    meter.feed(samples)
    spent_s, _ = cpu_s(lambda: meter.measures(final=True))
    return spent_s


def _live_peer(samples: NDArray[np.float32]) -> None:
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(2, RATE_HZ, mode.MODE_I | mode.MODE_S | mode.MODE_TRUE_PEAK)
    flat = samples.ravel()
    for number, start in enumerate(range(0, len(flat), 2 * LIVE_BLOCK)):
        state.add_frames(flat[start : start + 2 * LIVE_BLOCK], LIVE_BLOCK)
        if number % 5 == 0:
            pyebur128.get_loudness_shortterm(state)
            pyebur128.get_loudness_global(state)
            max(pyebur128.get_true_peak(state, channel) for channel in (0, 1))


def _check(path: Path) -> None:
    program = Path(sys.executable).with_name("samklang")
    subprocess.run([str(program), "check", "--audio", str(path), "--json"], capture_output=True, check=False)  # noqa: S603 - ours


def _check_peer(path: Path) -> None:
    arguments = ["-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    subprocess.run(["ffmpeg", *arguments], capture_output=True, check=True)  # noqa: S603, S607 - the peer, as installed
