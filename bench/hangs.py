"""A window beside workers that hang, are killed and start again, all at the same time: how long it stalls."""

import os
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication
from tests.lab.camera import LabCamera, build_parts
from tests.lab.hangs import in_the_driver, in_this_way, share, watch_hangs
from tests.lab.ways_to_hang import WAYS

from bench.row import Row

HANGS = 60
QUIET_S = 15.0
LIMIT_S = 0.1
"""Row 11 of the yardsticks: the stall that 99.9 % of the window's ticks keep below."""


def rows() -> list[Row]:
    """Row 11: the stall against its limit; and the same window with nothing hanging, which the machine alone stalls."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody here makes another
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = LabCamera(*build_parts(folder), folder)
        quiet = watch_hangs([], 1, QUIET_S)
        hung = watch_hangs([*map(in_this_way, WAYS), in_the_driver(lab)], HANGS, HANGS * 4.0)
    return [
        Row("window stall p99.9, nothing hangs / 100 ms", share(quiet.stalls_s, 0.999), LIMIT_S, 1.0),
        Row(f"window stall p99.9, {len(hung.all_s)} hangs / 100 ms", share(hung.stalls_s, 0.999), LIMIT_S, 1.0),
        Row("the longest hang until it was reaped / 2 s", max(hung.all_s), 2.0, 1.0),
    ]
