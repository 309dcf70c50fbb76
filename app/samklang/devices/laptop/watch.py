"""The laptop as the window holds it: a worker that watches, only ever polled."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from samklang.domain.laptop import LaptopMeasures
from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.supervisor import Patience, Supervisor, WorkerState

TARGET: Final = "samklang.devices.laptop.worker:run"
_PATIENCE: Final = Patience(silence_s=5.0)
"""Load is read every second, and from memory: after five something is wrong. Ours."""
_LONGEST_S: Final = 30.0
_LOOK_EVERY_S: Final = 0.05


class WorkerLaptopWatch:
    """The port `engine.ports.LaptopWatch` in a worker process.

    Args:
        folder: Where the vault is, or will be.
        environment: Added to the worker's.
        target: What runs in the worker instead of its own; tests hand in one that hangs.
        patience: When its worker is given up.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        target: str = TARGET,
        patience: Patience = _PATIENCE,
    ) -> None:
        self._worker: Supervisor[LaptopMeasures] = Supervisor(
            target, {"folder": folder}, LaptopMeasures, patience=patience, environment=environment
        )
        self._newest: LaptopMeasures | None = None
        self._restarts = 0

    def start(self) -> None:
        """Begin to watch."""
        self._worker.start()

    def poll(self) -> LaptopMeasures | None:
        """The newest; None before the first look, and while a worker that was lost is begun anew."""
        status = self._worker.status
        if status.restarts > self._restarts or status.state is WorkerState.FAILED:
            self._newest = None
        self._restarts = status.restarts
        for measures in self._worker.poll():
            self._newest = measures
        return self._newest

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid

    @property
    def failed(self) -> bool:
        """Whether it was given up."""
        return self._worker.status.state is WorkerState.FAILED

    def close(self) -> None:
        """Stop watching."""
        self._worker.close()


def watch_laptop(folder: Path, seconds: float, wording: Wording) -> LaptopMeasures:
    """Watch the laptop for so long and wait for it.

    Args:
        folder: Where the vault is, or will be.
        seconds: How long its load is watched at least.
        wording: The language of the refusal.

    Raises:
        Refused: It took too long or crashed.
    """
    watch = WorkerLaptopWatch(folder)
    watch.start()
    ends = time.monotonic() + seconds + _LONGEST_S
    try:
        while time.monotonic() < ends and not watch.failed:
            measures = watch.poll()
            if measures is not None and measures.watched_s >= seconds:
                return measures
            time.sleep(_LOOK_EVERY_S)
    finally:
        watch.close()
    raise Refused(wording("laptop.not_watched"))
