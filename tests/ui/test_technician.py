"""The technician's pages of the Prepare room, by keyboard, on staged devices."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from tests.ui.desk import DESK, LISTED, SAY, SPACE, WEBCAM, Desk, StagedCamera, StagedDevices, StagedLaptop
from tests.unit import check_examples as examples
from tests.unit import soak_examples

from samklang.domain.dslr import Answer, DslrNow, DslrState
from samklang.domain.history import soaks_of
from samklang.domain.live import DEMO_ID, CameraNow, DeviceInfo, DeviceList, LiveState
from samklang.domain.measures import Unknown
from samklang.domain.soak import Happening
from samklang.domain.sync import ClapsSeen, HeardClap, SyncMeasures
from samklang.engine.live_check import Step
from samklang.ui.prepare.room import Doing
from samklang.ui.prepare.saving import chosen_export
from samklang.ui.prepare.technician.claps import ClapTool
from samklang.ui.prepare.technician.dslr import DslrTool
from samklang.ui.prepare.technician.history import FILTERS, HistoryTool
from samklang.ui.prepare.technician.laptop import LaptopTool
from samklang.ui.prepare.technician.rig import RigTool
from samklang.ui.prepare.technician.soak import SoakTool
from samklang.ui.prepare.technician.tool import Tool
from samklang.ui.prepare.technician.workbench import TOOLS, Workbench
from samklang.wording import LANGUAGES

CONTROL = Qt.KeyboardModifier.ControlModifier
CLAPS = tuple(HeardClap(at * 2.0, 30.0) for at in range(3))


def bench(desk: Desk) -> Workbench:
    made = desk.room.pages.workbench
    assert made is not None
    return made


def opened(desk: Desk, tool_id: str) -> Tool:
    """Ctrl+T, then the page's name with the Tab key."""
    if desk.room.doing is not Doing.TECHNICIAN:
        desk.press(Qt.Key.Key_T, CONTROL)
    desk.tab_to(SAY(f"prepare.tool.{tool_id}"))
    desk.press(SPACE)
    shown = bench(desk).shown
    assert shown is not None
    assert shown.tool_id == tool_id
    desk.room.setFocus()
    return shown


def test_nothing_of_it_is_made_before_it_is_asked_for(open_desk: Callable[..., Desk]):
    desk = open_desk()
    assert desk.room.pages.workbench is None
    assert desk.room.primary_text == SAY("prepare.primary.start")
    desk.press(Qt.Key.Key_T, CONTROL)
    assert bench(desk).made == ("rig",)
    desk.press(Qt.Key.Key_Escape)
    assert desk.room.doing is Doing.CHECKING
    assert desk.room.guide.isVisible()
    # A check that runs is not disturbed by it.
    desk.press(SPACE)
    desk.press(Qt.Key.Key_T, CONTROL)
    assert desk.room.course.running
    assert desk.room.doing is Doing.CHECKING
    desk.until(lambda: desk.room.step is Step.DONE)
    desk.press(Qt.Key.Key_T, CONTROL)
    desk.press(Qt.Key.Key_Escape)
    assert desk.room.result.isVisible()


def test_every_page_has_its_words_in_every_language(open_desk: Callable[..., Desk]):
    desk = open_desk(laptop=StagedLaptop(examples.laptop()))
    for tool_id in TOOLS:
        opened(desk, tool_id)
    for language in LANGUAGES:
        desk.shell.change_language(language)
        names = [bench(desk).name_button(tool_id).text() for tool_id in TOOLS]
        assert names == [desk.room.wording(f"prepare.tool.{tool_id}") for tool_id in TOOLS]


def test_what_is_off_about_the_laptop_is_one_line_and_only_then(open_desk: Callable[..., Desk]):
    desk = open_desk(laptop=StagedLaptop(examples.laptop()))
    line = desk.room.pages.laptop
    desk.until(lambda: desk.room.course.beneath.laptop is not None)
    assert not line.isVisible()
    # A program that has just begun is busy by itself.
    desk.house.laptop.now = examples.laptop(watched_s=5.0, load_mean_percent=99.0, load_p95_percent=100.0)
    desk.until(lambda: desk.room.course.beneath.laptop != examples.laptop())
    assert not line.isVisible()
    desk.house.laptop.now = examples.laptop(on_mains=0.0, battery_percent=12.0)
    desk.until(line.isVisible)
    desk.tab_to(SAY("prepare.laptop.details"))
    desk.press(SPACE)
    assert isinstance(bench(desk).shown, LaptopTool)
    assert not line.isVisible()
    desk.room.leave()
    assert desk.house.laptop.done == ["start", "close"]


