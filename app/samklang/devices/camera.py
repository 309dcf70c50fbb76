"""A live camera as the window holds it."""

from samklang.devices.capture_messages import CameraReport, Seen
from samklang.devices.live_worker import LiveWorker
from samklang.domain.live import CameraNow, PictureReading
from samklang.domain.measures import PictureMeasures
from samklang.engine.ports import Picture


class WorkerCamera(LiveWorker[PictureReading, PictureMeasures]):
    """A camera in a worker process, real or demo; the port is `engine.ports.Camera`."""

    TARGET = "samklang.devices.camera_worker:run"
    REPORT_TYPE = CameraReport

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

    def _take_in(self, report: object) -> None:
        if isinstance(report, Seen):
            self._reading = report.reading
