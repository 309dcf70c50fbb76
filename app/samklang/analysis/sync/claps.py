"""Sound against picture by claps that were heard and pictures that were kept: the number, or why there is none."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from samklang.analysis.sync.flash import flashes_s
from samklang.analysis.sync.matching import FARTHEST_S, Match, is_covered, matches
from samklang.analysis.sync.picture import Doubles, Small
from samklang.domain.measures import Unknown
from samklang.domain.sync import CLAPS_WANTED, HeardClap, SyncMeasures

MOST_CLAPS: Final = 12
"""So many are matched at most, the strongest; ours."""
_LEAST_STRENGTH: Final = 1.7
"""Of either way to tell what moved; people who sit, sign and talk and were tried at random reached 1.45."""
_LEAST_OF_BEST: Final = 2.5
_MOST_RIVAL: Final = 0.8
_MOST_ERROR_S: Final = 0.03
_APART_S: Final = 0.045
"""So far what moved may lead to different offsets when it is told in two ways; more is chance."""
_STUDENT: Final = 2.0
_CLOSE_S: Final = 0.06
_SAME_S: Final = 0.003
"""Sound is heard to the millisecond or two."""


def sync_measures(
    times_s: Doubles,
    pictures: Small,
    claps: Sequence[HeardClap],
    beeps: Sequence[HeardClap] = (),
    *,
    clocks_s: float = 0.0,
) -> SyncMeasures:
    """How far sound and picture lie apart.

    Args:
        times_s: Of the pictures, rising, on the same clock as the claps; shape (n,).
        pictures: In cells (see `picture.small_picture`), shape (n, h, w).
        claps: Heard.
        beeps: Heard; they count with flashes only.
        clocks_s: Half the 95 % interval of what the clocks of sound and picture are sure of against each other.

    Unknown: `no_claps_heard`, `too_few_claps` (heard), `picture_frozen`, `no_picture_then` (too few frames around the
        claps), `no_claps_seen` (nothing in the picture goes with them), `not_matching` (several offsets would do as
        well, or the claps disagree).
    """
    by_flash = _by_flash(times_s, pictures, [*beeps, *claps], clocks_s)
    if by_flash is not None:
        return by_flash
    if len(claps) < CLAPS_WANTED:
        return _unknown("too_few_claps" if claps else "no_claps_heard")
    strongest = sorted(sorted(claps, key=lambda clap: -clap.rise_db)[:MOST_CLAPS], key=lambda clap: clap.time_s)
    heard_s = [clap.time_s for clap in strongest if is_covered(times_s, clap.time_s)]
    if len(heard_s) < CLAPS_WANTED:
        return _unknown("no_picture_then")
    if not np.any(pictures[1:] != pictures[:-1]):
        return _unknown("picture_frozen")
    found = list(matches(times_s, pictures, heard_s))
    doubt = _doubt(found)
    if doubt is not None:
        return _unknown(doubt)
    surest = min(found, key=lambda each: each.error_s)
    return _known(surest.early_s, surest.error_s, int(surest.seen.sum()), times_s, clocks_s)


def _doubt(found: Sequence[Match]) -> str | None:
    """Why the matches are none, or None: each must hold by itself, and they must agree."""
    if any(each.strength < _LEAST_STRENGTH or each.seen.sum() < CLAPS_WANTED for each in found):
        return "no_claps_seen"
    if max(each.strength for each in found) < _LEAST_OF_BEST:
        return "no_claps_seen"
    early_s = [each.early_s for each in found]
    if not np.isfinite(early_s).all() or max(np.abs(early_s)) > FARTHEST_S or np.ptp(early_s) > _APART_S:
        return "not_matching"
    if any(each.rival > _MOST_RIVAL for each in found) or not min(each.error_s for each in found) <= _MOST_ERROR_S:
        return "not_matching"
    return None


def _by_flash(times_s: Doubles, pictures: Small, heard: Sequence[HeardClap], clocks_s: float) -> SyncMeasures | None:
    """The same from flashes of light, where as many of them as it takes go with what was heard."""
    flashes = flashes_s(times_s, pictures)
    if len(flashes) < CLAPS_WANTED or len(heard) < CLAPS_WANTED:
        return None
    heard_s = np.array(sorted(each.time_s for each in heard))
    apart = flashes[:, None] - heard_s[None, :]
    candidates = apart[np.abs(apart) <= FARTHEST_S]
    if not len(candidates):
        return None
    votes = np.array([(np.abs(candidates - each) <= _CLOSE_S).sum() for each in candidates])
    likeliest = candidates[np.argmax(votes)]
    if votes[np.abs(candidates - likeliest) > 2 * _CLOSE_S].max(initial=0) > _MOST_RIVAL * votes.max():
        return _unknown("not_matching")  # they follow one another so fast that another beat does as well
    best = float(np.median(candidates[np.abs(candidates - likeliest) <= _CLOSE_S]))
    nearest = apart[np.arange(len(flashes)), np.argmin(np.abs(apart - best), axis=1)]
    agreeing = nearest[np.abs(nearest - best) <= _CLOSE_S]
    if len(agreeing) < max(CLAPS_WANTED, 0.6 * len(flashes)):
        return None
    # Each flash began after the last dark frame and by its first bright one; all of them together leave less room.
    # Where all leave the same, no light of a room made them: a test film begins its flashes with a frame.
    step_s = float(np.median(np.diff(times_s)))
    latest_s = float(np.percentile(agreeing, 10))
    room_s = max(0.0, latest_s - float(np.percentile(agreeing - step_s, 90)))
    room_s = room_s / 2 if np.ptp(agreeing) > _SAME_S else 0.0
    error_s = float(agreeing.std(ddof=1)) / len(agreeing) ** 0.5
    return _known(latest_s - room_s, error_s, len(agreeing), times_s, clocks_s)


def _known(early_s: float, error_s: float, seen: int, times_s: Doubles, clocks_s: float) -> SyncMeasures:
    half_frame_s = float(np.median(np.diff(times_s))) / 2
    uncertainty_s = float(np.sqrt((_STUDENT * error_s) ** 2 + half_frame_s**2 + clocks_s**2))
    return SyncMeasures(1000 * early_s, 1000 * uncertainty_s, seen)


def _unknown(reason: str) -> SyncMeasures:
    return SyncMeasures(Unknown(reason), Unknown(reason), 0)
