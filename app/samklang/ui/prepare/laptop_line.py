"""The laptop in one line, and only while something about it is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from samklang.ui.controls import Notice, QuietButton, Status

if TYPE_CHECKING:  # the window is seen before the laptop is judged
    from samklang.domain.laptop import LaptopMeasures
    from samklang.domain.rig import Rig
    from samklang.domain.verdict import Judgement
    from samklang.engine.house import House
    from samklang.wording import Wording


class LaptopLine(Notice):
    """What to do about the laptop, the gravest thing alone; hidden while all is well.

    Attributes:
        details: The user wants to see all of it.
    """

    details = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._more = QuietButton()
        self._more.clicked.connect(self.details)
        self.add_button(self._more)

    @property
    def details_button(self) -> QuietButton:
        """Opens the page about the laptop."""
        return self._more

    def retranslate(self, say: Wording) -> None:
        """All words anew but the line."""
        self._more.set_words(say("prepare.laptop.details"))

    def show_laptop(self, laptop: LaptopMeasures | None, rig: Rig | None, house: House) -> None:
        """Show what is off now; nothing before the first look."""
        judged = laptop_judgement(laptop, rig)
        if judged is None or rig is None or judged.next_check is None:
            self._show("", Status.CALM)
            return
        failed = any(each.status == "fail" for each in judged.verdicts)
        line = house.check_words(rig).action(judged.next_action)
        self._show(line, Status.BAD if failed else Status.ATTENTION)

    def _show(self, line: str, status: Status) -> None:
        if line != self.text:
            self.show_line(line, status)


def laptop_judgement(laptop: LaptopMeasures | None, rig: Rig | None) -> Judgement | None:
    """The laptop by itself, judged by the rig's targets; None where there is nothing to judge."""
    if laptop is None or rig is None:
        return None
    from samklang.domain.verdict import judge  # noqa: PLC0415 - as above

    return judge(None, None, rig, laptop=laptop)
