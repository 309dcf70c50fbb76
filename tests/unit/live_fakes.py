"""A clock that is set by hand and devices that say what they are told to."""

from dataclasses import dataclass, field, replace

from samklang.domain.live import CameraNow, DeviceInfo, LiveState, MicrophoneNow
from samklang.domain.measures import PictureMeasures, SoundMeasures
from samklang.engine.ports import Picture


@dataclass
class HandClock:
    """Time passes when it is told to."""

    now_ns: int = 0

    def monotonic_ns(self) -> int:
        return self.now_ns

    def utc_ms(self) -> int:
        return 1_800_000_000_000

    def pass_s(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)


@dataclass
class FakeMicrophone:
    """Delivers at once; a finished take has `measures` unless it is told to be late."""

    measures: SoundMeasures
    info: DeviceInfo = DeviceInfo("fake", "Fake microphone")  # noqa: RUF009 - frozen
    now: MicrophoneNow = MicrophoneNow(LiveState.LIVE)  # noqa: RUF009 - frozen
    late: bool = False
    done: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.done.append("start")

    def poll(self) -> MicrophoneNow:
        return self.now

    def begin_take(self, *, silence: bool = False) -> int:
        self.done.append("silence" if silence else "take")
        self.now = replace(self.now, take=self.now.take + 1, measures=None, finished=False)
        return self.now.take

    def finish_take(self) -> None:
        self.done.append("finish")
        if not self.late:
            self.now = replace(self.now, measures=self.measures, finished=True)

    def close(self) -> None:
        self.done.append("close")

    def turn(self, state: LiveState) -> None:
        self.now = replace(self.now, state=state)


@dataclass
class FakeCamera:
    """As the microphone."""

    measures: PictureMeasures
    info: DeviceInfo = DeviceInfo("demo", "")  # noqa: RUF009 - frozen
    now: CameraNow = CameraNow(LiveState.LIVE)  # noqa: RUF009 - frozen
    late: bool = False
    done: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.done.append("start")

    def poll(self) -> CameraNow:
        return self.now

    def picture(self) -> Picture | None:
        return None

    def begin_take(self) -> int:
        self.done.append("take")
        self.now = replace(self.now, take=self.now.take + 1, measures=None, finished=False)
        return self.now.take

    def finish_take(self) -> None:
        self.done.append("finish")
        if not self.late:
            self.now = replace(self.now, measures=self.measures, finished=True)

    def close(self) -> None:
        self.done.append("close")

    def turn(self, state: LiveState) -> None:
        self.now = replace(self.now, state=state)
