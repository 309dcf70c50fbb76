"""How a check stands before anything is hidden, and what one fault hides: the words of the tables of masks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from samklang.domain.rig import Target


@dataclass(frozen=True, slots=True)
class Standing:
    """How a check stands before anything is hidden.

    Attributes:
        severity: 0 good, 1 usable, 2 neither; None where it is unknown.
        value: The measured value, None where it is unknown.
        bounded: Whether the value is only a bound of the true one.
        part: The part that is worst, where the check has several.
    """

    target: Target
    severity: int | None
    value: float | None = None
    bounded: bool = False
    part: str | None = None

    @property
    def off(self) -> bool:
        """Whether it is known and not good."""
        return bool(self.severity)

    @property
    def too_high(self) -> bool:
        """Whether the value lies above what is good."""
        high = self.target.pass_range.high
        return self.value is not None and high is not None and self.value > high

    @property
    def too_low(self) -> bool:
        """Whether the value lies below what is good."""
        low = self.target.pass_range.low
        return self.value is not None and low is not None and self.value < low


Standings: TypeAlias = Mapping[str, Standing]
Condition: TypeAlias = Callable[[Standings], bool]

_SEVERE = 2


@dataclass(frozen=True, slots=True)
class Mask:
    """What one fault hides.

    Attributes:
        by: The check that is off.
        worthless: Checks whose measure means nothing then.
        same_fault: Checks that are only off because of it.
        when: Further condition, over how all checks stand.
    """

    by: str
    worthless: tuple[str, ...] = ()
    same_fault: tuple[str, ...] = ()
    when: Condition = field(default=lambda _: True)


def severe(check: str) -> Condition:
    """Whether this check fails, not only warns."""
    return lambda standings: standings[check].severity == _SEVERE


def by_part(check: str, *parts: str) -> Condition:
    """Whether one of these parts is this check's worst."""
    return lambda standings: standings[check].part in parts


def too_low(check: str) -> Condition:
    """Whether this check's value lies below what is good."""
    return lambda standings: check in standings and standings[check].too_low


def too_high(check: str) -> Condition:
    """Whether this check's value lies above what is good."""
    return lambda standings: check in standings and standings[check].too_high
