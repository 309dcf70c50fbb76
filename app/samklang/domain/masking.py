"""Which faults make another check unknowable, so that one fault is named once and by its cause.

Two ways a fault stands in another check's light:

- It makes that measure worthless: how a room dies away cannot be heard under noise, nor which side is weaker when one
  is dead. The other check becomes unknown whatever it says, good or bad.
- It is why that measure is off: hum is noise, and a quiet room turned up too far with the voice is noisy. The other
  check becomes unknown only where it is off; it is the same fault, so the cause takes over how bad it is.

So a hidden check never counts as a second fault, never passes, and the light as a whole is never better for it than
the causes are. Two faults measured independently of each other both stay: too quiet and too noisy is two faults. The
table is ours; why each row is there stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from samklang.domain.picture_masks import EQUIPMENT_MASKS, PICTURE_MASKS
from samklang.domain.sound_masks import SOUND_MASKS
from samklang.domain.standing import Standings

MASKS = (*EQUIPMENT_MASKS, *SOUND_MASKS, *PICTURE_MASKS)
"""What hides what, the first that applies. What is hidden itself hides nothing, and what hides another stays."""

MASKING = frozenset(mask.by for mask in MASKS)
"""The checks that can hide others; `hidden_by_CHECK` is the reason then."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What came of it.

    Attributes:
        by: Hidden check -> the check that hides it.
        same_fault: Check -> the checks it is the cause of.
    """

    by: Mapping[str, str]
    same_fault: Mapping[str, tuple[str, ...]]


def hidden(standings: Standings) -> Hidden:
    """Which of the checks are hidden, and by which.

    Args:
        standings: How each check that is judged at all stands.
    """
    by: dict[str, str] = {}
    same_fault: dict[str, tuple[str, ...]] = {}
    for mask in MASKS:
        if mask.by in by or mask.by not in standings or not standings[mask.by].off or not mask.when(standings):
            continue
        open_to_it = [check for check in standings if check not in by and check not in by.values()]
        worthless = [check for check in mask.worthless if check in open_to_it]
        caused = tuple(check for check in mask.same_fault if check in open_to_it and standings[check].off)
        by.update(dict.fromkeys((*worthless, *caused), mask.by))
        if caused:
            same_fault[mask.by] = (*same_fault.get(mask.by, ()), *caused)
    return Hidden(MappingProxyType(by), MappingProxyType(same_fault))