def test_the_laptop_counts_in_the_check(open_desk: Callable[..., Desk]):
    desk = open_desk(laptop=StagedLaptop(examples.laptop(on_mains=0.0, battery_percent=4.0)))
    desk.until(desk.room.pages.laptop.isVisible)
    desk.check()
    report = desk.room.report
    assert report is not None
    assert {each.section for each in report.judgement.verdicts} == {"sound", "picture", "laptop"}
    assert report.judgement.next_check in ("mains", "battery")
    # It is the next action now: once is enough.
    assert not desk.room.pages.laptop.isVisible()


def test_nothing_is_sent_before_somebody_said_yes(open_desk: Callable[..., Desk]):
    desk = open_desk(laptop=StagedLaptop(examples.laptop()))
    tool = opened(desk, "laptop")
    assert isinstance(tool, LaptopTool)
    assert desk.house.probes == []
    desk.press(SPACE)
    probe = desk.house.probes[-1]
    assert probe.done == []
    assert tool.network_text == SAY("prepare.network.question", host=probe.host)
    desk.tab_to(SAY("prepare.network.no"))
    desk.press(SPACE)
    assert probe.done == ["close"]
    desk.room.setFocus()
    desk.press(SPACE)
    desk.press(SPACE)
    probe = desk.house.probes[-1]
    assert probe.done == ["start"]
    assert desk.room.primary_text == SAY("prepare.network.stop")
    desk.press(SPACE)
    assert probe.done == ["start", "close"]
    assert tool.network_text == SAY("prepare.network.stopped")
    desk.press(SPACE)
    desk.press(SPACE)
    desk.house.probes[-1].finish()
    desk.until(lambda: tool.network_text == SAY("prepare.network.done", host="stun.example.org"))
    laptop = desk.room.course.beneath.laptop
    assert laptop is not None
    assert laptop.probe == desk.house.probes[-1].found
    desk.press(SPACE)
    desk.press(SPACE)
    desk.house.probes[-1].now = replace(desk.house.probes[-1].now, failed=True)
    desk.until(lambda: tool.network_text == SAY("prepare.network.failed"))


