"""One look into a DSLR as the window holds it: a worker that reads once, only ever polled."""

import time
from collections.abc import Mapping
from typing import Final

from samklang.domain.dslr import DslrNow, DslrState
from samklang.workers.supervisor import Patience, Supervisor, Trouble, WorkerState

_TARGET: Final = "samklang.devices.dslr_worker:run"
_PATIENCE: Final = Patience(restarts=0)
"""A camera is asked once: each question keeps it awake."""
_ENGLISH: Final = {"LANGUAGE": "C", "LC_ALL": "C"}
"""libgphoto2 translates its words; ours are the English ones."""
_LOOK_EVERY_S: Final = 0.05


class WorkerDslrReader:
    """The port `engine.ports.DslrReader` in a worker process.

    Args:
        environment: Added to the worker's.
        target: What runs in the worker instead of its own; tests hand in one that hangs.
        patience: When its worker is given up.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        target: str = _TARGET,
        patience: Patience = _PATIENCE,
    ) -> None:
        self._worker: Supervisor[DslrNow] = Supervisor(
            target, {}, DslrNow, patience=patience, environment={**_ENGLISH, **(environment or {})}
        )
        self._now = DslrNow(DslrState.READING)

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def poll(self) -> DslrNow:
        """How it is going, and what was read."""
        status = self._worker.status
        for now in self._worker.poll():
            self._now = now
        if self._now.state is DslrState.READING and status.state is WorkerState.FAILED:
            silent = status.trouble is Trouble.SILENT
            self._now = DslrNow(DslrState.NO_ANSWER if silent else DslrState.FAILED)
        return self._now

    def close(self) -> None:
        """Give up, or clean up."""
        self._worker.close()


def read_dslr(reader: WorkerDslrReader) -> DslrNow:
    """Look into a camera and wait for it: for the command line.

    Args:
        reader: Not started yet.
    """
    reader.start()
    try:
        while reader.poll().state is DslrState.READING:
            time.sleep(_LOOK_EVERY_S)
        return reader.poll()
    finally:
        reader.close()
