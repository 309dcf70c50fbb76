"""What every operating system is asked about the laptop, and what it can answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from samklang.domain.laptop import Link, PowerPlan
from samklang.domain.measures import Measured, Unknown

NOT_TOLD: Final = Unknown("not_told")
"""This system does not say."""


@dataclass(frozen=True, slots=True)
class Power:
    """Where the power comes from, and what is done with it; fields as in `LaptopMeasures`."""

    on_mains: Measured
    battery_percent: Measured
    plan: PowerPlan | Unknown


@dataclass(frozen=True, slots=True)
class Holders:
    """Programs that use a device now, by name; ours are not among them."""

    microphone: tuple[str, ...] | Unknown
    camera: tuple[str, ...] | Unknown


@dataclass(frozen=True, slots=True)
class Permissions:
    """Whether programs may use a device: 1 or 0."""

    microphone: Measured
    camera: Measured


ReadBattery: TypeAlias = Callable[[], tuple[Measured, Measured]]
"""Asks for mains and charge."""

Busy: TypeAlias = Mapping[int, float]
"""Core -> how busy it was in the last second, percent."""

BUSY_PERCENT: Final = 70.0
"""A core as busy as this has no reason to slow down. Ours."""


class System(Protocol):
    """An operating system. Every answer may take its time: whoever asks has a time limit of its own."""

    def power(self) -> Power:
        """Mains, battery, power plan."""
        ...

    def speed_share(self, busy: Busy) -> Measured:
        """How fast the busy cores work, of what they promise for long; `not_busy` where none is."""
        ...

    def link(self) -> Link | Unknown:
        """How it reaches the network."""
        ...

    def holders(self, ours: frozenset[int]) -> Holders:
        """Who uses microphone and camera; processes in `ours` are passed over."""
        ...

    def permissions(self) -> Permissions:
        """Whether programs may use microphone and camera."""
        ...
