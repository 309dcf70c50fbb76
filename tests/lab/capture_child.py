"""A sound source in a process of its own: PortAudio keeps the first sound server a process has met."""

import os
import time
from pathlib import Path

import msgspec
import numpy as np
from tests.lab.pulse import LabPulse

from samklang.devices.sound_sources import Block, SourceGone, microphone_source
from samklang.domain.live import SoundBackend, TakeLost
from samklang.workers.link import Link
from samklang.workers.supervisor import Supervisor

_ROOT = Path(__file__).resolve().parents[2]


class Do(msgspec.Struct, frozen=True):
    """`open`, `record` so many samples, wait until it is `lost`, or `close`."""

    what: str
    samples: int = 0


class Done(msgspec.Struct, frozen=True):
    """What came of it."""

    opened: tuple[int, int] | None = None
    samples: bytes = b""
    lost: TakeLost | None = None


def serve(link: Link, device: str, backend: SoundBackend) -> None:
    """Do as the test says."""
    source = microphone_source(device, backend)
    while not link.stopping:
        link.beat(patience_s=10)
        order: Do | None = link.order(Do, timeout_s=0.05)
        match order:
            case Do("open"):
                try:
                    link.report(Done(opened=source.open()))
                except SourceGone:
                    link.report(Done())
            case Do("record", samples):
                recorded: list[Block] = []
                while sum(map(len, recorded)) < samples and (block := source.block(2.0)) is not None:
                    recorded.append(block)
                link.report(Done(samples=np.concatenate(recorded).tobytes()))
            case Do("lost"):
                deadline = time.monotonic() + 2
                while (why := source.lost()) is None and time.monotonic() < deadline:
                    source.block(0.01)
                link.report(Done(lost=why))
            case Do("close"):
                source.close()
                link.report(Done())
            case _:
                pass


class CaptureChild:
    """The test's side of it."""

    def __init__(self, pulse: LabPulse, backend: SoundBackend) -> None:
        path = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])
        self._worker = Supervisor(
            "tests.lab.capture_child:serve",
            {"device": pulse.info.id, "backend": backend},
            Done,
            environment={**pulse.environment, "PYTHONPATH": path},
        )
        self._worker.start()
        self._channels = 1

    def open(self) -> tuple[int, int] | None:
        """Rate and channels, or None where it is gone."""
        opened = self._done(Do("open")).opened
        if opened is not None:
            self._channels = opened[1]
        return opened

    def record(self, samples: int) -> Block:
        """At least so many, shape (n, channels)."""
        return np.frombuffer(self._done(Do("record", samples)).samples, np.float32).reshape(-1, self._channels)

    def lost(self) -> TakeLost | None:
        """Why it was lost within two seconds, or None."""
        return self._done(Do("lost")).lost

    def close(self) -> None:
        """Close the source, not the child."""
        self._done(Do("close"))

    def end(self) -> None:
        """End the child."""
        self._worker.close(wait_s=3)

    def _done(self, order: Do) -> Done:
        deadline = time.monotonic() + 20
        while self._worker.pid is None:
            time.sleep(0.01)
        self._worker.send(order)
        while not (reports := self._worker.poll()):
            assert time.monotonic() < deadline, self._worker.status
            time.sleep(0.01)
        return reports[0]
