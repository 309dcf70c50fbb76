"""What the lab lets run in a worker: every way to hang we know. It imports little, as it is started over and over."""

import ctypes
import os
import random
import signal
import time
from typing import Final

from samklang.workers.link import Link


def sleep(link: Link) -> None:
    """Hangs in Python, as a library that waits for a lock does."""
    _live(link)
    time.sleep(3600)


def sleep_deaf(link: Link) -> None:
    """Hangs in C with Python's one lock held, as a bad driver does: no thread of the child can run."""
    _live(link)
    ctypes.PyDLL(None).sleep(3600)


def spin(link: Link) -> None:
    """Never comes out of a loop."""
    _live(link)
    while True:
        pass


def stop(link: Link) -> None:
    """Is stopped by the system, so that not even signals reach it but the last."""
    _live(link)
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(3600)


def talk(link: Link) -> None:
    """Goes on talking without anything new: reports, but no beat."""
    _live(link)
    while not link.wait(0.05):
        link.report(0.0)


def freeze_with_pictures(link: Link) -> None:
    """Hangs in the middle of writing a picture."""
    ring = link.frames(640 * 360 * 3)
    picture = memoryview(bytes(640 * 360 * 3))
    for _ in range(5):
        ring.write(picture, 640, 360, 3, time.monotonic_ns())
        time.sleep(0.02)
    _live(link)
    time.sleep(3600)


WAYS: Final = ("sleep", "sleep_deaf", "spin", "stop", "talk", "freeze_with_pictures")


def _live(link: Link) -> None:
    """Be well for a moment, then say when that ended: the clock of all processes is the same."""
    ends = time.monotonic() + random.uniform(0.1, 0.4)  # so that they do not march in step
    while time.monotonic() < ends:
        link.beat()
        time.sleep(0.05)
    link.beat()
    link.report(time.monotonic())
