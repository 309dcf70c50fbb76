"""The Prepare room: choose the rig and the devices, check sound and picture, do the one thing that helps most."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent

from samklang.engine.house import House
from samklang.engine.joining import JoinStep
from samklang.engine.live_check import LiveCheck, Plan, Step
from samklang.ui.controls import Status, column
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.course import Course
from samklang.ui.prepare.guide import Guide
from samklang.ui.prepare.meeting import Meeting
from samklang.ui.prepare.pages import Pages
from samklang.ui.prepare.picture.before_after import KEPT_WIDTH_PX
from samklang.ui.prepare.plugged_in import PluggedIn, take_recognised
from samklang.ui.prepare.result import Result
from samklang.ui.prepare.saving import Saving, asked_file
from samklang.ui.prepare.tap_aside import TapAside
from samklang.ui.prepare.technician.aside import TechnicianAside
from samklang.ui.prepare.troubles import broken_line
from samklang.ui.room import Room

if TYPE_CHECKING:  # only who checks, or opens the technician's pages, needs what these are made of
    from samklang.domain.live import DeviceList
    from samklang.engine.check import CheckReport
    from samklang.ui.prepare.technician.tool import Ground

_TICK_MS = 33
"""Thirty times a second: as often as a camera has something new."""


class Doing(StrEnum):
    """What the room is about now."""

    CHECKING = "checking"
    TAPPING = "tapping"
    JOINING = "joining"
    TECHNICIAN = "technician"


class PrepareRoom(Room):
    """Checks live devices. They are opened by the first check and let go when the room is left.

    Everything that may hang runs in workers behind the ports; a timer of ours asks them, and they answer at once.

    Args:
        house: Where devices, rigs and reports come from.
        plan: How long the steps take; that of a quick check, too, where it is given.

    Attributes:
        doing: What the room is about now.
    """

    room_id = "prepare"

    def __init__(self, house: House, plan: Plan | None = None) -> None:
        super().__init__(house)
        self._plugged_in = PluggedIn()
        self._saving = Saving()
        self.doing = Doing.CHECKING
        self._pages = Pages()
        self._tap = TapAside(self._pages.tap)
        self._technician = TechnicianAside(self._pages, self._ground)
        self._meeting = Meeting(self._pages.join)
        self._course = Course(lambda: self.house, self._pages.choice, plan)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._page = self._pages.content()
        self.setLayout(column(self._page))
        self._connect()
        self.retranslate()

    @property
    def step(self) -> Step:
        """Where the check stands."""
        return self._course.step

    @property
    def report(self) -> CheckReport | None:
        """The last check, or None before the first."""
        return self._course.report

    @property
    def course(self) -> Course:
        """The checks themselves."""
        return self._course

    @property
    def pages(self) -> Pages:
        """What is shown."""
        return self._pages

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self._pages.choice

    @property
    def result(self) -> Result:
        """The last verdict as shown."""
        return self._pages.result

    @property
    def guide(self) -> Guide:
        """What the person is told to do."""
        return self._pages.guide

    def _connect(self) -> None:
        pages, course = self._pages, self._course
        pages.choice.changed.connect(self._take_choice)
        pages.setting.volume_wanted.connect(lambda to: self._plugged_in.set_volume(self.choice.microphone, to))
        pages.setting.unmute_wanted.connect(lambda: self._plugged_in.unmute(self.choice.microphone))
        pages.setting.tap_wanted.connect(self.begin_tapping)
        pages.tap.closed.connect(self.back_to_check)
        pages.technician.clicked.connect(lambda _: self.open_technician())
        pages.laptop.details.connect(lambda: self.open_technician("laptop"))
        self._technician.closed.connect(self.back_to_check)
        self._technician.changed.connect(self._take_technician)
        self._technician.said.connect(lambda status, line: self.say(line, status))
        pages.join.closed.connect(self.back_to_check)
        pages.join.changed.connect(self._show_primary)
        pages.join.entered.connect(self.trigger_primary)
        pages.result.save_wanted.connect(self._save)
        pages.result.forget_wanted.connect(course.forget_good)
        pages.result.after.again.connect(self._again)
        pages.result.after.listen.connect(course.listen)
        pages.result.after.keep.connect(lambda: course.keep_good(with_picture=pages.result.after.with_picture))
        pages.result.after.join.connect(self.begin_joining)
        course.stepped.connect(self._show_step)
        course.judged.connect(self._show_report)
        course.said.connect(lambda status, line: self.say(line, status))
        self.add_key("Ctrl+S", self._save)
        self.add_key("Ctrl+D", pages.result.details_button.toggle)
        self.add_key("Ctrl+T", self.open_technician)
        self.add_key("Esc", self.back_to_check)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The panels find their places for the new width."""
        super().resizeEvent(event)
        self._pages.fit(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Page up and down move through what does not fit on the screen."""
        moves = event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        self._page.keyPressEvent(event) if moves else super().keyPressEvent(event)

    def retranslate(self) -> None:
        """All words anew."""
        self._pages.retranslate(self.house)
        self._course.retranslate()
        self._pages.show_choice(self._course, self.house)
        self._show_report()
        self._tap.retranslate(self.wording)
        self._show_step()
        self.say(self.choice.missing_line(self.wording), Status.ATTENTION)  # no line stays in another language
        if self._course.progress.broken is not None:
            self.say(broken_line(self._course.progress.broken, self.wording), Status.ATTENTION)

    def enter(self) -> None:
        """Read the rigs, begin to look for devices."""
        self.choice.read_rigs()
        self._course.load_good()
        self._pages.show_choice(self._course, self.house)
        self._show_step()
        self._course.beneath.start(self.house)
        self._plugged_in.start(self.house)
        self._timer.start()

    def leave(self) -> None:
        """Let go of everything: another program may want it now. What could be listened back to is gone with it."""
        self._timer.stop()
        self._plugged_in.close()
        self._technician.close()
        self._close_devices()
        self._course.leave()
        self._meeting.give_up()
        self.say("")
        self.back_to_check()

    def close_down(self) -> None:
        """The window closes."""
        self.leave()
        self._saving.finish()

    def do_primary(self) -> None:
        """The one next step of what the room is about."""
        match self.doing:
            case Doing.TAPPING:
                self._use_tapped()
            case Doing.JOINING:
                self._open_meeting()
            case Doing.TECHNICIAN:
                self._technician.do_primary()
            case Doing.CHECKING if self._course.running:
                self._course.stop()
            case Doing.CHECKING if self._course.may_join:
                self.begin_joining()
            case _:
                self._course.start()

    def begin_tapping(self) -> None:
        """Open all microphones to find the one that is meant; what was open before is closed."""
        self._close_devices()
        self.say("")
        self.doing = Doing.TAPPING
        self._tap.begin(self.house, self.choice.microphones)
        self._show_step()
        self.setFocus()  # the space bar is the primary action's

    def open_technician(self, tool_id: str = "") -> None:
        """Show the technician's pages, this one or the one shown last; a check that runs is not disturbed."""
        if self._course.running or self._meeting.under_way:
            return
        self._tap.end()
        self.doing = Doing.TECHNICIAN
        self._technician.open(tool_id)
        self._show_step()
        self.setFocus()

    def begin_joining(self) -> None:
        """Ask for the link to the meeting."""
        self.doing = Doing.JOINING
        self._show_step()
        self._pages.join.begin()

    def back_to_check(self) -> None:
        """Leave the tap test, the link or the technician's pages; the check stands as it was."""
        if self._meeting.under_way or self._technician.busy:
            return
        self._technician.close()
        self._tap.end()
        self.doing = Doing.CHECKING
        self._show_step()
        if self.isVisible():
            self.setFocus()

    def save_to(self, path: Path) -> None:
        """Write the last report there, as a PDF where the name ends so, else as one HTML page."""
        if self.report is not None:
            self._saving.begin(self.report, path, self.house)

    def _save(self) -> None:
        if self.report is not None and (path := asked_file(self, self.wording)):
            self.save_to(path)

    def _again(self, step: Step | None) -> None:
        self._course.again(step)
        self.setFocus()  # the button that was pressed is gone; the space bar is the primary action's

    def _tick(self) -> None:
        if (listed := self._plugged_in.poll()) is not None:
            self._take_list(listed)
        if self._tap.advance(self.wording):
            self._show_primary()
        self._go_on_joining()
        if (told := self._saving.told(self.wording)) is not None:
            self.say(*told)
        if self._course.beneath.tick():
            self._pages.show_laptop(self._course, self.house)
        if (check := self._advance()) is None:
            return
        if self._course.equipment.microphone is not None:
            self._pages.sound.show_now(check.heard, self.wording)
        if (camera := self._course.equipment.camera) is not None:
            self._pages.picture.show_now(check.seen, camera.picture(), self.wording)
        if self._course.running:
            self.guide.show_progress(self.wording, self._course.progress, quick=self._course.quick)

    def _advance(self) -> LiveCheck | None:
        """Let the check go on, or the technician's page that has the devices now."""
        if self.doing is Doing.TECHNICIAN:
            self._technician.tick()
        return self._course.look() if self._technician.uses_devices else self._course.tick()

    def _ground(self) -> Ground:
        from samklang.ui.prepare.technician.tool import Ground  # noqa: PLC0415 - not before the window is seen

        return Ground(lambda: self.house, self.choice, self._course, lambda: self._plugged_in.listed)

    def _take_technician(self) -> None:
        self.choice.lock(locked=self._locked)
        self._pages.make_room()
        self._show_primary()

    @property
    def _locked(self) -> bool:
        return self._course.running or self._meeting.under_way or self._technician.busy

    def _take_list(self, listed: DeviceList) -> None:
        before = self.choice.setting
        self.choice.show_list(listed)
        if self.choice.setting != before:
            self._pages.setting.show_setting(self.choice.setting, self.wording)
        if self._locked or self.doing is not Doing.CHECKING or self.report is not None or self.choice.by_hand:
            return  # another rig chosen now would take somebody's work away
        laptop = self._course.beneath.laptop
        found = self._plugged_in.recognised(self.choice, "" if laptop is None else laptop.model)
        if found is not None and (line := take_recognised(found, self.choice, self.wording)) is not None:
            self.say(line, Status.GOOD if found.recognised is not None else Status.ATTENTION)

    def _take_choice(self) -> None:
        """Other devices: what was open is closed, what was measured no longer holds."""
        self._tap.end()
        if self.doing is not Doing.TECHNICIAN:
            self.doing = Doing.CHECKING
        self._course.forget()
        self._pages.clear_live(self.wording)
        self.say(self.choice.missing_line(self.wording), Status.ATTENTION)
        self._pages.show_choice(self._course, self.house)
        self._pages.show_laptop(self._course, self.house)
        self._show_step()

    def _close_devices(self) -> None:
        self._course.close()
        self._tap.end()
        self._pages.clear_live(self.wording)

    def _use_tapped(self) -> None:
        found = self._tap.found
        self.back_to_check()
        if found is not None:
            self.choice.choose_microphone(found)

    def _open_meeting(self) -> None:
        """Let go of everything of ours, then open the link."""
        held = (*self._course.equipment.held, *self._tap.held)
        self._close_devices()
        self._meeting.open(held, self.house)
        self.choice.lock(locked=self._meeting.under_way)
        self._show_primary()

    def _go_on_joining(self) -> None:
        if not self._meeting.under_way:
            return
        ended = self._meeting.advance(self.wording)
        if ended is None:
            self._show_primary()
            return
        self.back_to_check()
        self.say(self.wording(f"prepare.join.{ended}"), Status.GOOD if ended is JoinStep.OPENED else Status.ATTENTION)

    def _show_report(self) -> None:
        if (report := self.report) is not None:
            pictures = self._course.pictures
            pictures.take(report.picture, self._pages.picture.view.still(KEPT_WIDTH_PX))
            self._pages.show_pictures(pictures, self.wording)
            self._show_verdict(report)
            self.result.show_compared(self._course.compared)
            self._pages.show_good(self._course)
        if not self._course.running:
            self._show_step()

    def _show_verdict(self, report: CheckReport) -> None:
        self.result.show_report(report, self.wording, self.house.check_words(report.rig))
        if not self._course.still_holds:
            self.result.show_stale(self.wording)

    def _show_step(self) -> None:
        """Which page, what may be chosen, what the buttons do."""
        say, course, pages = self.wording, self._course, self._pages
        chosen = course.chosen.microphone is not None or course.chosen.camera is not None
        self.choice.lock(locked=self._locked)
        pages.technician.setEnabled(not self._locked)
        pages.setting.lock(locked=course.running)
        asides = {Doing.TAPPING: pages.tap, Doing.JOINING: pages.join, Doing.TECHNICIAN: pages.workbench}
        if (aside := asides.get(self.doing)) is not None:
            pages.show_only(aside)
        elif course.step is Step.DONE and self.report is not None:
            pages.result.after.show_offers(course.offers, say)
            self._show_verdict(self.report)
            pages.show_only(pages.result)
        else:
            pages.show_only(pages.guide)
        if (broken := course.progress.broken) is not None:
            self.guide.show_broken(say, say(f"prepare.guide.broken.{broken.device}"))
        elif not course.running:
            known = chosen or not self.choice.known
            self.guide.show_idle(say, course.next_length_s, something_chosen=known, good_since=course.good_since)
        pages.show_laptop(course, self.house)
        self._show_primary()
        if self.choice.no_rigs:
            self.say(say("prepare.choose.no_rigs"), Status.ATTENTION)

    def _show_primary(self) -> None:
        say, course = self.wording, self._course
        match self.doing:
            case Doing.TAPPING:
                self.set_primary(say("prepare.tap.use" if self._tap.found is not None else "prepare.tap.close"))
            case Doing.TECHNICIAN:
                words, enabled = self._technician.primary
                self.set_primary(words, enabled=enabled)
            case Doing.JOINING:
                words, enabled = self._meeting.primary(say)
                self.set_primary(words, enabled=enabled)
            case _:
                words, enabled = course.primary(say)
                self.set_primary(words, enabled=enabled)