def test_three_claps_are_counted_told_and_judged(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    tool = opened(desk, "claps")
    assert isinstance(tool, ClapTool)
    assert desk.room.primary_text == SAY("prepare.claps.start")
    desk.press(SPACE)
    microphone, camera = desk.microphone, desk.house.cameras[-1]
    desk.until(lambda: tool.heading == SAY("prepare.claps.clap.title"))
    assert desk.room.pages.picture.isVisible()
    assert "listen" in microphone.done
    unknown = Unknown("too_few_claps")
    microphone.now = replace(microphone.now, claps=CLAPS[:2])
    camera.now = replace(camera.now, claps=ClapsSeen(2, SyncMeasures(unknown, unknown, 1)))
    desk.until(lambda: tool.count.startswith(SAY("prepare.claps.count", count=1, wanted=3)))
    assert SAY("prepare.claps.heard_only", count=1) in tool.count
    microphone.now = replace(microphone.now, claps=CLAPS)
    camera.now = replace(camera.now, claps=ClapsSeen(3, SyncMeasures(120.0, 12.0, 3)))
    desk.until(lambda: tool.heading == SAY("prepare.claps.done.title"))
    assert tool.count == SAY("prepare.claps.count", count=3, wanted=3)
    assert SAY("prepare.claps.sound_early", ms=120, about=12) in tool.measured
    report = desk.room.report
    assert report is not None
    assert report.sync == SyncMeasures(120.0, 12.0, 3)
    # The watch over the microphone goes on when the page is left.
    desk.press(Qt.Key.Key_Escape)
    desk.until(lambda: desk.room.course.equipment.watching)
    assert microphone.done.count("start") == 1


def test_claps_are_given_up_and_a_lost_camera_is_said(open_desk: Callable[..., Desk]):
    desk = open_desk()
    tool = opened(desk, "claps")
    assert isinstance(tool, ClapTool)
    desk.press(SPACE)
    desk.until(lambda: tool.heading == SAY("prepare.claps.clap.title"))
    desk.press(SPACE)
    assert tool.heading == SAY("prepare.claps.idle.title")
    assert desk.microphone.done[-1] == "listen no more"
    desk.press(SPACE)
    desk.until(lambda: tool.heading == SAY("prepare.claps.clap.title"))
    desk.house.cameras[-1].turn(LiveState.LOST)
    desk.until(lambda: tool.heading == SAY("prepare.claps.broken.title"))
    desk.says(SAY("prepare.help.camera.lost"))
    desk.room.leave()
    assert desk.microphone.done[-1] == "close"


def test_claps_need_microphone_and_camera(open_desk: Callable[..., Desk]):
    desk = open_desk()
    opened(desk, "claps")
    box = desk.room.choice.box("camera")
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    desk.until(lambda: not desk.room.primary_enabled)


def test_an_endurance_test_runs_is_ended_and_is_remembered_with_the_rig(open_desk: Callable[..., Desk], tmp_path: Path):
    desk = open_desk(laptop=StagedLaptop(examples.laptop()))
    tool = opened(desk, "soak")
    assert isinstance(tool, SoakTool)
    assert tool.last == desk.house.soak_line(None, WEBCAM.name)
    desk.press(SPACE)
    desk.until(lambda: tool.heading == SAY("prepare.soak.watching"))
    assert tool.now == SAY("prepare.soak.nothing")
    # Nobody leaves it by a slip of the finger.
    desk.press(Qt.Key.Key_Escape)
    assert desk.room.doing is Doing.TECHNICIAN
    assert not bench(desk).name_button("rig").isEnabled()
    desk.house.cameras[-1].turn(LiveState.LOST)
    desk.until(lambda: tool.now == SAY("soak.event.camera_lost", value="?"))
    desk.house.cameras[-1].turn(LiveState.LIVE)
    desk.until(lambda: tool.now == SAY("prepare.soak.seen", count=1))
    desk.press(SPACE)
    assert tool.result is not None
    rig = desk.room.choice.rig
    assert rig is not None
    (kept,) = soaks_of(desk.house.histories.of(rig.id))
    assert kept.happened[0].kind is Happening.CAMERA_LOST
    assert tool.now == desk.house.soak_line(kept)
    assert tool.heading == SAY(f"soak.verdict.{kept.outcome}")
    page = tmp_path / "soak.html"
    tool.save_to(page)
    desk.says(SAY("prepare.result.saved", name="soak.html"))
    assert "<html" in page.read_text(encoding="utf-8")
    # The next one is ended by leaving the room, and says so.
    desk.press(SPACE)
    desk.until(lambda: tool.heading == SAY("prepare.soak.watching"))
    desk.room.leave()
    assert len(soaks_of(desk.house.histories.of(rig.id))) == 2
    assert desk.microphone.done[-1] == "close"


def test_a_test_with_a_demo_device_is_shown_and_not_remembered(open_desk: Callable[..., Desk]):
    demo = DeviceInfo(DEMO_ID, "")
    desk = open_desk(staged_devices=StagedDevices(DeviceList((DESK,), (demo,))))
    tool = opened(desk, "soak")
    assert isinstance(tool, SoakTool)
    tool.begin_for(0.2)
    desk.until(lambda: tool.result is not None)
    rig = desk.room.choice.rig
    assert rig is not None
    assert desk.house.histories.of(rig.id) == ()


def test_a_test_whose_camera_never_comes_says_so(open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(StagedCamera, "poll", lambda _: CameraNow(LiveState.FAILED))
    desk = open_desk()
    tool = opened(desk, "soak")
    assert isinstance(tool, SoakTool)
    desk.press(SPACE)
    desk.until(lambda: tool.heading == SAY("prepare.soak.broken"))
    desk.says(SAY("prepare.help.camera.failed"))
    assert not tool.busy
    assert tool.result is None


def test_the_history_shows_how_the_checks_went_and_is_exported(open_desk: Callable[..., Desk], tmp_path: Path):
    desk = open_desk()
    tool = opened(desk, "history")
    assert isinstance(tool, HistoryTool)
    assert tool.text == SAY("prepare.history.nothing")
    assert not desk.room.primary_enabled
    desk.press(Qt.Key.Key_Escape)
    desk.check()
    desk.room.result.after.again.emit(None)
    desk.until(lambda: desk.room.course.running)
    desk.until(lambda: desk.room.step is Step.DONE)
    rig = desk.room.choice.rig
    assert rig is not None
    desk.house.histories.add(rig.id, soak_examples.result(rig_id=rig.id, camera=WEBCAM.name))
    opened(desk, "history")
    assert tool.text == SAY("prepare.history.checks", count=2)
    assert {trend.measure for trend in tool.trends} >= {"sound.active_speech_level_dbfs", "picture.face_luma"}
    for name in ("h.html", "h.csv", "h.json", "h.pdf"):
        tool.save_to(tmp_path / name)
        desk.says(SAY("prepare.result.saved", name=name))
    assert json.loads((tmp_path / "h.json").read_text(encoding="utf-8"))
    assert (tmp_path / "h.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "chosen", "written"),
    [("a", "CSV (*.csv)", "a.csv"), ("a.json", "CSV (*.csv)", "a.json"), ("a.b", "nothing", "a.b.html")],
)
def test_the_export_gets_the_ending_of_its_form(name: str, chosen: str, written: str):
    assert chosen_export(name, chosen, FILTERS).name == written


def test_a_rig_is_made_of_what_is_chosen_recognised_and_removed(open_desk: Callable[..., Desk]):
    desk = open_desk()
    tool = opened(desk, "rig")
    assert isinstance(tool, RigTool)
    assert not desk.room.primary_enabled
    desk.tab_to(SAY("prepare.rig.name"))
    desk.type("Rum 4")
    desk.press(Qt.Key.Key_Return)
    desk.says(SAY("prepare.rig.made", name="Rum 4"))
    made = desk.room.choice.rig
    assert made is not None
    assert made.bound is not None
    assert made.bound.microphone is not None
    assert made.bound.microphone.name == DESK.name
    assert tool.lines == (SAY("rig.which.complete", rig="Rum 4"),)
    # The camera is pulled out: the page says what is missing.
    desk.house.staged_devices.listed = replace(LISTED, cameras=(DeviceInfo(DEMO_ID, ""),))
    desk.until(lambda: SAY("rig.missing.not_plugged_in.camera", rig="Rum 4", name=WEBCAM.name) in tool.lines)
    desk.tab_to(SAY("prepare.rig.remove", name="Rum 4"))
    desk.press(SPACE)
    desk.says(SAY("prepare.rig.removed", name="Rum 4"))
    assert made.id not in [rig.id for rig in desk.room.choice.rigs]


def test_the_rig_that_is_plugged_in_is_chosen_unless_somebody_chose(open_desk: Callable[..., Desk]):
    desk = open_desk()
    tool = opened(desk, "rig")
    assert isinstance(tool, RigTool)
    tool.field.setText("Rum 4")
    desk.room.setFocus()
    desk.press(SPACE)
    desk.house.settings.put({"rig": "laptop-alone", "prepare.microphone": "pulse:laptop"})
    # The next start of the program finds it plugged in.
    again = open_desk()
    again.until(lambda: again.room.choice.rig is not None and again.room.choice.rig.id == "rum-4")
    assert again.room.choice.microphone == DESK
    # Without its microphone it is only said.
    lacking = StagedDevices(replace(LISTED, microphones=LISTED.microphones[1:]))
    third = open_desk(staged_devices=lacking)
    third.says(SAY("rig.missing.not_plugged_in.microphone", rig="Rum 4", name=DESK.name))
    # What somebody chose by hand stays.
    box = third.room.choice.box("rig")
    box.setCurrentIndex(0)
    box.activated.emit(0)
    lacking.listed = LISTED
    third.until(lambda: DESK in third.room.choice.microphones)
    assert third.room.choice.rig != again.room.choice.rig


def test_a_dslr_is_read_or_its_checklist_answered_and_remembered(open_desk: Callable[..., Desk]):
    desk = open_desk()
    tool = opened(desk, "dslr")
    assert isinstance(tool, DslrTool)
    assert desk.room.primary_text == ""
    box = desk.room.choice.box("rig")
    at = next(at for at, rig in enumerate(desk.room.choice.rigs) if rig.id == "laptop-microphone-dslr")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    desk.until(lambda: desk.room.primary_text == SAY("prepare.dslr.read"))
    desk.press(SPACE)
    reader = desk.house.readers[-1]
    assert tool.state == SAY("dslr.state.reading")
    reader.now = DslrNow(DslrState.NO_LIBRARY)
    desk.until(lambda: tool.state == SAY("dslr.state.no_library"))
    assert reader.done == ["start", "close"]
    point = tool.points[0]
    choice = tool.answer_box(point.id)
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    kept = desk.house.checklists.load("laptop-microphone-dslr")
    assert kept is not None
    assert dict(kept.answers) == {point.id: Answer.DONE}
    told = desk.room.course.beneath.dslr
    assert told is not None
    assert not told.read_from_camera
    # What the camera itself says counts more.
    desk.press(SPACE)
    desk.house.readers[-1].now = DslrNow(DslrState.READ, examples.dslr())
    desk.until(lambda: tool.state == SAY("dslr.state.read"))
    read = desk.room.course.beneath.dslr
    assert read is not None
    assert dict(read.answers)[point.id] is Answer.DONE
    assert replace(read, answers=()) == examples.dslr()
    desk.press(SPACE)
    desk.press(SPACE)
    assert desk.house.readers[-1].done == ["start", "close"]
    assert tool.state == ""
    desk.room.leave()
    # The answers are there again the next time.
    again = open_desk()
    assert again.room.course.beneath.dslr == told
