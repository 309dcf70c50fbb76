"""The small pictures of a check's sound, level over time and spectrum, as numbers that HTML and PDF draw alike."""

from dataclasses import dataclass
from math import log10

from samklang.domain.measures import SoundCurves
from samklang.domain.rig import Range, Rig
from samklang.engine.check import CheckReport
from samklang.wording import Wording

WIDTH, HEIGHT = 460.0, 130.0
"""Size of a picture's field in its own units, without the words around it."""

_LOWEST_DBFS = -90.0
"""The bottom of both pictures: below a very good room. Ours."""
_LEVEL_MARKS_DBFS = (-80, -60, -40, -20, 0)
_MARKS_HZ = ((100, "100"), (1_000, "1k"), (10_000, "10k"))
_LOWEST_HZ, _HIGHEST_HZ = 40.0, 20_000.0
_MARK_EVERY_S = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)
_MOST_MARKS = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the picture with a word beside it, at `at` units from the left or from the top."""

    at: float
    word: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands on the bottom."""

    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A shape at one place of the picture; a word beside it where there is one.

    Attributes:
        shape: `pass`, `warn`, `fail` or `unknown`: round, a triangle, an octagon, a dashed square.
    """

    x: float
    y: float
    shape: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture; x runs to the right, y down, both in units of `WIDTH` by `HEIGHT`.

    Attributes:
        line: Points of a line; empty where the picture has none.
        band: Top and height of the field the voice should lie in, or None.
        bars: Those of a spectrum; empty where the picture has none.
        across: Marks of the vertical axis.
        along: Marks of the horizontal axis.
        lines: Further solid lines: one with gaps comes in several pieces.
        dashed: Dashed lines.
        spots: Shapes drawn over all the others.
    """

    line: tuple[tuple[float, float], ...]
    band: tuple[float, float] | None
    bars: tuple[Bar, ...]
    across: tuple[Mark, ...]
    along: tuple[Mark, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...] = ()
    dashed: tuple[tuple[tuple[float, float], ...], ...] = ()
    spots: tuple[Spot, ...] = ()


def sound_charts(report: CheckReport, wording: Wording) -> list[tuple[Chart, str]]:
    """The pictures of the report's sound, each with what it shows in words."""
    if report.sound is None:
        return []
    drawn = (
        (level_chart(report.sound.curves, report.rig), wording("check.report.level_chart")),
        (spectrum_chart(report.sound.curves), wording("check.report.spectrum_chart")),
    )
    return [(chart, words) for chart, words in drawn if chart is not None]


def level_chart(curves: SoundCurves, rig: Rig) -> Chart | None:
    """Level over time with the target of the speech level behind it; None where there is nothing to draw."""
    count = len(curves.levels_dbfs)
    if count < 2:  # noqa: PLR2004 - a line has two ends
        return None
    seconds = count * curves.level_step_s
    step = next((each for each in _MARK_EVERY_S if seconds / each <= _MOST_MARKS), _MARK_EVERY_S[-1])
    target = rig.target("speech_level")
    return Chart(
        line=tuple(
            (round((at + 0.5) / count * WIDTH, 1), _from_top(level)) for at, level in enumerate(curves.levels_dbfs)
        ),
        band=None if target is None else _band(target.pass_range),
        bars=(),
        across=_level_marks(),
        along=tuple(
            Mark(round(second / seconds * WIDTH, 1), f"{second} s") for second in range(0, int(seconds) + 1, step)
        ),
    )


def spectrum_chart(curves: SoundCurves) -> Chart | None:
    """Third-octave spectrum of the voice; None where there is nothing to draw."""
    width = _from_left(2 ** (1 / 3) * 1_000.0) - _from_left(1_000.0)
    bars = tuple(
        _bar(_from_left(hz) - width / 2, width * 0.86, level)
        for hz, level in zip(curves.bands_hz, curves.bands_dbfs, strict=True)
        if _LOWEST_HZ <= hz <= _HIGHEST_HZ and level > _LOWEST_DBFS
    )
    if not bars:
        return None
    marks = tuple(Mark(round(_from_left(hz), 1), f"{word} Hz") for hz, word in _MARKS_HZ)
    return Chart((), None, bars, _level_marks(), marks)


def _level_marks() -> tuple[Mark, ...]:
    return tuple(Mark(_from_top(level), f"{level}".replace("-", "\N{MINUS SIGN}")) for level in _LEVEL_MARKS_DBFS)


def _bar(left: float, width: float, level_dbfs: float) -> Bar:
    left = max(left, 0.0)
    return Bar(round(left, 1), round(min(width, WIDTH - left), 1), round(HEIGHT - _from_top(level_dbfs), 1))


def _band(wanted: Range) -> tuple[float, float]:
    top = _from_top(0.0 if wanted.high is None else wanted.high)
    bottom = _from_top(_LOWEST_DBFS if wanted.low is None else wanted.low)
    return top, round(bottom - top, 1)


def _from_top(level_dbfs: float) -> float:
    return round(min(max(level_dbfs / _LOWEST_DBFS, 0.0), 1.0) * HEIGHT, 1)


def _from_left(hz: float) -> float:
    return log10(hz / _LOWEST_HZ) / log10(_HIGHEST_HZ / _LOWEST_HZ) * WIDTH
