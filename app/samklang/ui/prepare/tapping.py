"""The tap test: every microphone open at once, until the one that is meant was tapped."""

from collections.abc import Sequence

from samklang.domain.live import DeviceInfo, LiveState
from samklang.engine.house import House
from samklang.engine.ports import LiveDevice, Microphone
from samklang.engine.tap import Tapped, TappedAlike, TapResult, TapTest
from samklang.ui.prepare.tap_view import TapLine, TapOutcome


class Tapping:
    """One tap test. No call waits for a device.

    Args:
        house: Opens the microphones.
        infos: Which, in the order they are shown.
    """

    def __init__(self, house: House, infos: Sequence[DeviceInfo]) -> None:
        self.infos = tuple(infos)
        self._microphones = [house.microphone(info) for info in infos]
        for microphone in self._microphones:
            microphone.start()
        self._test = TapTest(self._microphones, house.clock)
        self._last: TapResult = None

    @property
    def found(self) -> DeviceInfo | None:
        """The one that was tapped last, where it was clearly one."""
        return self._last.microphone if isinstance(self._last, Tapped) else None

    @property
    def outcome(self) -> TapOutcome:
        """What the last tap told."""
        if self._last is None:
            return TapOutcome.WAITING if len(self.infos) > 1 else TapOutcome.ONLY_ONE
        return TapOutcome.ALIKE if isinstance(self._last, TappedAlike) else TapOutcome.FOUND

    @property
    def held(self) -> tuple[LiveDevice, ...]:
        """Those that may still be held."""
        return tuple(each for each in self._microphones if not each.released)

    def advance(self, names: Sequence[str]) -> tuple[TapLine, ...]:
        """Take in what the microphones hear; a line each.

        Args:
            names: What they are called, in order.
        """
        told = self._test.advance()
        if told is not None:
            self._last = told
        levels = self._test.levels_dbfs()
        if any(level is None and info == self.found for info, level in zip(self.infos, levels, strict=True)):
            self._last = None  # it was pulled out since
        heard = zip(self.infos, self._microphones, levels, names, strict=True)
        return tuple(
            TapLine(name, level, opening=level is None and _opens(microphone), moved=info == self.found)
            for info, microphone, level, name in heard
        )

    def close(self) -> None:
        """Let go of all of them."""
        for microphone in self._microphones:
            microphone.close()


def _opens(microphone: Microphone) -> bool:
    return microphone.poll().state is LiveState.OPENING
