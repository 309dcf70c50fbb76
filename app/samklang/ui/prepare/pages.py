"""What the Prepare room shows, laid out: the choice on top, one page in the middle, the live panels below."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from samklang.engine.house import House
from samklang.ui.controls import Notice, QuietButton, Status, column, row, scrolled
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.course import Course
from samklang.ui.prepare.guide import Guide
from samklang.ui.prepare.join_view import JoinView
from samklang.ui.prepare.laptop_line import LaptopLine
from samklang.ui.prepare.live_panels import SoundPanel
from samklang.ui.prepare.picture.before_after import BeforeAfter, Pictures
from samklang.ui.prepare.picture.panel import PicturePanel
from samklang.ui.prepare.result import Result
from samklang.ui.prepare.setting_line import SettingLine
from samklang.ui.prepare.tap_view import TapView
from samklang.ui.theme import SPACE
from samklang.wording import Wording

if TYPE_CHECKING:  # only who opens the technician's pages needs what they are made of
    from samklang.ui.prepare.technician.workbench import Workbench


class Pages:
    """The room's parts, and where they stand."""

    def __init__(self) -> None:
        self.choice, self.setting, self.demo = Choice(), SettingLine(), Notice()
        self.technician, self.laptop = QuietButton(), LaptopLine()
        self.guide, self.result, self.tap, self.join = Guide(), Result(), TapView(), JoinView()
        self.sound, self.picture, self.both = SoundPanel(), PicturePanel(), BeforeAfter()
        self.workbench: Workbench | None = None
        self._each: list[QWidget] = [self.guide, self.result, self.tap, self.join]
        self._shown: QWidget = self.guide
        self._live = QWidget()
        self._panels = row(self.picture, self.sound, spacing=SPACE * 2)
        self._panels.setStretch(0, 3)
        self._panels.setStretch(1, 2)
        self._live.setLayout(self._panels)
        self._below = column(*self._each, spacing=0)
        self.result.folded.connect(lambda _: self.make_room())
        self.result.after.compare_button.toggled.connect(lambda _: self.make_room())

    def content(self) -> QScrollArea:
        """All of it. With large text on a small screen it scrolls; the window never grows beyond the screen for it."""
        # Not a stack: in one, each page asks for room whether it is seen or not.
        below = QWidget()
        below.setLayout(self._below)
        self.show_only(self.guide)
        chosen = row(self.choice, self.technician, spacing=SPACE * 2)
        chosen.setStretch(0, 1)
        chosen.setAlignment(self.technician, Qt.AlignmentFlag.AlignBottom)
        top = column(chosen, self.setting, spacing=SPACE)
        whole = column(top, self.demo, self.laptop, below, self._live, self.both, spacing=SPACE * 2)
        whole.setStretch(4, 1)
        whole.setStretch(5, 1)
        content = QWidget()
        content.setLayout(whole)
        return scrolled(content)

    def add_workbench(self, make: "Callable[[], Workbench]") -> "Workbench":
        """The technician's pages, made when they are first opened."""
        if self.workbench is None:
            self.workbench = make()
            self.workbench.hide()
            self._each.append(self.workbench)
            self._below.addWidget(self.workbench)
        return self.workbench

    def fit(self, width: int) -> None:
        """Picture and sound stand side by side where they fit, else one below the other."""
        needed = self.picture.minimumSizeHint().width() + self.sound.minimumSizeHint().width() + SPACE * 5
        fits = needed <= width
        self._panels.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def show_only(self, page: QWidget) -> None:
        """Show one of guide, result, tap test, join and the technician's pages."""
        if page is not self.result:
            self.result.details_button.setChecked(False)
            self.result.after.compare_button.setChecked(False)
        self._shown = page
        for each in self._each:
            each.setVisible(each is page)
        self.make_room()

    def make_room(self) -> None:
        """The measurements, two pictures, the tap test's list or a technician's page take the live panels' place."""
        unfolded = self.result.details_button.isChecked()
        comparing = self.result.after.compare_button.isChecked() and not unfolded
        self.setting.setVisible(self._shown is not self.workbench)
        own = self._shown is self.tap or (self._shown is self.workbench and not self._lent)
        self.both.setVisible(comparing)
        self._live.setVisible(not (unfolded or comparing or own))

    @property
    def _lent(self) -> bool:
        return self.workbench is not None and self.workbench.uses_devices

    def retranslate(self, house: House) -> None:
        """All words anew."""
        say = house.wording
        self.choice.show_house(house)
        self.technician.set_words(say("prepare.technician.open"), tip="Ctrl+T")
        for part in (self.setting, self.laptop, self.join, self.result, self.tap, self.sound, self.picture):
            part.retranslate(say)
        if self.workbench is not None:
            self.workbench.retranslate(say)

    def show_choice(self, course: Course, house: House) -> None:
        """What follows from what is chosen: the demo's warning, where the head and the voice belong, the volume."""
        chosen, say = course.chosen, house.wording
        which = "both" if len(chosen.demos) > 1 else "".join(chosen.demos)
        self.demo.show_line(say(f"prepare.demo.{which}") if which else "", Status.ATTENTION)
        self.picture.mark(say("prepare.demo_mark") if "camera" in chosen.demos else "")
        self.picture.show_rig(chosen.rig)
        self.show_good(course)
        self.setting.show_setting(self.choice.setting, say)
        target = chosen.rig.target("speech_level") if chosen.rig is not None else None
        if chosen.rig is not None and target is not None:
            wanted = house.check_words(chosen.rig).range(target.pass_range, target.unit)
            self.sound.show_band(target.pass_range, say("prepare.sound.band", range=wanted))

    def show_good(self, course: Course) -> None:
        """The picture of the good check beside the live one, where one was kept and a camera is chosen."""
        image, words = course.good_picture
        self.picture.show_good(None if course.chosen.camera is None else image, words)

    def show_laptop(self, course: Course, house: House) -> None:
        """What is off about the laptop; once a check has told it as the next action, it is not said twice."""
        told = course.report is not None and self._shown is self.result and _is_of_laptop(course)
        laptop = None if told or self._shown is self.workbench else course.beneath.laptop
        self.laptop.show_laptop(laptop, course.chosen.rig, house)

    def show_pictures(self, pictures: Pictures, say: Wording) -> None:
        """The picture before and the one now, where there are two."""
        self.both.show_pictures(pictures, say)

    def clear_live(self, say: Wording) -> None:
        """Nothing is open any more."""
        self.sound.clear(say)
        self.picture.clear(say)


def _is_of_laptop(course: Course) -> bool:
    report = course.report
    if report is None:
        return False
    judged = report.judgement
    return any(each.check == judged.next_check and each.section == "laptop" for each in judged.verdicts)
