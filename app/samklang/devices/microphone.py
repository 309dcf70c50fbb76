"""A live microphone as the window holds it."""

from collections.abc import Mapping
from dataclasses import replace

from samklang.devices.capture_messages import (
    ClapsHeard,
    Clips,
    Heard,
    KeepAsGood,
    ListenForClaps,
    Lost,
    MicrophoneReport,
    NextTake,
    Opened,
    PlayBack,
    SoundTaken,
    Ticked,
)
from samklang.devices.live_worker import DELIVERING, LiveWorker
from samklang.domain.live import Clip, DeviceInfo, LiveState, MicrophoneNow, SoundBackend, SoundReading, TakeLost
from samklang.domain.measures import SoundMeasures
from samklang.domain.sync import ClockReading, HeardClap
from samklang.workers.supervisor import Patience

_ENDED = frozenset({LiveState.RESTARTING, LiveState.FAILED, LiveState.CLOSED})
_NO_CLIPS = Clips(0.0, 0.0, None, no_output=False)


class WorkerMicrophone(LiveWorker[SoundReading, SoundMeasures]):
    """A microphone in a worker process, real or demo; the port is `engine.ports.Microphone`.

    Args:
        info: Which one.
        backend: Through which library it is captured.
        patience: When its worker is given up.
        environment: Added to the worker's.
        target: What runs in the worker instead of its own; tests hand in one that hangs.
    """

    TARGET = "samklang.devices.microphone_worker:run"
    REPORT_TYPE = MicrophoneReport

    def __init__(
        self,
        info: DeviceInfo,
        *,
        backend: SoundBackend = SoundBackend.SOUNDDEVICE,
        patience: Patience | None = None,
        environment: Mapping[str, str] | None = None,
        target: str | None = None,
    ) -> None:
        arguments = {} if target is not None else {"backend": backend}
        super().__init__(info, patience=patience, environment=environment, target=target, arguments=arguments)
        self._lost: TakeLost | None = None
        self._before: SoundMeasures | None = None
        self._sample_rate_hz: int | None = None
        self._clips = _NO_CLIPS
        self._claps: tuple[HeardClap, ...] = ()
        self._clock: ClockReading | None = None
        self._followed = False
        self._fresh = False

    def poll(self) -> MicrophoneNow:
        """How it is and what it hears now."""
        self._fresh = False
        state = self._follow()
        clips = _NO_CLIPS if state in _ENDED else self._clips
        return MicrophoneNow(
            state,
            self._reading,
            self._take,
            self._measures,
            self._finished,
            take_lost=self._lost,
            before=self._before,
            sample_rate_hz=self._sample_rate_hz if state in DELIVERING else None,
            clip_s=clips.clip_s,
            good_clip_s=clips.good_clip_s,
            playing=clips.playing,
            no_output=clips.no_output,
            claps=self._claps,
            clock=self._clock,
        )

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        self._lost = self._before = None
        self._followed = False
        return self._begin(silence=silence, aside=aside)

    def next_take(self) -> int:
        """Go on under the next number without losing a sample."""
        self._take += 1
        self._measures, self._finished = None, False
        self._lost = self._before = None
        self._followed = True
        self._worker.send(NextTake(self._take))
        return self._take

    def play_back(self, which: Clip) -> None:
        """Play a clip on the system's loudspeaker."""
        self._worker.send(PlayBack(which))

    def stop_playing(self) -> None:
        """Be quiet at once."""
        self._worker.send(PlayBack(None))

    def keep_as_good(self) -> None:
        """Keep the last take's clip as the good one."""
        self._worker.send(KeepAsGood())

    def listen_for_claps(self, *, on: bool) -> None:
        """Tell claps from now on, those from before forgotten, or no longer."""
        self._claps = ()
        self._worker.send(ListenForClaps(on))

    def _begun_anew(self) -> None:
        self._clips = _NO_CLIPS
        self._claps, self._clock = (), None
        self._sample_rate_hz = None
        if self._take and not self._finished and self._lost is None:
            self._lost = TakeLost.STALLED

    def _take_in(self, report: object) -> None:
        match report:
            case Heard(reading):
                self._reading = _louder(self._reading, reading) if self._fresh else reading
                self._fresh = True
            case SoundTaken(take, measures, True) if self._followed and take == self._take - 1:
                self._before = measures
            case Opened(sample_rate_hz):
                self._sample_rate_hz = sample_rate_hz
            case Lost(take, why) if take == self._take:
                self._lost = why
            case Clips():
                self._clips = report
            case ClapsHeard(claps):
                self._claps = claps
            case Ticked(clock):
                self._clock = clock
            case _:
                pass


def _louder(seen: SoundReading | None, newer: SoundReading) -> SoundReading:
    """The newer reading, with the peak of one that came with it: whoever polls slowly misses no tap."""
    if seen is None:
        return newer
    return replace(newer, peak_dbfs=max(seen.peak_dbfs, newer.peak_dbfs), clipped=seen.clipped or newer.clipped)
