# ruff: noqa: INP001, S603, T201 - a script that starts espeak-ng and talks to a person at a terminal
"""Makes the demo microphone's speech and the demo camera's picture; run it when either is to change.

    .venv/bin/python packaging/demo_media.py

Needs espeak-ng on PATH and the development environment (scikit-image carries the portrait). What each file is and whose
stands in app/samklang/devices/demo_media/README.md.
"""

import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from skimage.data import astronaut

TARGET = Path(__file__).parent.parent / "app/samklang/devices/demo_media"
RATE_HZ = 48_000
SPEECH = (
    "Dette er en prøve på tale. Stemmen er lavet af en computer, og den bruges kun til at vise, hvordan programmet "
    "lytter. Nu taler jeg roligt videre, så der er nok at måle på."
)
SPEECH_RMS = 10 ** (-22 / 20)
"""With the pauses in it; its active speech level then lies within -24..-16 dBFS and its peaks below -2."""

SIZE = (1280, 720)
PORTRAIT_HEIGHT = 1.28
"""Of the frame: the head is then a good third of the picture high."""


def main() -> int:
    """Write both files."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        print("demo_media.py: espeak-ng is needed", file=sys.stderr)
        return 3
    TARGET.mkdir(exist_ok=True)
    _speech(espeak)
    _portrait()
    return 0


def _speech(espeak: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.wav"
        subprocess.run([espeak, "-v", "da", "-s", "150", "-w", str(spoken), SPEECH], check=True)
        with av.open(str(spoken)) as container:
            resampler = av.AudioResampler("fltp", "mono", RATE_HZ)
            frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
            frames += resampler.resample(None)
        samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    samples *= SPEECH_RMS / np.sqrt(np.mean(np.square(samples)))
    with av.open(str(TARGET / "speech.opus"), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE_HZ, layout="mono")
        stream.bit_rate = 40_000
        frame = av.AudioFrame.from_ndarray(np.clip(samples, -1, 1)[None].astype(np.float32), "flt", "mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE_HZ, Fraction(1, RATE_HZ), 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def _portrait() -> None:
    picture = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)
    width, height = SIZE
    side = round(height * PORTRAIT_HEIGHT)
    portrait = cv2.resize(picture, (side, side), interpolation=cv2.INTER_CUBIC)
    # Her own surroundings, out of focus, where the square portrait does not reach.
    ground = cv2.GaussianBlur(cv2.resize(picture, SIZE, interpolation=cv2.INTER_CUBIC), (0, 0), 60)
    mask = np.zeros((height, width, 1), np.float32)
    left, top = (width - side) // 2 + round(0.08 * side), round(0.03 * height)
    shown = portrait[: height - top, :]
    canvas = ground.copy()
    canvas[top:, left : left + side] = shown[:, : min(side, width - left)]
    mask[top:, left : left + side] = 1
    mask = cv2.GaussianBlur(cv2.erode(mask, np.ones((81, 81))), (0, 0), 20)[:, :, None]
    mixed = canvas * mask + ground * (1 - mask)
    cv2.imwrite(str(TARGET / "portrait.jpg"), mixed.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    sys.exit(main())
