"""The guided check in the Prepare room: devices and their settings, repeated steps, the tap test."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from tests.ui.desk import (
    DESK,
    LAPTOP,
    LISTED,
    SAY,
    SET,
    SPACE,
    WEBCAM,
    Desk,
    StagedDevices,
)

from samklang.domain.live import DeviceList, LiveState
from samklang.engine.live_check import Step
from samklang.ui.prepare.room import Doing


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
