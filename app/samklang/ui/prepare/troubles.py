"""What is wrong with an open device, in one calm line that goes when it is over."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from samklang.domain.live import CameraTrouble, LiveState, TakeLost
from samklang.engine.live_check import Broken
from samklang.engine.watch import Finding, Noticed
from samklang.ui.controls import Status
from samklang.wording import Wording

Line: TypeAlias = tuple[str, Status]
"""What to say and how serious it is; an empty text takes the line away."""

_TROUBLED: Final = frozenset({LiveState.LOST, LiveState.FROZEN, LiveState.RESTARTING, LiveState.FAILED, LiveState.SLOW})
_FOUND: Final[Mapping[Finding, str]] = MappingProxyType(
    {
        Finding.UNPLUGGED: "prepare.help.microphone.lost",
        Finding.STALLED: "prepare.help.microphone.restarting",
        Finding.MUTED: "prepare.watch.muted",
        Finding.OTHER_RATE: "prepare.watch.other_rate",
        Finding.LEVEL_LOST: "prepare.watch.level_lost",
        Finding.DROPOUTS: "prepare.watch.dropouts",
    }
)


_AS_EVER: Final = frozenset({None, CameraTrouble.GONE, CameraTrouble.ENDED})
"""A camera that is gone is what the room's own line is about; for any other trouble there is something else to do."""

_LOST: Final[Mapping[TakeLost, LiveState]] = MappingProxyType(
    {TakeLost.UNPLUGGED: LiveState.LOST, TakeLost.STALLED: LiveState.RESTARTING}
)
"""A take that came to nothing though its device is back already: told as what the device was."""


class Troubles:
    """What was said about the devices, so that each thing is said once."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[LiveState, str]] = {}
        self._noticed: Finding | None = None

    def clear(self) -> None:
        """Nothing is open, or a new check begins."""
        self._states.clear()
        self._noticed = None

    def of_state(self, kind: str, state: LiveState, say: Wording, trouble: CameraTrouble | None = None) -> Line | None:
        """What is to be said now that a `microphone` or `camera` is like this; None where nothing is new.

        Args:
            kind: `microphone` or `camera`.
            state: How it is.
            say: The user's language.
            trouble: Why a camera is lost, where anybody tells.
        """
        before = self._states.get(kind)
        if state in _TROUBLED:
            text_id = f"prepare.help.{kind}.{state}" if trouble in _AS_EVER else f"devices.camera_trouble.{trouble}"
            # Back in its socket, but another program has it: lost as before, and something else is to be done.
            self._states[kind] = now = state, text_id
            return None if now == before else (say(text_id), Status.ATTENTION)
        if state is LiveState.LIVE and before is not None:
            del self._states[kind]
            # That a picture flows again needs no words; that a device is back does.
            return "" if before[0] is LiveState.SLOW else say(f"prepare.back.{kind}"), Status.GOOD
        return None

    def of_watch(self, noticed: tuple[Noticed, ...], say: Wording) -> Line | None:
        """What is to be said now that the watch tells this; None where nothing is new."""
        gravest = noticed[0] if noticed else None
        finding = None if gravest is None else gravest.finding
        if finding is self._noticed:
            return None
        before, self._noticed = self._noticed, finding
        if gravest is None:
            gone = before in (Finding.UNPLUGGED, Finding.STALLED)
            return say("prepare.back.microphone") if gone else "", Status.GOOD
        return say(_FOUND[gravest.finding], db=round(gravest.value or 0)), Status.ATTENTION


def broken_line(broken: Broken, say: Wording) -> str:
    """What stopped a check and what to do about it."""
    if broken.trouble not in _AS_EVER:
        return say(f"devices.camera_trouble.{broken.trouble}")
    why = broken.state if broken.lost is None else _LOST.get(broken.lost, broken.lost)
    text_id = f"prepare.help.{broken.device}.{why}"
    return say(text_id if say.has(text_id) else f"prepare.help.{broken.device}.failed")
