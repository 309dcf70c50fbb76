"""Workers that hang in every way we know, over and over, beside a window that must not notice."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from tests.lab.camera import FREEZE, OK, LabCamera
from tests.lab.ways_to_hang import WAYS

from samklang.devices.camera import WorkerCamera
from samklang.domain.live import DEMO_ID, DeviceInfo, LiveState
from samklang.workers.supervisor import Patience, Supervisor

ROOT: Final = Path(__file__).parents[2]
TICK_MS: Final = 5
"""How often the window is asked whether it is awake; a stall shows as what comes on top."""
POLL_MS: Final = 33
"""How often it asks its devices, as the Prepare room does."""
CLOSING_S: Final = 10.0
WITHOUT_END: Final = Patience(restarts=1_000_000)
_ENVIRONMENT: Final = {"PYTHONPATH": str(ROOT)}


@dataclass
class Hanging:
    """One worker that hangs again as soon as it is back."""

    way: str
    begin: Callable[[], None]
    look: Callable[[], float | None]
    close: Callable[[], None]
    gone: Callable[[], bool]
    """`look` gives when the hang began that has just been reaped, or None."""


def in_this_way(way: str) -> Hanging:
    """A worker that hangs so, by its name in `ways_to_hang`."""
    assert way in WAYS
    worker: Supervisor[float] = Supervisor(
        f"tests.lab.ways_to_hang:{way}", {}, float, patience=WITHOUT_END, environment=_ENVIRONMENT
    )
    since: list[float] = []
    pids: list[int | None] = [None]

    def look() -> float | None:
        began = [each for each in worker.poll() if each]
        worker.frame()
        gone = pids[0] is not None and worker.pid != pids[0]
        ended = since.pop() if gone and since else None
        since.extend(began)
        pids[0] = worker.pid
        return ended

    return Hanging(way, worker.start, look, worker.close, lambda: worker.gone)


def in_the_driver(lab: LabCamera) -> Hanging:
    """The real camera worker on the lab's V4L2 node, whose driver stops answering."""
    camera = WorkerCamera(lab.info, environment=lab.environment, patience=WITHOUT_END)
    since: list[float] = []
    pids: list[int | None] = [None]

    def look() -> float | None:
        state = camera.poll().state
        camera.picture()
        if since and camera.worker_pid != pids[0]:
            lab.behave(OK)
            lab.forget()
            return since.pop()
        if not since and lab.frozen:
            pids[0] = camera.worker_pid
            since.append(time.monotonic())
        elif not since and state in {LiveState.LIVE, LiveState.SLOW}:
            lab.behave(FREEZE)
        return None

    def close() -> None:
        lab.behave(OK)
        camera.close()

    return Hanging("in_the_driver", camera.start, look, close, lambda: camera.released)


class LiveView(QWidget):
    """A picture that is drawn as often as there is a new one, as in the Prepare room."""

    def __init__(self, camera: WorkerCamera) -> None:
        super().__init__()
        self._camera = camera
        self._image: QImage | None = None
        self._pixels = b""
        self.shown = 0

    def look(self) -> None:
        """Take the newest picture."""
        self._camera.poll()
        picture = self._camera.picture()
        if picture is not None:
            self._pixels = picture.pixels
            width, height = picture.width, picture.height
            self._image = QImage(self._pixels, width, height, width * 3, QImage.Format.Format_BGR888)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        """Draw it."""
        if self._image is not None:
            painter = QPainter(self)
            painter.drawImage(self.rect(), self._image)
            painter.end()
            self.shown += 1


@dataclass
class Hung:
    """What came of it.

    Attributes:
        reaped_s: From the beginning of each hang until its process was reaped, by how it hung.
        stalls_s: By how much the window's own ticks came late.
        pictures: Drawn meanwhile.
        seconds: It took.
    """

    reaped_s: dict[str, list[float]] = field(default_factory=dict)
    stalls_s: list[float] = field(default_factory=list)
    pictures: int = 0
    seconds: float = 0.0

    @property
    def all_s(self) -> list[float]:
        """Every hang."""
        return [each for times in self.reaped_s.values() for each in times]


def share(values: Iterable[float], part: float) -> float:
    """The value that `part` of them, 0..1, do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def watch_hangs(hanging: list[Hanging], hangs: int, most_s: float) -> Hung:
    """Let workers hang until so many were reaped, with a live camera drawn in a window all the while.

    There must be a QApplication. A loop of our own runs its events: once an application's has ended, none begins again.

    Args:
        hanging: Which; all at the same time.
        hangs: So many in all.
        most_s: It ends after so long in any case.
    """
    came, loop = Hung(), QEventLoop()
    demo = WorkerCamera(DeviceInfo(DEMO_ID, ""))
    view = LiveView(demo)
    view.resize(640, 360)
    view.show()
    ticks: list[float] = []
    started = time.monotonic()

    def poll() -> None:
        view.look()
        now = time.monotonic()
        if len(came.all_s) >= hangs or now - started > most_s:
            loop.quit()

    def look() -> None:
        ticks.append(time.monotonic())
        for each in hanging:
            began = each.look()
            if began is not None:
                came.reaped_s.setdefault(each.way, []).append(time.monotonic() - began)

    ticking, polling = QTimer(view), QTimer(view)
    ticking.setTimerType(Qt.TimerType.PreciseTimer)
    ticking.timeout.connect(look)
    polling.timeout.connect(poll)
    demo.start()
    for each in hanging:
        each.begin()
    ticking.start(TICK_MS)
    polling.start(POLL_MS)
    loop.exec()
    ticking.stop()
    polling.stop()
    came.seconds = time.monotonic() - started
    for each in hanging:
        each.close()
    demo.close()
    view.close()
    ends = time.monotonic() + CLOSING_S
    while not (demo.released and all(each.gone() for each in hanging)) and time.monotonic() < ends:
        time.sleep(0.05)
    came.pictures = view.shown
    came.stalls_s = [max(0.0, later - before - TICK_MS / 1000) for before, later in pairwise(ticks)]
    return came
