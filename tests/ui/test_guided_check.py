"""Around a check in the Prepare room: tap test, repeats, listening back, the good check, the watch, joining."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Hands
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone

from samklang.bootstrap import SamklangHouse
from samklang.domain.live import Clip, DeviceInfo, DeviceList, LiveState, MicrophoneNow, MicrophoneSetting, SoundReading
from samklang.domain.measures import SoundMeasures, Unknown
from samklang.engine.joining import JoinStep
from samklang.engine.live_check import Plan, Step
from samklang.engine.ports import Camera, Devices, Microphone
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


@dataclass(frozen=True)
class StagedHouse(SamklangHouse):
    """The real house with staged devices; each microphone that was opened is in `opened`, the newest last."""

    staged_devices: StagedDevices = field(default_factory=lambda: StagedDevices(LISTED))
    links: StagedLinks = field(default_factory=StagedLinks)
    measures: list[SoundMeasures] = field(default_factory=lambda: [sound()])
    opened: list[StagedMicrophone] = field(default_factory=list)
    cameras: list[FakeCamera] = field(default_factory=list)

    def devices(self) -> Devices:
        return self.staged_devices

    def microphone(self, device: DeviceInfo) -> Microphone:
        self.opened.append(StagedMicrophone(device, self.measures[0]))
        return self.opened[-1]

    def camera(self, device: DeviceInfo) -> Camera:
        del device
        self.cameras.append(FakeCamera(picture()))
        return self.cameras[-1]

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


def test_the_list_marks_the_default_and_what_teams_takes_and_the_line_tells_the_system_s_volume(
    open_desk: Callable[..., Desk],
):
    desk = open_desk()
    box = desk.room.choice.box("microphone")
    assert box.currentText() == SAY("prepare.choose.default_and_teams", name=DESK.name)
    assert box.itemText(1) == LAPTOP.name
    line = desk.room.pages.setting
    assert "74 %" in line.text
    assert "Teams" in line.text
    assert line.slider.value() == 74
    assert not line.unmute_button.isVisible()
    # Another one, of which the system tells nothing: nothing is said.
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert line.text == ""
    assert not line.slider.isVisible()


def test_volume_and_mute_are_set_by_keyboard_and_the_next_list_tells_what_came_of_it(open_desk: Callable[..., Desk]):
    desk = open_desk()
    devices, line = desk.house.staged_devices, desk.room.pages.setting
    desk.tab_to(SAY("prepare.setting.slider"))
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Right)
    desk.until(lambda: devices.asked == [(DESK.id, 84.0)])
    # An older list does not take the slider back under the user's hand.
    desk.listed(replace(SET, held_by=()))
    desk.until(lambda: "Teams" not in line.text)
    assert line.slider.value() == 84
    desk.listed(replace(SET, muted=True, volume_percent=84.0))
    desk.until(line.unmute_button.isVisible)
    assert SAY("prepare.setting.muted") in line.text
    desk.tab_to(SAY("prepare.setting.unmute"))
    desk.press(SPACE)
    assert devices.asked[-1] == (DESK.id, False)
    desk.listed(SET)
    desk.until(lambda: not line.unmute_button.isVisible())


def test_what_the_system_does_not_let_us_set_is_only_told(open_desk: Callable[..., Desk]):
    desk = open_desk(
        staged_devices=StagedDevices(replace(LISTED, settings=(replace(SET, settable=False, muted=True),)))
    )
    line = desk.room.pages.setting
    desk.until(lambda: "74 %" in line.text)
    assert not line.slider.isVisible()
    assert not line.unmute_button.isVisible()


def test_one_step_alone_is_repeated_by_keyboard(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.microphone.done.clear()
    for step, kind in ((Step.QUIET, "silence"), (Step.SPEAK, "take")):
        desk.tab_to(SAY(f"prepare.again.{step}"))
        desk.press(SPACE)
        desk.until(lambda: desk.room.course.running)
        assert desk.room.hasFocus()
        desk.until(lambda: desk.room.step is Step.DONE and desk.room.course.equipment.watching)
        assert [each for each in desk.microphone.done if each in ("silence", "take")] == [kind]
        desk.microphone.done.clear()
    camera = desk.house.cameras[-1]
    camera.done.clear()
    desk.tab_to(SAY("prepare.again.look"))
    desk.press(SPACE)
    desk.until(lambda: camera.done == ["take", "finish"])
    # A microphone that was lost in between needs all of it again.
    desk.until(lambda: desk.room.step is Step.DONE)
    desk.microphone.turn(LiveState.LOST)
    desk.until(lambda: not desk.room.result.after.step_button(Step.QUIET).isVisible())


def test_the_tap_test_shows_all_marks_the_one_and_uses_it(open_desk: Callable[..., Desk]):
    desk = open_desk()
    room, tap = desk.room, desk.room.pages.tap
    desk.check()
    first = desk.microphone
    desk.tab_to(SAY("prepare.tap.open"))
    desk.press(SPACE)
    assert desk.doing() is Doing.TAPPING
    assert first.done[-1] == "close"
    one, other = desk.house.opened[-2:]
    assert (one.info, other.info) == (DESK, LAPTOP)
    assert room.primary_text == SAY("prepare.tap.close")
    for _ in range(12):
        desk.hear(one, -70.0)
        desk.hear(other, -70.0)
    desk.hear(other, -8.0)
    desk.hear(other, -70.0)
    desk.until(lambda: room.primary_text == SAY("prepare.tap.use"))
    assert tap.heading == SAY("prepare.tap.found.title")
    assert tap.words == (SAY("prepare.tap.still"), SAY("prepare.tap.moved"))
    desk.press(SPACE)
    assert room.choice.microphone == LAPTOP
    assert desk.doing() is Doing.CHECKING
    assert [each.done[-1] for each in (one, other)] == ["close", "close"]


def test_a_microphone_that_was_tapped_and_then_pulled_out_is_offered_no_more(open_desk: Callable[..., Desk]):
    desk = open_desk()
    room = desk.room
    room.begin_tapping()
    one, other = desk.house.opened[-2:]
    for _ in range(12):
        desk.hear(one, -70.0)
        desk.hear(other, -70.0)
    desk.hear(other, -8.0)
    desk.hear(other, -70.0)
    desk.until(lambda: room.primary_text == SAY("prepare.tap.use"))
    other.now = replace(other.now, state=LiveState.LOST, reading=None)
    desk.until(lambda: room.primary_text == SAY("prepare.tap.close"))
    assert room.pages.tap.words == (SAY("prepare.tap.still"), SAY("prepare.tap.silent"))


def test_leaving_the_tap_test_releases_all(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.room.begin_tapping()
    desk.press(Qt.Key.Key_Escape)
    assert desk.doing() is Doing.CHECKING
    assert [each.done for each in desk.house.opened] == [["start", "close"]] * 2
    desk.room.begin_tapping()
    desk.room.leave()
    assert all(each.done[-1] == "close" for each in desk.house.opened)


def test_with_one_microphone_the_tap_test_says_so(open_desk: Callable[..., Desk]):
    desk = open_desk(staged_devices=StagedDevices(DeviceList((LAPTOP,), (WEBCAM,))))
    desk.room.begin_tapping()
    desk.until(lambda: desk.room.pages.tap.heading == SAY("prepare.tap.only_one.title"))
    desk.house.opened[-1].turn(LiveState.OPENING)
    desk.until(lambda: desk.room.pages.tap.words == (SAY("prepare.tap.opening"),))
    desk.house.opened[-1].turn(LiveState.FAILED)
    desk.until(lambda: desk.room.pages.tap.words == (SAY("prepare.tap.silent"),))


def test_listening_back_ends_the_watch_and_the_watch_goes_on_after_it(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    after = desk.room.result.after
    desk.until(after.clip_button(Clip.TAKE).isVisible)
    assert not after.clip_button(Clip.GOOD).isVisible()
    desk.tab_to(SAY("prepare.listen.take"))
    desk.press(SPACE)
    assert not desk.room.course.equipment.watching
    assert desk.microphone.done[-1] == "play take"
    desk.until(lambda: after.clip_button(Clip.TAKE).text() == SAY("prepare.listen.stop"))
    desk.press(SPACE)
    desk.until(lambda: after.clip_button(Clip.TAKE).text() == SAY("prepare.listen.take"))
    desk.until(lambda: desk.room.course.equipment.watching)


def test_without_a_loudspeaker_there_is_a_calm_line(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.microphone.output = False
    desk.room.result.after.listen.emit(Clip.TAKE)
    desk.says(SAY("prepare.listen.no_output"))


def test_a_good_check_is_kept_compared_and_forgotten(open_desk: Callable[..., Desk]):
    desk = open_desk()
    result = desk.room.result
    desk.check()
    assert result.compared == ""
    desk.tab_to(SAY("prepare.good.keep"))
    desk.press(SPACE)
    assert desk.shell.line == SAY("prepare.good.kept")
    desk.until(result.after.clip_button(Clip.GOOD).isVisible)
    assert not result.after.keep_button.isVisible()
    assert result.compared == SAY("prepare.good.this")
    saved = desk.house.references.load(desk.room.choice.rig.id if desk.room.choice.rig else "")
    assert saved is not None
    assert saved.microphone_id == DESK.id
    # The next one is quick and says only what differs.
    assert desk.room.course.quick
    date = desk.room.course.good_since
    result.after.again.emit(None)
    desk.until(lambda: desk.room.course.running)
    desk.until(lambda: desk.room.step is Step.DONE)
    assert result.compared == SAY("prepare.good.same", date=date)
    desk.microphone.measures = sound(active_speech_level_dbfs=-28.0, reverberation_s=0.9)
    result.after.again.emit(None)
    desk.until(lambda: desk.room.course.running)
    desk.until(lambda: desk.room.step is Step.DONE)
    assert result.compared.startswith(SAY("prepare.good.differs", date=date))
    assert SAY("prepare.differs.active_speech_level_dbfs.lower", by=8, then="", now="") in result.compared
    assert SAY("prepare.differs.reverberation_s.higher", by=1, then="", now="") in result.compared
    result.forget_button.click()
    assert desk.shell.line == SAY("prepare.good.forgotten")
    assert result.compared == ""
    assert not desk.room.course.quick


def test_another_microphone_gets_the_whole_check_and_every_difference_has_words(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.room.course.keep_good()
    desk.house.measures[0] = sound(
        sample_rate_hz=16_000, channels=1, active_speech_level_dbfs=-10.0, noise_floor_dbfs=-40.0, bandwidth_hz=3_700.0
    )
    desk.room.choice.choose_microphone(LAPTOP)
    assert not desk.room.course.quick
    desk.check()
    told = desk.room.result.compared
    assert SAY("prepare.differs.microphone", now=LAPTOP.name, then=DESK.name) in told
    assert SAY("prepare.differs.sample_rate_hz", now="16", then="48") in told
    assert SAY("prepare.differs.channels", now="1", then="2") in told
    # Four are told, the others counted: how many there are depends on what a fault makes worthless.
    assert told.count("\N{BULLET}") == 5
    assert told.rpartition("\N{BULLET} ")[2] in {SAY("prepare.differs.more", count=count) for count in (1, 2)}


def test_what_is_not_ready_is_not_kept(open_desk: Callable[..., Desk]):
    desk = open_desk(measures=[sound(active_speech_level_dbfs=-50.0)])
    desk.check()
    after = desk.room.result.after
    assert not after.keep_button.isVisible()
    assert desk.room.primary_text == SAY("prepare.primary.again")
    # The meeting can be opened all the same; it is only not the obvious next step.
    assert after.join_button.isVisible()


def test_the_watch_says_one_line_and_takes_it_away(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.listed(replace(SET, muted=True))
    desk.says(SAY("prepare.watch.muted"))
    desk.listed(SET)
    desk.says("")
    desk.microphone.turn(LiveState.LOST)
    desk.says(SAY("prepare.help.microphone.lost"))
    desk.microphone.turn(LiveState.LIVE)
    desk.says(SAY("prepare.back.microphone"))


def test_joining_checks_the_link_releases_every_device_and_opens_it(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    assert desk.room.primary_text == SAY("prepare.primary.join")
    desk.press(SPACE)
    join = desk.room.pages.join
    assert desk.doing() is Doing.JOINING
    assert desk.focus() is join.field
    assert not desk.room.primary_enabled
    desk.type("https://teams.example.org/meet")
    assert join.said == SAY("prepare.join.fault.host")
    join.field.clear()
    assert join.said == SAY("prepare.join.fault.empty")
    desk.type(MEETING)
    assert join.said == SAY("prepare.join.right")
    devices = (desk.microphone, desk.house.cameras[-1])
    desk.press(Qt.Key.Key_Return)
    assert [device.done[-1] for device in devices] == ["close", "close"]
    desk.until(lambda: desk.house.links.opened == [MEETING])
    desk.says(SAY("prepare.join.opened"))
    assert desk.doing() is Doing.CHECKING
    # Nothing of it is on the disk.
    assert not any(MEETING.encode() in path.read_bytes() for path in desk.house.folder.rglob("*") if path.is_file())


def test_a_link_that_cannot_be_opened_is_said(open_desk: Callable[..., Desk]):
    desk = open_desk(links=StagedLinks(takes=False))
    desk.check()
    desk.room.begin_joining()
    desk.room.pages.join.field.setText(MEETING)
    desk.room.trigger_primary()
    desk.says(SAY("prepare.join.not_opened"))


def test_a_device_that_is_not_let_go_of_keeps_nobody_from_the_call(
    open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("samklang.engine.joining.PATIENCE_S", 0.1)
    desk = open_desk()
    desk.check()
    monkeypatch.setattr(StagedMicrophone, "released", property(lambda _: False))
    desk.room.begin_joining()
    desk.room.pages.join.field.setText(MEETING)
    desk.room.trigger_primary()
    desk.until(lambda: desk.room.pages.join.said == SAY(f"prepare.join.{JoinStep.STILL_HELD}"))
    desk.press(Qt.Key.Key_Escape)
    assert desk.doing() is Doing.JOINING
    assert desk.room.primary_text == SAY("prepare.join.anyway")
    desk.room.trigger_primary()
    desk.until(lambda: desk.house.links.opened == [MEETING])


def test_back_from_the_link_the_check_stands(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.room.begin_joining()
    desk.press(Qt.Key.Key_Escape)
    assert desk.doing() is Doing.CHECKING
    assert desk.room.result.isVisible()
    assert desk.microphone.done[-1] != "close"


def test_without_a_microphone_the_picture_alone_is_checked(open_desk: Callable[..., Desk]):
    desk = open_desk()
    box = desk.room.choice.box("microphone")
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert desk.room.choice.microphone is None
    assert desk.room.pages.setting.text == ""
    desk.press(SPACE)
    desk.until(lambda: desk.room.step is Step.DONE)
    after = desk.room.result.after
    assert desk.house.opened == []
    assert not any(after.step_button(step).isVisible() for step in (Step.QUIET, Step.SPEAK, Step.LOOK))
    assert not after.keep_button.isVisible()
    assert desk.room.primary_text == SAY("prepare.primary.join")


def test_a_good_check_that_cannot_be_saved_or_read_is_said(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    in_the_way = desk.house.folder / "references"
    in_the_way.write_text("no folder")
    desk.room.course.keep_good()
    assert desk.shell.line.startswith(SAY("store.reference_not_saved", reason="\0").partition("\0")[0])
    assert desk.room.result.after.keep_button.isVisible()
    in_the_way.unlink()
    desk.room.course.keep_good()
    saved = next(in_the_way.iterdir())
    saved.write_text("{")
    desk.room.course.load_good()
    assert desk.shell.line == SAY("store.reference_damaged")
    assert not desk.room.course.quick


def test_a_good_check_saved_by_mistake_is_forgotten_at_once(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    desk.room.result.after.keep_button.click()
    desk.tab_to(SAY("prepare.good.forget"))
    desk.press(SPACE)
    assert desk.room.result.compared == ""
    assert desk.room.result.after.keep_button.isVisible()
    rig = desk.room.choice.rig
    assert rig is not None
    assert desk.house.references.load(rig.id) is None
