"""What else a check knows besides sound and picture: the laptop, a DSLR, lip sync; each as it was told last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from samklang.domain.measures import Unknown

if TYPE_CHECKING:  # the window is seen before anything of it is known
    from samklang.domain.dslr import Answers, DslrMeasures
    from samklang.domain.laptop import LaptopMeasures, NetworkMeasures
    from samklang.domain.rig import Rig
    from samklang.domain.sync import SyncMeasures
    from samklang.engine.house import House
    from samklang.engine.ports import LaptopWatch

SETTLED_S: Final = 30.0
"""The load of less says more about what was just started than about the call (ours)."""

_TOO_SHORT: Final = Unknown("too_short")


class Beneath:
    """The laptop is watched while the room is shown; the others are told by the technician's pages.

    Attributes:
        probe: What the last look at the network found, made since the room was entered.
        dslr: What the rig's camera or its checklist says; None where there is none.
        sync: Sound against picture as last clapped, with the devices now chosen.
    """

    def __init__(self) -> None:
        self._watch: LaptopWatch | None = None
        self._laptop: LaptopMeasures | None = None
        self.probe: NetworkMeasures | None = None
        self.dslr: DslrMeasures | None = None
        self.sync: SyncMeasures | None = None

    @property
    def watch(self) -> LaptopWatch | None:
        """The watch itself while it runs."""
        return self._watch

    @property
    def laptop(self) -> LaptopMeasures | None:
        """The laptop now, the network as last probed; None before the first look.

        How busy it is counts only once it was watched for a while: starting a program is work by itself.
        """
        laptop = self._laptop
        if laptop is None:
            return None
        if laptop.watched_s < SETTLED_S:
            laptop = replace(laptop, load_mean_percent=_TOO_SHORT, load_p95_percent=_TOO_SHORT, speed_share=_TOO_SHORT)
        return replace(laptop, probe=self.probe)

    @property
    def laptop_failed(self) -> bool:
        """Whether the laptop can not be watched."""
        return self._watch is not None and self._watch.failed

    def start(self, house: House) -> None:
        """Begin to watch the laptop; nothing happens where it is watched already."""
        if self._watch is None:
            self._watch = house.laptop_watch()
            self._watch.start()

    def tick(self) -> bool:
        """Take in what the watch says; whether that is news."""
        newest = None if self._watch is None else self._watch.poll()
        if newest is None or newest == self._laptop:
            return False
        self._laptop = newest
        return True

    def other_devices(self) -> None:
        """Another microphone or camera is chosen: what was clapped before no longer holds."""
        self.sync = None

    def stop(self) -> None:
        """The room is left: the laptop is not watched, and what was told of it is old."""
        if self._watch is not None:
            self._watch.close()
        self._watch = self._laptop = self.probe = None


def remembered_answers(house: House, rig: Rig) -> Answers | None:
    """The answers to the checklist of this rig's camera; none where another camera was asked about."""
    kept = house.checklists.load(rig.id) if rig.camera.checklist else None
    return kept if kept is not None and kept.camera_id == rig.camera.id else None


def remembered_dslr(house: House, rig: Rig) -> DslrMeasures | None:
    """What those answers tell; None where nobody has answered."""
    kept = remembered_answers(house, rig)
    if kept is None:
        return None
    from samklang.domain.dslr import from_checklist  # noqa: PLC0415 - as above

    return from_checklist(rig.camera.checklist, dict(kept.answers))
