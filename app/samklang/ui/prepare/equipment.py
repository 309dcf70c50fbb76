"""The devices the Prepare room holds open, the check on them, and the quiet watch after it."""

from typing import Final

from samklang.domain.live import Clip, DeviceInfo, LiveState, MicrophoneNow, MicrophoneSetting
from samklang.domain.measures import SoundMeasures
from samklang.engine.house import House
from samklang.engine.live_check import ENDED, LiveCheck, Plan, Progress, Step
from samklang.engine.ports import Camera, Clock, LiveDevice, Microphone
from samklang.engine.watch import Noticed, Watch

_PLAYS_WITHIN_NS: Final = 1_000_000_000
"""A clip that was asked for is heard within so long, or there is nothing to play it on (ours)."""


class Equipment:
    """One microphone, one camera, or both; opened by the first check, closed when the room is left.

    No call waits for a device: each is in a worker of its own.

    Args:
        plan: How long the steps of a check take, where not as usual.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._microphone: Microphone | None = None
        self._camera: Camera | None = None
        self._check: LiveCheck | None = None
        self._watch: Watch | None = None
        self._closed: list[LiveDevice] = []
        self._played_ns = -_PLAYS_WITHIN_NS

    @property
    def check(self) -> LiveCheck | None:
        """The check on what is open; None while nothing is."""
        return self._check

    @property
    def camera(self) -> Camera | None:
        """The camera while it is open."""
        return self._camera

    @property
    def microphone(self) -> Microphone | None:
        """The microphone while it is open."""
        return self._microphone

    @property
    def heard(self) -> MicrophoneNow:
        """The microphone as it was at the last look; closed where there is none."""
        if self._check is None or self._microphone is None:
            return MicrophoneNow(LiveState.CLOSED)
        return self._check.heard

    @property
    def repeatable(self) -> tuple[Step, ...]:
        """The steps that can be repeated alone now."""
        return () if self._check is None else self._check.repeatable

    @property
    def watching(self) -> bool:
        """Whether the quiet watch is on."""
        return self._watch is not None

    @property
    def held(self) -> tuple[LiveDevice, ...]:
        """Every device of ours that may still be held, those just closed included."""
        self._closed = [device for device in self._closed if not device.released]
        opened = [device for device in (self._microphone, self._camera) if device is not None]
        return (*opened, *self._closed)

    def open(self, house: House, microphone: DeviceInfo | None, camera: DeviceInfo | None) -> None:
        """Open what is chosen; nothing happens where nothing is."""
        if microphone is None and camera is None:
            return
        if microphone is not None:
            self._microphone = house.microphone(microphone)
            self._microphone.start()
        if camera is not None:
            self._camera = house.camera(camera)
            self._camera.start()
        self._check = LiveCheck(self._microphone, self._camera, house.clock, self._plan)

    def close(self) -> None:
        """Let go of everything."""
        for device in (self._microphone, self._camera):
            if device is not None:
                device.close()
                self._closed.append(device)
        self._microphone = self._camera = self._check = self._watch = None

    def close_what_failed(self) -> None:
        """A device that was given up is opened anew; one that is only lost comes back by itself."""
        if self._check is not None and {self._check.heard.state, self._check.seen.state} & (ENDED - {LiveState.LOST}):
            self.close()

    def begin(self, plan: Plan | None = None) -> None:
        """Begin the whole check."""
        self.stop_watching()
        if self._check is not None:
            self._check.begin(plan)

    def again(self, step: Step) -> bool:
        """Repeat one step alone; False where it can no longer be repeated."""
        self.stop_watching()
        if self._check is None or step not in self._check.repeatable:
            return False
        self._check.again(step)
        return True

    def advance(self) -> Progress | None:
        """Go on with the check; None while nothing is open."""
        return None if self._check is None else self._check.advance()

    def watch(self, clock: Clock, good: SoundMeasures | None) -> None:
        """Begin the quiet watch over the microphone, where one is open and nothing is listened back to."""
        about_to_play = clock.monotonic_ns() - self._played_ns < _PLAYS_WITHIN_NS
        playing = about_to_play or self.heard.playing is not None
        if self._microphone is not None and self._watch is None and not playing:
            self._watch = Watch(self._microphone, clock, good)

    def noticed(self, setting: MicrophoneSetting | None) -> tuple[Noticed, ...]:
        """What the watch has to say now."""
        return () if self._watch is None else self._watch.advance(setting)

    def stop_watching(self) -> None:
        """End the watch; listening back and a new take need the microphone's ear for themselves."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def play(self, clip: Clip, clock: Clock) -> None:
        """Listen back to a clip."""
        self.stop_watching()
        self._played_ns = clock.monotonic_ns()
        if self._microphone is not None:
            self._microphone.play_back(clip)

    def stop_playing(self) -> None:
        """Be quiet at once."""
        if self._microphone is not None:
            self._microphone.stop_playing()

    def keep_clip(self) -> None:
        """Keep the last take's seconds to compare later ones with; in memory, until the microphone is closed."""
        if self._microphone is not None:
            self._microphone.keep_as_good()
