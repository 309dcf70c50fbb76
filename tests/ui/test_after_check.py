"""After a check in the Prepare room: listening back, the good check, the watch, joining."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from tests.ui.desk import (
    DESK,
    LAPTOP,
    MEETING,
    SAY,
    SET,
    SPACE,
    Desk,
    StagedLinks,
    StagedMicrophone,
)
from tests.unit.check_examples import sound

from samklang.domain.live import Clip, LiveState
from samklang.engine.joining import JoinStep
from samklang.engine.live_check import Step
from samklang.ui.prepare.room import Doing


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
    assert after.keep_button.isVisible()
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
