"""The live picture of the Prepare room: one line at a time, the head's zone, before and after, and as it was good."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from tests.ui.desk import SAY, SPACE, WEBCAM, Desk
from tests.unit.check_examples import rig

from samklang.domain.live import CameraMode, CameraTrouble, FaceBox, LiveState, PictureReading
from samklang.domain.measures import Unknown
from samklang.engine.live_check import Step
from samklang.ui.prepare.picture.hints import HOLD_S, STAND_S, Hint, Steadied, hint_of
from samklang.ui.prepare.picture.zone import USUAL_HEAD_HEIGHT, USUAL_HEADROOM, head_zone

FACE = FaceBox(0.4, 0.15, 0.6, 0.5)
WELL = PictureReading(
    1280,
    720,
    frame_rate_fps=30.0,
    luma=110.0,
    face_luma=130.0,
    faces=(FACE,),
    take=1,
    seen_s=3.0,
    head_height_share=0.4,
    headroom_share=0.1,
)


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({}, None),
        ({"card": True, "faces": ()}, Hint.NO_SIGNAL),
        ({"black": True, "faces": ()}, Hint.BLACK),
        ({"faces": ()}, Hint.NO_FACE),
        ({"face_luma": 30.0}, Hint.FACE_DARK),
        ({"face_luma": 240.0}, Hint.FACE_BRIGHT),
        ({"face_luma": Unknown("no_face")}, None),
        ({"headroom_share": 0.0}, Hint.HEAD_HIGH),
        ({"headroom_share": 0.45}, Hint.HEAD_LOW),
        ({"head_height_share": 0.1, "headroom_share": 0.45}, Hint.HEAD_SMALL),
        ({"head_height_share": 0.7}, Hint.HEAD_LARGE),
        # A laptop's own camera that gives all it has, and enough for the rig, is not at fault.
        ({"asked": CameraMode(1920, 1080)}, None),
        ({"asked": CameraMode(1920, 1080), "width": 640, "height": 480}, Hint.SMALL_PICTURE),
        # The light comes first: in the dark nobody can be placed.
        ({"face_luma": 30.0, "headroom_share": 0.45}, Hint.FACE_DARK),
    ],
)
def test_of_all_that_is_off_one_thing_is_said(changes: dict[str, object], hint: Hint | None):
    assert hint_of(replace(WELL, **changes), rig()) is hint  # type: ignore[arg-type]


def test_two_facilitators_are_both_looked_for():
    assert hint_of(WELL, replace(rig(), expected_faces=2)) is Hint.FEW_FACES
    assert hint_of(WELL, None) is None


def test_every_hint_has_words():
    assert all(SAY.has(f"prepare.hint.{hint}") for hint in Hint)


def test_a_hint_that_does_not_last_is_never_said_and_one_that_is_said_can_be_read():
    now = [0.0]
    steadied = Steadied(lambda: now[0])
    assert steadied.next(Hint.NO_FACE) is None
    now[0] = HOLD_S / 2
    assert steadied.next(None) is None
    assert steadied.next(Hint.NO_FACE) is None
    now[0] += HOLD_S
    assert steadied.next(Hint.NO_FACE) is Hint.NO_FACE
    now[0] += HOLD_S + 0.1
    assert steadied.next(None) is Hint.NO_FACE
    now[0] += STAND_S
    assert steadied.next(None) is None


def test_the_zone_is_the_middle_of_what_the_rig_asks_for():
    zone = head_zone(None)
    assert (zone.top, zone.height) == (USUAL_HEADROOM.middle, USUAL_HEAD_HEIGHT.middle)
    target = next(each for each in rig().targets if each.check == "headroom")
    moved = replace(target, pass_range=replace(target.pass_range, low=0.2, high=0.3))
    others = tuple(each for each in rig().targets if each.check != "headroom")
    assert head_zone(replace(rig(), targets=(*others, moved))).top == pytest.approx(0.25)
    # A target that is open at one end has no middle of its own.
    opened = replace(target, pass_range=replace(target.pass_range, high=None))
    assert head_zone(replace(rig(), targets=(*others, opened))).top == USUAL_HEADROOM.middle


def test_the_panel_says_what_lasts_and_a_device_in_trouble_comes_first(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    panel, camera = desk.room.pages.picture, desk.house.cameras[-1]
    assert panel.line == SAY("prepare.camera.live")
    camera.see(replace(WELL, headroom_share=0.45))
    desk.until(lambda: panel.line == SAY("prepare.hint.head_low"))
    assert SAY("prepare.hint.head_low") in panel.view.accessibleDescription()
    camera.turn(LiveState.FROZEN)
    desk.until(lambda: panel.line == SAY("prepare.camera.frozen"))
    camera.turn(LiveState.LIVE)
    camera.see(WELL)
    desk.until(lambda: panel.line == SAY("prepare.camera.live"))
    # What another program holds is not gone.
    camera.now = replace(camera.now, state=LiveState.LOST, trouble=CameraTrouble.IN_USE)
    desk.until(lambda: panel.line == SAY("prepare.camera.unavailable"))


def grey(image: QImage | None) -> int | None:
    return None if image is None else QColor(image.pixel(1, 1)).red()


def look_again(desk: Desk, level: int) -> None:
    """Something was changed, and the picture alone is measured again."""
    camera = desk.house.cameras[-1]
    camera.level = level
    camera.measures = replace(camera.measures, face_luma=float(level))
    desk.tab_to(SAY("prepare.again.look"))
    desk.press(SPACE)
    desk.until(lambda: desk.room.course.running)
    desk.until(lambda: desk.room.step is Step.DONE)


def test_before_and_now_stand_side_by_side_on_request_and_are_gone_with_the_room(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    after, both = desk.room.result.after, desk.room.pages.both
    assert not after.compare_button.isVisible()
    look_again(desk, 200)
    desk.until(after.compare_button.isVisible)
    assert not both.isVisible()
    desk.tab_to(SAY("prepare.pictures.show"))
    desk.press(SPACE)
    assert both.isVisible()
    assert not desk.room.pages.picture.isVisible()
    assert [grey(image) for image in both.images] == [60, 200]
    assert after.compare_button.text() == SAY("prepare.pictures.hide")
    desk.press(SPACE)
    assert desk.room.pages.picture.isVisible()
    # The reading aloud alone measures no picture anew: both stay.
    desk.tab_to(SAY("prepare.again.speak"))
    desk.press(SPACE)
    desk.until(lambda: desk.room.course.running)
    desk.until(lambda: desk.room.step is Step.DONE)
    assert [grey(image) for image in both.images] == [60, 200]
    desk.room.leave()
    assert desk.room.course.pictures.before is None
    assert desk.room.course.pictures.now is None


def test_a_small_picture_is_kept_only_where_it_was_ticked_and_goes_with_the_good_check(
    open_desk: Callable[..., Desk],
):
    desk = open_desk()
    room, after = desk.room, desk.room.result.after
    desk.check()
    rig_id = room.choice.rig.id if room.choice.rig else ""
    assert not after.picture_box.isChecked()
    desk.tab_to(SAY("prepare.good.keep"))
    desk.press(SPACE)
    assert desk.house.references.thumbnail(rig_id) is None
    assert grey(room.pages.picture.good_image) is None
    # It is said what it means before anything is kept.
    desk.tab_to(SAY("prepare.good.forget"))
    desk.press(SPACE)
    desk.until(after.picture_box.isVisible)
    assert after.picture_box.accessibleDescription() == SAY("prepare.good.picture_is_kept")
    desk.tab_to(SAY("prepare.good.with_picture"))
    desk.press(SPACE)
    desk.tab_to(SAY("prepare.good.keep"))
    desk.press(SPACE)
    assert desk.shell.line == SAY("prepare.good.kept_with_picture")
    kept = desk.house.references.thumbnail(rig_id)
    assert kept is not None
    assert kept.startswith(b"\xff\xd8\xff")
    assert grey(room.pages.picture.good_image) == pytest.approx(60, abs=3)
    # It is shown again the next time, and the box is not ticked for the next person.
    room.course.load_good()
    room.pages.show_good(room.course)
    assert room.pages.picture.good_image is not None
    look_again(desk, 90)
    assert not after.picture_box.isChecked()
    room.course.keep_good()
    assert desk.house.references.thumbnail(rig_id) is None
    assert grey(room.pages.picture.good_image) is None


def test_another_camera_forgets_the_pictures(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    assert desk.room.course.pictures.now is not None
    box = desk.room.choice.box("camera")
    assert desk.room.choice.camera == WEBCAM
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert desk.room.course.pictures.now is None


def test_a_light_goes_out_with_what_it_stood_for(open_desk: Callable[..., Desk]):
    desk = open_desk()
    desk.check()
    room, camera = desk.room, desk.house.cameras[-1]
    camera.see(WELL)
    found = room.result.accessibleName()
    assert room.course.may_join
    camera.see(replace(WELL, card=True, faces=()))
    desk.until(lambda: room.result.accessibleName() == SAY("prepare.result.stale"))
    assert (room.course.may_join, room.primary_text) == (False, SAY("prepare.primary.again"))
    camera.see(WELL)
    desk.until(lambda: room.result.accessibleName() == found)
    assert room.course.may_join
    camera.turn(LiveState.LOST)
    desk.until(lambda: room.result.accessibleName() == SAY("prepare.result.stale"))
