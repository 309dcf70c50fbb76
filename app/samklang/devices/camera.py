"""A live camera as the window holds it."""

from collections.abc import Mapping
from typing import Final

from samklang.devices.capture_messages import CameraReport
from samklang.devices.live_worker import LiveWorker
from samklang.domain.live import CameraNow, DeviceInfo, PictureReading
from samklang.domain.measures import PictureMeasures
from samklang.engine.ports import Picture
from samklang.workers.supervisor import Patience

TARGET: Final = "samklang.devices.camera_worker:run"


class WorkerCamera(LiveWorker[PictureReading, PictureMeasures]):
    """A camera in a worker process, real or demo; the port is `engine.ports.Camera`.

    Args:
        info: Which one.
        patience: When its worker is given up.
        environment: Added to the worker's.
        target: What runs in the worker; tests hand in one that hangs.
    """

    def __init__(
        self,
        info: DeviceInfo,
        *,
        patience: Patience | None = None,
        environment: Mapping[str, str] | None = None,
        target: str = TARGET,
    ) -> None:
        super().__init__(info, target, CameraReport, patience, environment)

    def poll(self) -> CameraNow:
        """How it is and what it sees now."""
        state = self._follow()
        return CameraNow(state, self._reading, self._take, self._measures, self._finished)

    def picture(self) -> Picture | None:
        """The newest picture, or None where there is no newer one."""
        return self._worker.frame()

    def begin_take(self) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        return self._begin()
