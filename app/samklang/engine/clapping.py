"""Lip sync from claps, step by step: open, clap until three were heard and seen, the result.

It never waits: whoever runs it calls `advance` often (every 20-50 ms) and shows what comes back. Sound and frames stay
in the workers of the devices; here go the times of the claps only.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.live import CameraNow, LiveState, MicrophoneNow
from samklang.domain.measures import Unknown
from samklang.domain.sync import CLAPS_WANTED, HeardClap, SyncMeasures
from samklang.engine.live_check import DELIVERING, ENDED, Broken, Device
from samklang.engine.ports import Camera, Clock, Microphone

_SECOND_NS: Final = 1_000_000_000


class ClapStep(StrEnum):
    """Where the clapping stands."""

    IDLE = "idle"
    OPENING = "opening"
    CLAP = "clap"
    DONE = "done"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ClapPlan:
    """How long things may take, in seconds (all our proposals).

    Attributes:
        patience_s: So long people may take to clap three times; what was found until then is the result.
        opening_s: So long a device may take to deliver.
        settled_s: So long after the last clap it is over: a sound that comes early has its picture after it.
        ask_every_s: Between two questions to the camera.
    """

    patience_s: float = 25.0
    opening_s: float = 20.0
    settled_s: float = 1.5
    ask_every_s: float = 0.4


@dataclass(frozen=True, slots=True)
class ClapProgress:
    """Where the clapping stands now.

    Attributes:
        heard: Claps heard so far.
        seen: How many of these were seen.
        wanted: How many are asked for.
        left_s: How much of the patience is left, in the step `CLAP`.
        broken: Set in the step `BROKEN`.
    """

    step: ClapStep
    heard: int = 0
    seen: int = 0
    wanted: int = CLAPS_WANTED
    left_s: float = 0.0
    broken: Broken | None = None


class Clapping:
    """One measurement of lip sync, or one after the other, with devices that somebody else started and closes.

    Args:
        microphone: Hears the claps.
        camera: Sees them.
        clock: Only its monotonic side is used.
        plan: How long things may take.
    """

    def __init__(self, microphone: Microphone, camera: Camera, clock: Clock, plan: ClapPlan | None = None) -> None:
        self._microphone = microphone
        self._camera = camera
        self._clock = clock
        self._plan = plan or ClapPlan()
        self._step = ClapStep.IDLE
        self._since_ns = 0
        self._heard: tuple[HeardClap, ...] = ()
        self._heard_at_ns = 0
        self._asked_at_ns = 0
        self._measures: SyncMeasures | None = None
        self._broken: Broken | None = None

    @property
    def result(self) -> SyncMeasures | None:
        """Sound against picture, or why it is unknown, once the step is `DONE`; else None."""
        return self._measures if self._step is ClapStep.DONE else None

    def begin(self) -> None:
        """Start, or start again; claps from before no longer count."""
        self._broken, self._measures, self._heard = None, None, ()
        self._listen(on=False)
        self._enter(ClapStep.OPENING)

    def cancel(self) -> None:
        """Give up; nobody listens for claps any more."""
        self._listen(on=False)
        self._enter(ClapStep.IDLE)

    def advance(self) -> ClapProgress:
        """Take in what the devices say, go on where it is time to, and tell where the clapping stands."""
        heard, seen = self._microphone.poll(), self._camera.poll()
        match self._step:
            case ClapStep.OPENING:
                self._wait_for_devices(heard, seen)
            case ClapStep.CLAP:
                self._follow(heard, seen)
            case _:
                pass
        return self._progress()

    def _wait_for_devices(self, heard: MicrophoneNow, seen: CameraNow) -> None:
        waiting = [(device, state) for device, state in _states(heard, seen) if state not in DELIVERING]
        ended = [each for each in waiting if each[1] in ENDED]
        if ended:
            self._break(*ended[0])
        elif waiting and self._passed_s(self._since_ns) > self._plan.opening_s:
            self._break(waiting[0][0], LiveState.OPENING)
        elif not waiting:
            self._listen(on=True)
            self._enter(ClapStep.CLAP)

    def _follow(self, heard: MicrophoneNow, seen: CameraNow) -> None:
        for device, state in _states(heard, seen):
            if state not in DELIVERING:
                self._listen(on=False)
                self._break(device, state)
                return
        if heard.claps != self._heard:
            self._heard, self._heard_at_ns = heard.claps, self._clock.monotonic_ns()
        if seen.claps is not None and self._heard:
            self._measures = seen.claps.measures
        if self._heard and self._passed_s(self._asked_at_ns) >= self._plan.ask_every_s:
            self._asked_at_ns = self._clock.monotonic_ns()
            self._camera.match_claps(self._heard)
        settled = bool(self._heard) and self._passed_s(self._heard_at_ns) >= self._plan.settled_s
        if (settled and self._seen >= CLAPS_WANTED) or self._passed_s(self._since_ns) > self._plan.patience_s:
            self._finish()

    def _finish(self) -> None:
        self._listen(on=False)
        if self._measures is None:
            nothing = Unknown("no_claps_heard" if not self._heard else "no_claps_seen")
            self._measures = SyncMeasures(nothing, nothing, 0)
        self._enter(ClapStep.DONE)

    @property
    def _seen(self) -> int:
        return self._measures.claps if self._measures is not None else 0

    def _progress(self) -> ClapProgress:
        left_s = 0.0
        if self._step is ClapStep.CLAP:
            left_s = max(0.0, self._plan.patience_s - self._passed_s(self._since_ns))
        return ClapProgress(self._step, len(self._heard), self._seen, left_s=left_s, broken=self._broken)

    def _listen(self, *, on: bool) -> None:
        self._microphone.listen_for_claps(on=on)
        self._camera.watch_for_claps(on=on)

    def _break(self, device: Device, state: LiveState) -> None:
        self._broken = Broken(device, state)
        self._enter(ClapStep.BROKEN)

    def _enter(self, step: ClapStep) -> None:
        self._step = step
        self._since_ns = self._clock.monotonic_ns()

    def _passed_s(self, since_ns: int) -> float:
        return (self._clock.monotonic_ns() - since_ns) / _SECOND_NS


def _states(heard: MicrophoneNow, seen: CameraNow) -> tuple[tuple[Device, LiveState], ...]:
    return (Device.MICROPHONE, heard.state), (Device.CAMERA, seen.state)
