"""Signs drawn over a view, found in what the pixels of some seconds were at their darkest and brightest."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.values import Face

Grey = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

ENOUGH_TO_ASK: Final = 3
"""So many signs on one line may be a text; a clean view rarely has more than two. All numbers here are ours."""

_STILL: Final = 24
"""Grey levels a pixel of a drawing may change by, which is what coding does to it."""
_BRIGHT: Final = 120
"""Luma of the darkest colour that is looked for: white, yellow and green are above it, red is not."""
_STROKE: Final = 45
"""Grey levels by which a stroke is brighter than what is around it, at its darkest."""
_CHANGED: Final = 10
"""Grey levels by which the surroundings must change, besides what noise does to the quietest tenth of the picture."""
_SURROUNDED: Final = 0.6
_EACH_SIDE: Final = 0.3
"""Share of a sign's surroundings that must change, in all and in each half: who moves beside it changes one half."""
_STRONG: Final = 80
"""Grey levels within five pixels: less tells nothing of how hard an edge is."""
_EDGE: Final = 32
"""Grey levels of an edge across two pixels."""
_BODY: Final = 0.1
"""Of the frame's width, beside the face: hair and a tilted head. What moves there says nothing of the camera."""
_LEAST_EDGES: Final = 0.0005
"""Share of the pixels."""
_LEAST_PX: Final = 5
"""High, and in all, is the least sign that is one."""
_MOST_SIGNS: Final = 1500
_FOOT: Final = 0.84
"""A line of figures stands below this share of the frame's height."""
_BORDER: Final = 0.12
"""Of the frame's height, above and below: what else a camera draws there is no part of the view."""
_BESIDE: Final = 0.15
"""Of the frame's width: so far to both sides of the face no letters on a chest reach, nor a plate on a desk."""


@dataclass(frozen=True, slots=True)
class Extremes:
    """What the pixels of some seconds were, each (h, w).

    Attributes:
        low: Darkest luma of every pixel.
        high: Brightest.
        last: The newest picture.
    """

    low: Grey
    high: Grey
    last: Grey


@dataclass(frozen=True, slots=True)
class Drawings:
    """What was found.

    Attributes:
        in_line: Thin bright still signs of one height that stand on one line, most on any.
        surrounded: Of those on the best line, the ones around which the picture changes on all sides.
        across_person: Of those, the ones beneath the face at the foot of the frame, if the line goes on far to both
            sides.
        hardness: Share of the signs' steps in luma that falls between two neighbouring pixels; 0 without signs.
        view_hardness: The same of the view's own hardest edges.
        view_moved: Share of the room's edges, those beside and above the person, that moved; 0 where it has hardly any.
    """

    in_line: int
    surrounded: int
    across_person: int
    hardness: float
    view_hardness: float
    view_moved: float


