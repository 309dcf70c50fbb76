"""The clocks of a running session: the turn's and, apart from it, the block's; over time they only say so."""

from PySide6.QtWidgets import QWidget

from samklang.domain.session.overview import Overview
from samklang.ui.controls import TimeLabel, column, label, time_text
from samklang.ui.flow import Flow
from samklang.ui.session.words import clock_text
from samklang.ui.theme import SPACE, Size, font
from samklang.wording import Wording

_MINUTE_MS = 60_000


class Clocks(QWidget):
    """Turn, block, share of each who waits, and when the session will end. May be hidden as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._captions = {name: label("", Size.SMALL, quiet=True) for name in ("turn", "block", "each")}
        self._turn = TimeLabel(Size.CLOCK)
        self._block = TimeLabel(Size.CLOCK)
        self._each = label("", Size.CLOCK)
        self._block_rest = label("", quiet=True)
        self._each_rest = label("", quiet=True)
        self._session = label("", quiet=True, wrap=True)
        self._hidden = label("", quiet=True)
        self._turn_part = _part(self._captions["turn"], self._turn)
        self._block_part = _part(self._captions["block"], self._block, self._block_rest)
        self._each_part = _part(self._captions["each"], self._each, self._each_rest)
        self._all = QWidget()
        parts = (self._turn_part, self._block_part, self._each_part)
        self._all.setLayout(column(Flow(*parts, gap_px=SPACE * 4, line_gap_px=SPACE), self._session))
        self._session.setFont(font(Size.BODY, tabular=True))
        self.setLayout(column(self._all, self._hidden))

    def show_clocks(self, now: Overview, words: Wording, *, hidden: bool) -> None:
        """Show the clocks of this moment."""
        self._all.setVisible(not hidden)
        self._hidden.setVisible(hidden)
        self._hidden.setText(words("session.clock.hidden"))
        if hidden:
            return
        for name, caption in self._captions.items():
            caption.setText(words(f"session.clock.{name}"))
        self._turn_part.setVisible(now.turn is not None)
        if now.turn is not None:
            self._turn.show_seconds(now.turn.spent_ms / 1000)
        self._show_block(now, words)
        self._each_part.setVisible(now.per_person_ms is not None)
        if now.per_person_ms is not None:
            self._each.setText(f"{now.per_person_ms // _MINUTE_MS} min")
            self._each_rest.setText(_protected(now, words))
        self._session.setText(
            f"{words('session.clock.session')}: {time_text(now.elapsed_ms / 1000)} {words('session.clock.elapsed')}"
            f" \N{MIDDLE DOT} {_left(now.remaining_ms, words)}"
            f" \N{MIDDLE DOT} {words('session.clock.ends', time=clock_text(now.expected_end_ms))}"
        )

    def _show_block(self, now: Overview, words: Wording) -> None:
        planned_ms = next(phase.planned_ms for phase in now.phases if phase.id == now.phase)
        self._block.show_seconds(now.phase_elapsed_ms / 1000)
        self._block_rest.setText(_left(planned_ms - now.phase_elapsed_ms, words))


def _left(remaining_ms: int, words: Wording) -> str:
    """Such as "12:40 left" or, quietly, "3:05 over the time"."""
    name = "left" if remaining_ms >= 0 else "over"
    return f"{time_text(abs(remaining_ms) / 1000)} {words(f'session.clock.{name}')}"


def _protected(now: Overview, words: Wording) -> str:
    kept_ms = sum(phase.planned_ms for phase in now.phases if phase.protected and phase.state == "ahead")
    return words("session.clock.protected", minutes=kept_ms // _MINUTE_MS) if kept_ms else ""


def _part(*items: QWidget) -> QWidget:
    whole = QWidget()
    whole.setLayout(column(*items, None, spacing=2))
    return whole
