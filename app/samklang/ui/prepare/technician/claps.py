"""The page about lip sync: three claps, counted while they come, and by how much to delay what."""

from typing import Final

from samklang.domain.measures import Unknown
from samklang.domain.sync import CLAPS_WANTED, SyncMeasures
from samklang.domain.verdict import judge
from samklang.engine.clapping import Clapping, ClapProgress, ClapStep
from samklang.ui.controls import Mark, Status, StatusChip, label, row
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.prepare.troubles import broken_line
from samklang.ui.prepare.verdict_list import STATUS
from samklang.ui.theme import SPACE, Size

_RUNNING: Final = frozenset({ClapStep.OPENING, ClapStep.CLAP})


class ClapTool(Tool):
    """Opens microphone and camera, and lets them be clapped to."""

    tool_id = "claps"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._clapping: Clapping | None = None
        self._progress = ClapProgress(ClapStep.IDLE)
        self._result: SyncMeasures | None = None
        self._heading = label("", Size.HEADING, wrap=True)
        self._text = label("", wrap=True)
        self._marks = [Mark(Status.WAITING, 34) for _ in range(CLAPS_WANTED)]
        self._count = label("", Size.LARGE, strong=True)
        self._verdict = StatusChip(Status.UNKNOWN)
        self._measured = label("", quiet=True, wrap=True)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._verdict)
        self.body.addWidget(self._measured)
        self.body.addLayout(row(*self._marks, SPACE, self._count, None))
        self.body.addWidget(self._text)
        self.body.addStretch(1)

    @property
    def heading(self) -> str:
        """What the person is told to do, or what it came to."""
        return self._heading.text()

    @property
    def count(self) -> str:
        """How many claps were found so far, in words."""
        return self._count.text()

    @property
    def measured(self) -> str:
        """What was measured, in words."""
        return "" if self._measured.isHidden() else self._measured.text()

    @property
    def busy(self) -> bool:
        """Leaving gives up the claps, and that costs nobody anything."""
        return False

    @property
    def uses_devices(self) -> bool:
        """From the first claps until the page is left, so that the picture is seen."""
        return self._clapping is not None

    @property
    def primary(self) -> tuple[str, bool]:
        """Start, stop, or once more."""
        if self._progress.step in _RUNNING:
            return self.wording("prepare.claps.stop"), True
        chosen = self.ground.course.chosen
        both = chosen.microphone is not None and chosen.camera is not None and chosen.rig is not None
        again = self._progress.step in (ClapStep.DONE, ClapStep.BROKEN)
        return self.wording("prepare.claps.again" if again else "prepare.claps.start"), both

    def do_primary(self) -> None:
        """Begin, or give up."""
        if self._progress.step in _RUNNING and self._clapping is not None:
            self._clapping.cancel()
            self._take(ClapProgress(ClapStep.IDLE))
            return
        lent = self.ground.course.lend()
        if lent.microphone is None or lent.camera is None:
            return
        self._clapping = Clapping(lent.microphone, lent.camera, self.house.clock)
        self._result = None
        self.say("")
        self._clapping.begin()
        self._take(self._clapping.advance())

    def enter(self) -> None:
        """As it was left, but nothing runs."""
        self._show()

    def leave(self) -> None:
        """Nobody listens for claps any more; what was found stands."""
        if self._clapping is not None and self._progress.step in _RUNNING:
            self._clapping.cancel()
        if self._progress.step is not ClapStep.DONE:
            self._progress = ClapProgress(ClapStep.IDLE)
        self._clapping = None

    def tick(self) -> None:
        """Count the claps."""
        if self._clapping is None or self._progress.step not in _RUNNING:
            if self._result is not None and self.ground.course.beneath.sync is None:
                self._result = None  # other devices are chosen
                self._take(ClapProgress(ClapStep.IDLE))
            return
        progress = self._clapping.advance()
        if progress.step is ClapStep.DONE and self._clapping.result is not None:
            self.take_result(self._clapping.result)
        elif progress != self._progress:
            self._take(progress)
        if progress.broken is not None:
            self.say(broken_line(progress.broken, self.wording), Status.ATTENTION)

    def take_result(self, result: SyncMeasures) -> None:
        """Show what the claps came to, and let it count in the check."""
        self._result = self.ground.course.beneath.sync = result
        self.ground.course.judge_again()
        self._take(ClapProgress(ClapStep.DONE, seen=result.claps))

    def retranslate(self) -> None:
        """All words anew."""
        self._show()

    def _take(self, progress: ClapProgress) -> None:
        stepped, self._progress = progress.step is not self._progress.step, progress
        self._show()
        if stepped:
            self.changed.emit()

    def _show(self) -> None:
        say, progress = self.wording, self._progress
        step = progress.step
        found = progress.seen if self._result is None else self._result.claps
        for at, mark in enumerate(self._marks):
            mark.set_status(Status.GOOD if at < found else Status.WAITING)
        self._heading.setText(say(f"prepare.claps.{step}.title"))
        self._text.setText(say(f"prepare.claps.{step}.text"))
        heard = max(0, progress.heard - progress.seen)
        counted = say("prepare.claps.count", count=found, wanted=CLAPS_WANTED)
        self._count.setText(counted if not heard else f"{counted}  {say('prepare.claps.heard_only', count=heard)}")
        self.setAccessibleName(self._heading.text())
        self.setAccessibleDescription(f"{self._text.text()} {self._count.text()}")
        self._show_result()

    def _show_result(self) -> None:
        result, rig = self._result, self.ground.course.chosen.rig
        self._verdict.setVisible(result is not None)
        self._measured.setVisible(result is not None)
        if result is None or rig is None:
            return
        judged = judge(None, None, rig, sync=result)
        words = self.house.check_words(rig)
        status = judged.verdicts[0].status if judged.verdicts else None
        fine = judged.next_check is None
        line = self.wording("prepare.claps.together") if fine else words.action(judged.next_action)
        self._verdict.show_status(Status.UNKNOWN if status is None else STATUS[status], line)
        self._measured.setText(self._numbers(result))

    def _numbers(self, result: SyncMeasures) -> str:
        say, early_ms, about_ms = self.wording, result.sound_early_ms, result.uncertainty_ms
        if isinstance(early_ms, Unknown):
            return say(f"check.reason.{early_ms.reason}")
        about = "?" if isinstance(about_ms, Unknown) else round(about_ms)
        way = "early" if early_ms >= 0 else "late"
        return say(f"prepare.claps.sound_{way}", ms=abs(round(early_ms)), about=about)
