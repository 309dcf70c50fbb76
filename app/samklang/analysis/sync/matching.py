"""Finds heard claps in the picture: the one offset at which, after every clap, what moved fast stops or turns back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sync.picture import BACKGROUNDS, Around, Doubles, Small, moved_in, poses

FARTHEST_S: Final = 0.65
"""Offsets are looked for up to here. Ours: twice what any webcam or capture card was seen to do."""
AROUND_S: Final = FARTHEST_S + 0.4
"""So much of the picture before and after each clap is looked at."""
_GRID_S: Final = 0.005
_SPAN_S: Final = 0.12
"""Movement is compared over so long before and after a moment: a clap closes in 0.1 to 0.25 s."""
_TRIES: Final = 12
"""So often claps at other times are tried; what nine tenths of these reach is chance. Ours."""
_MOVED_S: Final = 0.45
KEPT_AROUND_S: Final = AROUND_S + _MOVED_S + 0.1
"""So much of the picture is needed to tell it from chance."""
_REFINE_S: Final = 0.07
_REACH_S: Final = 0.09
_POSE_NOISE: Final = 0.003
"""Of the picture's longer side, a fifth of a cell: a fit that is better than that is luck."""
_LEAST_SPARE: Final = 2
_LEAST_TURN: Final = 0.012
"""Of the picture's longer side: what stops or turns must have moved by so much."""
_MOST_GOING_ON: Final = 0.15
"""Of the movement before: what goes on closing, only slower, has not met yet."""
_LEAST_MEETING: Final = 0.3
"""Of the whole movement; sidewards and upwards movements are no clap."""
_NOTHING: Final = 1e-4
_AS_WIDE_S: Final = 0.15
"""A kink shows for longer than the span on either side."""
_LEAST_OF_MOST: Final = 0.3
_LEAST_FPS: Final = 9.0


@dataclass(frozen=True, slots=True)
class Match:
    """What the picture says.

    Attributes:
        early_s: How much the sound comes before the picture; NaN where that could not be told.
        error_s: Standard error of that, by leaving out one clap after the other; NaN likewise.
        seen: Which of the heard claps were seen, shape (claps,).
        strength: How far the best offset stands over the best of shuffled claps; above 1 it is no chance.
        rival: How near the best offset elsewhere comes to it, 0..1.
    """

    early_s: float
    error_s: float
    seen: NDArray[np.bool_]
    strength: float
    rival: float


def matches(times_s: Doubles, pictures: Small, heard_s: Sequence[float]) -> Iterator[Match]:
    """Look for heard claps in pictures: one match, however weak, for each way to tell what moved (see `picture`).

    Args:
        times_s: Of the pictures, rising, on the clock of `heard_s`; shape (n,).
        pictures: In cells, shape (n, h, w).
        heard_s: When claps were heard; three or more. There must be pictures around each (see `is_covered`).
    """
    around = [_around(times_s, pictures, clap_s) for clap_s in heard_s]
    offsets_s = np.arange(-FARTHEST_S, FARTHEST_S + _GRID_S / 2, _GRID_S)
    for background in BACKGROUNDS:
        moved = [moved_in(each, background) for each in around]
        after_s, followed = _followed(around, moved, heard_s)
        kinks = np.stack([_kinks(*each, offsets_s) for each in zip(after_s, followed, strict=True)])
        together = _together(kinks)
        at = int(np.argmax(together))
        best, near_s = float(together[at]), float(offsets_s[at])
        if best < _LEAST_TURN:
            yield Match(np.nan, np.nan, np.zeros(len(heard_s), np.bool_), 0.0, 1.0)
            continue
        rival = float(together[np.abs(offsets_s - near_s) > _AS_WIDE_S].max()) / best
        seen = kinks[:, at] >= _LEAST_OF_MOST * kinks[:, at].max()
        early_s = _corner_s(after_s, followed, seen, near_s)
        error_s = _error_s(after_s, followed, seen, near_s)
        # Hands that slow down before they meet have no corner, and where one is seen hangs on how far one looks.
        farther_s = _corner_s(after_s, followed, seen, near_s, 1.4 * _REACH_S)
        error_s = float(np.hypot(error_s, (early_s - farther_s) / 2))
        yield Match(early_s, error_s, seen, best / max(_LEAST_TURN / 4, _by_chance(around, moved, heard_s)), rival)


def is_covered(times_s: Doubles, clap_s: float) -> bool:
    """Whether there are pictures enough around a clap."""
    first, end = np.searchsorted(times_s, [clap_s - AROUND_S, clap_s + AROUND_S])
    return bool(end - first >= _LEAST_FPS * AROUND_S)


def _around(times_s: Doubles, pictures: Small, clap_s: float) -> Around:
    first, end = np.searchsorted(times_s, [clap_s - KEPT_AROUND_S, clap_s + KEPT_AROUND_S])
    return Around(times_s[first:end], pictures[first:end])


def _followed(
    around: Sequence[Around], moved: Sequence[Small], claps_s: Sequence[float]
) -> tuple[list[Doubles], list[Doubles]]:
    """The times after each clap, and the pose then."""
    after_s, chosen = [], []
    for each, what, clap_s in zip(around, moved, claps_s, strict=True):
        first, end = np.searchsorted(each.times_s, [clap_s - AROUND_S, clap_s + AROUND_S])
        after_s.append(each.times_s[first:end] - clap_s)
        chosen.append(what[first:end])
    return after_s, poses(chosen, after_s)


