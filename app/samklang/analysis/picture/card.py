"""A card in place of a view: one flat colour, colour bars, a capture card's notice that nothing is plugged in.

No lens makes such a picture: no noise in it, no shade, and nothing moves. Somebody before a plain wall, a virtual
background and a dark room have a face, a shade or a movement. A lens cap is black with noise, and stays `black`.
"""

from typing import Final

import cv2
import numpy as np

from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Measured, Unknown

EVERY_S: Final = 0.25
"""So often is looked: a card is told within half a second."""

_BLACK: Final = 20.0
"""Mean luma below which a flat picture is black and no card; source: testrtc's video frame checker."""

_FLAT_RANGE: Final = 4.0
_FLAT_NOISE: Final = 1.6
"""The means of a flat card's blocks differ by no more than this, and its pixels by a standard deviation of no more than
this, grey levels; ours. A lens before a plain wall shades it by ten or more, and a sensor's noise is alive."""

_BARS_ROWS: Final = 0.6
"""Colour bars fill at least this share of the picture from the top (two thirds in SMPTE ECR 1-1978, all of it in EBU
bars)."""
_BARS_EVEN: Final = 6.0
_BARS_SHARE: Final = 0.8
"""So many of the blocks there have the luma of their column, within so many grey levels: the rest may be text. Ours."""
_SATURATED: Final = 70
_BARS_COLOURS: Final = 4
"""Of the six full colours (R, G, B, C, M, Y), each told by a channel that is off by so much, so many must be there,
each in one piece; ours. SMPTE and EBU bars have all six."""

_GROUND_NEAR: Final = 2
_GROUND_SHARE: Final = 0.78
_BORDER_SHARE: Final = 0.94
_LEAST_FIGURE: Final = 0.001
"""A notice: so much of the picture, and so much of its border, is of one grey level, within so many; and there is
something on it. Ours."""
_BURNT: Final = 250
"""A ground brighter than this may as well be a view that is burnt out."""
_STILL_SHARE: Final = 0.02
_STILL_S: Final = 0.4
"""It stands still: for so long no frame changes more than this share of the pixels; ours. Somebody who sits still in
front of a sensor that is alive changes most of them."""

_PATTERN_FLAT: Final = 0.6
_PATTERN_RANGE: Final = 6
_PATTERN_LEVELS: Final = 5
_PATTERN_SHARE: Final = 0.85
_PATTERN_CLIPPED: Final = 6
_PATTERN_DRAWN: Final = 0.3
_PATTERN_SECOND: Final = 0.02
"""A test picture: so many of its blocks are flat within so many grey levels; so few levels make up so much of what is
neither black nor burnt out (so many levels at either end), and that is so much of it; the
second of them is so much of the picture. Ours."""


