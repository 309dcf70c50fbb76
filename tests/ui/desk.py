"""A Prepare room on staged devices: what a test gives them, and what was asked of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.hands import Hands
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone

from samklang.bootstrap import SamklangHouse
from samklang.domain.dslr import DslrNow, DslrState
from samklang.domain.laptop import LaptopMeasures, NetworkMeasures, ProbeNow
from samklang.domain.live import (
    Clip,
    DeviceInfo,
    DeviceList,
    MicrophoneNow,
    MicrophoneSetting,
    PictureReading,
    SoundReading,
)
from samklang.domain.measures import PictureMeasures, SoundMeasures, Unknown
from samklang.engine.live_check import Plan, Step
from samklang.engine.ports import Camera, Devices, Microphone, Picture
from samklang.ui.prepare.room import Doing, PrepareRoom
from samklang.ui.shell import Shell
from samklang.wording import Wording

SAY = Wording("da")
PLAN = Plan(quiet_s=0.1, speak_s=0.1)
DESK = DeviceInfo("pulse:desk", "Desk microphone", default=True, likely_for_teams=True)
LAPTOP = DeviceInfo("pulse:laptop", "Laptop microphone")
WEBCAM = DeviceInfo("/dev/video0", "Webcam", default=True)
SET = MicrophoneSetting(DESK.id, 74.0, muted=False, settable=True, held_by=("Teams",))
LISTED = DeviceList((DESK, LAPTOP), (WEBCAM,), (SET,))
MEETING = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
TAB = Qt.Key.Key_Tab
SPACE = Qt.Key.Key_Space


class StagedMicrophone(FakeMicrophone):
    """Has something to listen back to after a take, and can be deaf or without a loudspeaker."""

    def __init__(self, info: DeviceInfo, measures: SoundMeasures) -> None:
        super().__init__(measures)
        self.info = info
        self.output = True
        self.polls = 0
        self._takes_clip = False

    def poll(self) -> MicrophoneNow:
        self.polls += 1
        return super().poll()

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        self._takes_clip = not (silence or aside)
        return super().begin_take(silence=silence, aside=aside)

    def _finished(self) -> MicrophoneNow:
        now = super()._finished()
        return replace(now, clip_s=5.0) if self._takes_clip else now

    def play_back(self, which: Clip) -> None:
        self.done.append(f"play {which}")
        self.now = replace(self.now, playing=which if self.output else None, no_output=not self.output)

    def hear(self, peak_dbfs: float) -> None:
        reading = SoundReading(peak_dbfs - 6, peak_dbfs, Unknown("no_speech"), clipped=False, take=0, heard_s=0.0)
        self.now = replace(self.now, reading=reading)


@dataclass(frozen=True)
class GreyPicture:
    """One grey level everywhere."""

    sequence: int
    pixels: bytes
    width: int = 32
    height: int = 18
    channels: int = 3


class StagedCamera(FakeCamera):
    """Shows a picture of one grey level; a test changes it, so that two pictures can be told apart."""

    def __init__(self, info: DeviceInfo, measures: PictureMeasures) -> None:
        super().__init__(measures)
        self.info = info
        self.level = 60
        self._sequence = 0

    def picture(self) -> Picture | None:
        self._sequence += 1
        return GreyPicture(self._sequence, bytes([self.level]) * (32 * 18 * 3))

    def see(self, reading: PictureReading) -> None:
        self.now = replace(self.now, reading=reading)


@dataclass
class StagedDevices:
    """The list a test gives, and what was asked of it."""

    listed: DeviceList
    asked: list[tuple[str, float | bool]] = field(default_factory=list)

    def start(self) -> None:
        """It is known."""

    def poll(self) -> DeviceList:
        return self.listed

    def set_volume(self, microphone_id: str, percent: float) -> None:
        self.asked.append((microphone_id, percent))

    def set_muted(self, microphone_id: str, *, muted: bool) -> None:
        self.asked.append((microphone_id, muted))

    def close(self) -> None:
        """Nothing was opened."""


@dataclass
class StagedLinks:
    """Opens nothing, and tells what it was asked to open and what was still held then."""

    takes: bool = True
    opened: list[str] = field(default_factory=list)

    def open(self, address: str) -> bool:
        self.opened.append(address)
        return self.takes


@dataclass
class StagedLaptop:
    """Tells what a test says of the laptop."""

    now: LaptopMeasures | None = None
    done: list[str] = field(default_factory=list)
    failed: bool = False

    def start(self) -> None:
        self.done.append("start")

    def poll(self) -> LaptopMeasures | None:
        return self.now

    def close(self) -> None:
        self.done.append("close")


@dataclass
class StagedProbe:
    """A look at the network that finds what a test says, once it was asked to begin."""

    found: NetworkMeasures
    host: str = "stun.example.org"
    done: list[str] = field(default_factory=list)
    now: ProbeNow = field(default_factory=lambda: ProbeNow(0.0))

    def start(self) -> None:
        self.done.append("start")
        self.now = ProbeNow(0.5)

    def poll(self) -> ProbeNow:
        return self.now

    def close(self) -> None:
        self.done.append("close")

    def finish(self) -> None:
        self.now = ProbeNow(1.0, self.found)


@dataclass
class StagedReader:
    """A look into a DSLR that ends as a test says."""

    now: DslrNow = field(default_factory=lambda: DslrNow(DslrState.READING))
    done: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.done.append("start")

    def poll(self) -> DslrNow:
        return self.now

    def close(self) -> None:
        self.done.append("close")


@dataclass(frozen=True)
class StagedHouse(SamklangHouse):
    """The real house with staged devices; each microphone that was opened is in `opened`, the newest last."""

    staged_devices: StagedDevices = field(default_factory=lambda: StagedDevices(LISTED))
    links: StagedLinks = field(default_factory=StagedLinks)
    measures: list[SoundMeasures] = field(default_factory=lambda: [sound()])
    opened: list[StagedMicrophone] = field(default_factory=list)
    cameras: list[StagedCamera] = field(default_factory=list)
    pictures: list[PictureMeasures] = field(default_factory=lambda: [picture()])
    laptop: StagedLaptop = field(default_factory=StagedLaptop)
    probes: list[StagedProbe] = field(default_factory=list)
    readers: list[StagedReader] = field(default_factory=list)

    def devices(self) -> Devices:
        return self.staged_devices

    def microphone(self, device: DeviceInfo) -> Microphone:
        self.opened.append(StagedMicrophone(device, self.measures[0]))
        return self.opened[-1]

    def camera(self, device: DeviceInfo) -> Camera:
        self.cameras.append(StagedCamera(device, self.pictures[0]))
        return self.cameras[-1]

    def laptop_watch(self) -> StagedLaptop:
        return self.laptop

    def network_probe(self) -> StagedProbe:
        self.probes.append(StagedProbe(NetworkMeasures("stun.example.org", 24.0, 0.0, 3.0)))
        return self.probes[-1]

    def dslr_reader(self) -> StagedReader:
        self.readers.append(StagedReader())
        return self.readers[-1]

    def link_opener(self) -> StagedLinks:
        return self.links


class Desk(Hands):
    """A window with the Prepare room alone, on staged devices."""

    def __init__(self, qtbot: QtBot, house: StagedHouse) -> None:
        self.house = house
        self.room = PrepareRoom(house, PLAN)
        shell = Shell(house, {self.room.room_id: lambda _: self.room})
        qtbot.addWidget(shell)
        shell.resize(1280, 800)
        shell.show()
        super().__init__(qtbot, shell)
        self.until(lambda: self.room.choice.known and self.room.primary_enabled)

    @property
    def microphone(self) -> StagedMicrophone:
        return self.house.opened[-1]

    def listed(self, setting: MicrophoneSetting) -> None:
        devices = self.house.staged_devices
        devices.listed = replace(devices.listed, settings=(setting,))

    def check(self) -> None:
        """Space, and wait for the verdict and for what can be done then."""
        self.press(SPACE)
        self.until(lambda: self.room.step is Step.DONE and self.room.course.equipment.watching)

    def says(self, line: str) -> None:
        self.until(lambda: self.shell.line == line)

    def doing(self) -> Doing:
        return self.room.doing

    def hear(self, microphone: StagedMicrophone, peak_dbfs: float) -> None:
        """Let it hear this until that was taken in."""
        microphone.hear(peak_dbfs)
        before = microphone.polls
        self.until(lambda: microphone.polls > before)

    def tab_to(self, name: str) -> None:
        """With the Tab key alone, as somebody without a mouse."""
        for _ in range(60):
            if self.focus().accessibleName() == name:
                return
            self.press(TAB)
        raise AssertionError(f"the Tab key never comes to {name!r}")


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def begin(**parts: object) -> Desk:
        opened.append(Desk(qtbot, StagedHouse(folder=tmp_path, **parts)))  # type: ignore[arg-type]
        return opened[-1]

    yield begin
    for desk in opened:
        desk.shell.close()
