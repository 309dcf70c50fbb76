"""Recordings made for the check: speech as WAV, a face as film."""

import wave
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray
from skimage import data

RATE_HZ = 22_050
"""What espeak-ng gives."""

Samples = NDArray[np.float64]


def write_wav(path: Path, samples: Samples) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples, -1, 32767 / 32768) * 32768).astype("<i2").tobytes())
    return path


def portrait(path: Path, *, unique_every: int = 1, brightness: float = 1.0, seconds: float = 2.5) -> None:
    """A face that moves in a small circle, 1280x720 at 30 frames a second, with sensor noise: no frame stands still."""
    wide = np.full((450, 751), 90, np.uint8)
    wide[20:, 120:632] = cv2.cvtColor(data.astronaut()[:430], cv2.COLOR_RGB2GRAY)  # type: ignore[no-untyped-call]
    scene = (cv2.resize(wide, (1352, 810)) * brightness).astype(np.int16)
    chance = np.random.default_rng(5)
    noises = [chance.normal(0, 2, (720, 1280)).astype(np.int16) for _ in range(3)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 1280, 720, "yuv420p", 6_000_000
        for number in range(round(seconds * 30)):
            picture = number // unique_every
            angle = picture * unique_every / 5
            left, top = 36 + round(26 * np.sin(angle)), 45 + round(26 * np.cos(angle))
            noisy = scene[top : top + 720, left : left + 1280] + noises[picture % len(noises)]
            frame = av.VideoFrame.from_ndarray(np.clip(noisy, 0, 255).astype(np.uint8), format="gray")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
