"""What the check came to: one verdict, one thing to do, everything else folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from samklang.ui.controls import Card, Mark, QuietButton, Status, column, label, row, scrolled
from samklang.ui.prepare.after import After
from samklang.ui.prepare.keeping import Compared
from samklang.ui.prepare.verdict_list import VerdictList
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

if TYPE_CHECKING:  # the window is seen before the first report is made
    from samklang.engine.check import CheckReport
    from samklang.engine.house import CheckWords

_OVERALL = {"ready": Status.GOOD, "remarks": Status.ATTENTION, "not_ready": Status.BAD}


class Result(Card):
    """The verdict of the last check.

    Attributes:
        save_wanted: The user asks for the report as a file.
        folded: The details were shown (False) or hidden (True).
        forget_wanted: The user wants the saved good check forgotten.
    """

    save_wanted = Signal()
    folded = Signal(bool)
    forget_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._verdict_word = label("", Size.TITLE, wrap=True)
        self._mark = Mark(Status.UNKNOWN, 34)
        self._lead = label("", quiet=True)
        self._action = label("", Size.HEADING, wrap=True)
        self._fold = QuietButton()
        self._save = QuietButton()
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._show_details)
        self._save.clicked.connect(self.save_wanted)
        self._verdicts = VerdictList()
        self._details = scrolled(self._verdicts)
        self._details.hide()
        self.after = After()
        self._since = label("", wrap=True)
        self._differences = label("", wrap=True)
        self._forget = QuietButton()
        self._forget.clicked.connect(self.forget_wanted)
        self._compared = QWidget()
        compared = row(column(self._since, self._differences, spacing=SPACE // 2), self._forget)
        compared.setStretch(0, 1)
        self._compared.setLayout(compared)
        self._compared.hide()
        self._say: Wording | None = None
        heading = row(self._mark, SPACE, self._verdict_word, self._fold, self._save)
        heading.setStretch(2, 1)
        self.body.addLayout(heading)
        self.body.addLayout(column(self._lead, self._action, spacing=SPACE // 2))
        self.body.addWidget(self._compared)
        self.body.addWidget(self.after)
        self.body.addWidget(self._details, 1)

    @property
    def action(self) -> str:
        """The one thing to do, as shown."""
        return self._action.text()

    @property
    def compared(self) -> str:
        """What is said against the saved good check; empty where there is none."""
        return "" if self._compared.isHidden() else f"{self._since.text()} {self._differences.text()}".strip()

    @property
    def forget_button(self) -> QuietButton:
        """Forgets the saved good check."""
        return self._forget

    @property
    def details_button(self) -> QuietButton:
        """Folds and unfolds the measurements."""
        return self._fold

    @property
    def details(self) -> QWidget:
        """The list of all measurements."""
        return self._details

    def retranslate(self, say: Wording) -> None:
        """All words anew but those about a check."""
        self.after.retranslate(say)
        self._forget.set_words(say("prepare.good.forget"))
        self._save.set_words(say("prepare.result.save"), tip="Ctrl+S")
        self._say = say
        self._show_fold_words()

    def show_report(self, report: CheckReport, say: Wording, words: CheckWords) -> None:
        """Show a check."""
        judgement = report.judgement
        word = words.overall(report)
        self._mark.set_status(_OVERALL[judgement.overall])
        self._verdict_word.setText(word)
        self._lead.setText(say("prepare.result.next"))
        self._lead.setVisible(judgement.next_check is not None)
        self._action.setText(words.action(judgement.next_action))
        self.setAccessibleName(word)
        self.setAccessibleDescription(self._action.text())
        self._verdicts.show_verdicts(judgement.verdicts, say, words)

    def show_stale(self, say: Wording) -> None:
        """What was found no longer holds; the line that says why stands beside the device."""
        self._mark.set_status(Status.ATTENTION)
        self._verdict_word.setText(say("prepare.result.stale"))
        self._lead.hide()
        self._action.setText(say("prepare.result.stale_action"))
        self.setAccessibleName(self._verdict_word.text())
        self.setAccessibleDescription(self._action.text())

    def show_compared(self, compared: Compared | None) -> None:
        """Show what differs from the saved good check; None where there is nothing to compare with."""
        self._compared.setVisible(compared is not None)
        if compared is not None:
            self._since.setText(compared.line)
            self._differences.setText("\n".join(f"\N{BULLET} {line}" for line in compared.differences))
            self._differences.setVisible(bool(compared.differences))

    def _show_details(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal gives it by place
        self._details.setVisible(shown)
        self._show_fold_words()
        self.folded.emit(not shown)

    def _show_fold_words(self) -> None:
        if self._say is not None:
            shown = self._fold.isChecked()
            self._fold.set_words(self._say("prepare.result.hide" if shown else "prepare.result.show"), tip="Ctrl+D")
