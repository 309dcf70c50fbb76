"""The endurance test: camera, microphone and laptop watched for as long as a session, and everything told that happens.

It never waits: whoever runs it calls `advance` often (every 20-500 ms) and shows what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from samklang.domain.live import CameraNow, LiveState, MicrophoneNow
from samklang.domain.measures import Unknown
from samklang.domain.soak import SESSION_S, Happening, SoakEvent, SoakPoint, SoakResult
from samklang.domain.sync import ClockReading, drift_ppm
from samklang.engine.live_check import DELIVERING, Broken, Device
from samklang.engine.soak_record import Occurrences, Timeline
from samklang.engine.soak_signs import OUTAGES, number, of_camera, of_laptop, of_microphone

if TYPE_CHECKING:  # as in `house`
    from samklang.domain.laptop import LaptopMeasures
    from samklang.domain.measures import SoundMeasures
    from samklang.domain.rig import Rig
    from samklang.engine.ports import Camera, Clock, LaptopWatch, Microphone

OPENING_S: Final = 20.0
"""So long a device may take to deliver at the beginning, restarts included; as in a check."""

TAKE_S: Final = 60.0
"""The devices' own measures begin anew after so long: their memory stays bounded (ours)."""

GAP_S: Final = 5.0
"""Nobody called for so long, or the two clocks went apart by so much: the computer slept (ours)."""

DRIFT_PPM: Final = 500.0
"""Ordinary quartzes are within 100 ppm of each other; five times as much, and samples are lost or made up (ours)."""

_SETTLED_S: Final = 30.0
"""From then on the clocks are compared: while buffers fill, a sound server delivers some 40 ms too much (measured)."""

_SECOND_NS: Final = 1_000_000_000


class SoakStep(StrEnum):
    """Where an endurance test stands."""

    IDLE = "idle"
    OPENING = "opening"
    WATCHING = "watching"
    DONE = "done"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class SoakProgress:
    """Where it stands now.

    Attributes:
        passed_s: Watched so far.
        left_s: Still to watch.
        running: What is wrong right now.
        happened: How much has happened so far, what is wrong now included.
        broken: Set in the step `BROKEN`: a device never delivered.
    """

    step: SoakStep
    passed_s: float = 0.0
    left_s: float = 0.0
    running: tuple[SoakEvent, ...] = ()
    happened: int = 0
    broken: Broken | None = None

    @property
    def share(self) -> float:
        """Of the whole, 0..1."""
        whole_s = self.passed_s + self.left_s
        return self.passed_s / whole_s if whole_s else 0.0


