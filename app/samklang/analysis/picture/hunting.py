"""Tells an automatic control that cannot settle from a person who moves and from one change of the light.

Exposure and focus that hunt go to and fro, again and again. Somebody who leans in, or a lamp that is switched on,
changes a picture once or twice. So what counts is not how far a value strays but how far it keeps coming back.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from samklang.domain.measures import Measured, Unknown

Values = npt.NDArray[np.floating]

OVER_S: Final = 10.0
"""A swing is looked for over so long: two cycles of the slowest that is looked for, 0.2 Hz; our proposal."""

TURNS: Final = 4
"""So many times must it turn back within that time, which is two cycles; ours. Leaning in and out again turns twice."""

_LEAST_HALF_S, _MOST_HALF_S = 0.25, 3.0
"""How far apart two turns may lie: half a cycle of 2 Hz, and half of one somewhat slower than 0.2 Hz. What is quicker
is flicker, what is slower is daylight. Ours."""

_MOST_UNEVEN: Final = 3.0
"""A control swings evenly: of the ways between its turns the longest takes at most so many times the shortest, and goes
at most so many times as far; ours."""

_EVERY_S: Final = 2.5
"""So often a full stretch is looked at."""

_SURE_PERCENT: Final = 4.0
"""A take shorter than `OVER_S` can show a swing of at least so much, but never that there is none; ours."""

_LEVELS: Final = np.geomspace(1, 0.02, 30)
"""Of the whole range: how large a way back must be to count as a turn. The largest that works is taken."""


def swing_percent(times_s: Values, values: Values) -> float:
    """How far a value above 0 swings to and fro, peak to peak, in percent of its mean; 0 where it does not.

    A step, a slope and one hump give 0; noise gives a little.

    Args:
        times_s: When each value was taken, shape (n,), not going back; about ten seconds of them, 4 to 10 a second.
        values: Shape (n,).
    """
    if len(values) <= TURNS or not np.all(values > 0):
        return 0.0
    span = float(values.max() - values.min())
    if not span:
        return 0.0
    for level in _LEVELS:
        turns = _turns(values, level * span)
        for first in range(len(turns) - TURNS + 1):
            at = turns[first : first + TURNS]
            took, went = np.diff(times_s[at]), np.abs(np.diff(values[at]))
            if (
                took.min() >= _LEAST_HALF_S
                and took.max() <= min(_MOST_HALF_S, _MOST_UNEVEN * took.min())
                and went.max() <= _MOST_UNEVEN * went.min()
            ):
                return 100 * float(np.median(went)) / float(values.mean())
    return 0.0


def _turns(values: Values, least: float) -> list[int]:
    """Where `values` turns back by at least `least`, each the highest or lowest of its way; the ends are no turns."""
    found: list[int] = []
    low = high = 0
    rising: bool | None = None
    for at, value in enumerate(values):
        if value > values[high]:
            high = at
        if value < values[low]:
            low = at
        if rising is not False and values[high] - value >= least:
            found += [high] if rising else []
            rising, low, high = False, at, at
        elif rising is not True and value - values[low] >= least:
            found += [low] if rising is False else []
            rising, low, high = True, at, at
    return found


class Swings:
    """Looks for swings in what is read off the picture a few times a second; keeps the last ten seconds of it."""

    def __init__(self, level: Callable[[Sequence[Values]], Values] = lambda kept: np.array(kept).ravel()) -> None:
        """Makes one for one take.

        Args:
            level: From what was fed, in turn, to one value above 0 for each.
        """
        self._level = level
        self._kept: deque[tuple[float, Values]] = deque()
        self._first_s: float | None = None
        self._looked_s = 0.0
        self._most = 0.0

    def feed(self, time_s: float, reading: Values | float) -> None:
        """Takes one reading; what is older than `OVER_S` is forgotten."""
        if self._first_s is None:
            self._first_s = self._looked_s = time_s
        self._kept.append((time_s, np.asarray(reading, np.float64)))
        while self._kept[0][0] < time_s - OVER_S:
            self._kept.popleft()
        if time_s - self._first_s >= OVER_S and time_s - self._looked_s >= _EVERY_S:
            self._looked_s = time_s
            self._most = max(self._most, self._swing())

    @property
    def percent(self) -> Measured:
        """The largest swing of any ten seconds, peak to peak, in percent; unknown where the take is too short."""
        if self._first_s is None:
            return Unknown("no_frames")
        most = max(self._most, self._swing())
        long_enough = self._kept[-1][0] - self._first_s >= OVER_S - _LEAST_HALF_S
        return most if long_enough or most >= _SURE_PERCENT else Unknown("too_short")

    def _swing(self) -> float:
        times_s = np.array([time_s for time_s, _ in self._kept])
        return swing_percent(times_s, self._level([reading for _, reading in self._kept]))
