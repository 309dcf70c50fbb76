"""What a check is made of: one part or several, each read off one measure and held against a target of its own.

Most checks have one part. Where several numbers are the same thing to the person in front of the camera, such as how
high the head is, how much room there is above it and whether it is cut off, they are the parts of one check, and its
verdict is that of its worst part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

from samklang.domain.measures import Measured

Measures = TypeVar("Measures")
"""The section a part is read off: the sound's measures, the picture's, the laptop's, ..."""

Saved: TypeAlias = Mapping[str, Measured]
"""The picture's measures in the rig's saved good check, by name; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Scale(Generic[Measures]):
    """What a target that is a factor is a factor of.

    Attributes:
        unit: The value's own unit, in which the target is told once it is worked out.
        of: What the factor stands for, in that unit, or why that is unknown.
    """

    unit: str
    of: Callable[[Measures, Saved], Measured]


@dataclass(frozen=True, slots=True)
class Part(Generic[Measures]):
    """One number a check is judged by.

    Attributes:
        code: Stable code, its target's; that of its check where the check has one part only.
        unit: The unit its target is given in.
        read: The value, or why it is unknown.
        scale: Where the target is a factor on something measured; None where it is in the value's own unit.
        names: What stands behind the number, by name: programs, a setting as a device calls it.
    """

    code: str
    unit: str
    read: Callable[[Measures], Measured]
    scale: Scale[Measures] | None = None
    names: Callable[[Measures], tuple[str, ...]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Check(Generic[Measures]):
    """One thing to judge.

    Attributes:
        key: Its code within the program: no two checks share it.
        parts: What must be known comes first: while it is unknown, the check is not passed by the others. Of parts
            equally bad the first names the check.
    """

    key: str
    parts: tuple[Part[Measures], ...]


def by_key(*checks: Check[Measures]) -> Mapping[str, Check[Measures]]:
    """The checks by their key, in order."""
    return MappingProxyType({check.key: check for check in checks})


def single(
    code: str,
    unit: str,
    read: Callable[[Measures], Measured],
    names: Callable[[Measures], tuple[str, ...]] = lambda _: (),
) -> Check[Measures]:
    """A check of one part."""
    return Check(code, (Part(code, unit, read, names=names),))
