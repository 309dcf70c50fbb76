"""What the person is to do now, in a few words, and how far the check is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QProgressBar

from samklang.engine.live_check import Progress, Step
from samklang.ui.controls import Card, label, row
from samklang.ui.theme import Size, font
from samklang.wording import Wording

_STEPS_PER_SHARE = 1000


class Guide(Card):
    """A heading, a line or two, seconds left and a bar that only ever grows."""

    def __init__(self) -> None:
        super().__init__(calm=True)
        self._heading = label("", Size.HEADING)
        self._left = label("", Size.LARGE, quiet=True)
        self._text = label("", Size.LARGE, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS_PER_SHARE)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(10)
        # The room above keeps its size from step to step: nothing jumps under the reader's eyes.
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        line = row(self._heading, None, self._left)
        self.body.addLayout(line)
        self.body.addWidget(self._text)
        self.body.addWidget(self._bar)

    @property
    def heading(self) -> str:
        """The heading shown now."""
        return self._heading.text()

    def show_idle(self, say: Wording, seconds: float, *, something_chosen: bool, good_since: str = "") -> None:
        """Before the check.

        Args:
            say: The words.
            seconds: How long it will take.
            something_chosen: Whether there is anything to check.
            good_since: When the good check it is held against was saved, as a date to read; empty without one.
        """
        text = say("prepare.guide.nothing.text")
        if something_chosen and good_since:
            text = say("prepare.guide.choose.quick", seconds=round(seconds), date=good_since)
        elif something_chosen:
            text = say("prepare.guide.choose.text", seconds=round(seconds))
        self._show(say("prepare.guide.choose.title"), text, "")
        self._bar.hide()
        # Two lines of room for the sentence that is read aloud later.
        self._text.setMinimumHeight(2 * QFontMetrics(font(Size.LARGE)).lineSpacing() + 2)

    def show_progress(self, say: Wording, progress: Progress, *, quick: bool = False) -> None:
        """While it runs; a quick check has a shorter sentence to read."""
        step = Step.MEASURING if progress.step is Step.DONE else progress.step
        seconds = int(progress.left_s + 0.999)
        left = say("prepare.guide.left", count=seconds) if seconds else ""
        text = "prepare.guide.speak.quick" if quick and step is Step.SPEAK else f"prepare.guide.{step}.text"
        self._show(say(f"prepare.guide.{step}.title"), say(text), left)
        self._bar.setValue(round(progress.share * _STEPS_PER_SHARE))
        self._bar.setAccessibleName(left or self._heading.text())
        self._bar.show()

    def show_broken(self, say: Wording, help_line: str) -> None:
        """When it could not go on."""
        self._show(say("prepare.guide.broken.title"), help_line, "")
        self._bar.hide()

    def _show(self, heading: str, text: str, left: str) -> None:
        for place, words in ((self._heading, heading), (self._text, text), (self._left, left)):
            if place.text() != words:
                place.setText(words)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)
