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

from samklang.analysis.picture.cadence import FROZEN_AFTER_S

Luma = npt.NDArray[np.uint8]
Values = npt.NDArray[np.floating]
Blocks = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_BLOCK: Final = 8
BUSIEST_BLOCKS: Final = 16

_LONGEST_RUN: Final = 5
"""Repeats in a row that are looked for, and how far on either side new pictures are: 5 a second at 30 fps."""

_AROUND: Final = 30
"""Frames on either side, a second, whose repeats tell how willing to be with the others."""

_WILLINGNESS: Final = ((0.0, 0.35, 0.5), (0.08, 0.35, 0.8), (0.4, 0.5, 0.8))
"""From which share of repeats around, by the row before; then a repeat changes by less than this share of what new
pictures nearby change by; and by less than this share of the frames right before and after its run. The first row tells
what is sure: it asks for a sharp step, as a gesture that slows, turns and quickens is smooth."""

_TURN_STEP: Final = 1.1
"""Where a movement turns, a frame can fall on the old one, as in somebody who sways: then changes shrink towards it and
grow after it, by at least so many times from one frame to the next."""

_PATTERN: Final = 0.15
"""From this share of repeats around, they are a pattern, and no turns of a movement."""

_SPIKE, _SPIKE_RATIO = 1.4, 0.25
"""A frame that changes so many times more than both its neighbours, and by at least this share of the usual change, is
a new picture among repeats."""

_LIVELY: Final = 1.6
"""Where the whole picture changes by less than this RMS around a few scattered repeats, a person who sits still pauses
in talking, and a codec leaves out what is left of the movement: those are no repeats. People on real clips who move at
all reach 2.5 and more, such pauses 1.5 at most; a regular pattern of repeats is believed all the same."""

_SURE_PATTERN: Final = 0.2
"""Such a pattern: from this share of repeats around. Pauses in talking came to 0.17."""

_LEFT_OUT: Final = 0.3
"""Where the frames around byte-identical ones change by less than this RMS, a codec leaves out what hardly moves: they
prove nothing. New pictures of a camera, with all their noise, change by 0.5 and more."""

_MOVING: Final = 6.0
"""Repeats that are not byte-identical are only looked for where the busiest blocks of the frames around change by at
least so many grey levels. Below, a codec's rhythm of frames redrawn and frames skipped looks like repeats."""

_STILL_DRIFT: Final = 0.25
"""How far the blocks' means of a frozen picture wander within a second when a codec redraws it, grey levels, RMS;
breathing that lifts a person by a fifth of a pixel moves them further. Means, as redrawing hardly touches them."""

_STILL_AFTER_S: Final = 2.0
"""So long must a stretch be still, and so long the rest of the take alive: a codec needs up to a second to settle."""

_LIVING_TIMES: Final = 4.0
"""The rest of the take must change at least so many times more than the stretch that is called frozen: where a codec
has rubbed out all noise all along, nobody can tell a frozen camera from a portrait, and nobody is accused."""

_STALL_AFTER_S: Final = 0.8
_STALL_TIMES: Final = 20.0
_STALL_JUMP, _STALL_ALONE = 4.0, 2.0
"""A shorter stretch is a freeze too where the rest changes so many times more than it, and where it ends in a jump: the
one frame that has to catch up changes so many times more than usual, and so many times more than the three after it.
Freezes of 1.5 s, however coded, came to 33 and more; pauses of somebody who sits still to 3, and to no jump. Where a
codec spreads the jump over several frames, only longer freezes are told. Our proposal."""


@dataclass(frozen=True, slots=True)
class Change:
    """How far a picture differs from an earlier one of the same shape.

    Attributes:
        rms: Root of the mean squared difference, grey levels; 0 means byte-identical.
        busiest: Mean absolute difference in the 16 blocks of 8 x 8 pixels that changed most, grey levels.
        share: Share of the pixels that differ at all.
    """

    rms: float
    busiest: float
    share: float


