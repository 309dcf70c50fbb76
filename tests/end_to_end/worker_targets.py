"""What the tests of workers let run in a worker: well and badly behaved functions."""

import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from samklang.engine.ports import Refused
from samklang.workers.link import Link

SIDE = 16
FRAME_BYTES = SIDE * SIDE * 3


def count(link: Link, hang_after: int) -> None:
    """Reports 1, 2, 3... and sends frames of that value; says nothing more after `hang_after`."""
    ring = link.frames(FRAME_BYTES)
    number = 0
    while not link.stopping:
        number += 1
        ring.write(memoryview(bytes([number % 256]) * FRAME_BYTES), SIDE, SIDE, 3, time.monotonic_ns())
        link.report(number)
        link.beat()
        if number == hang_after:
            time.sleep(3600)
        time.sleep(0.005)


def hang_deaf(link: Link) -> None:
    """Hangs inside C with Python's one lock held, as a bad driver does: no thread of the child can run."""
    link.beat()
    ctypes.PyDLL(None).sleep(3600)


def echo(link: Link, greeting: str) -> None:
    """Answers orders."""
    while not link.stopping:
        order: str | None = link.order(str, timeout_s=0.05)
        if order is not None:
            link.report(f"{greeting} {order}")
        link.beat()


def refuse(link: Link) -> None:
    """Cannot be used."""
    link.beat()
    raise Refused("No such thing.")


def crash(link: Link) -> None:
    """Dies at once."""
    link.beat()
    os.kill(os.getpid(), signal.SIGKILL)


def add(first: int, path: Path, progress: Callable[[float], None]) -> list[str]:
    """A task that works."""
    progress(0.5)
    return [str(first + 1), path.name]


def threads_numpy_starts() -> int:
    """A task that counts what a product of numpy's needs."""
    before = len(list(Path("/proc/self/task").iterdir()))
    import numpy as np  # noqa: PLC0415 - it starts its threads when it is imported

    square = np.ones((256, 256))
    assert (square @ square)[0, 0] == 256.0
    return len(list(Path("/proc/self/task").iterdir())) - before


def eat_memory() -> int:
    """A task that wants 8 GB."""
    return len(bytearray(8 << 30))


def sleep_long() -> int:
    """A task that takes too long."""
    time.sleep(3600)
    return 0


def stall_after_a_start(progress: Callable[[float], None]) -> int:
    """A task that begins well."""
    progress(0.1)
    time.sleep(3600)
    return 0


def die() -> int:
    """A task that is killed."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def decline() -> int:
    """A task that refuses."""
    raise Refused("This is not a recording.")


def print_noise() -> int:
    """A task whose libraries print, to Python's streams and past them."""
    print("device name")  # noqa: T201 - the noise under test
    os.write(1, b"noise")
    os.write(2, b"noise")
    return 7


def wrong_kind() -> str:
    """A task that returns something else than was asked for."""
    return "seven"
