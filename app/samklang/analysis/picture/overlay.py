"""The camera's own display in the picture: figures that stay where they are.

What a camera draws over its picture stays to the pixel while what it sees moves behind. So the darkest and the
brightest luma of every pixel are kept for some seconds. Thin bright still strokes in a line are figures or a sign in
the room. They are drawn if the picture changes all around them; or if all edges of the room move and they alone do
not; or if they go across the person's chest with edges one pixel wide, which no lens draws. No source known to us
measures this: the method and its numbers are ours.
"""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from samklang.analysis.picture.drawings import ENOUGH_TO_ASK, Drawings, Extremes, drawings
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

_LOOKS: Final = 6
"""In a window."""
_FIRST_WINDOW_S: Final = 2.2
_LONGEST_WINDOW_S: Final = 20.0
"""What was seen is judged at the end of a window; each is twice as long as the one before, for looks and judgements
cost as much as several frames."""
_LEAST_LOOKS: Final = 4
"""Where hardly any frames come."""
_MOST_LINES: Final = 1080
"""A higher picture is read with rows and columns left out; what a camera draws is thicker there."""
_LEAST_SIDE_PX: Final = 160

_LEAST_SIGNS: Final = 5
"""So many on one line are a text."""
_LEAST_SURROUNDED: Final = 4
_SOFT: Final = 0.55
"""What is drawn has a hardness of 0.7 to 0.9, strongly coded too. A sign in the room, quite sharp, reaches 0.7, and
0.9 where the camera sharpens: softness acquits, hardness alone never accuses."""
_HARD: Final = 0.72
_HARDER_BY: Final = 0.1
_ALL_MOVED: Final = 0.9


class Overlay:
    """Looks at six whole pictures a window; keeps three of at most 1080 lines."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self._seen: Extremes | None = None
        self._face: Face | None = None
        self._looks = 0
        self._next_s = self._ends_s = -np.inf
        self._window_s = _FIRST_WINDOW_S
        self._found: dict[Measured, int] = {}
        self._too_small = False

    def feed(self, view: View) -> None:
        """Takes one frame."""
        self._too_small = min(view.size) < _LEAST_SIDE_PX
        if view.time_s < self._next_s or self._too_small:
            return
        self._next_s = view.time_s + self._window_s / (_LOOKS - 1)
        width, height = view.size
        step = -(-min(width, height) // _MOST_LINES)
        luma = view.native(0, height, 0, width)[::step, ::step].copy()
        if self._seen is not None and self._seen.last.shape != luma.shape:
            self._seen = None
        if self._seen is None:
            self._seen = Extremes(luma.copy(), luma.copy(), luma)
            self._looks, self._ends_s = 1, view.time_s + self._window_s
            return
        cv2.min(self._seen.low, luma, dst=self._seen.low)
        cv2.max(self._seen.high, luma, dst=self._seen.high)
        self._seen = replace(self._seen, last=luma)
        self._face = view.faces[0] if view.faces else None
        self._looks += 1
        if view.time_s >= self._ends_s and self._looks >= _LEAST_LOOKS:
            answer = judged(drawings(self._seen, self._face))
            self._found[answer] = self._found.get(answer, 0) + 1
            self._seen = None
            self._window_s = min(2 * self._window_s, _LONGEST_WINDOW_S)

    @property
    def overlay_suspected(self) -> Measured:
        """1 where most windows that can tell show figures, 0 where most show none; else unknown."""
        drawn, clear = self._found.get(1.0, 0), self._found.get(0.0, 0)
        if drawn or clear:
            return 1.0 if drawn >= clear else 0.0
        return next(iter(self._found), Unknown("too_small" if self._too_small else "too_short"))


def judged(found: Drawings) -> Measured:
    """1 if these are drawn, 0 if there are none or they are of the room, unknown between."""
    enough = found.in_line >= _LEAST_SIGNS
    if found.in_line < ENOUGH_TO_ASK or found.hardness < (_SOFT if enough else _HARD):
        return 0.0
    behind_moves = found.surrounded >= _LEAST_SURROUNDED
    alone_is_still = found.view_moved >= _ALL_MOVED and found.hardness >= _HARD
    before_person = (
        found.across_person >= 1 and found.hardness >= _HARD and found.hardness >= found.view_hardness + _HARDER_BY
    )
    return 1.0 if enough and (behind_moves or alone_is_still or before_person) else Unknown("sign_or_drawing")
