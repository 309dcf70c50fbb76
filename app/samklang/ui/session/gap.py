"""The line after a session was cut off: how long the program was away, where the time went, and taking it out again."""

from PySide6.QtCore import Signal

from samklang.domain.session.commands import TakeTime
from samklang.domain.session.overview import Overview
from samklang.ui.controls import Notice, QuietButton
from samklang.ui.session.words import spoken_length
from samklang.wording import Wording


class GapNotice(Notice):
    """Says it once; goes away with the next step.

    Attributes:
        commanded: A command for the engine: take the time out.
    """

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._out = QuietButton()
        self._now: Overview | None = None
        self.add_button(self._out)
        self._out.clicked.connect(self.take_out)

    def tell(self, now: Overview, words: Wording) -> None:
        """Say what the gap was, if there was one."""
        self._now = now
        if now.away is None or now.closed:
            self.show_line("")
            return
        length = spoken_length(now.away.reopened_ms - now.away.last_ms, words)
        speaker = _speaker(now)
        self._out.setVisible(speaker is not None)
        self._out.set_words(words("session.reopen.take_out"))
        if now.pause is not None:
            self.show_line(words("session.reopen.away_pause", length=length))
        elif speaker is not None:
            name = now.participant(speaker).name
            self.show_line(words("session.reopen.away_turn", length=length, name=name))
        else:
            self.show_line(words("session.reopen.away_group", length=length))

    def take_out(self) -> None:
        """Ask for the time to be the group's; it can be undone like any step."""
        now = self._now
        speaker = _speaker(now) if now is not None else None
        if now is not None and now.away is not None and speaker is not None:
            self.commanded.emit(TakeTime(speaker, now.away.reopened_ms - now.away.last_ms))


def _speaker(now: Overview) -> str | None:
    """Whom the time was counted for; nobody during a pause."""
    return now.turn.speaker if now.turn is not None and now.pause is None else None
