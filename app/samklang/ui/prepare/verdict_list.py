"""A list of verdicts: a shape and a word, what was checked, its value, what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from samklang.ui.controls import Mark, Status, clear, label
from samklang.ui.theme import SPACE

if TYPE_CHECKING:  # the window is seen before the first verdict is made
    from collections.abc import Sequence

    from samklang.domain.verdict import Verdict
    from samklang.engine.house import CheckWords
    from samklang.wording import Wording

STATUS = {"pass": Status.GOOD, "warn": Status.ATTENTION, "fail": Status.BAD, "unknown": Status.UNKNOWN}
"""The shape of each verdict."""


class VerdictList(QWidget):
    """The verdicts, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, SPACE, 0)
        self._grid.setHorizontalSpacing(SPACE * 2)
        self._grid.setVerticalSpacing(SPACE)

    def show_verdicts(self, verdicts: Sequence[Verdict], say: Wording, words: CheckWords) -> None:
        """Show these instead of what is shown."""
        clear(self._grid)
        for line, verdict in enumerate(verdicts):
            mark = Mark(STATUS[verdict.status])
            status = label(say(f"check.status.{verdict.status}"), strong=True)
            name = label(words.title(verdict), wrap=True)
            value = label(words.value(verdict))
            wanted = words.range(verdict.target.pass_range, verdict.target.unit)
            target = label(say("prepare.result.wanted", range=wanted), quiet=True, wrap=True)
            name.setAccessibleDescription(f"{status.text()}: {value.text()}, {target.text()}")
            for at, item in enumerate((mark, status, name, value, target)):
                self._grid.addWidget(item, line, at)
        self._grid.setColumnStretch(2, 3)
        self._grid.setColumnStretch(4, 2)
        self._grid.setRowStretch(len(verdicts), 1)
