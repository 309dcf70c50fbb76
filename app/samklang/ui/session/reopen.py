"""The page after a session was cut off: what was on, since when, and that it can go on exactly there."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from samklang.domain.session import Session, overview
from samklang.ui.controls import Card, QuietButton, column, label, row
from samklang.ui.session.words import SessionTexts, clock_text, date_text
from samklang.ui.theme import SPACE, Size

_CARD_WIDTH_PX = 560
"""Wide enough for a line of some sixty letters."""


class ReopenPage(QWidget):
    """Tells what was on. The primary button goes on; the quiet one leaves it as it is stored.

    Attributes:
        left: The user wants a new session instead.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", Size.HEADING, wrap=True)
        self._what = label("", Size.LARGE, strong=True, wrap=True)
        self._began = label("", quiet=True)
        self._where = label("", Size.LARGE, wrap=True)
        self._leave = QuietButton()
        card = Card()
        for part in (self._heading, self._what, self._began, self._where):
            card.body.addWidget(part)
        card.body.addLayout(row(self._leave, None))
        card.setMinimumWidth(_CARD_WIDTH_PX)
        self.setLayout(column(row(card, None), None, spacing=SPACE))
        self._leave.clicked.connect(self.left)

    def show_unfinished(self, session: Session, texts: SessionTexts) -> None:
        """Show the session as it was last stored."""
        words = texts.words
        now = overview(session, session.last_ms)
        self._heading.setText(words("session.reopen.heading"))
        self._what.setText(words("session.reopen.what", session=texts.name, theme=texts.theme))
        began = words("session.reopen.began", date=date_text(session.opened_ms), time=clock_text(session.opened_ms))
        self._began.setText(began)
        where = [words("session.reopen.where_phase", phase=texts.phase_title(session.phase))]
        if now is not None and now.turn is not None:
            where.append(words("session.reopen.where_turn", name=now.participant(now.turn.participant).name))
        self._where.setText(" ".join(where))
        self._leave.set_words(words("session.reopen.leave"))
