"""The tap test as shown: every microphone with a small live bar, and in words which of them moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from samklang.ui.controls import Card, QuietButton, Status, StatusChip, clear, label, row
from samklang.ui.prepare.sound_view import QUIETEST_DBFS
from samklang.ui.theme import SPACE, Colour, Size
from samklang.wording import Wording

_BAR_PX: Final = 14


class TapOutcome(StrEnum):
    """What the last tap told."""

    WAITING = "waiting"
    ONLY_ONE = "only_one"
    ALIKE = "alike"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class TapLine:
    """One microphone in the tap test.

    Attributes:
        level_dbfs: What it hears now, or None while it says nothing.
        opening: Whether it is only just being opened.
        moved: Whether it is the one that was tapped.
    """

    name: str
    level_dbfs: float | None
    opening: bool
    moved: bool


class TapView(Card):
    """A list that says what to do, what is heard and which one it is.

    Attributes:
        closed: The user wants back without choosing.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__(calm=True)
        self._heading = label("", Size.HEADING)
        self._text = label("", wrap=True)
        self._back = QuietButton()
        self._back.clicked.connect(self.closed)
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, SPACE, 0, 0)
        self._grid.setHorizontalSpacing(SPACE * 2)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        self._bars: list[LevelBar] = []
        self._words: list[StatusChip] = []
        self.body.addLayout(row(self._heading, None, self._back))
        self.body.addWidget(self._text)
        self.body.addWidget(self._place)
        self.body.addStretch(1)

    @property
    def heading(self) -> str:
        """What the person is told to do, or what was found."""
        return self._heading.text()

    @property
    def words(self) -> tuple[str, ...]:
        """What is said of each microphone, in order."""
        return tuple(each.accessibleName() for each in self._words)

    def retranslate(self, say: Wording) -> None:
        """All words anew but those about the microphones."""
        self._back.set_words(say("prepare.tap.close"), tip="Esc")

    def begin(self, names: Sequence[str]) -> None:
        """Show these microphones."""
        clear(self._grid)
        self._bars = [LevelBar() for _ in names]
        self._words = [StatusChip(Status.WAITING) for _ in names]
        for line, (name, bar, word) in enumerate(zip(names, self._bars, self._words, strict=True)):
            bar.setAccessibleName(name)
            for at, item in enumerate((label(name), bar, word)):
                self._grid.addWidget(item, line, at)

    def show_lines(self, lines: Sequence[TapLine], outcome: TapOutcome, say: Wording) -> None:
        """What they hear now, in the order of `begin`, and what the last tap told."""
        found = next((line.name for line in lines if line.moved), "")
        heading = say(f"prepare.tap.{outcome}.title")
        text = say(f"prepare.tap.{outcome}.text", name=found)
        for place, words in ((self._heading, heading), (self._text, text)):
            if place.text() != words:
                place.setText(words)
                self.setAccessibleName(heading)
                self.setAccessibleDescription(text)
        for line, bar, word in zip(lines, self._bars, self._words, strict=True):
            bar.show_level(line.level_dbfs)
            status, text_id = _status(line)
            said = say(f"prepare.tap.{text_id}")
            if word.accessibleName() != said:
                word.show_status(status, said)
                bar.setAccessibleDescription(said)


def _status(line: TapLine) -> tuple[Status, str]:
    if line.moved:
        return Status.GOOD, "moved"
    if line.opening:
        return Status.WAITING, "opening"
    return (Status.ATTENTION, "silent") if line.level_dbfs is None else (Status.WAITING, "still")


class LevelBar(QWidget):
    """A small bar from -60 to 0 dBFS; no peak, no scale: it only has to be seen moving."""

    def __init__(self) -> None:
        super().__init__()
        self._filled_px = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it is, as wide as there is room."""
        return QSize(20 * SPACE, _BAR_PX)

    def show_level(self, level_dbfs: float | None) -> None:
        """The level now; None empties it."""
        level = QUIETEST_DBFS if level_dbfs is None else min(0.0, max(QUIETEST_DBFS, level_dbfs))
        filled_px = round((level - QUIETEST_DBFS) / -QUIETEST_DBFS * self.width())
        if filled_px != self._filled_px:
            self._filled_px = filled_px
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The trough and the level in it."""
        painter = QPainter(self)
        painter.setPen(QColor(Colour.EDGE))
        painter.setBrush(QColor(Colour.SURFACE))
        painter.drawRect(0, 0, self.width() - 1, _BAR_PX - 1)
        painter.fillRect(1, 1, max(0, self._filled_px - 2), _BAR_PX - 2, QColor(Colour.BLUE))
