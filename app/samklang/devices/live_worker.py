"""What a live microphone and a live camera have in common: a worker that captures and measures, only ever polled."""

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar, cast

from samklang.devices.capture_messages import BeginTake, FinishTake, PictureTaken, SoundTaken, Turned
from samklang.domain.live import CameraTrouble, DeviceInfo, LiveState, PictureReading, SoundReading
from samklang.domain.measures import PictureMeasures, SoundMeasures
from samklang.workers.supervisor import Patience, Supervisor, WorkerState, WorkerStatus

Reading = TypeVar("Reading", SoundReading, PictureReading)
Measures = TypeVar("Measures", SoundMeasures, PictureMeasures)

DELIVERING = frozenset({LiveState.LIVE, LiveState.SLOW, LiveState.FROZEN})


class LiveWorker(Generic[Reading, Measures]):
    """A device in a worker process, real or demo.

    Args:
        info: Which one.
        patience: When its worker is given up.
        environment: Added to the worker's.
        target: What runs in the worker instead of its own; tests hand in one that hangs.
        arguments: For what runs in it, besides the device.
    """

    TARGET: ClassVar[str]
    """What runs in the worker."""
    REPORT_TYPE: ClassVar[Any]
    """What it reports; a union of structs is no `type` to mypy."""
    ENVIRONMENT: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What its libraries must find set before they are imported."""

    def __init__(
        self,
        info: DeviceInfo,
        *,
        patience: Patience | None = None,
        environment: Mapping[str, str] | None = None,
        target: str | None = None,
        arguments: Mapping[str, object] | None = None,
    ) -> None:
        self.info = info
        self._worker: Supervisor[Any] = Supervisor(
            target or self.TARGET,
            {"device": info.id, **(arguments or {})},
            self.REPORT_TYPE,
            patience=patience,
            environment={**self.ENVIRONMENT, **(environment or {})},
        )
        self._waiting: deque[Any] = deque()
        self._told = LiveState.OPENING
        self._trouble: CameraTrouble | None = None
        self._reading: Reading | None = None
        self._measures: Measures | None = None
        self._take = 0
        self._finished = False
        self._restarts = 0

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid

    def start(self) -> None:
        """Open it."""
        self._worker.start()

    def close(self) -> None:
        """Let go of the device; `released` tells when that is done."""
        self._worker.close()

    @property
    def released(self) -> bool:
        """Whether nothing of ours holds it: it was never opened, or the process that held it has ended."""
        return self._worker.gone

    def finish_take(self) -> None:
        """Stop measuring; the whole take's measures follow in `poll`."""
        self._worker.send(FinishTake())

    def _begin(self, *, silence: bool = False, aside: bool = False) -> int:
        self._take += 1
        self._measures, self._finished = None, False
        self._worker.send(BeginTake(self._take, silence, aside))
        return self._take

    def _follow(self) -> LiveState:
        """Take in what the worker said since the last time; how the device is now."""
        status = self._worker.status
        if status.restarts > self._restarts:  # a new child: what the one before said no longer holds
            self._told, self._reading = LiveState.OPENING, None
            self._waiting.clear()
            self._begun_anew()
        self._restarts = status.restarts
        self._waiting.extend(self._worker.poll())
        while self._waiting:
            match report := self._waiting.popleft():
                case Turned(state, trouble):
                    self._told, self._trouble = state, trouble
                    if state is LiveState.LOST:  # however soon it is back: whoever polls sees that it was gone
                        break
                case SoundTaken(take, measures, finished) | PictureTaken(take, measures, finished) if (
                    take == self._take
                ):
                    self._measures, self._finished = cast("Measures", measures), finished
                case _:
                    self._take_in(report)
        state = live_state(status, self._told)
        if state not in DELIVERING:
            self._reading = None
        return state

    def _begun_anew(self) -> None:
        """A new child has taken the place of one that was lost, and knows nothing."""

    def _take_in(self, report: object) -> None:
        """Take in what only one kind of device reports."""
        raise NotImplementedError


def live_state(status: WorkerStatus, told: LiveState) -> LiveState:
    """The device's state: the worker's own word while it is alive, the supervisor's otherwise.

    Args:
        status: What the supervisor knows.
        told: What the worker said last.
    """
    match status.state:
        case WorkerState.STARTING:
            return LiveState.OPENING
        case WorkerState.RUNNING:
            return told
        case WorkerState.RESTARTING:
            return LiveState.RESTARTING
        case WorkerState.FAILED:
            return LiveState.FAILED
        case WorkerState.ENDED:
            return LiveState.CLOSED
