"""The check of live devices, step by step: open, a few seconds of quiet, a few of speech, the measures.

It never waits: whoever runs it calls `advance` often (every 20-50 ms) and shows what comes back.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.live import CameraNow, LiveState, MicrophoneNow
from samklang.engine.check import Measured
from samklang.engine.ports import Camera, Clock, Microphone

DELIVERING: Final = frozenset({LiveState.LIVE, LiveState.SLOW, LiveState.FROZEN})
"""States in which something can be measured: that a picture stands still is a finding, too."""

ENDED: Final = frozenset({LiveState.LOST, LiveState.FAILED, LiveState.CLOSED})
"""States that do not pass by waiting a moment."""

_SECOND_NS: Final = 1_000_000_000


class Step(StrEnum):
    """Where a check stands."""

    IDLE = "idle"
    OPENING = "opening"
    QUIET = "quiet"
    SPEAK = "speak"
    LOOK = "look"
    MEASURING = "measuring"
    DONE = "done"
    BROKEN = "broken"


class Device(StrEnum):
    """Which of the two devices something is about."""

    MICROPHONE = "microphone"
    CAMERA = "camera"


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the steps take, in seconds (all our proposals).

    Attributes:
        quiet_s: facts on noise ask for 3-5 s of prompted silence.
        speak_s: Long enough for P.56 to settle and for a gated loudness.
        opening_s: So long a device may take to deliver, restarts included.
        measuring_s: So long the last measures may take to arrive.
    """

    quiet_s: float = 4.0
    speak_s: float = 10.0
    opening_s: float = 20.0
    measuring_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a check could not go on.

    Attributes:
        state: How that device was then; `LiveState.OPENING` where it never delivered in time.
    """

    device: Device
    state: LiveState


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the check stands now.

    Attributes:
        left_s: Of this step, where it has a length, else 0.
        share: Of quiet and speech together, 0..1.
        broken: Set in the step `BROKEN`.
    """

    step: Step
    left_s: float = 0.0
    share: float = 0.0
    broken: Broken | None = None


class LiveCheck:
    """One check, or one after the other, of devices that somebody else started and closes.

    Args:
        microphone: None leaves the sound out.
        camera: None leaves the picture out.
        clock: Only its monotonic side is used.
        plan: How long the steps take.

    Raises:
        ValueError: There is neither microphone nor camera.
    """

    def __init__(
        self, microphone: Microphone | None, camera: Camera | None, clock: Clock, plan: Plan | None = None
    ) -> None:
        if microphone is None and camera is None:
            raise ValueError("neither microphone nor camera")
        self._microphone = microphone
        self._camera = camera
        self._clock = clock
        self._plan = plan or Plan()
        self._step = Step.IDLE
        self._since_ns = 0
        self._broken: Broken | None = None
        self._heard = MicrophoneNow(LiveState.OPENING)
        self._seen = CameraNow(LiveState.OPENING)

    @property
    def heard(self) -> MicrophoneNow:
        """The microphone as it was at the last `advance`."""
        return self._heard

    @property
    def seen(self) -> CameraNow:
        """The camera as it was at the last `advance`."""
        return self._seen

    @property
    def measured(self) -> Measured:
        """The measures so far; those of the whole check in the step `DONE`."""
        return Measured(self._heard.measures, self._seen.measures)

    @property
    def length_s(self) -> float:
        """How long quiet and speech take together."""
        return self._plan.speak_s + (self._plan.quiet_s if self._microphone is not None else 0.0)

    def begin(self) -> None:
        """Start, or start again from the first step."""
        self._broken = None
        self._enter(Step.OPENING)

    def stop(self) -> None:
        """Give up; nothing is measured any more."""
        if self._microphone is not None:
            self._microphone.finish_take()
        if self._camera is not None:
            self._camera.finish_take()
        self._enter(Step.IDLE)

    def advance(self) -> Progress:
        """Take in what the devices say, go on where it is time to, and tell where the check stands."""
        if self._microphone is not None:
            self._heard = self._microphone.poll()
        if self._camera is not None:
            self._seen = self._camera.poll()
        match self._step:
            case Step.OPENING:
                self._wait_for_devices()
            case Step.QUIET | Step.SPEAK | Step.LOOK:
                self._go_on()
            case Step.MEASURING:
                self._wait_for_measures()
            case _:
                pass
        return self._progress()

    def _wait_for_devices(self) -> None:
        waiting = [(device, state) for device, state in self._states() if state not in DELIVERING]
        ended = [(device, state) for device, state in waiting if state in ENDED]
        if ended:
            self._break(*ended[0])
        elif waiting and self._passed_s() > self._plan.opening_s:
            self._break(waiting[0][0], LiveState.OPENING)
        elif not waiting:
            self._begin_measuring()

    def _begin_measuring(self) -> None:
        if self._camera is not None:
            self._camera.begin_take()
        if self._microphone is None:
            self._enter(Step.LOOK)
        elif self._plan.quiet_s > 0:
            self._microphone.begin_take(silence=True)
            self._enter(Step.QUIET)
        else:
            self._speak(self._microphone)

    def _go_on(self) -> None:
        for device, state in self._states():
            if state not in DELIVERING:
                self._break(device, state)
                return
        if self._passed_s() < self._length_of_step_s():
            return
        if self._step is Step.QUIET and self._microphone is not None:
            self._microphone.finish_take()
            self._speak(self._microphone)
            return
        if self._microphone is not None:
            self._microphone.finish_take()
        if self._camera is not None:
            self._camera.finish_take()
        self._enter(Step.MEASURING)

    def _speak(self, microphone: Microphone) -> None:
        microphone.begin_take()
        self._enter(Step.SPEAK)

    def _wait_for_measures(self) -> None:
        late = []
        if self._microphone is not None and not self._heard.finished:
            late.append((Device.MICROPHONE, self._heard.state))
        if self._camera is not None and not self._seen.finished:
            late.append((Device.CAMERA, self._seen.state))
        if not late:
            self._enter(Step.DONE)
        elif late[0][1] not in DELIVERING or self._passed_s() > self._plan.measuring_s:
            self._break(*late[0])

    def _states(self) -> list[tuple[Device, LiveState]]:
        states = []
        if self._microphone is not None:
            states.append((Device.MICROPHONE, self._heard.state))
        if self._camera is not None:
            states.append((Device.CAMERA, self._seen.state))
        return states

    def _progress(self) -> Progress:
        length_s = self._length_of_step_s()
        left_s = max(0.0, length_s - self._passed_s()) if length_s else 0.0
        before_s = self.length_s - self._plan.speak_s if self._step is Step.SPEAK else 0.0
        share = (before_s + length_s - left_s) / self.length_s if length_s else float(self._step in _AFTER)
        return Progress(self._step, left_s, share, self._broken)

    def _length_of_step_s(self) -> float:
        match self._step:
            case Step.QUIET:
                return self._plan.quiet_s
            case Step.SPEAK | Step.LOOK:
                return self._plan.speak_s
            case _:
                return 0.0

    def _break(self, device: Device, state: LiveState) -> None:
        self._broken = Broken(device, state)
        self._enter(Step.BROKEN)

    def _enter(self, step: Step) -> None:
        self._step = step
        self._since_ns = self._clock.monotonic_ns()

    def _passed_s(self) -> float:
        return (self._clock.monotonic_ns() - self._since_ns) / _SECOND_NS


_AFTER = (Step.MEASURING, Step.DONE)
