"""The small band beside a check: where the value lies between what is good, usable and neither, as numbers for SVG."""

from dataclasses import dataclass

from samklang.domain.rig import Range
from samklang.domain.verdict import Verdict

WIDTH = 180.0
"""Length of the whole band in SVG units."""

_MARGIN = 0.18
"""Room left on either side of the outermost end or value, as a share of the span shown. Our proposal."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the band, from `x` on, `width` long, in SVG units."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Band:
    """One check's band.

    Attributes:
        usable: Where values can be used; covers `good`.
        good: Where values are good.
        mark: Where the value lies, or None where it is unknown.
    """

    usable: Stretch
    good: Stretch
    mark: float | None


def band(verdict: Verdict) -> Band:
    """The band of a verdict: linear, its ends chosen so that every end of a range and the value can be seen."""
    target = verdict.target
    ends = (target.pass_range.low, target.pass_range.high, target.warn_range.low, target.warn_range.high)
    points = [point for point in (*ends, verdict.value) if point is not None]
    low, high = min(points, default=0.0), max(points, default=0.0)
    span = (high - low) or max(abs(high), 1.0)
    start, length = low - _MARGIN * span, span * (1 + 2 * _MARGIN)

    def place(value: float) -> float:
        return round((value - start) / length * WIDTH, 1)

    def stretch(each: Range) -> Stretch:
        x = 0.0 if each.low is None else place(each.low)
        end = WIDTH if each.high is None else place(each.high)
        # Exactly one value, such as one face, still has to be seen.
        return Stretch(x, round(max(end - x, 2.0), 1))

    mark = None if verdict.value is None else place(verdict.value)
    return Band(stretch(target.warn_range), stretch(target.pass_range), mark)
