"""When new pictures arrived: delivered frame rate, intervals, repeats, freezes, from time stamps alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from samklang.domain.measures import Measured, Unknown

FROZEN_AFTER_S: Final = 1.0
"""A picture that stands longer than this is called frozen; our proposal: a second of stillness is seen by everybody in
a call, and no camera mode we know delivers less than one frame a second."""

Times = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How the new pictures of a take are spread over time.

    Attributes:
        duration_s: From the first frame to the end of the last, which lasts as long as the median frame.
        frame_rate_fps: New pictures divided by the duration.
        interval_p50_ms: Median of the time between two new pictures.
        interval_p95_ms: 95th percentile of the same.
        interval_max_ms: The longest of them.
        duplicate_share: Frames that only repeat the one before, of all frames.
        frozen_s: Time in which a picture stood for more than `FROZEN_AFTER_S`, not counting its own first interval.
    """

    duration_s: float
    frame_rate_fps: Measured
    interval_p50_ms: Measured
    interval_p95_ms: Measured
    interval_max_ms: Measured
    duplicate_share: Measured
    frozen_s: Measured


def cadence(times_s: Times, new: Flags) -> Cadence:
    """Reads the cadence off the frames' time stamps.

    Args:
        times_s: When each frame was shown, shape (n,), never going back.
        new: Which frames show a new picture, shape (n,); the first one does.

    Returns:
        The cadence; `Unknown("no_frames")` without a frame, `Unknown("too_short")` with fewer than two, and for
        freezes in a take of no more than `FROZEN_AFTER_S`.
    """
    if len(times_s) < 2:  # noqa: PLR2004 - an interval takes two
        none = Unknown("too_short" if len(times_s) else "no_frames")
        return Cadence(0.0, none, none, none, none, none, none)
    shown_s = durations(times_s)
    duration_s = float(shown_s.sum())
    if duration_s <= 0:
        none = Unknown("no_time_stamps")
        return Cadence(0.0, none, none, none, none, none, none)
    intervals_s = np.diff(times_s[new])
    usual_s = float(np.median(intervals_s)) if len(intervals_s) else float(shown_s[-1])
    stood_s = np.append(intervals_s, times_s[-1] + shown_s[-1] - times_s[new][-1])
    frozen_s = np.sum(stood_s[stood_s > FROZEN_AFTER_S] - min(usual_s, FROZEN_AFTER_S))
    p50_ms, p95_ms, max_ms = _spread_ms(intervals_s)
    return Cadence(
        duration_s=duration_s,
        frame_rate_fps=float(np.count_nonzero(new)) / duration_s,
        interval_p50_ms=p50_ms,
        interval_p95_ms=p95_ms,
        interval_max_ms=max_ms,
        duplicate_share=float(np.count_nonzero(~new)) / len(new),
        # In a take no longer than what counts as a freeze there is none to be seen, frozen or not.
        frozen_s=float(frozen_s) if duration_s > FROZEN_AFTER_S else Unknown("too_short"),
    )


def _spread_ms(intervals_s: Times) -> tuple[Measured, Measured, Measured]:
    """Median, 95th percentile and largest, in milliseconds."""
    if not len(intervals_s):
        return Unknown("frozen"), Unknown("frozen"), Unknown("frozen")
    p50_ms, p95_ms, max_ms = (float(np.percentile(intervals_s, each)) * 1000 for each in (50, 95, 100))
    return p50_ms, p95_ms, max_ms


def durations(times_s: Times) -> Times:
    """How long each frame was shown, seconds, shape (n,); the last one as long as the median frame."""
    shown_s = np.diff(times_s)
    return np.append(shown_s, np.median(shown_s) if len(shown_s) else 0.0)
