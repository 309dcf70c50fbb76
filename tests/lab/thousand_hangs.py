"""`python -m tests.lab.thousand_hangs [--hangs N]`: as many hangs as one likes, and what a window noticed of them."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication
from tests.lab.camera import LabCamera, build_parts
from tests.lab.hangs import Hung, in_the_driver, in_this_way, share, watch_hangs
from tests.lab.ways_to_hang import WAYS

LONGEST_S = 2.0
"""A hang must be over by then."""
MOST_S_EACH = 4.0
SHARES = {"median": 0.5, "p99": 0.99, "p99.9": 0.999, "most": 1.0}


def main() -> int:
    """Hang, and tell; the exit code is 0 when every hang was over in time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hangs", type=int, default=1000, help="how many (default: 1000)")
    hangs: int = options.parse_args().hangs
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication([])  # lives as long as the windows do
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lab = LabCamera(*build_parts(folder), folder)
        came = watch_hangs([*map(in_this_way, WAYS), in_the_driver(lab)], hangs, hangs * MOST_S_EACH)
    sys.stdout.write(_told(came))
    return 0 if len(came.all_s) >= hangs and max(came.all_s) < LONGEST_S else 1


def _told(came: Hung) -> str:
    lines = [
        f"{len(came.all_s)} hangs in {came.seconds:.0f} s, {came.pictures} pictures drawn meanwhile",
        f"{'how':22} {'hangs':>6} {'median':>8} {'p99':>8} {'most':>8}",
    ]
    for way, times in [*sorted(came.reaped_s.items()), ("all", came.all_s)]:
        lines.append(
            f"{way:22} {len(times):6} {share(times, 0.5):6.3f} s {share(times, 0.99):6.3f} s {max(times):6.3f} s"
        )
    stalls = {name: share(came.stalls_s, part) * 1e3 for name, part in SHARES.items()}
    lines.append(
        f"window stall, {len(came.stalls_s)} ticks: " + ", ".join(f"{name} {ms:.1f} ms" for name, ms in stalls.items())
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
