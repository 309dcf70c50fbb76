"""Measures recordings beside libebur128 and ffmpeg and prints the table in docs/sound-measures.md.

.venv/bin/python tests/lab/sound_truth.py FILE...
"""

import math
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
import pyebur128

from samklang.devices.sound_file import measure_sound_file
from samklang.domain.measures import Measured, Unknown


def libebur128(path: Path) -> tuple[float, float, float]:
    """Integrated loudness, loudness range and true peak."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="flt")
        pieces = [piece.to_ndarray()[0] for frame in container.decode(stream) for piece in resampler.resample(frame)]
        samples, channels, rate_hz = np.concatenate(pieces), stream.channels, stream.rate
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(channels, rate_hz, mode.MODE_I | mode.MODE_LRA | mode.MODE_TRUE_PEAK)
    state.add_frames(samples, len(samples) // channels)
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(channels))
    return pyebur128.get_loudness_global(state), pyebur128.get_loudness_range(state), 20 * math.log10(peak)


def ffmpeg(path: Path) -> tuple[str, str]:
    """Integrated loudness and true peak as the ffmpeg program prints them."""
    if not shutil.which("ffmpeg"):
        return "", ""
    arguments = ["-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-vn", "-f", "null", "-"]
    told = subprocess.run(["ffmpeg", *arguments], capture_output=True, text=True, check=True).stderr  # noqa: S607 - peer
    summary = told[told.rindex("Summary:") :]
    integrated = re.search(r"I:\s+(\S+) LUFS", summary)
    peak = re.search(r"Peak:\s+(\S+) dBFS", summary)
    return integrated[1] if integrated else "", peak[1] if peak else ""


def shown(value: Measured) -> str:
    return value.reason if isinstance(value, Unknown) else f"{value:.2f}"


COLUMNS = (
    *("recording", "I, ours", "libebur128", "ffmpeg", "true peak, ours", "libebur128", "ffmpeg"),
    *("P.56 level", "share", "floor", "SNR"),
)


def row(cells: Iterable[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


def main(names: list[str]) -> None:
    row(COLUMNS)
    row("---" for _ in COLUMNS)
    for name in names:
        path = Path(name)
        found = measure_sound_file(path, language="en")
        integrated_lufs, _, true_peak_dbtp = libebur128(path)
        ffmpeg_lufs, ffmpeg_peak = ffmpeg(path)
        loudness = shown(found.integrated_loudness_lufs), f"{integrated_lufs:.2f}", ffmpeg_lufs
        peaks = shown(found.true_peak_dbtp), f"{true_peak_dbtp:.2f}", ffmpeg_peak
        rest = found.active_speech_level_dbfs, found.speech_share, found.noise_floor_dbfs, found.snr_db
        row((path.name, *loudness, *peaks, *map(shown, rest)))


if __name__ == "__main__":
    main(sys.argv[1:])
