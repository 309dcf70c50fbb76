"""The check of live devices, step by step: open, a few seconds of quiet, a few of speech, the measures.

It never waits: whoever runs it calls `advance` often (every 20-50 ms) and shows what comes back. When it is done, one
step alone can be repeated, the others' measures kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from samklang.domain.live import CameraNow, CameraTrouble, LiveState, MicrophoneNow, TakeLost

if TYPE_CHECKING:  # the window imports this before it is seen; what a report is made of comes with the first check
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
        measuring_s: So long the last measures may take to arrive; loading the quality model alone may take 8 s.
    """

    quiet_s: float = 4.0
    speak_s: float = 10.0
    opening_s: float = 20.0
    measuring_s: float = 12.0


QUICK: Final = Plan(quiet_s=3.0, speak_s=7.5)
"""For a rig that was good the last time: with opening and measuring under 15 s in all. Ours; 3 s is the shortest
silence the facts on noise ask for."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a check could not go on.

    Attributes:
        state: How that device was then; `LiveState.OPENING` where it never delivered in time.
        lost: Why its running take came to nothing, where the device itself goes on.
        trouble: Why a camera is lost, where anybody tells.
    """

    device: Device
    state: LiveState
    lost: TakeLost | None = None
    trouble: CameraTrouble | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the check stands now.

    Attributes:
        left_s: Of this step, where it has a length, else 0.
        share: Of all steps of this run together, 0..1.
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
        plan: How long the steps take, where `begin` is not told otherwise.

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
        self._usual_plan = plan or Plan()
        self._plan = self._usual_plan
        self._steps = self._all_steps()
        self._present = frozenset(
            device for device, held in ((Device.MICROPHONE, microphone), (Device.CAMERA, camera)) if held is not None
        )
        self._used = self._present
        self._standing: frozenset[Device] = frozenset()
        self._step = Step.IDLE
        self._since_ns = 0
        self._broken: Broken | None = None
        self._measured = _nothing()
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
        """What the last finished run measured, with what stood before it; empty before the first."""
        return self._measured

    @property
    def length_s(self) -> float:
        """How long the steps of this run take together."""
        return sum(self._length_s(step) for step in self._steps)

    @property
    def repeatable(self) -> tuple[Step, ...]:
        """The steps that `again` can repeat now: those of a device whose other measures still stand."""
        if self._step is not Step.DONE:
            return ()
        steps = []
        if Device.MICROPHONE in self._standing:
            steps += [step for step in (Step.QUIET, Step.SPEAK) if self._length_s(step) > 0]
        if Device.CAMERA in self._standing:
            steps.append(Step.LOOK)
        return tuple(steps)

    def begin(self, plan: Plan | None = None) -> None:
        """Start, or start again from the first step.

        Args:
            plan: How long the steps take from now on; the usual lengths if not given.
        """
        self._plan = plan or self._usual_plan
        self._standing, self._measured = frozenset(), _nothing()
        self._run(self._all_steps(), self._present)

    def again(self, step: Step) -> None:
        """Repeat one step alone; what the others measured stands, and the results are worked out from all of them.

        Raises:
            ValueError: It is not among the `repeatable` ones now.
        """
        if step not in self.repeatable:
            raise ValueError(f"cannot repeat {step} now")
        self._run((step,), frozenset({Device.CAMERA if step is Step.LOOK else Device.MICROPHONE}))

    def stop(self) -> None:
        """Give up; nothing is measured any more. What a step alone was repeated for stands no longer either."""
        self._standing = frozenset()
        self._finish_takes()
        self._enter(Step.IDLE)

    def advance(self) -> Progress:
        """Take in what the devices say, go on where it is time to, and tell where the check stands."""
        if self._microphone is not None:
            self._heard = self._microphone.poll()
        if self._camera is not None:
            self._seen = self._camera.poll()
        # A device that went away has lost the take its worker kept; only the whole check brings one back.
        self._standing -= {device for device, state in self._states(self._standing) if state not in DELIVERING}
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

    def _run(self, steps: tuple[Step, ...], devices: frozenset[Device]) -> None:
        self._broken = None
        self._steps, self._used = steps, devices
        self._enter(Step.OPENING)

    def _all_steps(self) -> tuple[Step, ...]:
        if self._microphone is None:
            return (Step.LOOK,)
        return (Step.QUIET, Step.SPEAK) if self._plan.quiet_s > 0 else (Step.SPEAK,)

    def _wait_for_devices(self) -> None:
        waiting = [(device, state) for device, state in self._states(self._used) if state not in DELIVERING]
        ended = [(device, state) for device, state in waiting if state in ENDED]
        if ended:
            self._break(*ended[0])
        elif waiting and self._passed_s() > self._plan.opening_s:
            self._break(waiting[0][0], LiveState.OPENING)
        elif not waiting:
            if self._camera is not None and Device.CAMERA in self._used:
                self._camera.begin_take()
            self._begin_step(self._steps[0])

    def _begin_step(self, step: Step) -> None:
        if self._microphone is not None and step is not Step.LOOK:
            self._microphone.begin_take(silence=step is Step.QUIET)
        self._enter(step)

    def _go_on(self) -> None:
        for device, state in self._states(self._used):
            if state not in DELIVERING:
                self._break(device, state)
                return
        if self._heard.take_lost is not None and Device.MICROPHONE in self._used:
            self._break(Device.MICROPHONE, self._heard.state, self._heard.take_lost)
            return
        if self._passed_s() < self._length_s(self._step):
            return
        at = self._steps.index(self._step) + 1
        if at < len(self._steps) and self._microphone is not None:
            self._microphone.finish_take()
            self._begin_step(self._steps[at])
            return
        self._finish_takes()
        self._enter(Step.MEASURING)

    def _finish_takes(self) -> None:
        if self._microphone is not None and Device.MICROPHONE in self._used:
            self._microphone.finish_take()
        if self._camera is not None and Device.CAMERA in self._used:
            self._camera.finish_take()

    def _wait_for_measures(self) -> None:
        finished = {Device.MICROPHONE: self._heard.finished, Device.CAMERA: self._seen.finished}
        late = [(device, state) for device, state in self._states(self._used) if not finished[device]]
        if not late:
            self._measured = replace(
                self._measured,
                sound=self._heard.measures if Device.MICROPHONE in self._used else self._measured.sound,
                picture=self._seen.measures if Device.CAMERA in self._used else self._measured.picture,
            )
            self._standing |= self._used
            self._enter(Step.DONE)
        elif late[0][1] not in DELIVERING or self._passed_s() > self._plan.measuring_s:
            self._break(*late[0])

    def _states(self, devices: frozenset[Device]) -> list[tuple[Device, LiveState]]:
        """How these devices are, the microphone first."""
        states = {Device.MICROPHONE: self._heard.state, Device.CAMERA: self._seen.state}
        return [(device, state) for device, state in states.items() if device in devices]

    def _progress(self) -> Progress:
        length_s = self._length_s(self._step)
        left_s = max(0.0, length_s - self._passed_s()) if length_s else 0.0
        if not length_s:
            return Progress(self._step, left_s, float(self._step in _AFTER), self._broken)
        before_s = sum(self._length_s(step) for step in self._steps[: self._steps.index(self._step)])
        return Progress(self._step, left_s, (before_s + length_s - left_s) / self.length_s, self._broken)

    def _length_s(self, step: Step) -> float:
        match step:
            case Step.QUIET:
                return self._plan.quiet_s
            case Step.SPEAK | Step.LOOK:
                return self._plan.speak_s
            case _:
                return 0.0

    def _break(self, device: Device, state: LiveState, lost: TakeLost | None = None) -> None:
        self._broken = Broken(device, state, lost, self._seen.trouble if device is Device.CAMERA else None)
        self._enter(Step.BROKEN)

    def _enter(self, step: Step) -> None:
        self._step = step
        self._since_ns = self._clock.monotonic_ns()

    def _passed_s(self) -> float:
        return (self._clock.monotonic_ns() - self._since_ns) / _SECOND_NS


_AFTER = (Step.MEASURING, Step.DONE)


def _nothing() -> Measured:
    from samklang.engine.check import Measured  # noqa: PLC0415 - as above

    return Measured()
