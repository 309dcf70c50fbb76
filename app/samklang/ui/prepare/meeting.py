"""From a link to the open meeting: first everything of ours is let go of, then Teams is opened."""

from collections.abc import Sequence
from typing import Final

from samklang.engine.house import House
from samklang.engine.joining import Joining, JoinStep
from samklang.engine.ports import LiveDevice
from samklang.ui.prepare.join_view import JoinView
from samklang.wording import Wording

_ENDED: Final = frozenset({JoinStep.OPENED, JoinStep.NOT_OPENED})


class Meeting:
    """Opens meetings, one after the other.

    Args:
        view: Where the link stands.
    """

    def __init__(self, view: JoinView) -> None:
        self._view = view
        self._joining: Joining | None = None
        self._step = JoinStep.RELEASING

    @property
    def under_way(self) -> bool:
        """Whether devices are being let go of now, so that there is no way back."""
        return self._joining is not None

    def primary(self, say: Wording) -> tuple[str, bool]:
        """The primary button's words, and whether it can be pressed."""
        if self._joining is None:
            return say("prepare.join.primary"), self._view.link is not None
        return say("prepare.join.anyway"), self._step is JoinStep.STILL_HELD

    def open(self, held: Sequence[LiveDevice], house: House) -> None:
        """Let go of these and open the link; where that is under way, open it whatever is still held.

        Nothing happens while there is no link.
        """
        link = self._view.link
        if self._joining is not None:
            self._joining.open_now()
        elif link is not None:
            self._step = JoinStep.RELEASING
            self._joining = Joining(link, held, house.link_opener(), house.clock)

    def give_up(self) -> None:
        """The room is left: nothing is opened any more."""
        self._joining = None

    def advance(self, say: Wording) -> JoinStep | None:
        """Go on; how it ended, told once, else None."""
        if self._joining is None:
            return None
        self._step = self._joining.advance()
        self._view.show_step(self._step, say)
        if self._step not in _ENDED:
            return None
        self._joining = None
        return self._step
