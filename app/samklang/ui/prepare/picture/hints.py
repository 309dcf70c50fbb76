"""What is worth saying of the live picture: one thing at a time, and only once it has lasted."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from samklang.domain.live import PictureReading
from samklang.domain.measures import Measured, Unknown
from samklang.domain.rig import Range, Rig

HOLD_S: Final = 1.0
"""So long something must be so before it is said: somebody who leans forward for their cup is not told off (ours)."""

STAND_S: Final = 2.5
"""So long a line stands at least, so that it can be read and nothing flickers (ours)."""

_ROOMY: Final = 0.02
"""A share of the picture's height: the live head moves by about this much with every breath and look (ours)."""

_DIM: Final = 5.0
"""Grey levels: so much a face changes when somebody turns the head (ours)."""


class Hint(StrEnum):
    """What can be said, the gravest first; the words stand under `prepare.hint.CODE`."""

    NO_SIGNAL = "no_signal"
    BLACK = "black"
    NO_FACE = "no_face"
    FEW_FACES = "few_faces"
    FACE_DARK = "face_dark"
    FACE_BRIGHT = "face_bright"
    HEAD_HIGH = "head_high"
    HEAD_LOW = "head_low"
    HEAD_SMALL = "head_small"
    HEAD_LARGE = "head_large"
    SMALL_PICTURE = "small_picture"


def hint_of(reading: PictureReading, rig: Rig | None) -> Hint | None:
    """The gravest thing off the rig's targets now, or None; the check after it judges, this only helps meanwhile.

    A card or a black picture is not looked at further: nobody is to be moved for what a cable does.
    """
    if reading.card:
        return Hint.NO_SIGNAL
    if reading.black:
        return Hint.BLACK
    if not reading.faces:
        return Hint.NO_FACE
    if rig is not None and len(reading.faces) < rig.expected_faces:
        return Hint.FEW_FACES
    return _of_light(reading, rig) or _of_head(reading, rig) or _of_size(reading, rig)


def _of_light(reading: PictureReading, rig: Rig | None) -> Hint | None:
    way = _off(reading.face_luma, _wanted(rig, "face_luma"), _DIM)
    return {-1: Hint.FACE_DARK, 1: Hint.FACE_BRIGHT}.get(way)


def _of_head(reading: PictureReading, rig: Rig | None) -> Hint | None:
    room = _off(reading.headroom_share, _wanted(rig, "headroom"), _ROOMY)
    size = _off(reading.head_height_share, _wanted(rig, "head_height"), _ROOMY)
    # Somebody far away has much room above, too: coming closer mends both.
    if size < 0:
        return Hint.HEAD_SMALL
    return {-1: Hint.HEAD_HIGH, 1: Hint.HEAD_LOW}.get(room) or (Hint.HEAD_LARGE if size > 0 else None)


def _of_size(reading: PictureReading, rig: Rig | None) -> Hint | None:
    # Every camera is asked for the most; a laptop's own that gives all it has, and enough, is not at fault.
    small = _off(min(reading.width, reading.height), _wanted(rig, "frame_size"), 0.0) < 0
    return Hint.SMALL_PICTURE if small and reading.smaller_than_asked else None


def _wanted(rig: Rig | None, check: str) -> Range:
    target = None if rig is None else rig.target(check)
    return Range() if target is None else target.pass_range


def _off(value: Measured, wanted: Range, slack: float) -> int:
    """-1 below what is wanted, 1 above it, 0 inside or unknown."""
    if isinstance(value, Unknown):
        return 0
    if wanted.low is not None and value < wanted.low - slack:
        return -1
    return 1 if wanted.high is not None and value > wanted.high + slack else 0


class Steadied:
    """Lets a hint through once it has lasted, and lets it stand long enough to be read.

    Args:
        clock_s: The time in seconds, from any start.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._shown: Hint | None = None
        self._shown_s = clock_s() - STAND_S
        self._coming: Hint | None = None
        self._coming_s = clock_s()

    def clear(self) -> None:
        """Nothing is said, at once."""
        self._shown = self._coming = None
        self._shown_s = self._clock_s() - STAND_S
        self._coming_s = self._clock_s()

    def next(self, found: Hint | None) -> Hint | None:
        """What is to be shown now that this was found."""
        now_s = self._clock_s()
        if found is not self._coming:
            self._coming, self._coming_s = found, now_s
        lasted = now_s - self._coming_s >= HOLD_S
        if found is not self._shown and lasted and now_s - self._shown_s >= STAND_S:
            self._shown, self._shown_s = found, now_s
        return self._shown