def _kinks(times_s: Doubles, pose: Doubles, wanted_s: Doubles) -> Doubles:
    """How much movement ends or turns at each moment, shape (moments,).

    With a the movement before and b the one after, |a|^2 - ab is nothing where it goes on as it did or only begins,
    |a|^2 where it stops, and twice that where it springs back.
    """
    step_s = float(np.median(np.diff(times_s)))
    span = max(1, round(_SPAN_S / step_s))
    half = max(1, span // 2)
    moments_s, kinks = [], []
    for at in range(span, len(times_s) - span):
        first = at - span + int(np.argmax(np.isfinite(pose[at - span : at + 1, 0])))  # before it moved it stood there
        before = pose[at] - pose[first]
        for gap in (0, 1):  # the contact lies on a picture, or between two
            if at + gap + span < len(times_s):
                after = pose[at + gap + span] - pose[at + gap]
                moments_s.append((times_s[at] + times_s[at + gap]) / 2)
                soon = pose[at + gap + half] - pose[at + gap]
                goes_on = before @ soon > _MOST_GOING_ON * (before @ before) * half / span
                kinks.append(0.0 if goes_on else float(np.nan_to_num(before @ (before - after))))
    return np.interp(wanted_s, moments_s, np.sqrt(np.maximum(0.0, kinks)))


def _together(kinks: Doubles) -> Doubles:
    """All claps' kinks at one offset, shape (offsets,): the geometric mean, so that three quarters must have one.

    Args:
        kinks: Shape (claps, offsets).
    """
    count = len(kinks)
    most = max(3, round(0.75 * count))
    logs = np.sort(np.log(kinks + _NOTHING), axis=0)
    all_of_them: Doubles = np.exp(logs.mean(axis=0)) - _NOTHING
    most_of_them: Doubles = np.exp(logs[count - most :].mean(axis=0)) - _NOTHING
    # Claps at an even pace match most of each other at the next beat too, but never all.
    return all_of_them if all_of_them.max() > most_of_them.max() / 2 else most_of_them


def _by_chance(around: Sequence[Around], moved: Sequence[Small], heard_s: Sequence[float]) -> float:
    """What claps at other times would reach: each is moved by a time of its own, and all is looked for again."""
    random = np.random.default_rng(1)
    offsets_s = np.arange(-FARTHEST_S, FARTHEST_S, 4 * _GRID_S)
    reached = []
    for _ in range(_TRIES):
        apart_s = random.permutation(np.linspace(-_MOVED_S, _MOVED_S, len(heard_s)))
        tried_s = [
            float(np.clip(clap_s + by_s + random.uniform(-0.05, 0.05), each.times_s[0] + 0.4, each.times_s[-1] - 0.4))
            for clap_s, by_s, each in zip(heard_s, apart_s, around, strict=True)
        ]
        followed = _followed(around, moved, tried_s)
        kinks = np.stack([_kinks(*each, offsets_s) for each in zip(*followed, strict=True)])
        reached.append(float(_together(kinks).max()))
    return float(np.percentile(reached, 90))


def _error_s(after_s: Sequence[Doubles], pose: Sequence[Doubles], seen: NDArray[np.bool_], near_s: float) -> float:
    """Standard error of the corner by the jackknife over the claps."""
    without = []
    for left_out in np.flatnonzero(seen):
        kept = seen.copy()
        kept[left_out] = False
        without.append(_corner_s(after_s, pose, kept, near_s))
    count = len(without)
    return float(np.sqrt((count - 1) / count * np.square(np.array(without) - np.mean(without)).sum()))


def _corner_s(
    after_s: Sequence[Doubles],
    pose: Sequence[Doubles],
    seen: NDArray[np.bool_],
    near_s: float,
    reach_s: float = _REACH_S,
) -> float:
    """When after the claps the path of the pose has its corner, between the frames too; NaN where there is none.

    Straight lines before and after one corner are laid through the frames of all claps together: each has its frames at
    other moments of the same movement, so that three claps show it as a camera of three times the rate would.
    """
    chosen = [(times_s, path) for times_s, path, each in zip(after_s, pose, seen, strict=True) if each]
    best = np.inf, np.nan
    for corner_s in np.arange(near_s - _REFINE_S, near_s + _REFINE_S, 0.001):
        designs, paths = [np.zeros((0, len(chosen) + 2))], [np.zeros((0, 4))]
        for place, (times_s, path) in enumerate(chosen):
            used = (np.abs(times_s - corner_s) <= reach_s) & np.isfinite(path[:, 0])
            own = np.zeros((int(used.sum()), len(chosen)))
            own[:, place] = 1
            apart = (times_s[used] - corner_s) / reach_s
            designs.append(np.column_stack([own, np.minimum(0, apart), np.maximum(0, apart)]))
            paths.append(path[used])
        design, wanted = np.concatenate(designs), np.concatenate(paths)
        spare = len(design) - design.shape[1]
        if spare < _LEAST_SPARE:
            continue
        solved, *_ = np.linalg.lstsq(design, wanted, rcond=None)
        left = float(np.square(wanted - design @ solved).sum()) / spare + _POSE_NOISE**2
        before, behind = solved[-2], solved[-1]
        turn = float(before @ (before - behind))
        goes_on = float(before @ behind) > _MOST_GOING_ON * float(before @ before)
        if turn > 0 and not goes_on and _meets(before) and left / turn < best[0]:
            best = left / turn, float(corner_s)
    return best[1]


def _meets(before: Doubles) -> bool:
    """Whether things come together or something comes down, and not hands that rest together and part.

    Args:
        before: How the pose moves before the moment, shape (4,).
    """
    closing, falling = -float(before[2] + before[3]), float(before[1])
    return max(closing, falling) > _LEAST_MEETING * float(np.linalg.norm(before))
