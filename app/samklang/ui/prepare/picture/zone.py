"""Where in the picture the head belongs, by the rig's own targets."""

from dataclasses import dataclass
from typing import Final

from samklang.domain.rig import Range, Rig

USUAL_HEADROOM: Final = Range(0.05, 0.15)
USUAL_HEAD_HEIGHT: Final = Range(0.25, 0.50)
"""Where the rig has no target of its own: shares of the picture's height (our proposal, as in `targets.toml`)."""


@dataclass(frozen=True, slots=True)
class HeadZone:
    """The middle of what the targets ask for, in shares of the picture's height.

    Attributes:
        top: Where the crown belongs.
        height: From crown to chin.
    """

    top: float
    height: float


def head_zone(rig: Rig | None) -> HeadZone:
    """The zone of this rig; the usual one where none is chosen."""
    return HeadZone(_middle(rig, "headroom", USUAL_HEADROOM), _middle(rig, "head_height", USUAL_HEAD_HEIGHT))


def _middle(rig: Rig | None, check: str, usual: Range) -> float:
    target = None if rig is None else rig.target(check)
    wanted = usual if target is None else target.pass_range
    both = wanted.low is not None and wanted.high is not None
    return wanted.middle if both else usual.middle