def block_means(luma: Luma) -> Blocks:
    """The means of the blocks of 8 x 8 pixels, float32, (h // 8, w // 8); of a smaller picture, itself."""
    rows, columns = luma.shape[0] // _BLOCK, luma.shape[1] // _BLOCK
    if not rows * columns:
        return luma.astype(np.float32)
    means = luma[: rows * _BLOCK, : columns * _BLOCK]
    # Halved thrice, which OpenCV does five times faster than an eighth at once. Rounding, evenly spread, is far below
    # what is looked for.
    for _ in range(3):
        half = (means.shape[1] // 2, means.shape[0] // 2)
        means = np.asarray(cv2.resize(means, half, interpolation=cv2.INTER_AREA), np.uint8)
    return means.astype(np.float32)


def distance(picture: Luma | Blocks, before: Luma | Blocks) -> float:
    """Root of the mean squared difference of two pictures of the same shape, grey levels."""
    return float(cv2.norm(picture, before) / picture.size**0.5)


def change(luma: Luma, before: Luma) -> Change:
    """Compares two pictures of the same shape, each (h, w), uint8."""
    rms = distance(luma, before)
    if rms == 0:
        return Change(0.0, 0.0, 0.0)
    difference = cv2.absdiff(luma, before)
    share = cv2.countNonZero(difference) / difference.size
    blocks = block_means(np.asarray(difference, np.uint8)).ravel()
    if blocks.size <= BUSIEST_BLOCKS:
        return Change(rms, float(difference.mean()), share)
    return Change(rms, float(np.partition(blocks, -BUSIEST_BLOCKS)[-BUSIEST_BLOCKS:].mean()), share)


def new_pictures(rms: Values, busiest: Values) -> Flags:
    """Which frames of a take show a new picture, judged with hindsight.

    Args:
        rms: Each frame's change from the one before, shape (n,); infinite for the first.
        busiest: The same in its busiest blocks.
    """
    if not len(rms):
        return np.zeros(0, np.bool_)
    (_, ratio, step), *more_willing = _WILLINGNESS
    repeated = _repeats(rms, busiest, ratio, step)
    near = np.ones(min(2 * _AROUND + 1, len(rms)))
    frames_near = np.convolve(np.ones(len(rms)), near, "same")
    pattern = np.convolve(repeated, near, "same") / frames_near >= _PATTERN
    repeated &= pattern | ~_turns(repeated, np.sqrt(rms * busiest))
    believed = (_usual(rms) >= _LIVELY) | (np.convolve(repeated, near, "same") / frames_near >= _SURE_PATTERN)
    repeated &= believed
    for least, ratio, step in more_willing:
        share = np.convolve(repeated, near, "same") / frames_near
        repeated = np.where(share >= least, believed & _repeats(rms, busiest, ratio, step), repeated)
    return np.asarray((rms > 0) & ~repeated)


def left_out(times_s: Values, rms: Values) -> Flags:
    """Which byte-identical frames of a recording prove nothing: so little moves that its codec leaves it out.

    Args:
        times_s: When each frame was shown, shape (n,).
        rms: Each frame's change from the one before, shape (n,); infinite for the first.
    """
    found = np.zeros(len(rms), np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rms == 0, [False]]).astype(np.int8)))
    for first, end in edges.reshape(-1, 2):
        sides = rms[max(0, first - _LONGEST_RUN) : first], rms[end : end + _LONGEST_RUN]
        usual = min((float(side.max()) for side in sides if np.isfinite(side).any()), default=np.inf)
        if usual < _LEFT_OUT and times_s[end - 1] - times_s[first - 1] <= FROZEN_AFTER_S:
            found[first:end] = True
    return found


def _repeats(rms: Values, busiest: Values, ratio: float, step: float) -> Flags:
    """Which frames change far less than those around them; the very first is never a repeat.

    Args:
        rms: As for `new_pictures`.
        busiest: As for `new_pictures`.
        ratio: A repeat changes by less than this share of the usual change around it.
        step: A run of repeats must change by less than this share of the frame right before and right after it.
    """
    # Both kinds of change must be small; beyond the take's end lies infinity: there the inner side decides alone.
    size = np.sqrt(rms * busiest)
    beyond = np.concatenate([[np.inf], size, [np.inf]])
    usual = _usual(size)
    spike = (size > _SPIKE * np.maximum(beyond[:-2], beyond[2:])) & (size > _SPIKE_RATIO * usual)
    small = np.isfinite(usual) & (size < ratio * usual) & (_usual(busiest) >= _MOVING) & ~spike
    found = np.zeros(len(rms), np.bool_)
    for length in range(1, min(_LONGEST_RUN, len(rms) - 1) + 1):
        # A run begins at each frame but the first.
        run = np.lib.stride_tricks.sliding_window_view(size[1:], length).max(axis=1)
        all_small = np.lib.stride_tricks.sliding_window_view(small[1:], length).all(axis=1)
        around = np.minimum(size[: len(run)], beyond[length + 2 :])
        runs = all_small & (run < step * around)
        for offset in range(length):
            found[1 + offset : 1 + offset + len(run)] |= runs
    return found


def _turns(repeated: Flags, size: Values) -> Flags:
    """Which of the repeats are only where a movement turns: in a dip of the changes, not a sudden step.

    Args:
        repeated: Which frames change far less than those around them.
        size: How much each frame changes, as in `_repeats`.
    """
    found = np.zeros(len(repeated), np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], repeated, [False]]).astype(np.int8)))
    for first, end in edges.reshape(-1, 2):
        # From the run outwards; a side that the take does not show says nothing against a turn.
        sides = size[max(0, first - 2) : first][::-1], size[end : end + 2]
        found[first:end] = all(len(side) < 2 or side[1] > _TURN_STEP * side[0] for side in sides)  # noqa: PLR2004
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
        drift: The distance of each frame's block means from those of a picture up to a second older, shape (n,).

    Returns:
        First and one past the last frame of each stretch of more than two seconds, and of a shorter one that ends in a
        jump.
    """
    quiet = drift <= _STILL_DRIFT
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    found = []
    for first, end in edges.reshape(-1, 2):
        alive = np.concatenate([rms[:first], rms[end:]])
        alive = alive[np.isfinite(alive) & (alive > 0)]
        still_s = times_s[end - 1] - times_s[first]
        alive_s = times_s[-1] - times_s[0] - still_s
        if (
            min(still_s, alive_s) > _STILL_AFTER_S
            and len(alive)
            and np.median(alive) >= _LIVING_TIMES * np.median(rms[first:end])
        ):
            found.append((int(first), int(end)))
        elif still_s >= _STALL_AFTER_S and len(alive):
            usual = float(np.median(alive))
            if usual >= _STALL_TIMES * np.median(rms[first:end]) and _jumps(rms[end : end + 4], usual):
                # While the codec settled it stood still already.
                settling = np.flatnonzero(rms[:first] >= usual / _STALL_JUMP)
                found.append((int(settling[-1]) + 1, int(end)))
    return found


def _jumps(rms: Values, usual: float) -> bool:
    """Whether the first of four frames catches up what the picture missed."""
    return len(rms) == 4 and bool(rms[0] >= max(_STALL_JUMP * usual, _STALL_ALONE * rms[1:].max()))  # noqa: PLR2004
