"""Keeps one serving worker alive: killed and restarted after silence, given up after three restarts."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from samklang.workers.frames import Frame, FrameReader
from samklang.workers.process import WorkerProcess, begin
from samklang.workers.protocol import (
    Beat,
    BrokenStreamError,
    Fault,
    FromChild,
    Order,
    Refusal,
    Report,
    Result,
    RingMade,
    RingSeen,
    Stop,
    pack,
    unpack,
)

R = TypeVar("R")

_log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.05
_LAST_WORDS_S = 0.5
_KEPT_REPORTS = 1024  # where nobody polls, the oldest go first


class WorkerState(StrEnum):
    """Where a supervised worker stands."""

    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"
    ENDED = "ended"


class Trouble(StrEnum):
    """What happened to the last child that did not end well."""

    SILENT = "silent"
    CRASHED = "crashed"
    FAULT = "fault"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Patience:
    """When a worker is given up (all our proposals).

    Attributes:
        silence_s: Without a beat for this long the child is killed and restarted.
        start_s: How long the first beat may take: an interpreter, its imports, a slow device.
        restarts: So many, one after the other, then the worker has failed.
        forgiven_after_s: After so long without trouble the restarts are forgotten.
    """

    silence_s: float = 1.5
    start_s: float = 15.0
    restarts: int = 3
    forgiven_after_s: float = 60.0


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What the supervisor knows.

    Attributes:
        restarts: How often a new child was started, since it last ran well for long.
        trouble: Of the last child that went wrong, or None.
        line: What it refused with; empty otherwise.
    """

    state: WorkerState
    restarts: int = 0
    trouble: Trouble | None = None
    line: str = ""


