"""The Prepare room: choose the rig and the devices, check sound and picture, do the one thing that helps most."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent

from samklang.domain.live import DeviceList
from samklang.engine.check import CheckReport
from samklang.engine.house import House
from samklang.engine.joining import JoinStep
from samklang.engine.live_check import Plan, Step
from samklang.engine.live_take import shown_name
from samklang.engine.ports import Devices, LiveDevice
from samklang.ui.controls import Status, column
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.course import Course
from samklang.ui.prepare.guide import Guide
from samklang.ui.prepare.meeting import Meeting
from samklang.ui.prepare.pages import Pages
from samklang.ui.prepare.result import Result
from samklang.ui.prepare.saving import Saving, asked_file
from samklang.ui.prepare.troubles import broken_line
from samklang.ui.room import Room

if TYPE_CHECKING:  # only who opens the tap test needs what it is made of
    from samklang.ui.prepare.tapping import Tapping

_TICK_MS = 33
"""Thirty times a second: as often as a camera has something new."""


class Doing(StrEnum):
    """What the room is about now."""

    CHECKING = "checking"
    TAPPING = "tapping"
    JOINING = "joining"


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
        self._devices: Devices | None = None
        self._tapping: Tapping | None = None
        self._tapped: tuple[LiveDevice, ...] = ()
        self._saving = Saving()
        self.doing = Doing.CHECKING
        self._pages = Pages()
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
        pages.setting.volume_wanted.connect(self._set_volume)
        pages.setting.unmute_wanted.connect(self._unmute)
        pages.setting.tap_wanted.connect(self.begin_tapping)
        pages.tap.closed.connect(self.back_to_check)
        pages.join.closed.connect(self.back_to_check)
        pages.join.changed.connect(self._show_primary)
        pages.join.entered.connect(self.trigger_primary)
        pages.result.save_wanted.connect(self._save)
        pages.result.forget_wanted.connect(course.forget_good)
        pages.result.after.again.connect(self._again)
        pages.result.after.listen.connect(course.listen)
        pages.result.after.keep.connect(course.keep_good)
        pages.result.after.join.connect(self.begin_joining)
        course.stepped.connect(self._show_step)
        course.judged.connect(self._show_report)
        course.said.connect(lambda status, line: self.say(line, status))
        self.add_key("Ctrl+S", self._save)
        self.add_key("Ctrl+D", pages.result.details_button.toggle)
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
        self._show_choice()
        self._show_report()
        if self._tapping is not None:
            self._pages.tap.begin(self._names(self._tapping))
        self._show_step()
        if self._course.progress.broken is not None:
            self.say(broken_line(self._course.progress.broken, self.wording), Status.ATTENTION)

    def enter(self) -> None:
        """Read the rigs, begin to look for devices."""
        self.choice.read_rigs()
        self._course.load_good()
        self._show_choice()
        self._show_step()
        if self._devices is None:
            self._devices = self.house.devices()
            self._devices.start()
        self._timer.start()

    def leave(self) -> None:
        """Let go of everything: another program may want it now. What could be listened back to is gone with it."""
        self._timer.stop()
        if self._devices is not None:
            self._devices.close()
            self._devices = None
        self._close_devices()
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
            case Doing.CHECKING if self._course.running:
                self._course.stop()
            case Doing.CHECKING if self._course.may_join:
                self.begin_joining()
            case _:
                self._course.start()

    def begin_tapping(self) -> None:
        """Open all microphones to find the one that is meant; what was open before is closed."""
        from samklang.ui.prepare.tapping import Tapping  # noqa: PLC0415 - not before the window is seen

        self._close_devices()
        self.say("")
        self.doing = Doing.TAPPING
        self._tapping = Tapping(self.house, self.choice.microphones)
        self._pages.tap.begin(self._names(self._tapping))
        self._show_step()
        self.setFocus()  # the space bar is the primary action's

    def begin_joining(self) -> None:
        """Ask for the link to the meeting."""
        self.doing = Doing.JOINING
        self._show_step()
        self._pages.join.begin()

    def back_to_check(self) -> None:
        """Leave the tap test or the link; the check stands as it was."""
        if self._meeting.under_way:
            return
        self._end_tapping()
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

    def _tell_saved(self) -> None:
        match self._saving.outcome():
            case (name, True):
                self.say(self.wording("prepare.result.saved", name=name), Status.GOOD)
            case (_, False):
                self.say(self.wording("prepare.result.not_saved"), Status.ATTENTION)

    def _again(self, step: Step | None) -> None:
        self._course.again(step)
        self.setFocus()  # the button that was pressed is gone; the space bar is the primary action's

    def _tick(self) -> None:
        if self._devices is not None and (listed := self._devices.poll()) is not None:
            self._take_list(listed)
        if self._tapping is not None:
            lines = self._tapping.advance(self._names(self._tapping))
            self._pages.tap.show_lines(lines, self._tapping.outcome, self.wording)
            self._show_primary()
        self._go_on_joining()
        self._tell_saved()
        if (check := self._course.tick()) is None:
            return
        if self._course.equipment.microphone is not None:
            self._pages.sound.show_now(check.heard, self.wording)
        if (camera := self._course.equipment.camera) is not None:
            self._pages.picture.show_now(check.seen, camera.picture(), self.wording)
        if self._course.running:
            self.guide.show_progress(self.wording, self._course.progress, quick=self._course.quick)

    def _take_list(self, listed: DeviceList) -> None:
        before = self.choice.setting
        self.choice.show_list(listed)
        if self.choice.setting != before:
            self._pages.setting.show_setting(self.choice.setting, self.wording)

    def _take_choice(self) -> None:
        """Other devices: what was open is closed, what was measured no longer holds."""
        self._end_tapping()
        self.doing = Doing.CHECKING
        self._course.forget()
        self._pages.clear_live(self.wording)
        self._say_missing()
        self._show_choice()
        self._show_step()

    def _close_devices(self) -> None:
        self._course.close()
        self._end_tapping()
        self._pages.clear_live(self.wording)

    def _say_missing(self) -> None:
        """Nobody should check another microphone than they think."""
        lines = [
            self.wording(f"prepare.choose.missing_{kind}", name=shown_name(device, kind, self.wording))
            for kind, device in (("microphone", self.choice.microphone), ("camera", self.choice.camera))
            if kind in self.choice.missing and device is not None
        ]
        self.say(" ".join(lines), Status.ATTENTION)

    def _set_volume(self, percent: float) -> None:
        if self._devices is not None and self.choice.microphone is not None:
            self._devices.set_volume(self.choice.microphone.id, percent)

    def _unmute(self) -> None:
        if self._devices is not None and self.choice.microphone is not None:
            self._devices.set_muted(self.choice.microphone.id, muted=False)

    def _names(self, tapping: "Tapping") -> tuple[str, ...]:
        return tuple(shown_name(info, "microphone", self.wording) for info in tapping.infos)

    def _use_tapped(self) -> None:
        found = None if self._tapping is None else self._tapping.found
        self.back_to_check()
        if found is not None:
            self.choice.choose_microphone(found)

    def _end_tapping(self) -> None:
        if self._tapping is not None:
            self._tapping.close()
            self._tapped = self._tapping.held
            self._tapping = None

    def _open_meeting(self) -> None:
        """Let go of everything of ours, then open the link."""
        held = (*self._course.equipment.held, *self._tapped)
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
        good = ended is JoinStep.OPENED
        self.say(self.wording(f"prepare.join.{ended}"), Status.GOOD if good else Status.ATTENTION)

    def _show_choice(self) -> None:
        """What follows from what is chosen: the demo's warning, the band for the voice, the system's volume."""
        chosen, say = self._course.chosen, self.wording
        which = "both" if len(chosen.demos) > 1 else "".join(chosen.demos)
        self._pages.demo.show_line(say(f"prepare.demo.{which}") if which else "", Status.ATTENTION)
        self._pages.picture.mark(say("prepare.demo_mark") if "camera" in chosen.demos else "")
        self._pages.setting.show_setting(self.choice.setting, say)
        target = chosen.rig.target("speech_level") if chosen.rig is not None else None
        if chosen.rig is not None and target is not None:
            wanted = self.house.check_words(chosen.rig).range(target.pass_range, target.unit)
            self._pages.sound.show_band(target.pass_range, say("prepare.sound.band", range=wanted))

    def _show_report(self) -> None:
        if (report := self.report) is not None:
            self.result.show_report(report, self.wording, self.house.check_words(report.rig))
            self.result.show_compared(self._course.compared)
        if not self._course.running:
            self._show_step()

    def _show_step(self) -> None:
        """Which page, what may be chosen, what the buttons do."""
        say, course, pages = self.wording, self._course, self._pages
        chosen = course.chosen.microphone is not None or course.chosen.camera is not None
        self.choice.lock(locked=course.running or self._meeting.under_way)
        pages.setting.lock(locked=course.running)
        if self.doing is not Doing.CHECKING:
            pages.show_only(pages.tap if self.doing is Doing.TAPPING else pages.join)
        elif course.step is Step.DONE and self.report is not None:
            pages.result.after.show_offers(course.offers, say)
            pages.show_only(pages.result)
        else:
            pages.show_only(pages.guide)
        broken = course.progress.broken
        if broken is not None:
            self.guide.show_broken(say, say(f"prepare.guide.broken.{broken.device}"))
        elif not course.running:
            self.guide.show_idle(
                say,
                course.next_length_s,
                something_chosen=chosen or not self.choice.known,
                good_since=course.good_since,
            )
        self._show_primary()
        if self.choice.no_rigs:
            self.say(say("prepare.choose.no_rigs"), Status.ATTENTION)

    def _show_primary(self) -> None:
        say, course = self.wording, self._course
        match self.doing:
            case Doing.TAPPING:
                found = self._tapping is not None and self._tapping.found is not None
                self.set_primary(say("prepare.tap.use" if found else "prepare.tap.close"))
            case Doing.JOINING:
                words, enabled = self._meeting.primary(say)
                self.set_primary(words, enabled=enabled)
            case Doing.CHECKING if course.running:
                self.set_primary(say("prepare.primary.stop"))
            case Doing.CHECKING if course.may_join:
                self.set_primary(say("prepare.primary.join"))
            case _:
                again = self.report is not None or course.step is Step.BROKEN
                chosen = course.chosen
                ready = (chosen.microphone is not None or chosen.camera is not None) and chosen.rig is not None
                self.set_primary(say("prepare.primary.again" if again else "prepare.primary.start"), enabled=ready)
