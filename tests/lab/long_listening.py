"""Listens for as long as a session: what it costs in memory, and whether a single sample is lost.

    python -m tests.lab.long_listening --minutes 30

A stereo microphone of a PulseAudio of our own is fed in real time: speech on the left, and on the right a number that
grows by one each sample. The real worker listens as it does before a call: a check, then the quiet watch. Every sample
that it hears is compared with what was fed.
"""

import argparse
import io
import json
import os
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path

import av
import numpy as np
import psutil
from tests.lab.pulse import RATE_HZ, LabPulse, Samples

from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.microphone_worker import listen as listen_to
from samklang.devices.sound_sources import Block, SoundSource, microphone_source
from samklang.devices.system_clock import SystemClock
from samklang.domain.live import LiveState, SoundBackend, TakeLost
from samklang.engine.watch import Watch
from samklang.workers.link import Link

_COUNTS = "SAMKLANG_LAB_COUNTS"
_ROOT = Path(__file__).resolve().parents[2]
_TELL_EVERY_S = 60.0
_STEPS = 1 << 16


def speech() -> Samples:
    """The demo's voice at 48 kHz."""
    packed = (resources.files("samklang.devices") / "demo_media" / "speech.opus").read_bytes()
    with av.open(io.BytesIO(packed), "r") as container:
        resampler = av.AudioResampler("s16", "mono", RATE_HZ)
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.int16)


class CountedSound:
    """Numbered samples: what is fed, and what is missing or wrong in what is heard."""

    def __init__(self) -> None:
        voice = speech()
        self._voice = voice[: len(voice) // _STEPS * _STEPS]  # so that the number alone tells the place in the loop

    def fed(self, at: int, count: int) -> Samples:
        """Voice and number, shape (count, 2)."""
        place = at + np.arange(count)
        return np.stack([self._voice[place % len(self._voice)], place.astype(np.uint16).view(np.int16)], axis=1)

    def faults(self, block: Block, expected: int | None) -> tuple[int, int, int]:
        """Samples lost or repeated before and in the block, samples that differ, and the number to come next."""
        exact = np.rint(block * 32768).astype(np.int64)
        numbers = exact[:, 1] % _STEPS
        first = int(numbers[0]) if expected is None else expected
        steps = np.diff(numbers, prepend=(first - 1) % _STEPS) % _STEPS
        lost = int(np.abs(np.where(steps > _STEPS // 2, steps - _STEPS, steps) - 1).sum())
        loops = self._voice.reshape(-1, _STEPS)[:, numbers]
        unlike = int((loops != exact[:, 0]).all(axis=0).sum())
        return lost, unlike, int(numbers[-1] + 1) % _STEPS


class CountingSource:
    """A source that compares every block on its way to the meters."""

    def __init__(self, source: SoundSource, counts: Path) -> None:
        self._source = source
        self._counts = counts
        self._sound = CountedSound()
        self._expected: int | None = None
        self._heard = self._lost = self._unlike = self._opened = 0
        self._told_s = 0.0

    def open(self) -> tuple[int, int]:
        """Begin to deliver."""
        self._expected = None
        self._opened += 1
        return self._source.open()

    def block(self, timeout_s: float) -> Block | None:
        """The next samples, compared."""
        block = self._source.block(timeout_s)
        if block is not None and (self._expected is not None or block[:, 1].any()):
            lost, unlike, self._expected = self._sound.faults(block, self._expected)
            self._heard += len(block)
            self._lost += lost
            self._unlike += unlike
            if time.monotonic() - self._told_s > 1.0:
                self._told_s = time.monotonic()
                counts = {"heard": self._heard, "lost": self._lost, "unlike": self._unlike, "opened": self._opened}
                self._counts.write_text(json.dumps(counts))
        return block

    @property
    def heard_s(self) -> float | None:
        """As the source says."""
        return self._source.heard_s

    def lost(self) -> TakeLost | None:
        """As the source says."""
        return self._source.lost()

    def expect_silence(self, *, silence: bool) -> None:
        """As the source does."""
        self._source.expect_silence(silence=silence)

    def close(self) -> None:
        """Stop delivering."""
        self._source.close()


def run(link: Link, device: str) -> None:
    """What runs in the worker: the real one, its samples compared."""
    listen_to(link, CountingSource(microphone_source(device, SoundBackend.SOUNDDEVICE), Path(os.environ[_COUNTS])))


def main() -> int:
    """Listen, and print a line a minute."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pulse = LabPulse(Path(folder), channels=2)
        counts = Path(folder) / "counts.json"
        environment = {**pulse.environment, "PYTHONPATH": str(_ROOT), _COUNTS: str(counts)}
        microphone = WorkerMicrophone(pulse.info, environment=environment, target="tests.lab.long_listening:run")
        try:
            return _listened(pulse, microphone, counts, options.minutes * 60)
        finally:
            microphone.close()
            while not microphone.released:
                time.sleep(0.05)
            pulse.close()


def _listened(pulse: LabPulse, microphone: WorkerMicrophone, counts: Path, seconds: float) -> int:
    pulse.play_made(CountedSound().fed)
    microphone.start()
    while microphone.poll().state is not LiveState.LIVE:
        time.sleep(0.05)
    microphone.begin_take()
    time.sleep(10)
    microphone.finish_take()
    while (checked := microphone.poll()).measures is None or not checked.finished:
        time.sleep(0.05)
    watch = Watch(microphone, SystemClock(), checked.measures)
    worker = psutil.Process(microphone.worker_pid)
    began = told_s = time.monotonic()
    first_mb = _tell(worker, counts, 0.0)
    refused = pulse.refused  # before the worker listened, nobody took what was fed
    findings: set[str] = set()
    while (now := time.monotonic()) - began < seconds:
        findings |= {str(each.finding) for each in watch.advance()}
        if now - told_s > _TELL_EVERY_S:
            told_s = now
            _tell(worker, counts, now - began)
        time.sleep(0.1)
    last_mb = _tell(worker, counts, seconds)
    told = json.loads(counts.read_text())
    _say(f"growth {last_mb - first_mb:+.1f} MB; not taken by the server {pulse.refused - refused} samples")
    _say(f"findings of the watch: {', '.join(sorted(findings)) or 'none'}")
    return int(bool(told["lost"] or told["unlike"] or told["opened"] != 1))


def _tell(worker: psutil.Process, counts: Path, passed_s: float) -> float:
    resident_mb = float(worker.memory_info().rss) / 2**20
    cpu = worker.cpu_times()
    told = json.loads(counts.read_text())
    _say(
        f"{passed_s / 60:5.1f} min: worker {resident_mb:.1f} MB, {cpu.user + cpu.system:.1f} s of processor; "
        f"heard {told['heard']} samples, lost or repeated {told['lost']}, changed {told['unlike']}, "
        f"opened {told['opened']} time(s)"
    )
    return resident_mb


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