class Card:
    """Looks for a picture that no lens made."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self.now = False
        self.since_s = 0.0
        """Since when it stands, if it is one now: before it was told, where it had to stand still for that."""
        self._seconds = 0.0
        self._first = True
        self._last_s = 0.0
        self._looked_s = -np.inf
        self._still_since_s = 0.0

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if self._first:
            self._still_since_s = view.time_s
        elif self.now:
            self._seconds += view.time_s - self._last_s
        if view.change.share > _STILL_SHARE:
            self._still_since_s = view.time_s
        self._first, self._last_s = False, view.time_s
        if view.time_s - self._looked_s >= EVERY_S:
            self._looked_s = view.time_s
            still = view.time_s - self._still_since_s >= _STILL_S
            was, self.now = self.now, is_card(view, still=still)
            if self.now and not was:
                self.since_s = self._still_since_s if still else view.time_s
                self._seconds += view.time_s - self.since_s

    @property
    def no_signal_s(self) -> Measured:
        """Time in which it was a card."""
        return Unknown("no_frames") if self._first else self._seconds


def is_card(view: View, *, still: bool) -> bool:
    """Whether this frame is a card; `still` says that nothing has moved before it for a while."""
    if _is_flat(view) or _is_bars(view):
        return True
    return still and not view.faces and (_is_notice(view.luma) or _is_pattern(view.luma))


def _is_flat(view: View) -> bool:
    low, high = float(view.blocks.min()), float(view.blocks.max())
    if high - low > _FLAT_RANGE or high < _BLACK:
        return False
    return float(cv2.meanStdDev(view.luma)[1][0, 0]) <= _FLAT_NOISE


def _is_bars(view: View) -> bool:
    top = view.blocks[: max(1, round(_BARS_ROWS * len(view.blocks)))]
    column = np.median(top, axis=0)
    if np.mean(np.abs(top - column) <= _BARS_EVEN) < _BARS_SHARE:
        return False
    if column.max() - column.min() < _SATURATED / 2:
        return False
    return _full_colours(view.colour) >= _BARS_COLOURS


def _full_colours(colour: Pixels) -> int:
    """How many of the six full colours stand side by side in the upper part, each in one piece."""
    rows = colour[: max(1, round(_BARS_ROWS * len(colour))) : 8].astype(np.int16)
    columns = np.median(rows, axis=0)
    low, high = columns.min(axis=1, keepdims=True), columns.max(axis=1, keepdims=True)
    # Which of blue, green and red are on: 1 to 6 are the full colours, told where they are far enough apart.
    on = ((columns > (low + high) / 2) @ np.array([1, 2, 4])) * (high - low >= _SATURATED)[:, 0]
    starts = np.concatenate([[True], on[1:] != on[:-1]])
    runs = np.diff(np.concatenate([np.flatnonzero(starts), [len(on)]]))
    # An edge may be soft: a piece is at least a twentieth of the width.
    pieces = on[starts][runs * 20 >= len(on)]
    full = pieces[pieces > 0]
    different = len(np.unique(full))
    return different if different == len(full) else 0


def _is_notice(luma: Pixels) -> bool:
    counts = np.bincount(luma[::2, ::2].ravel(), minlength=256)
    near = 2 * _GROUND_NEAR + 1
    around = np.convolve(counts, np.ones(near, np.int64), "same")
    ground = int(around.argmax())
    share = around[ground] / counts.sum()
    if ground > _BURNT or not _GROUND_SHARE <= share <= 1 - _LEAST_FIGURE:
        return False
    border = np.concatenate([luma[0], luma[-1], luma[:, 0], luma[:, -1]]).astype(np.int16)
    return bool(np.mean(np.abs(border - ground) <= _GROUND_NEAR) >= _BORDER_SHARE) and _stands_out(luma, ground)


def _stands_out(luma: Pixels, ground: int) -> bool:
    """Whether what is on the ground is drawn on it with sharp edges, not lit out of the dark with soft ones."""
    figure = np.abs(luma.astype(np.int16) - ground)
    drawn = np.count_nonzero(figure > 60)  # noqa: PLR2004 - bold
    soft = np.count_nonzero((figure > 4) & (figure <= 60))  # noqa: PLR2004 - beyond a codec's own
    return bool(drawn >= _LEAST_FIGURE * luma.size and drawn >= soft / 2)


def _is_pattern(luma: Pixels) -> bool:
    rows, columns = luma.shape[0] // 8, luma.shape[1] // 8
    if not rows * columns:
        return False
    blocks = luma[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8)
    flat = blocks.max(axis=(1, 3)) - blocks.min(axis=(1, 3)) <= _PATTERN_RANGE
    if flat.mean() < _PATTERN_FLAT:
        return False
    counts = np.bincount(luma.ravel(), minlength=256)
    # What is burnt out or black is flat in any view.
    counts[:_PATTERN_CLIPPED] = counts[-_PATTERN_CLIPPED:] = 0
    if counts.sum() < _PATTERN_DRAWN * luma.size:
        return False
    held: list[int] = []
    for _ in range(_PATTERN_LEVELS):
        level = int(counts.argmax())
        around = slice(max(0, level - _GROUND_NEAR), level + _GROUND_NEAR + 1)
        held.append(int(counts[around].sum()))
        counts[around] = 0
    several = held[1] >= _PATTERN_SECOND * luma.size
    return several and sum(held) >= _PATTERN_SHARE * (sum(held) + int(counts.sum()))
