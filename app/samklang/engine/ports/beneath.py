"""What lies beneath the picture and the sound: the laptop, the network, a DSLR; every call returns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # as in `kept`
    from samklang.domain.dslr import Answers, DslrNow
    from samklang.domain.laptop import LaptopMeasures, ProbeNow


class LaptopWatch(Protocol):
    """The laptop: its power, load, memory, disk, network, and who holds microphone and camera. Sends nothing."""

    def start(self) -> None:
        """Begin to watch."""
        ...

    def poll(self) -> LaptopMeasures | None:
        """The newest, over the last minute at most; None before the first look is done, or where none can be made."""
        ...

    @property
    def failed(self) -> bool:
        """Whether it was given up: nothing more will come."""
        ...

    def close(self) -> None:
        """Stop watching."""
        ...


class NetworkProbe(Protocol):
    """One look at the way to Teams. It sends to the named host: ask the user first, and start it only after a yes."""

    @property
    def host(self) -> str:
        """What will be asked, by name: the user is to be told before."""
        ...

    def start(self) -> None:
        """Begin; it takes at most fifteen seconds."""
        ...

    def poll(self) -> ProbeNow:
        """How far it is, and what it found once it is done."""
        ...

    def close(self) -> None:
        """Give up, or clean up: nothing is sent any more."""
        ...


class DslrReader(Protocol):
    """One look into a DSLR that hangs on USB: opened, read, closed. Nothing of it is changed."""

    def start(self) -> None:
        """Begin; it takes at most fifteen seconds."""
        ...

    def poll(self) -> DslrNow:
        """How it is going, and what was read."""
        ...

    def close(self) -> None:
        """Give up, or clean up."""
        ...


class Checklists(Protocol):
    """A person's answers to the checklist of each rig's camera, remembered with the rig."""

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `load`: what was kept is damaged; None when all is well."""
        ...

    def load(self, rig_id: str) -> Answers | None:
        """The rig's answers; none where none were kept or they cannot be read."""
        ...

    def save(self, answers: Answers) -> None:
        """Keep these in place of the rig's last, durable when this returns.

        Raises:
            Refused: They cannot be saved; the last ones stay.
        """
        ...

    def forget(self, rig_id: str) -> None:
        """Remove the rig's answers; nothing happens where there are none.

        Raises:
            Refused: They cannot be removed.
        """
        ...
