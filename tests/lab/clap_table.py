"""Prints the table of docs/lip-sync.md: films of clapping people, and what of a known shift is recovered.

Run it with `.venv/bin/python -m tests.lab.clap_table`.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from tests.end_to_end.video_clips import CODINGS
from tests.lab.clap_clips import RATE_HZ, Samples, Scene, film, sound
from tests.lab.speech_bases import VOICES, base

from samklang.devices.sync_file import measure_sync_files
from samklang.domain.measures import Unknown
from samklang.domain.sync import SyncMeasures

SHIFTS_MS = (-300.0, -125.0, 0.0, 45.0, 300.0)

SCENES = {
    "hands that stay together, 30 fps": (Scene(), 0),
    "spring back, 25 fps": (Scene(kind="bounce", fps=25, seed=2), 2),
    "slow down before they meet": (Scene(kind="smooth", seed=3), 0),
    "one hand on the other, small": (Scene(view="side", hand=0.1, seed=4), 3),
    "large and near, 720p": (Scene(size=(1280, 720), hand=0.3, middle=(0.45, 0.6), seed=5), 0),
    "fast, exposure wanders": (Scene(closing_s=0.1, brightening=6, seed=6), 1),
    "noisy, poor light": (Scene(noise=8, exposure=0.9, seed=7), 6),
    "60 fps": (Scene(fps=60, seed=8), 0),
    "15 fps": (Scene(fps=15, seed=9), 0),
    "MJPEG at 2 Mb/s": (Scene(seed=10), 7),
    "a person who moves behind": (Scene(behind="moving", hand=0.25, seed=11), 0),
    "flash and beep, 25 fps": (Scene(kind="flash", fps=25, seed=12), 0),
}


def main() -> None:
    """Print it."""
    say = sys.stdout.write
    say("| clip | " + " | ".join(f"{shift_ms:+.0f} ms" for shift_ms in SHIFTS_MS) + " |\n")
    say("|---" * (len(SHIFTS_MS) + 1) + "|\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, (scene, coding) in SCENES.items():
            say(f"| {name} ({CODINGS[coding]}) | " + " | ".join(_row(Path(folder), scene, coding)) + " |\n")
            sys.stdout.flush()
        say(f"| speech, nobody claps | {_spoken(Path(folder))} |\n")


def _row(folder: Path, scene: Scene, coding: int) -> list[str]:
    heard = sound(scene, beep=scene.kind == "flash")
    video = folder / f"film.{CODINGS[coding].suffix}"
    video.write_bytes(film(scene, heard, CODINGS[coding]))
    cells = []
    for shift_ms in SHIFTS_MS:
        audio = folder / "sound.wav"
        _write(audio, sound(replace(scene, shift_ms=shift_ms), beep=scene.kind == "flash"))
        cells.append(_cell(measure_sync_files(video, audio), shift_ms))
    return cells


def _cell(found: SyncMeasures, shift_ms: float) -> str:
    if isinstance(found.sound_early_ms, Unknown) or isinstance(found.uncertainty_ms, Unknown):
        return str(getattr(found.sound_early_ms, "reason", "unknown"))
    return f"{found.sound_early_ms - shift_ms:+.0f} (± {found.uncertainty_ms:.0f})"


def _spoken(folder: Path) -> str:
    scene = Scene(behind="moving", hand=0.25)
    video, audio = folder / "film.mp4", folder / "sound.wav"
    video.write_bytes(film(scene, sound(scene), CODINGS[0]))
    told = set()
    for voice in VOICES:
        _, speech = base(voice, RATE_HZ)
        _write(audio, np.asarray(speech, np.float32))
        told.add(_cell(measure_sync_files(video, audio), 0.0))
    return ", ".join(sorted(told))


def _write(path: Path, samples: Samples) -> None:
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


if __name__ == "__main__":
    main()
