"""A soak with its devices and a clock set by hand: hours in no time, and things that happen at given times."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.unit.check_examples import GOOD_LAPTOP, GOOD_PICTURE, GOOD_SOUND, rig
from tests.unit.live_fakes import FakeCamera, FakeMicrophone, HandClock

from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import DeviceInfo, LiveState, PictureReading, SoundReading
from samklang.domain.measures import Measured, Unknown
from samklang.domain.rig import CameraKind
from samklang.domain.soak import Happening, SoakResult
from samklang.domain.sync import ClockReading
from samklang.engine.soak import Soak, SoakStep

H = Happening


class WallClock(HandClock):
    """A clock whose two sides can go apart."""

    asleep_s = 0.0

    def utc_ms(self) -> int:
        return 1_800_000_000_000 + self.now_ns // 1_000_000 + round(self.asleep_s * 1000)


@dataclass
class FakeLaptop:
    now: LaptopMeasures | None = GOOD_LAPTOP
    failed: bool = False

    def start(self) -> None: ...

    def poll(self) -> LaptopMeasures | None:
        return self.now

    def close(self) -> None: ...


class Bench:
    """A soak with its devices; things happen to them at given times."""

    def __init__(
        self,
        *,
        length_s: float = 9000.0,
        microphone: bool = True,
        camera: bool = True,
        kind: CameraKind = CameraKind.USB,
        step_s: float = 1.0,
    ) -> None:
        self.step_s = step_s
        self.clock = WallClock()
        self.microphone = FakeMicrophone(replace(GOOD_SOUND, dropouts=0.0))
        self.camera = FakeCamera(GOOD_PICTURE)
        self.camera.info = DeviceInfo("/dev/video0", "Cam Link 4K")
        self.laptop = FakeLaptop()
        self.sees()
        self.hears()
        self.soak = Soak(
            rig(camera=kind),
            self.microphone if microphone else None,
            self.camera if camera else None,
            self.clock,
            laptop=self.laptop,
            length_s=length_s,
            laptop_model="ThinkPad",
            program_version="0.4.0",
        )
        self.due: list[tuple[float, Callable[[], None]]] = []

    def sees(self, rate_fps: Measured = 29.8, height: int = 720, *, black: bool = False, card: bool = False) -> None:
        reading = PictureReading(1280, height, rate_fps, 120.0, 120.0, (), 1, 1.0, black=black, card=card)
        self.camera.now = replace(self.camera.now, reading=reading)

    def hears(self, level_dbfs: float = -40.0, rate_hz: int = 48_000) -> None:
        reading = SoundReading(level_dbfs, -30.0, Unknown("no_speech"), clipped=False, take=1, heard_s=1.0)
        self.microphone.now = replace(self.microphone.now, reading=reading, sample_rate_hz=rate_hz)

    def at(self, at_s: float, act: Callable[[], None]) -> None:
        self.due.append((at_s, act))

    def camera_turns(self, state: LiveState, at_s: float, until_s: float = 1e9) -> None:
        self.at(at_s, lambda: self.camera.turn(state))
        self.at(until_s, lambda: self.camera.turn(LiveState.LIVE))

    def microphone_turns(self, state: LiveState, at_s: float, until_s: float = 1e9) -> None:
        self.at(at_s, lambda: self.microphone.turn(state))
        self.at(until_s, lambda: self.microphone.turn(LiveState.LIVE))

    def run(self, until_s: float = 1e9) -> None:
        """Advance till the end, or for so long."""
        if self.soak.advance().step is SoakStep.IDLE:
            self.soak.begin()
            self.soak.advance()
        passed_s = 0.0
        while passed_s < until_s and self.soak.result is None:
            self.clock.pass_s(self.step_s)
            passed_s += self.step_s
            for each in [each for each in self.due if each[0] <= passed_s]:
                each[1]()
                self.due.remove(each)
            self.soak.advance()

    @property
    def result(self) -> SoakResult:
        assert self.soak.result is not None
        return self.soak.result


def told(result: SoakResult) -> list[tuple[Happening, float, float | None]]:
    return [(event.kind, event.at_s, event.lasted_s) for event in result.happened]


def run(bench: Bench) -> SoakResult:
    bench.run()
    return bench.result


def hears_clock(bench: Bench, at_s: float, device_s: float, monotonic_s: float) -> None:
    reading = ClockReading(device_s, monotonic_s)
    bench.at(at_s, lambda: setattr(bench.microphone, "now", replace(bench.microphone.now, clock=reading)))


def sees_clock(bench: Bench, at_s: float, device_s: float, monotonic_s: float) -> None:
    reading = ClockReading(device_s, monotonic_s)
    bench.at(at_s, lambda: setattr(bench.camera, "now", replace(bench.camera.now, clock=reading)))