class Supervisor(Generic[R]):
    """Runs `target(link, **arguments)` in a process, and again when it hangs or dies.

    All methods return at once; a thread of ours waits, kills and restarts, so that the window never does, and the
    worker comes back also while nobody polls.

    Args:
        target: `package.module:function`; it takes `link: Link` and the arguments, and serves until `link.stopping`.
        arguments: Keyword arguments for the target, each packed by msgspec and decoded to the parameter's type.
        report_type: Type of what the target reports (a union of tagged structs where there are several).
        patience: When to give it up.
        environment: Added to the child's.
    """

    def __init__(
        self,
        target: str,
        arguments: Mapping[str, object],
        report_type: type[R],
        *,
        patience: Patience | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.arguments = dict(arguments)
        """For the next child; changed where a restart must go on from somewhere else than the beginning."""
        self._target = target
        self._report_type = report_type
        self._patience = patience or Patience()
        self._environment = dict(environment or {})
        self._reports: deque[R] = deque(maxlen=_KEPT_REPORTS)
        self._lock = threading.Lock()
        self._status = WorkerStatus(WorkerState.STARTING)
        self._child: WorkerProcess | None = None
        self._last: WorkerProcess | None = None
        self._ring: FrameReader | None = None
        self._seen = 0
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None

    def start(self) -> None:
        """Start the child; a second call does nothing."""
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)
            self._keeper.start()

    @property
    def status(self) -> WorkerStatus:
        """How the worker is."""
        with self._lock:
            return self._status

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        with self._lock:
            return None if self._child is None else self._child.pid

    @property
    def gone(self) -> bool:
        """Whether no child of ours is left: none was ever started, or the last one has been reaped."""
        with self._lock:
            keeper, last = self._keeper, self._last
        return keeper is None or (not keeper.is_alive() and (last is None or last.exit_code is not None))

    def send(self, order: object) -> None:
        """Give the target an order. Orders to a child that dies are lost: give them again after a restart."""
        with self._lock:
            child = self._child
        if child is not None:
            child.send(Order(pack(order)))

    def poll(self) -> tuple[R, ...]:
        """The reports since the last poll, oldest first."""
        reports = []
        while self._reports:
            reports.append(self._reports.popleft())
        return tuple(reports)

    def frame(self) -> Frame | None:
        """The newest frame, or None where there is none newer than the one returned last."""
        with self._lock:
            if self._ring is None:
                return None
            frame = self._ring.latest(self._seen)
            if frame is not None:
                self._seen = frame.sequence
            return frame

    def close(self, wait_s: float = 0.0) -> None:
        """Ask the child to finish, and end it where it does not; waits only as long as it is told to."""
        self._closing.set()
        if self._keeper is not None and wait_s > 0:
            self._keeper.join(wait_s)

    def _keep(self) -> None:
        """The keeper thread: one child after the other. It outlives each of them, as PR_SET_PDEATHSIG wants."""
        while not self._closing.is_set():
            trouble = self._one_life()
            if trouble is None or self._closing.is_set():
                self._set(state=WorkerState.ENDED)
                return
            _log.warning("worker %s: %s", self._target, trouble.value)
            restarts = self.status.restarts + 1
            if trouble is Trouble.REFUSED or restarts > self._patience.restarts:
                self._set(state=WorkerState.FAILED, trouble=trouble)
                return
            self._set(state=WorkerState.RESTARTING, trouble=trouble, restarts=restarts)

    def _one_life(self) -> Trouble | None:
        try:
            child = WorkerProcess(begin(self._target, self.arguments, task=False), self._environment)
        except OSError:  # no memory or no process left for it
            return Trouble.CRASHED
        with self._lock:
            self._child = self._last = child
        try:
            trouble = self._listen(child)
            if trouble is Trouble.SILENT:  # told before the burial: a child stuck in the kernel takes its time to die
                self._set(state=WorkerState.RESTARTING, trouble=trouble)
            return trouble
        finally:
            self._bury(child)

    def _listen(self, child: WorkerProcess) -> Trouble | None:
        """Hear one child until it ends; None where it ended as it should."""
        started = time.monotonic()
        deadline = started + self._patience.start_s
        while not self._closing.is_set():
            try:
                message = child.receive(_LOOK_EVERY_S)
            except queue.Empty:
                if time.monotonic() > deadline:
                    return Trouble.SILENT
                continue
            except EOFError:
                return Trouble.CRASHED
            match message:
                case Beat(patience_s):
                    self._alive(started)
                    deadline = time.monotonic() + (self._patience.silence_s if patience_s is None else patience_s)
                case Result():
                    return None
                case _:
                    trouble = self._heard(child, message)
                    if trouble is not None:
                        return trouble
        child.send(Stop())
        child.wait(_LAST_WORDS_S)
        return None

    def _heard(self, child: WorkerProcess, message: FromChild) -> Trouble | None:
        match message:
            case Report(body):
                try:
                    self._reports.append(unpack(body, self._report_type))
                except BrokenStreamError:
                    return Trouble.FAULT
            case RingMade(name):
                self._map(child, name)
            case Refusal(line):
                self._set(line=line)
                return Trouble.REFUSED
            case Fault(kind, place):
                _log.warning("worker %s: %s at %s", self._target, kind, place)
                return Trouble.FAULT
            case _:
                pass
        return None

    def _map(self, child: WorkerProcess, name: str) -> None:
        try:
            ring = FrameReader(name)
        except FileNotFoundError:  # the child has gone in the meantime
            return
        child.send(RingSeen(name))
        with self._lock:
            previous, self._ring, self._seen = self._ring, ring, 0
        if previous is not None:
            previous.close()

    def _alive(self, started: float) -> None:
        status = self.status
        if status.restarts and time.monotonic() - started > self._patience.forgiven_after_s:
            self._set(restarts=0)
        if status.state is not WorkerState.RUNNING:
            self._set(state=WorkerState.RUNNING)

    def _bury(self, child: WorkerProcess) -> None:
        child.kill()
        child.wait(_LAST_WORDS_S)  # reaps it; a child inside the kernel is reaped whenever it comes out
        with self._lock:
            ring, self._ring, self._child = self._ring, None, None
            if ring is not None:
                ring.close()

    def _set(self, **changes: object) -> None:
        with self._lock:
            self._status = replace(self._status, **changes)  # type: ignore[arg-type]
