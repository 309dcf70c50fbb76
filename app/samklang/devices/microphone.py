"""A live microphone as the window holds it."""

from samklang.devices.capture_messages import MicrophoneReport
from samklang.devices.live_worker import LiveWorker
from samklang.domain.live import MicrophoneNow, SoundReading
from samklang.domain.measures import SoundMeasures


class WorkerMicrophone(LiveWorker[SoundReading, SoundMeasures]):
    """A microphone in a worker process, real or demo; the port is `engine.ports.Microphone`."""

    TARGET = "samklang.devices.microphone_worker:run"
    REPORT_TYPE = MicrophoneReport

    def poll(self) -> MicrophoneNow:
        """How it is and what it hears now."""
        state = self._follow()
        return MicrophoneNow(state, self._reading, self._take, self._measures, self._finished)

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        return self._begin(silence=silence, aside=aside)
