"""A live camera as the window holds it."""

from types import MappingProxyType

from samklang.devices.capture_messages import CameraReport, ClapsMatched, MatchClaps, Seen, Ticked, WatchForClaps
from samklang.devices.live_worker import LiveWorker
from samklang.domain.live import CameraNow, LiveState, PictureReading
from samklang.domain.measures import PictureMeasures
from samklang.domain.sync import ClapsSeen, ClockReading, HeardClap
from samklang.engine.ports import Picture


class WorkerCamera(LiveWorker[PictureReading, PictureMeasures]):
    """A camera in a worker process, real or demo; the port is `engine.ports.Camera`."""

    TARGET = "samklang.devices.camera_worker:run"
    REPORT_TYPE = CameraReport
    ENVIRONMENT = MappingProxyType({"OPENCV_IO_MAX_IMAGE_PIXELS": str(8192 * 4608)})  # of one JPEG; as for recordings

    _claps: ClapsSeen | None = None
    _clock: ClockReading | None = None

    def poll(self) -> CameraNow:
        """How it is and what it sees now."""
        state = self._follow()
        return CameraNow(
            state,
            self._reading,
            self._take,
            self._measures,
            self._finished,
            claps=self._claps,
            clock=self._clock,
            trouble=self._trouble if state is LiveState.LOST else None,
        )

    def picture(self) -> Picture | None:
        """The newest picture, or None where there is no newer one."""
        return self._worker.frame()

    def begin_take(self) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        return self._begin()

    def watch_for_claps(self, *, on: bool) -> None:
        """Remember what moves from now on; or forget it."""
        self._claps = None
        self._worker.send(WatchForClaps(on))

    def match_claps(self, heard: tuple[HeardClap, ...]) -> None:
        """Look for these claps in the picture."""
        self._worker.send(MatchClaps(heard))

    def _begun_anew(self) -> None:
        self._claps = self._clock = None

    def _take_in(self, report: object) -> None:
        match report:
            case Seen(reading):
                self._reading = reading
            case ClapsMatched(seen):
                self._claps = seen
            case Ticked(clock):
                self._clock = clock
            case _:
                pass
