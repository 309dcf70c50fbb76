"""The course of a part: its cues, which one is now, which one comes next."""

from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from samklang.domain.sequence import Part
from samklang.engine.sequence_words import clock_words, cue_words
from samklang.ui.controls import Mark, Status, clear, column, label, row, scrolled
from samklang.ui.theme import SPACE
from samklang.wording import Wording


class CueList(QWidget):
    """One line a cue: a shape, its words, its planned time."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(spacing=SPACE // 2)
        inner = QWidget()
        inner.setLayout(column(self._lines, None))
        self._area: QScrollArea = scrolled(inner)
        self.setLayout(column(self._area))
        self._marks: list[Mark] = []
        self._names: list[QLabel] = []
        self._times: list[QLabel] = []
        self._words: list[str] = []
        self._now = -1

    def show_part(self, part: Part | None, say: Wording) -> None:
        """Show a part's cues, none reached yet."""
        clear(self._lines)
        self._marks, self._names, self._times, self._words = [], [], [], []
        for cue in part.cues if part is not None else ():
            self._words.append(cue_words(cue, say))
            mark, name, at = (
                Mark(Status.WAITING),
                label(self._words[-1], wrap=True),
                label(clock_words(cue.start_ms), quiet=True),
            )
            self._marks.append(mark)
            self._names.append(name)
            self._times.append(at)
            line = row(mark, name, at)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        self._now = -1

    def show_times(self, *, shown: bool) -> None:
        """Show the planned times, or not."""
        for at in self._times:
            at.setVisible(shown)

    def show_now(self, now: int, say: Wording) -> None:
        """Mark the cue with this number as the one now, those before as done; -1 for none yet."""
        if now == self._now:
            return
        self._now = now
        for number, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            status = Status.DONE if number < now else Status.NOW if number == now else Status.WAITING
            mark.set_status(status)
            name.setProperty("strong", "true" if number == now else "false")
            name.style().unpolish(name)
            name.style().polish(name)
            reached = f", {say('body.words.now')}" if number == now else ""
            name.setAccessibleName(self._words[number] + reached)
        if 0 <= now < len(self._names):
            self._area.ensureWidgetVisible(self._names[now])
