"""A rig's history as small pictures: one measure a picture, one check a place, its verdict as a shape."""

from math import floor, log10

from samklang.domain.checks import UNITS
from samklang.domain.history import Trend
from samklang.domain.rig import Range, Rig
from samklang.domain.verdict import status_of
from samklang.reports.charts import HEIGHT, WIDTH, Chart, Mark, Spot
from samklang.reports.soak_line import day
from samklang.wording import Wording

MOST_SHOWN = 40
"""So many checks have room in a picture, the newest (ours)."""

_MARGIN = 0.12
_MOST_LABELS = 5


def trend_chart(trend: Trend, rig: Rig, wording: Wording) -> Chart:
    """One measure over the newest checks, with what is good behind it and each judged by it.

    Evenly spaced, for checks come in heaps.
    """
    values = trend.values[-MOST_SHOWN:]
    target = rig.target(trend.part)
    wanted = Range() if target is None else target.pass_range
    known = [value for _, value in values if value is not None]
    low, high = _ends(known, wanted)
    factor = shown_factor(trend)

    def place(value: float) -> float:
        return round(HEIGHT * (1 - (value - low) / (high - low)), 1)

    across = [round((at + 0.5) / len(values) * WIDTH, 1) for at in range(len(values))]
    points = [None if value is None else (x, place(value)) for x, (_, value) in zip(across, values, strict=True)]
    spots = tuple(
        Spot(x, place(value), "unknown" if target is None else status_of(value, target).value)
        for x, (_, value) in zip(across, values, strict=True)
        if value is not None
    )
    top = 0.0 if wanted.high is None else max(0.0, place(wanted.high))
    bottom = HEIGHT if wanted.low is None else min(HEIGHT, place(wanted.low))
    step = -(-len(values) // _MOST_LABELS)
    return Chart(
        line=(),
        band=None if wanted == Range() or bottom <= top else (top, round(bottom - top, 1)),
        bars=(),
        across=tuple(
            Mark(place(value / factor), _label(value, wording)) for value in _round_marks(low * factor, high * factor)
        ),
        along=tuple(Mark(across[at], day(values[at][0], wording)) for at in range(0, len(values), step)),
        lines=_pieces(points),
        spots=spots,
    )


def shown_factor(trend: Trend) -> float:
    """What a value is multiplied with to be shown: shares are shown in per cent."""
    return 100.0 if UNITS[trend.part] == "share" else 1.0


def _pieces(points: list[tuple[float, float] | None]) -> tuple[tuple[tuple[float, float], ...], ...]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return tuple(tuple(piece) for piece in pieces if len(piece) > 1)


def _ends(known: list[float], wanted: Range) -> tuple[float, float]:
    """Bottom and top: all values, and the ends of what is good, with a little room."""
    shown = [*known, *(end for end in (wanted.low, wanted.high) if end is not None)]
    low, high = min(shown), max(shown)
    room = _MARGIN * (high - low or max(abs(high), 1.0))
    return low - room, high + room


def _round_marks(low: float, high: float) -> list[float]:
    """Three to six round numbers between the two."""
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    first = -(-low // step) * step
    return [first + at * step for at in range(int((high - first) // step) + 1)]


def _label(value: float, wording: Wording) -> str:
    text = f"{round(value, 6) + 0.0:g}".replace("-", "\N{MINUS SIGN}")
    return text if wording.language == "en" else text.replace(".", ",")
