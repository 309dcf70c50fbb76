"""The time line of an endurance test as small pictures, with what happened marked in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samklang.domain.soak import SoakPoint, SoakResult, Watched, is_grave
from samklang.reports.charts import HEIGHT, WIDTH, Chart, Mark, Spot
from samklang.wording import Wording

_MARK_EVERY_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240)
_MOST_MARKS = 8
_SPOT_HEIGHT = 9.0
_NEAR = 11.0
"""Two shapes nearer to each other than this are put below each other."""
_ROWS = 4
_LOWEST_DBFS = -90.0
_MOST_FPS = 30.0

Value = Callable[[SoakPoint], float | None]


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    marks: tuple[float, ...]

    def place(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(HEIGHT * (1 - share), 1)


def soak_charts(result: SoakResult, wording: Wording) -> list[tuple[Chart, str]]:
    """The pictures of what was watched, each with what it shows in words; none where nothing was written down."""
    if not result.timeline or result.watched_s <= 0:
        return []
    rates = [point.frame_rate_fps for point in result.timeline if point.frame_rate_fps is not None]
    top = max([_MOST_FPS, *rates]) * 1.1
    drawn = (
        (
            Watched.CAMERA,
            "rate",
            _Axis(0.0, top, (0, 10, 20, 30, 60)),
            lambda point: point.frame_rate_fps,
            lambda point: point.lowest_frame_rate_fps,
        ),
        (
            Watched.MICROPHONE,
            "level",
            _Axis(_LOWEST_DBFS, 0.0, (-80, -60, -40, -20, 0)),
            lambda point: point.level_dbfs,
            lambda point: point.lowest_level_dbfs,
        ),
        (
            Watched.LAPTOP,
            "laptop",
            _Axis(0.0, 100.0, (0, 25, 50, 75, 100)),
            lambda point: point.load_percent,
            lambda point: point.battery_percent,
        ),
    )
    made = []
    for part, words, axis, solid, dashed in drawn:
        lines, dashes = _lines(result, solid, axis), _lines(result, dashed, axis)
        if lines or dashes:
            marks = tuple(Mark(axis.place(mark), _signed(mark)) for mark in axis.marks if axis.low <= mark <= axis.high)
            chart = Chart((), None, (), marks, _minutes(result.watched_s), lines, dashes, tuple(_spots(result, part)))
            made.append((chart, wording(f"soak.chart.{words}")))
    return made


def _lines(result: SoakResult, value: Value, axis: _Axis) -> tuple[tuple[tuple[float, float], ...], ...]:
    """One piece for each stretch without a gap."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in result.timeline:
        height = value(point)
        if height is None:
            pieces.append([])
        else:
            middle_s = point.at_s + point.span_s / 2
            pieces[-1].append((round(middle_s / result.watched_s * WIDTH, 1), axis.place(height)))
    return tuple(tuple(piece) for piece in pieces if len(piece) > 1)


def _spots(result: SoakResult, part: Watched) -> Iterator[Spot]:
    """A shape for each event, with the number it has in the list."""
    before: list[float] = []
    for number, event in enumerate(result.happened, start=1):
        if event.kind.part is part:
            x = round(min(event.at_s / result.watched_s, 1.0) * WIDTH, 1)
            row = sum(x - each < _NEAR for each in before) % _ROWS
            before.append(x)
            shape = "fail" if is_grave(event, result) else "warn"
            yield Spot(x, _SPOT_HEIGHT + row * 2.2 * _SPOT_HEIGHT, shape, str(number))


def _minutes(seconds: float) -> tuple[Mark, ...]:
    minutes = seconds / 60
    step = next((each for each in _MARK_EVERY_MIN if minutes / each <= _MOST_MARKS), _MARK_EVERY_MIN[-1])
    return tuple(
        Mark(round(minute * 60 / seconds * WIDTH, 1), f"{minute} min") for minute in range(0, int(minutes) + 1, step)
    )


def _signed(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")
