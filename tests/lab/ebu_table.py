"""Measures the EBU's test signals and prints the table in docs/sound-truth.md.

.venv/bin/python -m tests.lab.ebu_table
"""

import sys
from collections.abc import Iterable, Sequence

from tests.lab.ebu_signals import CASES, EbuCase

COLUMNS = ("case", "signal", "reading", "expected", "tolerance", "ours", "inside")


def row(cells: Iterable[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


def spread(values: Sequence[float], digits: int) -> str:
    """One value, or the lowest and the highest of several; `-0.00` is `0.00`."""
    low, high = (f"{round(value, digits) + 0.0:.{digits}f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} ... {high}"


def cells(case: EbuCase) -> Iterable[str]:
    found = case.readings()
    if len(found) != len(case.expected):
        raise ValueError(f"{case.name}: {len(found)} readings for {len(case.expected)}")
    off = [reading - expected for reading, expected in zip(found, case.expected, strict=True)]
    inside = all(-case.below <= each <= case.above for each in off)
    tolerance = f"±{case.above:g}" if case.below == case.above else f"+{case.above:g} / -{case.below:g}"
    ours = spread(found, 2) if len(set(case.expected)) == 1 else f"off by {spread(off, 2)}"
    return case.name, case.signal, case.quantity, spread(case.expected, 1), tolerance, ours, "yes" if inside else "NO"


def main() -> None:
    row(COLUMNS)
    row("---" for _ in COLUMNS)
    for case in CASES:
        row(cells(case))


if __name__ == "__main__":
    main()
