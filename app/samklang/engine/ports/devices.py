"""Live devices: every call returns at once; whoever shows them polls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from samklang.engine.ports.player import Picture

if TYPE_CHECKING:  # as in `kept`
    from samklang.domain.live import CameraNow, Clip, DeviceInfo, DeviceList, MicrophoneNow
    from samklang.domain.sync import HeardClap


class Devices(Protocol):
    """Which microphones and cameras there are, kept up to date while it is started."""

    def start(self) -> None:
        """Begin to look, and to look again whenever something is plugged in or out."""
        ...

    def poll(self) -> DeviceList | None:
        """What there is now, or None before the first look is done."""
        ...

    def set_volume(self, microphone_id: str, percent: float) -> None:
        """Ask for a microphone's system volume, 0 to 100; the next list tells what came of it.

        Nothing happens where the microphone is gone or its setting is not `settable`.
        """
        ...

    def set_muted(self, microphone_id: str, *, muted: bool) -> None:
        """Switch a microphone off or on in the system; likewise."""
        ...

    def close(self) -> None:
        """Stop looking."""
        ...


class LiveDevice(Protocol):
    """What a microphone and a camera have in common: measured while open, taken up again when lost and back."""

    @property
    def info(self) -> DeviceInfo:
        """Which one."""
        ...

    def start(self) -> None:
        """Open it."""
        ...

    def finish_take(self) -> None:
        """Stop measuring; the whole take's measures follow in `poll`, marked as finished."""
        ...

    def close(self) -> None:
        """Let go of the device; `released` tells when that is done."""
        ...

    @property
    def released(self) -> bool:
        """Whether nothing of ours holds it: it was never opened, or the process that held it has ended."""
        ...


class Microphone(LiveDevice, Protocol):
    """One microphone."""

    def poll(self) -> MicrophoneNow:
        """How it is and what it hears now."""
        ...

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        """Measure from now on, forgetting the take before; returns the take's number.

        Args:
            silence: Nobody speaks in it: it gives the noise floor for the takes after it. After a finished take it is
                for that one: when it is finished, its measures are those of that take, worked out anew.
            aside: The take before stands, with its clip, and a repeated silence is for that one: this one only watches.
        """
        ...

    def next_take(self) -> int:
        """Go on under the next number without losing a sample; the take so far follows as `MicrophoneNow.before`."""
        ...

    def play_back(self, which: Clip) -> None:
        """Play a clip on the system's loudspeaker; nothing happens while a take runs, or where there is no such clip.

        The clips are the last 5 s or less of a take. They are in the worker's memory only and gone when it closes.
        """
        ...

    def stop_playing(self) -> None:
        """Be quiet at once."""
        ...

    def keep_as_good(self) -> None:
        """Keep the last take's clip as the good one, to be compared with later ones; in memory only."""
        ...

    def listen_for_claps(self, *, on: bool) -> None:
        """Tell claps as `MicrophoneNow.claps` from now on, those from before forgotten, or no longer."""
        ...


class Camera(LiveDevice, Protocol):
    """One camera."""

    def poll(self) -> CameraNow:
        """How it is and what it sees now."""
        ...

    def picture(self) -> Picture | None:
        """The newest picture, small enough to show, 3 channels (BGR), or None where there is no newer one."""
        ...

    def begin_take(self) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        ...

    def watch_for_claps(self, *, on: bool) -> None:
        """Remember what moves, small and in the worker's memory only, from now on; or forget it."""
        ...

    def match_claps(self, heard: tuple[HeardClap, ...]) -> None:
        """Look for these claps in the picture; the answer follows as `CameraNow.claps`."""
        ...


class LinkOpener(Protocol):
    """Hands a link to the system: the browser, or Teams itself."""

    def open(self, address: str) -> bool:
        """Whether the system took it."""
        ...
