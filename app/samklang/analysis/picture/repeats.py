"""Tells a new picture from one that is only shown again, and a frozen picture from a person who sits still.

A camera's new picture is never the old one: sensor noise is alive. So without compression, byte-identical is the whole
test. Lossy recordings need more, as a codec draws the same picture a little differently the second time, and rubs
noise out. `docs/picture-measures.md` has the figures behind the thresholds below, which are our proposal.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
Values = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

_BLOCK: Final = 8
_BUSIEST_BLOCKS: Final = 16

_REPEAT_RATIO: Final = 0.35
"""A repeat changes by less than this share of what the new pictures around it change by."""

_LONGEST_RUN: Final = 5
"""Repeats in a row that are looked for, and how far on either side new pictures are: 5 a second at 30 fps."""

_SHARP_STEP: Final = 0.5
"""Repeats must also stand out against the frames right before and after: a gesture that slows, turns and quickens is
smooth."""

_BLUNT_STEP: Final = 0.8
_MANY_REPEATS: Final = 0.08
_AROUND: Final = 30
"""Where so large a share of the frames around (a second on either side) are sure repeats, less sharp ones are too."""

_MOVING: Final = 6.0
"""Repeats that are not byte-identical are only looked for where the busiest blocks of the frames around change by at
least so many grey levels. Below, a codec's rhythm of frames redrawn and frames skipped looks like repeats."""

_STILL_RMS: Final = 0.25
"""Change from frame to frame, grey levels, that a codec makes by itself in a frozen picture."""

_STILL_DRIFT_RMS: Final = 0.4
"""The same against a picture up to a second old: breathing moves a person by more than this."""

_STILL_AFTER_S: Final = 2.0
_LIVING_TIMES: Final = 4.0
"""The rest of the take must change at least so many times more than the stretch that is called frozen: where a codec
has rubbed out all noise all along, nobody can tell a frozen camera from a portrait, and nobody is accused."""


@dataclass(frozen=True, slots=True)
class Change:
    """How far a picture differs from an earlier one of the same shape.

    Attributes:
        rms: Root of the mean squared difference, grey levels; 0 means byte-identical.
        busiest: Mean absolute difference in the 16 blocks of 8 x 8 pixels that changed most, grey levels.
    """

    rms: float
    busiest: float


def distance(luma: Luma, before: Luma) -> float:
    """Root of the mean squared difference of two pictures of the same shape, grey levels."""
    return float(cv2.norm(luma, before) / luma.size**0.5)


def change(luma: Luma, before: Luma) -> Change:
    """Compares two pictures of the same shape, each (h, w), uint8."""
    rms = distance(luma, before)
    if rms == 0:
        return Change(0.0, 0.0)
    difference = cv2.absdiff(luma, before)
    height, width = luma.shape
    rows, columns = height // _BLOCK, width // _BLOCK
    if rows * columns <= _BUSIEST_BLOCKS:
        return Change(rms, float(difference.mean()))
    whole = difference[: rows * _BLOCK, : columns * _BLOCK]
    blocks = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA).ravel()
    return Change(rms, float(np.partition(blocks, -_BUSIEST_BLOCKS)[-_BUSIEST_BLOCKS:].mean()))


def new_pictures(rms: Values, busiest: Values) -> Flags:
    """Which frames of a take show a new picture, judged with hindsight.

    Args:
        rms: Each frame's change from the one before, shape (n,); infinite for the first.
        busiest: The same in its busiest blocks.
    """
    sharp = _repeats(rms, busiest, _SHARP_STEP)
    usual = np.ones(min(2 * _AROUND + 1, len(rms)))
    share = np.convolve(sharp, usual, "same") / np.convolve(np.ones(len(rms)), usual, "same")
    repeated = np.where(share >= _MANY_REPEATS, _repeats(rms, busiest, _BLUNT_STEP), sharp)
    return np.asarray((rms > 0) & ~repeated)


def _repeats(rms: Values, busiest: Values, step: float) -> Flags:
    """Which frames change far less than those around them; the very first is never a repeat.

    Args:
        rms: As for `new_pictures`.
        busiest: As for `new_pictures`.
        step: A run of repeats must change by less than this share of the frame right before and right after it.
    """
    # Both kinds of change must be small; beyond the take's end lies infinity: there the inner side decides alone.
    size = np.sqrt(rms * busiest)
    usual = _usual(size)
    small = np.isfinite(usual) & (size < _REPEAT_RATIO * usual) & (_usual(busiest) >= _MOVING)
    found = np.zeros(len(rms), np.bool_)
    beyond = np.append(size, np.inf)
    for length in range(1, min(_LONGEST_RUN, len(rms) - 1) + 1):
        # A run begins at each frame but the first.
        run = np.lib.stride_tricks.sliding_window_view(size[1:], length).max(axis=1)
        all_small = np.lib.stride_tricks.sliding_window_view(small[1:], length).all(axis=1)
        around = np.minimum(beyond[: len(run)], beyond[length + 1 :])
        runs = all_small & (run < step * around)
        for offset in range(length):
            found[1 + offset : 1 + offset + len(run)] |= runs
    return found


def _usual(values: Values) -> Values:
    """What a new picture around each frame changes by: the smaller of the two sides' largest change.

    The largest, as some neighbours may be repeats themselves; of the two sides the smaller, as a cut or a movement
    that begins or ends must not make the quiet side look like repeats.
    """
    padded = np.pad(values, _LONGEST_RUN, constant_values=np.inf)
    largest = np.lib.stride_tricks.sliding_window_view(padded, _LONGEST_RUN).max(axis=1)
    return np.asarray(np.minimum(largest[: len(values)], largest[_LONGEST_RUN + 1 :]))


def still_stretches(times_s: Values, rms: Values, drift: Values) -> list[tuple[int, int]]:
    """Where the life has gone out of a picture that lossy coding keeps redrawing.

    Args:
        times_s: When each frame was shown, shape (n,).
        rms: Each frame's change from the one before, shape (n,); infinite for the first.
        drift: Each frame's difference from a picture up to a second older, same measure.

    Returns:
        First and one past the last frame of each stretch of more than two seconds.
    """
    quiet = (rms <= _STILL_RMS) & (drift <= _STILL_DRIFT_RMS)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    found = []
    for first, end in edges.reshape(-1, 2):
        alive = np.concatenate([rms[:first], rms[end:]])
        alive = alive[np.isfinite(alive) & (alive > 0)]
        if times_s[end - 1] - times_s[first] <= _STILL_AFTER_S or not len(alive):
            continue
        if np.median(alive) >= _LIVING_TIMES * np.median(rms[first:end]):
            found.append((int(first), int(end)))
    return found
