"""The page about a DSLR: read once from the camera where that can be done, else its short checklist, remembered."""

from typing import Final

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from samklang.domain.dslr import Answer, Answers, DslrMeasures, DslrNow, DslrState, Point, completed, from_checklist
from samklang.domain.rig import Rig, words
from samklang.domain.verdict import judge
from samklang.engine.ports import DslrReader, Refused
from samklang.ui.controls import Mark, Status, StatusChip, clear, label
from samklang.ui.prepare.beneath import remembered_answers
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.prepare.verdict_list import VerdictList
from samklang.ui.theme import SPACE, Size

_ANSWERS: Final = (Answer.OPEN, Answer.DONE, Answer.NOT_POSSIBLE)
_MARKS: Final = {Answer.OPEN: Status.WAITING, Answer.DONE: Status.GOOD, Answer.NOT_POSSIBLE: Status.ATTENTION}


class DslrTool(Tool):
    """Reads the camera, or asks a person."""

    tool_id = "dslr"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._reader: DslrReader | None = None
        self._now: DslrNow | None = None
        self._rig: Rig | None = None
        self._answers: dict[str, Answer] = {}
        self._boxes: dict[str, QComboBox] = {}
        self._marks: dict[str, Mark] = {}
        self._heading = label("", Size.HEADING, wrap=True)
        self._text = label("", wrap=True)
        self._state = StatusChip(Status.WAITING)
        self._list = VerdictList()
        self._points_heading = label("", Size.HEADING)
        self._points_text = label("", wrap=True)
        self._points = QWidget()
        self._grid = QGridLayout(self._points)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE * 2)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        for part in (self._heading, self._text, self._state, self._list, self._points_heading, self._points_text):
            self.body.addWidget(part)
        self.body.addWidget(self._points)
        self.body.addStretch(1)

    @property
    def state(self) -> str:
        """How reading the camera went, in words; empty before."""
        return "" if self._state.isHidden() else self._state.accessibleName()

    def answer_box(self, point_id: str) -> QComboBox:
        """The answer to this point."""
        return self._boxes[point_id]

    @property
    def points(self) -> tuple[Point, ...]:
        """What is asked."""
        return () if self._rig is None else self._rig.camera.checklist

    @property
    def primary(self) -> tuple[str, bool]:
        """Read the camera, or stop."""
        if self._reader is not None:
            return self.wording("prepare.dslr.stop"), True
        if not self._has_dslr:
            return "", False
        return self.wording("prepare.dslr.read"), True

    def do_primary(self) -> None:
        """Begin to read, or give up."""
        if self._reader is not None:
            self._stop()
            self._now = None
        else:
            self._reader = self.house.dslr_reader()
            self._reader.start()
            self._now = DslrNow(DslrState.READING)
        self._show_state()

    def enter(self) -> None:
        """The rig's answers as they are remembered."""
        self._take_rig()

    def leave(self) -> None:
        """The camera is let go."""
        self._stop()

    def tick(self) -> None:
        """How reading goes, or another rig."""
        if self.ground.course.chosen.rig != self._rig:
            self._take_rig()
        if self._reader is None:
            return
        now = self._reader.poll()
        if now.state is DslrState.READING:
            return
        self._stop()
        self._now = now
        if now.measures is not None:
            self._tell(completed(now.measures, from_checklist(self.points, self._answers)))
        self._show_state()

    def retranslate(self) -> None:
        """All words anew."""
        self._show()

    @property
    def _has_dslr(self) -> bool:
        return self._rig is not None and self._rig.camera.dslr is not None

    def _stop(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _take_rig(self) -> None:
        self._stop()
        self._rig, self._now = self.ground.course.chosen.rig, None
        kept = None if self._rig is None else remembered_answers(self.house, self._rig)
        self._answers = {} if kept is None else dict(kept.answers)
        remark = self.house.checklists.remark
        if remark is not None:
            self.say(self.wording(remark), Status.ATTENTION)
        self._show()

    def _tell(self, measures: DslrMeasures) -> None:
        course = self.ground.course
        course.beneath.dslr = measures
        course.judge_again()

    def _choose(self, point_id: str, at: int) -> None:
        rig = self._rig
        if rig is None:
            return
        self._answers[point_id] = _ANSWERS[at]
        self._marks[point_id].set_status(_MARKS[_ANSWERS[at]])
        answers = Answers(rig.id, rig.camera.id, self.house.clock.utc_ms(), tuple(self._answers.items()))
        try:
            self.house.checklists.save(answers)
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)
        asked = from_checklist(rig.camera.checklist, self._answers)
        known = self.ground.course.beneath.dslr if self._now is None else self._now.measures
        self._tell(asked if known is None or not known.read_from_camera else completed(known, asked))

    def _show(self) -> None:
        say, rig = self.wording, self._rig
        if rig is None or not self._has_dslr:
            self._heading.setText(say("prepare.dslr.none"))
            self._text.setText(say("prepare.dslr.none_text"))
        else:
            self._heading.setText(words(rig.camera.name, say.language, rig.camera.id))
            self._text.setText(say("prepare.dslr.text"))
        self._points_heading.setText(say("prepare.dslr.checklist"))
        self._points_text.setText(say("prepare.dslr.checklist_text"))
        for part in (self._points_heading, self._points_text, self._points):
            part.setVisible(bool(self.points))
        self._fill()
        self._show_state()

    def _fill(self) -> None:
        say = self.wording
        clear(self._grid)
        self._boxes, self._marks = {}, {}
        for line, point in enumerate(self.points):
            answer = self._answers.get(point.id, Answer.OPEN)
            text, mark, box = words(point.text, say.language, point.id), Mark(_MARKS[answer]), QComboBox()
            box.addItems([say(f"prepare.dslr.answer.{each}") for each in _ANSWERS])
            box.setCurrentIndex(_ANSWERS.index(answer))
            box.setAccessibleName(text)
            box.activated.connect(lambda at, point_id=point.id: self._choose(point_id, at))
            self._boxes[point.id], self._marks[point.id] = box, mark
            for at, item in enumerate((mark, label(text, wrap=True), box)):
                self._grid.addWidget(item, line, at)

    def _show_state(self) -> None:
        say, now, rig = self.wording, self._now, self._rig
        self._state.setVisible(now is not None)
        read = self.ground.course.beneath.dslr
        shown = read is not None and read.read_from_camera and rig is not None
        self._list.setVisible(shown)
        if now is not None:
            status = {DslrState.READING: Status.WAITING, DslrState.READ: Status.GOOD}.get(now.state, Status.ATTENTION)
            self._state.show_status(status, say(f"dslr.state.{now.state}"))
        if shown and rig is not None and read is not None:
            judged = judge(None, None, rig, dslr=read)
            self._list.show_verdicts(judged.verdicts, say, self.house.check_words(rig))
        self.changed.emit()
