"""The tap test as the room holds it: made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samklang.engine.live_take import shown_name

if TYPE_CHECKING:  # only who opens the tap test needs what it is made of
    from collections.abc import Sequence

    from samklang.domain.live import DeviceInfo
    from samklang.engine.house import House
    from samklang.engine.ports import LiveDevice
    from samklang.ui.prepare.tap_view import TapView
    from samklang.ui.prepare.tapping import Tapping
    from samklang.wording import Wording


class TapAside:
    """The tap test as the room holds it: one at a time, or none.

    Args:
        view: Where it is shown.
    """

    def __init__(self, view: TapView) -> None:
        self._view = view
        self._tapping: Tapping | None = None
        self._released: tuple[LiveDevice, ...] = ()

    @property
    def found(self) -> DeviceInfo | None:
        """The one that was tapped last, where it was clearly one."""
        return None if self._tapping is None else self._tapping.found

    @property
    def held(self) -> tuple[LiveDevice, ...]:
        """Those of the last test that may still be held."""
        return self._released

    def begin(self, house: House, infos: Sequence[DeviceInfo]) -> None:
        """Open these and show them."""
        from samklang.ui.prepare.tapping import Tapping  # noqa: PLC0415 - not before the window is seen

        self._tapping = Tapping(house, infos)
        self.retranslate(house.wording)

    def advance(self, say: Wording) -> bool:
        """Take in what they hear; whether there is a test at all."""
        if self._tapping is None:
            return False
        lines = self._tapping.advance(self._names(say))
        self._view.show_lines(lines, self._tapping.outcome, say)
        return True

    def retranslate(self, say: Wording) -> None:
        """The list in another language."""
        if self._tapping is not None:
            self._view.begin(self._names(say))

    def end(self) -> None:
        """Let go of all of them."""
        if self._tapping is not None:
            self._tapping.close()
            self._released = self._tapping.held
            self._tapping = None

    def _names(self, say: Wording) -> tuple[str, ...]:
        infos = () if self._tapping is None else self._tapping.infos
        return tuple(shown_name(info, "microphone", say) for info in infos)
