"""A live microphone as the window holds it."""

from collections.abc import Mapping
from typing import Final

from samklang.devices.capture_messages import MicrophoneReport
from samklang.devices.live_worker import LiveWorker
from samklang.domain.live import DeviceInfo, MicrophoneNow, SoundReading
from samklang.domain.measures import SoundMeasures
from samklang.workers.supervisor import Patience

TARGET: Final = "samklang.devices.microphone_worker:run"


class WorkerMicrophone(LiveWorker[SoundReading, SoundMeasures]):
    """A microphone in a worker process, real or demo; the port is `engine.ports.Microphone`.

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
        super().__init__(info, target, MicrophoneReport, patience, environment)

    def poll(self) -> MicrophoneNow:
        """How it is and what it hears now."""
        state = self._follow()
        return MicrophoneNow(state, self._reading, self._take, self._measures, self._finished)

    def begin_take(self, *, silence: bool = False) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        return self._begin(silence=silence)
