"""Measures speech beside a second P.56 and prints the table in docs/sound-truth.md.

.venv/bin/python -m tests.lab.p56_table [FILE...]
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from tests.lab.p56_reference import compared, synthetic
from tests.lab.sound_defects import Sound
from tests.lab.speech_bases import decoded, path_of, resampled

from samklang.analysis.sound.meter import SoundMeter

LEVELS_DB = (-12.0, -26.0, -39.0)
"""Where the speech is brought to before it is measured: RMS, dBFS; not in whole steps of the thresholds' 6.02 dB."""


def speeches(paths: Sequence[Path], seconds: float = 8.0) -> Iterator[tuple[str, int, Sound]]:
    """Name, rate and sound of each: real speech at its own rate and at two others, and the synthetic kind."""
    for path in paths:
        rate_hz, speech = decoded(path)
        start = len(speech) // 4 if len(speech) > 2 * seconds * rate_hz else 0
        piece = speech[start : start + round(seconds * rate_hz)]
        for wanted_hz in sorted({rate_hz, 8_000, 44_100}):
            yield f"{path.stem}", wanted_hz, resampled(piece, rate_hz, wanted_hz)
    for rate_hz in (8_000, 16_000, 48_000):
        yield "synthetic", rate_hz, synthetic(rate_hz)


def main(names: Sequence[str]) -> None:
    def row(cells: Iterable[str]) -> None:
        sys.stdout.write(f"| {' | '.join(cells)} |\n")

    paths = [Path(name) for name in names] or [path_of(name) for name in ("beckett", "endgame_nagg_nell", "two_cities")]
    row(
        ("speech", "rate, Hz", "RMS", "ours", "reference", "difference", "sv56's tolerance", "share, ours", "reference")
    )
    row("---" for _ in range(9))
    worst = worst_tool = 0.0
    for name, rate_hz, speech in speeches(paths):
        for level_db in LEVELS_DB:
            turned, exact, tool, share, rms = compared(speech, rate_hz, level_db)
            meter = SoundMeter(rate_hz, 1)
            meter.feed(turned.astype(np.float32)[:, None])
            found = meter.measures()
            ours, our_share = found.active_speech_level_dbfs, found.speech_share
            if not isinstance(ours, float) or not isinstance(our_share, float):
                raise TypeError(f"{name}: {ours}")
            worst, worst_tool = max(worst, abs(ours - exact)), max(worst_tool, abs(ours - tool))
            values = (
                f"{ours:.3f}",
                f"{exact:.3f}",
                f"{ours - exact:+.3f}",
                f"{tool:.3f}",
                f"{our_share:.3f}",
                f"{share:.3f}",
            )
            row((name, f"{rate_hz:,}", f"{rms:.0f}", *values))
    sys.stdout.write(
        f"\nLargest difference {worst:.3f} dB; from the tool with its own tolerance {worst_tool:.3f} dB.\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
