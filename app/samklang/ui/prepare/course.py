"""The course of one check after the other: its steps, its verdict, the saved good one beside it, the watch after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from samklang import __version__
from samklang.domain.live import Clip
from samklang.engine.live_check import QUICK, Plan, Progress, Step
from samklang.engine.live_take import shown_name
from samklang.engine.ports import Refused
from samklang.ui.controls import Status
from samklang.ui.prepare.after import Offers
from samklang.ui.prepare.beneath import Beneath, remembered_dslr
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.chosen import Chosen
from samklang.ui.prepare.equipment import Equipment
from samklang.ui.prepare.keeping import Compared, Keeping
from samklang.ui.prepare.picture.before_after import Pictures
from samklang.ui.prepare.standing import Standing
from samklang.ui.prepare.troubles import Line, Troubles, broken_line

if TYPE_CHECKING:  # the window is seen before there is anything to judge
    from samklang.engine.check import CheckReport, Measured
    from samklang.engine.house import House
    from samklang.engine.live_check import LiveCheck
    from samklang.wording import Wording

_NOT_READY: Final = "not_ready"
"""`Overall.NOT_READY`, compared without what judges."""

RUNNING: Final = frozenset({Step.OPENING, Step.QUIET, Step.SPEAK, Step.LOOK, Step.MEASURING})


class Course(QObject):
    """Runs checks on what is chosen. No call waits; `tick` is called some thirty times a second.

    Args:
        house: The house in the language now chosen, each time it is asked.
        choice: What is chosen.
        plan: How long the steps take; that of a quick check, too, where it is given.

    Attributes:
        stepped: It stands at another step, or something else can be done now.
        judged: There is another report, or another good check beside it.
        said: A line for the user: how serious it is (`Status`) and the line.
    """

    stepped = Signal()
    judged = Signal()
    said = Signal(object, str)

    def __init__(self, house: Callable[[], House], choice: Choice, plan: Plan | None) -> None:
        super().__init__()
        self._house = house
        self._choice = choice
        self._whole_plan, self._quick_plan = plan or Plan(), plan or QUICK
        self._quick = False
        self._keeping = Keeping()
        self._kept = False
        self._troubles = Troubles()
        self._offers = Offers()
        self._no_output = False
        self._measured: Measured | None = None
        self._standing = Standing()
        self.beneath = Beneath()
        self.pictures = Pictures()
        self.equipment = Equipment(self._whole_plan)
        self.progress = Progress(Step.IDLE)
        self.report: CheckReport | None = None

    @property
    def step(self) -> Step:
        """Where the check stands."""
        return self.progress.step

    @property
    def running(self) -> bool:
        """Whether a check runs now."""
        return self.step in RUNNING

    @property
    def quick(self) -> bool:
        """Whether the check that runs, or else the next one, is the quick one."""
        return self._quick if self.running else self._fits

    @property
    def _fits(self) -> bool:
        return self._keeping.fits(self._choice.microphone, self._choice.camera)

    @property
    def chosen(self) -> Chosen:
        """What is checked."""
        return Chosen(self._choice.rig, self._choice.microphone, self._choice.camera)

    @property
    def good_since(self) -> str:
        """The day the good check was saved that a quick one is held against, to read; empty without one."""
        return self._keeping.date(self._house().wording) if self._fits else ""

    @property
    def good_saved(self) -> str:
        """That a good check is saved for the rig, and when, in words; empty without one."""
        say = self._house().wording
        date = self._keeping.date(say)
        with_picture = "saved" if self._keeping.picture is None else "saved_with_picture"
        return say(f"prepare.good.{with_picture}", date=date) if date else ""

    @property
    def good_picture(self) -> tuple[QImage | None, str]:
        """The small picture of the good check and its words; None where none was kept."""
        say = self._house().wording
        return self._keeping.picture, say("prepare.good.was", date=self._keeping.date(say))

    @property
    def next_length_s(self) -> float:
        """How long the next whole check takes."""
        plan = self._quick_plan if self._fits else self._whole_plan
        return plan.speak_s + (plan.quiet_s if self._choice.microphone is not None else 0.0)

    @property
    def compared(self) -> Compared | None:
        """What differs from the saved good check, or that this is the one; None without one."""
        if self._kept:
            return Compared(self._house().wording("prepare.good.this"))
        return None if self.report is None else self._keeping.told(self.report, self._house())

    @property
    def may_join(self) -> bool:
        """Whether opening the meeting is the obvious next step: somebody's own equipment was found usable."""
        report = self.report
        usable = report is not None and report.judgement.overall != _NOT_READY
        return self.step is Step.DONE and usable and self.still_holds and not self.chosen.demos

    @property
    def still_holds(self) -> bool:
        """Whether the devices are as the last check found them: no camera gone, black or without a signal since."""
        return self._standing.holds

    def primary(self, say: Wording) -> tuple[str, bool]:
        """The words of the check's next step and whether it can be done."""
        if self.running:
            return say("prepare.primary.stop"), True
        if self.may_join:
            return say("prepare.primary.join"), True
        again, chosen = self.report is not None or self.step is Step.BROKEN, self.chosen
        ready = (chosen.microphone is not None or chosen.camera is not None) and chosen.rig is not None
        return say("prepare.primary.again" if again else "prepare.primary.start"), ready

    @property
    def offers(self) -> Offers:
        """What can be done now beside the primary action."""
        report = self.report
        if self.step is not Step.DONE or report is None:
            return Offers()
        heard, steps = self.equipment.heard, self.equipment.repeatable
        lengths = {Clip.TAKE: heard.clip_s, Clip.GOOD: heard.good_clip_s}
        usable = report.judgement.overall != _NOT_READY
        keep = usable and not self._kept and not self.chosen.demos  # what a demo plays and shows is nobody's
        return Offers(
            whole=self.may_join,
            steps=steps if len(steps) > 1 else (),
            clips=tuple(clip for clip, length_s in lengths.items() if length_s > 0),
            playing=heard.playing,
            keep=keep,
            join=not self.may_join,
            compare=self.pictures.comparable,
            picture=keep and self.pictures.now is not None,
        )

    def start(self) -> None:
        """Begin the whole check, opening what is not open yet."""
        self.equipment.close_what_failed()
        if self.equipment.check is None:
            self.equipment.open(self._house(), self._choice.microphone, self._choice.camera)
        if self.equipment.check is not None:
            self._quick = self._fits
            self.equipment.begin(self._quick_plan if self._quick else self._whole_plan)
            self._begun()

    def again(self, step: Step | None) -> None:
        """Repeat one step alone; all of it with None, and where that one step no longer can be repeated."""
        if step is not None and self.equipment.again(step):
            self._begun()
        else:
            self.start()

    def stop(self) -> None:
        """Give up the check that runs; the last report stands."""
        if self.equipment.check is not None:
            self.equipment.check.stop()
        self._rest()

    def close(self) -> None:
        """Let go of the devices; the last report stands."""
        self.equipment.close()
        self._troubles.clear()
        self._rest()

    def leave(self) -> None:
        """The room is left: no picture stays, and what was told of the laptop is old."""
        self.beneath.stop()
        self.pictures.clear()

    def forget(self) -> None:
        """Something else is chosen: what was measured no longer holds."""
        self.report, self._kept = None, False
        self.beneath.other_devices()
        self.pictures.clear()
        self.close()
        self.load_good()

    def load_good(self) -> None:
        """Take in what is saved for the rig now chosen."""
        rig = self._choice.rig
        self.beneath.dslr = None if rig is None else remembered_dslr(self._house(), rig)
        remark = self._keeping.load(self._house(), None if rig is None else rig.id)
        if remark:
            self.said.emit(Status.ATTENTION, remark)
        if self.report is not None and not self._kept:
            bare = replace(self.report, comparison=None)
            self.report = self._keeping.held_against(bare, self._choice.microphone, self._choice.camera)

    def retranslate(self) -> None:
        """The lines said so far are in another language: say them anew where they still hold."""
        self._troubles.clear()

    def look(self) -> LiveCheck | None:
        """What the devices hear and see now, nothing more: a technician's page measures with them itself."""
        self.equipment.advance()
        return self.equipment.check

    def lend(self) -> Equipment:
        """Open what is chosen and leave it to a technician's page: no watch, and no step can be repeated after it."""
        self.equipment.stop_watching()
        self.equipment.close_what_failed()
        if self.equipment.check is None:
            self.equipment.open(self._house(), self._choice.microphone, self._choice.camera)
        if self.equipment.check is not None:
            self.equipment.check.stop()
        return self.equipment

    def judge_again(self) -> None:
        """Something else is known now, such as the network: the last check is judged anew with it."""
        if self.report is not None and not self.running:
            self._judge_measured(self.report.checked_utc_ms)

    def tick(self) -> LiveCheck | None:
        """Go on; the check with what it hears and sees now, or None while nothing is open."""
        progress = self.equipment.advance()
        check = self.equipment.check
        if check is None or progress is None:
            return None
        self._tell_states(check)
        if self.running:
            self._go_on(progress, check)
        elif self.step is Step.DONE:
            self._watch()
        if self._standing.follow(check, self._house().clock, done=self.step is Step.DONE):
            self.stepped.emit()
        return check

    def listen(self, clip: Clip | None) -> None:
        """Listen back to a clip; None is quiet at once."""
        if clip is None:
            self.equipment.stop_playing()
        else:
            self.equipment.play(clip, self._house().clock)

    def keep_good(self, *, with_picture: bool = False) -> None:
        """Save this check as the rig's good one: its numbers on the disk, its last seconds in memory only.

        Args:
            with_picture: The user ticked that a small picture is to be kept on the disk, too.
        """
        report, say = self.report, self._house().wording
        if report is None:
            return
        picture = self.pictures.now if with_picture else None
        try:
            devices = (self._choice.microphone, self._choice.camera)
            self._keeping.keep(self._house(), report, devices, picture)
        except Refused as refusal:
            self.said.emit(Status.ATTENTION, str(refusal))
            return
        self._kept = True
        self.equipment.keep_clip()
        self.said.emit(Status.GOOD, say("prepare.good.kept" if picture is None else "prepare.good.kept_with_picture"))
        self.judged.emit()

    def forget_good(self) -> None:
        """Remove the rig's good check."""
        try:
            self._keeping.forget(self._house())
        except Refused as refusal:
            self.said.emit(Status.ATTENTION, str(refusal))
            return
        self._kept = False
        if self.report is not None:
            self.report = replace(self.report, comparison=None)
        self.said.emit(Status.CALM, self._house().wording("prepare.good.forgotten"))
        self.judged.emit()

    def _begun(self) -> None:
        self.said.emit(Status.CALM, "")
        self._troubles.clear()
        self.progress = Progress(Step.OPENING)
        self.stepped.emit()

    def _rest(self) -> None:
        self.progress = Progress(Step.DONE if self.report is not None else Step.IDLE)
        self.stepped.emit()

    def _go_on(self, progress: Progress, check: LiveCheck) -> None:
        before, self.progress = self.progress, progress
        if progress.step is Step.DONE:
            self._judge(check)
        if progress.step is not before.step:
            self.stepped.emit()
        if progress.broken is not None:
            self.said.emit(Status.ATTENTION, broken_line(progress.broken, self._house().wording))

    def _judge(self, check: LiveCheck) -> None:
        self._measured = check.measured
        self._kept = False
        self._judge_measured(self._house().clock.utc_ms())
        self._remember()

    def _remember(self) -> None:
        """Add the check to its rig's history; one with a demo device is nobody's."""
        from samklang.engine.history import entry_of  # noqa: PLC0415 - not before the window is seen

        entry = None if self.report is None else entry_of(self.report, live=True)
        if self.report is None or entry is None:
            return
        try:
            self._house().histories.add(self.report.rig.id, entry)
        except Refused as refusal:
            self.said.emit(Status.ATTENTION, str(refusal))

    def _judge_measured(self, checked_utc_ms: int) -> None:
        chosen, say, beneath = self.chosen, self._house().wording, self.beneath
        if chosen.rig is None or self._measured is None:
            return
        names = {"microphone": chosen.microphone, "camera": chosen.camera}
        sound, picture = (None if each is None else shown_name(each, kind, say) for kind, each in names.items())
        from samklang.engine.check import Sources, judge, with_endurance  # noqa: PLC0415 - not before it is seen

        report = judge(
            self._measured.sound,
            self._measured.picture,
            chosen.rig,
            sources=Sources(sound=sound, picture=picture, demo=bool(chosen.demos)),
            checked_utc_ms=checked_utc_ms,
            program_version=__version__,
            input_setting=self._choice.setting,
            laptop=beneath.laptop,
            dslr=beneath.dslr,
            sync=beneath.sync,
        )
        report = with_endurance(report, self._house().histories.of(chosen.rig.id), chosen.camera)
        self.report = self._keeping.held_against(report, chosen.microphone, chosen.camera)
        self.judged.emit()

    def _tell_states(self, check: LiveCheck) -> None:
        say = self._house().wording
        if self.equipment.microphone is not None and not self.equipment.watching:
            self._tell(self._troubles.of_state("microphone", check.heard.state, say))
        if self.equipment.camera is not None:
            self._tell(self._troubles.of_state("camera", check.seen.state, say, check.seen.trouble))

    def _watch(self) -> None:
        """After the check: quiet, until something changes or the call opens."""
        equipment, house = self.equipment, self._house()
        equipment.watch(house.clock, None if self.report is None else self.report.sound)
        self._tell(self._troubles.of_watch(equipment.noticed(self._choice.setting), house.wording))
        no_output = equipment.heard.no_output
        if no_output and not self._no_output:
            self.said.emit(Status.CALM, house.wording("prepare.listen.no_output"))
        self._no_output = no_output
        if self.offers != self._offers:
            self._offers = self.offers
            self.stepped.emit()

    def _tell(self, line: Line | None) -> None:
        if line is not None:
            text, status = line
            self.said.emit(status, text)
