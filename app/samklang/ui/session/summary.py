"""The page after a session: planned against actual, attendance, and the time of each, without comparing anybody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from samklang.domain.programme import PhaseKind
from samklang.domain.session.overview import Overview
from samklang.ui.controls import Card, QuietButton, StatusChip, clear, column, label, line, row, scrolled, time_text
from samklang.ui.session.words import SessionTexts, seat_status
from samklang.ui.theme import SPACE, Size, font


class SummaryPage(QWidget):
    """What was planned and what happened.

    Attributes:
        new_wanted: The user wants to get ready for another session.
        undo_wanted: Closing was a mistake.
    """

    new_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", Size.HEADING)
        self._facts = label("", wrap=True)
        self._phases, self._people = Card(), Card()
        self._new, self._undo = QuietButton(), QuietButton()
        content = QWidget()
        beside = row(column(self._phases, None), column(self._people, None), spacing=SPACE * 2)
        beside.setStretch(0, 4)
        beside.setStretch(1, 6)
        content.setLayout(column(beside, None))
        top = column(self._heading, self._facts, spacing=SPACE)
        self.setLayout(column(top, scrolled(content), row(self._new, self._undo, None), spacing=SPACE * 2))
        self._new.clicked.connect(self.new_wanted)
        self._undo.clicked.connect(self.undo_wanted)

    def show_summary(self, now: Overview, texts: SessionTexts) -> None:
        """Show a closed session."""
        words = texts.words
        self._heading.setText(words("session.summary.heading"))
        came = sum(person.arrived and person.status != "absent" for person in now.participants)
        facts = [
            words("session.summary.length", actual=_length(now.elapsed_ms), planned=_length(now.planned_ms)),
            words("session.summary.came", count=came, all=len(now.participants)),
        ]
        if now.paused_ms:
            facts.append(words("session.summary.pauses", length=_length(now.paused_ms)))
        self._facts.setText(" \N{MIDDLE DOT} ".join(facts))
        self._show_phases(now, texts)
        self._show_people(now, texts)
        self._new.set_words(words("session.next.new"))
        self._undo.set_words(words("session.action.undo"), tip="Ctrl+Z")

    def _show_phases(self, now: Overview, texts: SessionTexts) -> None:
        words = texts.words
        grid = _table(self._phases, [words(f"session.summary.{name}") for name in ("phase", "planned", "actual")])
        for at, (phase, plan) in enumerate(zip(now.phases, texts.plan.phases, strict=True), start=1):
            cells = (texts.phase_title(plan), _length(phase.planned_ms), _length(phase.spent_ms))
            _fill(grid, at, cells)

    def _show_people(self, now: Overview, texts: SessionTexts) -> None:
        words = texts.words
        has_turns = any(phase.kind == PhaseKind.TURNS for phase in texts.plan.phases)
        names = ("name", "status", "turn", "reflections", "all") if has_turns else ("name", "status")
        grid = _table(self._people, [words(f"session.summary.{name}") for name in names])
        for at, person in enumerate(now.participants, start=1):
            status, word = seat_status(now, person.id)
            cells: tuple[str, ...] = (person.name, "")
            if has_turns:
                times = (person.turn_ms, person.reflection_ms + person.remark_ms, person.total_ms)
                cells += tuple(_length(time) for time in times)
            _fill(grid, at, cells)
            grid.addWidget(StatusChip(status, words(f"session.status.{word}")), at + 1, 1)


def _table(card: Card, heads: list[str]) -> QGridLayout:
    clear(card.body)
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE * 2)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(0, 1)
    for at, head in enumerate(heads):
        grid.addWidget(_cell(label(head, Size.SMALL, strong=True, wrap=True), at), 0, at)
    grid.addWidget(line(), 1, 0, 1, len(heads))
    card.body.addLayout(grid)
    return grid


def _fill(grid: QGridLayout, at: int, cells: tuple[str, ...]) -> None:
    for place, cell in enumerate(cells):
        if cell:
            grid.addWidget(_cell(label(cell, wrap=place == 0), place), at + 1, place)


def _cell(made: QLabel, place: int) -> QLabel:
    """Numbers stand on the right, words on the left."""
    if place > 0 and (made.text()[:1].isdigit() or made.text() == "\N{EN DASH}"):
        made.setFont(font(Size.BODY, tabular=True))
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return made


def _length(milliseconds: int) -> str:
    """A length; nothing at all is a dash, so that nobody reads a row of noughts."""
    if not milliseconds:
        return "\N{EN DASH}"
    return time_text(milliseconds / 1000)
