"""The page about the endurance test: as long as a session, what was seen so far, what it came to and when."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QComboBox, QProgressBar, QWidget

from samklang import __version__
from samklang.domain.history import last_soak
from samklang.domain.soak import SESSION_S, Happening, SoakEvent, SoakResult, SoakVerdict
from samklang.engine.check import CheckForm
from samklang.engine.ports import Refused
from samklang.engine.soak import Soak, SoakProgress, SoakStep
from samklang.ui.controls import QuietButton, Status, StatusChip, column, label, row, time_text
from samklang.ui.prepare.saving import PDF, Saving, asked_file
from samklang.ui.prepare.technician.timeline_view import TimelineView
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.prepare.troubles import broken_line
from samklang.ui.theme import SPACE, Size

LENGTHS_S: Final = (300.0, 1800.0, 3600.0, SESSION_S)
"""Five minutes to see whether it works at all, then up to the longest session (ours)."""

_RUNNING: Final = frozenset({SoakStep.OPENING, SoakStep.WATCHING})
_STEPS_PER_SHARE: Final = 1000
_MOST_TOLD: Final = 4
"""More than these are counted: the page is read at a glance (ours)."""

_VERDICTS: Final = {
    SoakVerdict.PASSED: Status.GOOD,
    SoakVerdict.REMARKS: Status.ATTENTION,
    SoakVerdict.FAILED: Status.BAD,
}


class SoakTool(Tool):
    """Watches microphone, camera and laptop for as long as was chosen."""

    tool_id = "soak"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._soak: Soak | None = None
        self._result: SoakResult | None = None
        self._progress = SoakProgress(SoakStep.IDLE)
        self._told: tuple[object, ...] = ()
        self._saving = Saving()
        self._heading = label("", Size.HEADING, wrap=True)
        self._text = label("", wrap=True)
        self._last = label("", quiet=True, wrap=True)
        self._caption = label("", quiet=True)
        self._length = QComboBox()
        for length_s in LENGTHS_S:
            self._length.addItem("", length_s)
        self._length.setCurrentIndex(len(LENGTHS_S) - 1)
        self._caption.setBuddy(self._length)
        self._lengths = QWidget()
        self._lengths.setLayout(row(self._caption, self._length, None))
        self._left = label("", Size.LARGE, quiet=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS_PER_SHARE)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(10)
        self._now = StatusChip(Status.GOOD)
        self._timeline = TimelineView()
        self._happened = label("", wrap=True)
        self._save = QuietButton()
        self._save.clicked.connect(self._save_report)
        head = row(self._heading, self._left, self._save)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._text)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._now)
        self.body.addWidget(self._timeline)
        self.body.addWidget(self._happened)
        self.body.addLayout(column(self._lengths, self._last, spacing=SPACE))
        self.body.addStretch(1)

    @property
    def heading(self) -> str:
        """What it is doing or what it came to."""
        return self._heading.text()

    @property
    def now(self) -> str:
        """What was seen so far, in words."""
        return self._now.accessibleName()

    @property
    def last(self) -> str:
        """When the last one was, and what it came to."""
        return self._last.text()

    @property
    def length(self) -> QComboBox:
        """How long it is to be."""
        return self._length

    @property
    def result(self) -> SoakResult | None:
        """What the last one came to since the page was opened."""
        return self._result

    @property
    def progress(self) -> SoakProgress:
        """Where it stands."""
        return self._progress

    @property
    def busy(self) -> bool:
        """Nobody leaves a test of hours by a slip of the finger: it is ended first."""
        return self._progress.step in _RUNNING

    @property
    def uses_devices(self) -> bool:
        """While it runs."""
        return self.busy

    @property
    def primary(self) -> tuple[str, bool]:
        """Start, or end it now."""
        if self.busy:
            return self.wording("prepare.soak.end"), True
        chosen = self.ground.course.chosen
        any_device = chosen.microphone is not None or chosen.camera is not None
        return self.wording("prepare.soak.start"), any_device and chosen.rig is not None

    def do_primary(self) -> None:
        """Begin, or end it and keep what was seen."""
        if self.busy and self._soak is not None:
            self._soak.cancel()
            self._take(self._soak.advance())
            return
        self._begin(float(self._length.currentData()))

    def begin_for(self, length_s: float) -> None:
        """Begin one of any length."""
        if not self.busy:
            self._begin(length_s)

    def enter(self) -> None:
        """What is remembered of the last one."""
        self._show()

    def leave(self) -> None:
        """The room is left: what was seen so far is the result."""
        if self.busy and self._soak is not None:
            self._soak.cancel()
            self._take(self._soak.advance())
        self._saving.finish()

    def tick(self) -> None:
        """Go on."""
        if self.busy and self._soak is not None:
            progress = self._soak.advance()
            if progress != self._progress:
                self._take(progress)
        if (told := self._saving.told(self.wording)) is not None:
            self.say(*told)

    def retranslate(self) -> None:
        """All words anew."""
        say = self.wording
        self._caption.setText(say("prepare.soak.length"))
        self._length.setAccessibleName(say("prepare.soak.length"))
        for at, length_s in enumerate(LENGTHS_S):
            self._length.setItemText(at, time_text(length_s))
        self._save.set_words(say("prepare.result.save"))
        self._told = ()
        self._show()

    def show_result(self, result: SoakResult) -> None:
        """Show what a test came to."""
        self._result = result
        self._progress = SoakProgress(SoakStep.DONE, result.watched_s)
        self._show()

    def _begin(self, length_s: float) -> None:
        course = self.ground.course
        rig, laptop = course.chosen.rig, course.beneath.laptop
        lent = course.lend()
        if rig is None or (lent.microphone is None and lent.camera is None):
            return
        self._soak = Soak(
            rig,
            lent.microphone,
            lent.camera,
            self.house.clock,
            laptop=course.beneath.watch,
            length_s=length_s,
            laptop_model="" if laptop is None else laptop.model,
            program_version=__version__,
        )
        self._result = None
        self._soak.begin()
        self.say("")
        self._take(self._soak.advance())

    def _take(self, progress: SoakProgress) -> None:
        stepped, self._progress = progress.step is not self._progress.step, progress
        if stepped and progress.step is SoakStep.DONE and self._soak is not None:
            self._result = self._soak.result
            self._remember()
        if stepped and progress.broken is not None:
            self.say(broken_line(progress.broken, self.wording), Status.ATTENTION)
        self._show()
        if stepped:
            self.changed.emit()

    def _remember(self) -> None:
        """With the rig, dated; one with a demo device is nobody's."""
        result = self.result
        if result is None or result.demo:
            return
        try:
            self.house.histories.add(result.rig_id, result)
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)

    def _show(self) -> None:
        """Written anew once a second at most: nothing dances."""
        progress, result = self._progress, self.result
        told = (progress.step, int(progress.left_s), progress.happened, progress.running, result)
        if told == self._told:
            return
        self._told = told
        say, step = self.wording, progress.step
        done = result is not None and step is SoakStep.DONE
        self._heading.setText(say(f"soak.verdict.{result.outcome}") if done and result else say(f"prepare.soak.{step}"))
        self._text.setText(say("prepare.soak.running" if self.busy else "prepare.soak.text"))
        self._text.setVisible(not done)
        self._left.setText(say("prepare.soak.left", time=time_text(progress.left_s)) if self.busy else "")
        self._bar.setVisible(self.busy)
        self._bar.setValue(round(progress.share * _STEPS_PER_SHARE))
        self._bar.setAccessibleName(self._left.text())
        self._lengths.setVisible(not self.busy)
        self._save.setVisible(done)
        self._timeline.setVisible(done)
        self._happened.setVisible(done and result is not None and bool(result.happened))
        self._now.setVisible(self.busy or done)
        self._show_seen(progress, result if done else None)
        self._show_last()
        self.setAccessibleName(self._heading.text())
        self.setAccessibleDescription(self._now.accessibleName())

    def _show_seen(self, progress: SoakProgress, result: SoakResult | None) -> None:
        say = self.wording
        if result is not None:
            words = self.house.soak_line(result)
            self._now.show_status(_VERDICTS[result.verdict], words)
            self._timeline.show_result(result, say, words)
            self._happened.setText("\n".join(self._told_events(result)))
            return
        wrong = " ".join(say(f"soak.event.{each.kind}", value=_figure(each)) for each in progress.running)
        seen = say("prepare.soak.seen", count=progress.happened) if progress.happened else say("prepare.soak.nothing")
        self._now.show_status(Status.ATTENTION if progress.happened else Status.GOOD, wrong or seen)

    def _told_events(self, result: SoakResult) -> list[str]:
        """When and what, a line each; the report has all of them."""
        say, events = self.wording, result.happened[:_MOST_TOLD]
        lines = [f"{time_text(each.at_s)}  {say(f'soak.event.{each.kind}', value=_figure(each))}" for each in events]
        more = len(result.happened) - len(events) + sum(count for _, count in result.more)
        return [*lines, say("prepare.soak.more", count=more)] if more else lines

    def _show_last(self) -> None:
        course = self.ground.course
        rig, camera = course.chosen.rig, course.chosen.camera
        told = self.busy or self._progress.step is SoakStep.DONE
        self._last.setVisible(not told)
        if rig is None or told:
            return
        name = "" if camera is None else camera.name
        self._last.setText(self.house.soak_line(last_soak(self.house.histories.of(rig.id), name or None), name))

    def _save_report(self) -> None:
        path = asked_file(self, self.wording, "prepare.soak.file")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the report of the test there, as a PDF where the name ends so, else as one HTML page."""
        result, house = self.result, self.house
        rig = self.ground.course.chosen.rig
        if result is None or rig is None:
            return

        def made() -> bytes:
            if path.suffix.lower() == PDF:
                return house.soak_pdf(result, rig)
            return house.render_soak(result, rig, CheckForm.HTML).encode()

        self._saving.write(path, made)


def _figure(event: SoakEvent) -> int | str:
    """The event's value as a whole number; a share in per cent."""
    if event.value is None:
        return "?"
    return round(event.value * 100 if event.kind is Happening.THROTTLED else event.value)