def drawings(seen: Extremes, face: Face | None = None) -> Drawings:
    """Looks through one window, in which this is the largest face."""
    lines = min(seen.low.shape)
    span = np.asarray(cv2.subtract(seen.high, seen.low), np.uint8)
    core = _strokes(seen, span, lines)
    best = _best_line(_signs(core, lines))
    if len(best) < ENOUGH_TO_ASK:
        # The rest costs most, and hardly any view has a line of such signs.
        return Drawings(len(best), 0, 0, 0.0, 0.0, 0.0)
    near = _grown(core, 2 + lines // 360)
    changed = np.asarray(span >= _CHANGED + 1.5 * np.percentile(span[::4, ::4], 10), np.bool_)
    surrounded = sum(_is_surrounded(box, changed, near) for box in best)
    on_line = np.zeros_like(core)
    for left, top, wide, high in best:
        on_line[top : top + high, left : left + wide] = True
    hard, view_hard = _hardness(seen.last, core & on_line, near)
    across = 0 if face is None else _across(best, face, seen.low.shape)
    return Drawings(
        len(best), surrounded, across, hard, view_hard, _moved(seen.last, span, near | _person(face, core.shape))
    )


def _across(signs: npt.NDArray[np.int32], face: Face, shape: tuple[int, ...]) -> int:
    height, width = shape
    middle = (signs[:, 0] + signs[:, 2] / 2) / width
    low = signs[:, 1] / height >= max(_FOOT, face.bottom)
    beneath = low & (middle >= face.left) & (middle <= face.right)
    left, right = low & (middle < face.left - _BESIDE), low & (middle > face.right + _BESIDE)
    return int(np.count_nonzero(beneath)) if left.any() and right.any() else 0


def _strokes(seen: Extremes, span: Grey, lines: int) -> Mask:
    side = max(5, lines // 50 | 1)
    opened = cv2.morphologyEx(seen.low, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return (cv2.subtract(seen.low, opened) >= _STROKE) & (span <= _STILL) & (seen.low >= _BRIGHT)


def _grown(mask: Mask, by: int) -> Mask:
    side = 2 * by + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)).astype(np.bool_)


def _signs(core: Mask, lines: int) -> npt.NDArray[np.int32]:
    """Left, top, width, height of what is of a letter's size, (n, 4)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(core.astype(np.uint8), connectivity=8)
    stats = np.asarray(stats[1:], np.int32)
    high, wide, area = stats[:, 3], stats[:, 2], stats[:, 4]
    fits = (high >= max(_LEAST_PX, 0.011 * lines)) & (high <= 0.07 * lines) & (wide <= 1.6 * high) & (area >= _LEAST_PX)
    return np.asarray(stats[fits, :4][:_MOST_SIGNS], np.int32)


def _best_line(boxes: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The signs that stand on the fullest line."""
    if not len(boxes):
        return boxes
    foot, high = boxes[:, 1] + boxes[:, 3], boxes[:, 3]
    same = np.abs(foot[:, None] - foot) <= np.maximum(1, 0.12 * high)[:, None]
    alike = np.abs(high[:, None] - high) <= np.maximum(1, 0.2 * high)[:, None]
    on_line = same & alike
    return np.asarray(boxes[on_line[int(np.argmax(on_line.sum(axis=1)))]], np.int32)


def _is_surrounded(box: npt.NDArray[np.int32], changed: Mask, near: Mask) -> bool:
    left, top, wide, high = (int(each) for each in box)
    by = max(8, high)
    rows, columns = slice(max(0, top - by), top + high + by), slice(max(0, left - by), left + wide + by)
    free, moved = ~near[rows, columns], changed[rows, columns]
    middle, centre = free.shape[0] // 2, free.shape[1] // 2
    halves = (np.s_[:middle], np.s_[middle:], np.s_[:, :centre], np.s_[:, centre:])
    return _share(moved, free) >= _SURROUNDED and all(_share(moved[half], free[half]) >= _EACH_SIDE for half in halves)


def _share(of: Mask, among: Mask) -> float:
    count = int(np.count_nonzero(among))
    return np.count_nonzero(of & among) / count if count else 0.0


def _hardness(last: Grey, core: Mask, near: Mask) -> tuple[float, float]:
    """The share of a step that lies between two neighbours: of the signs, and of the view's hardest edges."""
    step = np.zeros_like(last)
    across, down = cv2.absdiff(last[:, 1:], last[:, :-1]), cv2.absdiff(last[1:], last[:-1])
    step[:, 1:] = across
    step[:, :-1] = np.maximum(step[:, :-1], across)
    step[1:] = np.maximum(step[1:], down)
    step[:-1] = np.maximum(step[:-1], down)
    step = np.asarray(cv2.dilate(step, np.ones((3, 3), np.uint8)), np.uint8)
    five = np.ones((5, 5), np.uint8)
    whole = cv2.subtract(cv2.dilate(last, five), cv2.erode(last, five))
    strong = whole >= _STRONG
    share = step / np.maximum(whole, 1)
    # A grid of the camera's own is no part of the view; a straight window frame is not missed.
    side = last.shape[0] // 12 + 5
    thick = strong.astype(np.uint8)
    beams = (np.ones((1, side), np.uint8), np.ones((side, 1), np.uint8))
    straight = np.logical_or(*(cv2.morphologyEx(thick, cv2.MORPH_OPEN, beam) > 0 for beam in beams))
    room = strong & ~near & ~straight
    border = round(_BORDER * last.shape[0])
    room[:border] = room[last.shape[0] - border :] = False
    signs, view = share[strong & core], share[room]
    return (float(np.median(signs)) if signs.size else 0.0, float(np.percentile(view, 90)) if view.size else 0.0)


def _person(face: Face | None, shape: tuple[int, ...]) -> Mask:
    """Where the largest face, what is below it and some more beside it are."""
    person = np.zeros(shape, np.bool_)
    if face is not None:
        height, width = shape
        left, right = (max(0, round(each * width)) for each in (face.left - _BODY, face.right + _BODY))
        person[max(0, round(face.bottom * height)) :] = True
        person[:, left:right] = True
    return person


def _moved(last: Grey, span: Grey, near: Mask) -> float:
    edges = np.zeros(last.shape, np.bool_)
    edges[:, 1:-1] = cv2.absdiff(last[:, 2:], last[:, :-2]) >= _EDGE
    edges[1:-1] |= cv2.absdiff(last[2:], last[:-2]) >= _EDGE
    edges &= ~near
    count = int(np.count_nonzero(edges))
    return np.count_nonzero(edges & (span >= _STILL)) / count if count >= _LEAST_EDGES * last.size else 0.0
