"""Which of the rigs is plugged in, and what the others lack."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.live import DeviceInfo, DeviceList
from samklang.domain.rig import Bound, BoundDevice, Rig


class Part(StrEnum):
    """What a rig can be bound to."""

    LAPTOP = "laptop"
    MICROPHONE = "microphone"
    CAMERA = "camera"


class Lack(StrEnum):
    """Why a part does not count as there."""

    NOT_PLUGGED_IN = "not_plugged_in"
    SEVERAL = "several"
    OTHER_LAPTOP = "other_laptop"


@dataclass(frozen=True, slots=True)
class Missing:
    """One part that is not there.

    Attributes:
        name: What the system called it when the rig was bound.
    """

    part: Part
    name: str
    why: Lack


@dataclass(frozen=True, slots=True)
class Standing:
    """How a bound rig stands to what is plugged in.

    Attributes:
        microphone: The one it is bound to, where it is there.
        camera: Likewise.
        laptop_fits: It is bound to this laptop.
        missing: What is not there, the laptop first.
    """

    rig: Rig
    microphone: DeviceInfo | None
    camera: DeviceInfo | None
    laptop_fits: bool
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        """Whether all it is bound to is there."""
        return not self.missing

    @property
    def found(self) -> int:
        """How many of its parts are there."""
        return sum((self.microphone is not None, self.camera is not None, self.laptop_fits))


class Choice(StrEnum):
    """Why a rig was recognised, or why none was."""

    ONLY_ONE = "only_one"
    LAST_USED = "last_used"
    MOST_PARTS = "most_parts"
    SEVERAL = "several"
    PARTLY = "partly"
    NOTHING = "nothing"
    NONE_BOUND = "none_bound"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What is to be said about the rigs.

    Attributes:
        standings: Of every bound rig, the complete ones first, then by how much is there, then as given.
        recognised: The one that is plugged in; None where none is, or several are and nothing tells which is meant.
        nearest: The one to speak about: the recognised one, else the one whose missing part is worth naming; None where
            there is no such one.
        why: How it came to that.
    """

    standings: tuple[Standing, ...]
    recognised: Standing | None
    nearest: Standing | None
    why: Choice


def recognise(
    rigs: Sequence[Rig], devices: DeviceList, *, laptop_model: str = "", last_rig_id: str = ""
) -> Recognition:
    """Which rig is plugged in. Nothing is guessed: of several complete ones the last used is taken, else none.

    Args:
        rigs: All there are; those bound to nothing are left out.
        devices: What is plugged in.
        laptop_model: What the computer says it is; empty where it does not tell, and then no rig is held to it.
        last_rig_id: The rig used last; empty where none was.
    """
    bound = [_standing(rig, rig.bound, devices, laptop_model) for rig in rigs if rig.bound is not None]
    standings = tuple(sorted(bound, key=lambda each: (not each.complete, -each.found)))
    if not standings:
        return Recognition((), None, None, Choice.NONE_BOUND)
    complete = [each for each in standings if each.complete]
    last = next((each for each in standings if each.rig.id == last_rig_id), None)
    if complete:
        return _of_complete(standings, complete, last)
    partly = [each for each in standings if each.microphone is not None or each.camera is not None]
    if not partly:
        return Recognition(standings, None, last, Choice.NOTHING)
    nearest = last if last in partly else _alone(partly)
    return Recognition(standings, None, nearest, Choice.PARTLY)


def _of_complete(standings: tuple[Standing, ...], complete: list[Standing], last: Standing | None) -> Recognition:
    if len(complete) == 1:
        return Recognition(standings, complete[0], complete[0], Choice.ONLY_ONE)
    if last in complete:
        return Recognition(standings, last, last, Choice.LAST_USED)
    most = _alone(complete)
    return Recognition(standings, most, most, Choice.SEVERAL if most is None else Choice.MOST_PARTS)


def _alone(standings: list[Standing]) -> Standing | None:
    """The one of which more is there than of any other, or None."""
    most = max(each.found for each in standings)
    best = [each for each in standings if each.found == most]
    return best[0] if len(best) == 1 else None


def _standing(rig: Rig, bound: Bound, devices: DeviceList, laptop_model: str) -> Standing:
    missing: list[Missing] = []
    laptop_fits = bool(bound.laptop) and bound.laptop == laptop_model
    if bound.laptop and laptop_model and not laptop_fits:
        missing.append(Missing(Part.LAPTOP, bound.laptop, Lack.OTHER_LAPTOP))
    found: dict[Part, DeviceInfo | None] = {}
    for part, wanted, plugged in (
        (Part.MICROPHONE, bound.microphone, devices.microphones),
        (Part.CAMERA, bound.camera, devices.cameras),
    ):
        alike = [] if wanted is None else _alike(wanted, plugged)
        found[part] = alike[0] if len(alike) == 1 else None
        if wanted is not None and len(alike) != 1:
            missing.append(Missing(part, wanted.name, Lack.SEVERAL if alike else Lack.NOT_PLUGGED_IN))
    return Standing(rig, found[Part.MICROPHONE], found[Part.CAMERA], laptop_fits, tuple(missing))


_NUMBERED: Final = re.compile(r" \d{1,2}$")


def system_name(device: DeviceInfo, plugged: Sequence[DeviceInfo]) -> str:
    """What the system itself calls a device: two of the same make are numbered in our list, one of them alone is not.

    Args:
        device: One of `plugged`.
        plugged: All there are of its kind.
    """
    bare = _NUMBERED.sub("", device.name)
    numbered = {f"{bare} {at}" for at in (1, 2)}
    return bare if bare != device.name and numbered <= {each.name for each in plugged} else device.name


def bound_device(device: DeviceInfo, plugged: Sequence[DeviceInfo]) -> BoundDevice:
    """What a rig keeps of a device to know it by.

    Args:
        device: One of `plugged`.
        plugged: All there are of its kind.
    """
    return BoundDevice(system_name(device, plugged), device.form, device.id)


def _alike(wanted: BoundDevice, plugged: Sequence[DeviceInfo]) -> list[DeviceInfo]:
    """Those it may be: by name, whatever socket it is in; of several of the same make the one in the socket it was."""
    alike = [
        each
        for each in plugged
        if not each.demo and wanted.name in (each.name, system_name(each, plugged)) and wanted.form in (None, each.form)
    ]
    in_its_place = [each for each in alike if each.id == wanted.id]
    return in_its_place or alike