class Soak:
    """One endurance test of devices that somebody else started and closes.

    Args:
        rig: What is tested.
        microphone: None leaves the sound out.
        camera: None leaves the picture out.
        clock: Both its sides are used: that they go apart tells of sleep.
        laptop: Started already; None leaves the laptop out.
        length_s: How long.
        laptop_model: For the result; empty where it is not told.
        program_version: Likewise.

    Raises:
        ValueError: There is neither microphone nor camera.
    """

    def __init__(  # noqa: PLR0913 - a test is exactly these parts
        self,
        rig: Rig,
        microphone: Microphone | None,
        camera: Camera | None,
        clock: Clock,
        *,
        laptop: LaptopWatch | None = None,
        length_s: float = SESSION_S,
        laptop_model: str = "",
        program_version: str = "",
    ) -> None:
        if microphone is None and camera is None:
            raise ValueError("neither microphone nor camera")
        self._rig = rig
        self._microphone, self._camera, self._laptop = microphone, camera, laptop
        self._clock = clock
        self._length_s = length_s
        self._laptop_model = laptop_model
        self._program_version = program_version
        self._step = SoakStep.IDLE
        self._broken: Broken | None = None
        self._result: SoakResult | None = None
        self._reset()

    @property
    def heard(self) -> MicrophoneNow:
        """What the microphone said last."""
        return self._heard

    @property
    def seen(self) -> CameraNow:
        """What the camera said last."""
        return self._seen

    @property
    def result(self) -> SoakResult | None:
        """What it came to, when it is done or was ended by hand; None before."""
        return self._result

    def begin(self) -> None:
        """Wait for the devices to deliver, then watch; what an earlier run came to is forgotten."""
        self._reset()
        self._result, self._broken = None, None
        self._enter(SoakStep.OPENING)

    def cancel(self) -> None:
        """End it now. What was watched so far is the result, and says that it is partial; nothing before it watched."""
        if self._step is SoakStep.WATCHING:
            self._finish(min(self._passed_s(), self._length_s))
        elif self._step is not SoakStep.DONE:
            self._step = SoakStep.IDLE

    def advance(self) -> SoakProgress:
        """Take in what the devices and the laptop say, and tell where it stands."""
        if self._step in (SoakStep.OPENING, SoakStep.WATCHING):
            self._poll()
        if self._step is SoakStep.OPENING:
            self._wait_for_devices()
        elif self._step is SoakStep.WATCHING:
            self._watch()
        return self._progress()

    def _reset(self) -> None:
        self._heard = MicrophoneNow(LiveState.OPENING)
        self._seen = CameraNow(LiveState.OPENING)
        self._power: LaptopMeasures | None = None
        self._occurrences = Occurrences(OUTAGES)
        self._timeline = Timeline()
        self._since_ns = self._begun_utc_ms = self._called_ns = self._called_utc_ms = 0
        self._second_s = self._take_s = 0.0
        self._level_dbfs: float | None = None
        self._clocks: dict[Device, ClockReading] = {}
        self._size: tuple[int, int] | None = None
        self._rate_hz: int | None = None
        self._take_measured = 0
        self._first_battery_percent: float | None = None
        self._last_battery_percent: float | None = None

    def _poll(self) -> None:
        if self._microphone is not None:
            self._heard = self._microphone.poll()
        if self._camera is not None:
            self._seen = self._camera.poll()
        if self._laptop is not None:
            self._power = self._laptop.poll() or self._power

    def _wait_for_devices(self) -> None:
        states = ((Device.MICROPHONE, self._microphone, self._heard), (Device.CAMERA, self._camera, self._seen))
        waiting = [
            (device, now.state) for device, held, now in states if held is not None and now.state not in DELIVERING
        ]
        failed = [each for each in waiting if each[1] in (LiveState.FAILED, LiveState.CLOSED)]
        if failed or (waiting and self._passed_s() > OPENING_S):
            device, state = (failed or waiting)[0]
            self._broken = Broken(device, state, trouble=self._seen.trouble if device is Device.CAMERA else None)
            self._step = SoakStep.BROKEN
        elif not waiting:
            self._enter(SoakStep.WATCHING)
            self._begun_utc_ms = self._called_utc_ms = self._clock.utc_ms()
            self._called_ns = self._since_ns
            self._begin_takes(follow=False)

    def _begin_takes(self, *, follow: bool) -> None:
        """Begin to measure anew; of the sound without a gap where the take before was one of ours, and stands."""
        self._take_s = self._passed_s()
        if self._microphone is not None:
            if follow and self._heard.take_lost is None and self._heard.state in DELIVERING:
                self._take_measured = self._microphone.next_take()
            else:
                self._take_measured = self._microphone.begin_take(aside=True)
        if self._camera is not None:
            self._camera.begin_take()

    def _watch(self) -> None:
        now_s = self._passed_s()
        self._tell_gap(now_s)
        self._occurrences.hold(self._signs(), now_s)
        self._tell_dropouts(now_s)
        if self._heard.reading is not None:
            level = self._heard.reading.level_dbfs
            self._level_dbfs = level if self._level_dbfs is None else max(level, self._level_dbfs)
        if now_s - self._second_s >= 1.0:
            self._write_second(now_s)
        if now_s - self._take_s >= TAKE_S:
            self._begin_takes(follow=True)
        if now_s >= self._length_s:
            self._finish(now_s)

    def _tell_gap(self, now_s: float) -> None:
        """The computer slept where nobody called for long, or its monotonic clock stood while the other went on."""
        now_ns, now_utc_ms = self._clock.monotonic_ns(), self._clock.utc_ms()
        called_s = (now_ns - self._called_ns) / _SECOND_NS
        away_s = max(called_s, (now_utc_ms - self._called_utc_ms) / 1000)
        self._called_ns, self._called_utc_ms = now_ns, now_utc_ms
        if away_s >= GAP_S:
            self._occurrences.happen(Happening.SLEPT, now_s - called_s, away_s, away_s)

    def _signs(self) -> dict[Happening, float | None]:
        """What is wrong now; of size and rate, what is not as it was at first."""
        held: dict[Happening, float | None] = {}
        if self._camera is not None:
            if self._size is None and self._seen.reading is not None:
                self._size = (self._seen.reading.width, self._seen.reading.height)
            held |= of_camera(self._seen, self._size)
        if self._microphone is not None:
            self._rate_hz = self._rate_hz or self._heard.sample_rate_hz
            held |= of_microphone(self._heard, self._rate_hz)
        if self._power is not None:
            held |= of_laptop(self._power, self._rig)
            if Happening.ON_BATTERY in held and (battery := number(self._power.battery_percent)) is not None:
                if self._first_battery_percent is None:
                    self._first_battery_percent = battery
                self._last_battery_percent = battery
        return held

    def _tell_dropouts(self, now_s: float) -> None:
        """Those of a whole take, when its measures have come."""
        before = self._heard.before
        if before is not None and self._heard.take == self._take_measured:
            self._take_measured = 0  # told
            self._keep_dropouts(before, max(0.0, now_s - TAKE_S), now_s)

    def _keep_dropouts(self, measures: SoundMeasures, from_s: float, to_s: float) -> None:
        dropouts = number(measures.dropouts)
        if dropouts:
            self._occurrences.happen(Happening.DROPOUTS, from_s, to_s - from_s, dropouts)

    def _write_second(self, now_s: float) -> None:
        reading, power = self._seen.reading, self._power
        delivering = self._seen.state in DELIVERING and self._seen.state is not LiveState.FROZEN
        rate = number(reading.frame_rate_fps) if reading is not None and delivering else None
        if self._camera is not None and not delivering:
            rate = 0.0
        self._timeline.add(
            SoakPoint(
                at_s=self._second_s,
                span_s=now_s - self._second_s,
                frame_rate_fps=rate,
                lowest_frame_rate_fps=rate,
                level_dbfs=self._level_dbfs,
                lowest_level_dbfs=self._level_dbfs,
                load_percent=None if power is None else number(power.load_mean_percent),
                speed_share=None if power is None else number(power.speed_share),
                battery_percent=None if power is None else number(power.battery_percent),
            )
        )
        self._second_s, self._level_dbfs = now_s, None
        self._note_clocks(now_s)

    def _finish(self, watched_s: float) -> None:
        for device in (self._microphone, self._camera):
            if device is not None:
                device.finish_take()
        if self._heard.measures is not None:
            self._keep_dropouts(self._heard.measures, self._take_s, watched_s)
        drift_ms, against_computer = self._drift(watched_s)
        used = None
        if self._first_battery_percent is not None and self._last_battery_percent is not None:
            used = self._first_battery_percent - self._last_battery_percent
        self._result = SoakResult(
            rig_id=self._rig.id,
            begun_utc_ms=self._begun_utc_ms,
            program_version=self._program_version,
            planned_s=self._length_s,
            watched_s=watched_s,
            microphone=_name(self._microphone),
            camera=_name(self._camera),
            camera_kind=self._rig.camera.kind,
            laptop=self._laptop_model,
            laptop_watched=self._power is not None,
            demo=any(each is not None and each.info.demo for each in (self._microphone, self._camera)),
            happened=self._occurrences.end(),
            more=self._occurrences.more,
            timeline=self._timeline.points,
            sound_drift_ms=drift_ms,
            drift_against_computer=against_computer,
            battery_used_percent=used,
        )
        self._step = SoakStep.DONE

    def _note_clocks(self, now_s: float) -> None:
        """From which reading on the clocks are compared; anew from a device that was opened anew."""
        for device, reading in ((Device.MICROPHONE, self._heard.clock), (Device.CAMERA, self._seen.clock)):
            base = self._clocks.get(device)
            if reading is not None and now_s >= _SETTLED_S and (base is None or reading.monotonic_s < base.monotonic_s):
                self._clocks[device] = reading

    def _drift(self, watched_s: float) -> tuple[float | None, bool]:
        """How far the sound ran ahead over the whole test, told as an event where it is no quartz any more."""
        sound = _since(self._clocks.get(Device.MICROPHONE), self._heard.clock)
        picture = _since(self._clocks.get(Device.CAMERA), self._seen.clock)
        if sound is None:
            return None, False
        ppm = drift_ppm(sound, picture or ClockReading(sound.monotonic_s, sound.monotonic_s))
        if isinstance(ppm, Unknown):
            return None, False
        drift_ms = ppm * watched_s / 1000
        if abs(ppm) > DRIFT_PPM:
            self._occurrences.happen(Happening.SOUND_DRIFT, 0.0, watched_s, drift_ms)
        return drift_ms, picture is None

    def _progress(self) -> SoakProgress:
        if self._step is SoakStep.WATCHING:
            passed_s = min(self._passed_s(), self._length_s)
            running, happened = self._occurrences.running, self._occurrences.count
            return SoakProgress(self._step, passed_s, self._length_s - passed_s, running, happened)
        if self._result is not None:
            result = self._result
            happened = len(result.happened) + sum(count for _, count in result.more)
            return SoakProgress(
                self._step, result.watched_s, max(0.0, result.planned_s - result.watched_s), (), happened
            )
        return SoakProgress(self._step, left_s=self._length_s, broken=self._broken)

    def _enter(self, step: SoakStep) -> None:
        self._step = step
        self._since_ns = self._clock.monotonic_ns()

    def _passed_s(self) -> float:
        return (self._clock.monotonic_ns() - self._since_ns) / _SECOND_NS


def _since(base: ClockReading | None, now: ClockReading | None) -> ClockReading | None:
    """What passed between two readings of one clock."""
    if base is None or now is None:
        return None
    return ClockReading(now.device_s - base.device_s, now.monotonic_s - base.monotonic_s)


def _name(device: Microphone | Camera | None) -> str:
    """What the system calls it; a demo device, which it does not know, by its id."""
    return "" if device is None else device.info.name or device.info.id
