"""A clock that is set by hand and devices that say what they are told to."""

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from samklang.domain.live import CameraNow, Clip, DeviceInfo, LiveState, MicrophoneNow
from samklang.domain.measures import PictureMeasures, SoundMeasures
from samklang.domain.sync import HeardClap
from samklang.engine.ports import Picture

Measures = TypeVar("Measures", SoundMeasures, PictureMeasures)
Now = TypeVar("Now", MicrophoneNow, CameraNow)


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
class FakeDevice(Generic[Measures, Now]):
    """Delivers at once; a finished take has `measures` unless it is told to be late."""

    measures: Measures
    info: DeviceInfo
    now: Now
    late: bool = False
    done: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.done.append("start")

    def poll(self) -> Now:
        return self.now

    def finish_take(self) -> None:
        self.done.append("finish")
        if not self.late:
            self.now = self._finished()

    def close(self) -> None:
        self.done.append("close")

    @property
    def released(self) -> bool:
        return "start" not in self.done or "close" in self.done

    def turn(self, state: LiveState) -> None:
        self.now = replace(self.now, state=state)

    def _finished(self) -> Now:
        raise NotImplementedError

    def _begin(self, kind: str) -> int:
        self.done.append(kind)
        self.now = replace(self.now, take=self.now.take + 1, measures=None, finished=False)
        return self.now.take


class FakeMicrophone(FakeDevice[SoundMeasures, MicrophoneNow]):
    def __init__(self, measures: SoundMeasures, *, late: bool = False) -> None:
        super().__init__(measures, DeviceInfo("fake", "Fake microphone"), MicrophoneNow(LiveState.LIVE), late)

    def _finished(self) -> MicrophoneNow:
        return replace(self.now, measures=self.measures, finished=True)

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        return self._begin("silence" if silence else "aside" if aside else "take")

    def next_take(self) -> int:
        before = self.measures
        take = self._begin("next")
        self.now = replace(self.now, before=before)
        return take

    def play_back(self, which: Clip) -> None:
        self.now = replace(self.now, playing=which)

    def stop_playing(self) -> None:
        self.now = replace(self.now, playing=None)

    def keep_as_good(self) -> None:
        self.now = replace(self.now, good_clip_s=self.now.clip_s)

    def listen_for_claps(self, *, on: bool) -> None:
        self.done.append("listen" if on else "listen no more")


class FakeCamera(FakeDevice[PictureMeasures, CameraNow]):
    def __init__(self, measures: PictureMeasures, *, late: bool = False) -> None:
        super().__init__(measures, DeviceInfo("demo", ""), CameraNow(LiveState.LIVE), late)

    def _finished(self) -> CameraNow:
        return replace(self.now, measures=self.measures, finished=True)

    def begin_take(self) -> int:
        return self._begin("take")

    def picture(self) -> Picture | None:
        return None

    def watch_for_claps(self, *, on: bool) -> None:
        self.done.append("watch" if on else "watch no more")

    def match_claps(self, heard: tuple[HeardClap, ...]) -> None:
        self.done.append(f"match {len(heard)}")
