"""Picture: the live meter, face detection and a file check, beside copying, a naive pipeline, decoding and ffmpeg."""

import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import av
import cv2
import numpy as np
import skimage.data
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bench.row import Row, compared, cpu_s
from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.meter import PictureMeter
from samklang.analysis.picture.values import Face
from samklang.devices.video_file import measure_video_file

Pixels = NDArray[np.uint8]

FRAMES = 60
LIVE_FRAMES = 300
"""Ten seconds: what is done once at the beginning must not pass for what is done all the time."""
SECONDS = 10
FPS = 30
FACES_A_SECOND = 5
FILTERS = "signalstats,blurdetect,freezedetect"
REPEATS = 3


def rows() -> list[Row]:
    """Rows 4 to 6 of the yardsticks; the median of some repeats, taken in turns."""
    frames = _pan(FRAMES)
    small = [np.asarray(cv2.resize(frame, (640, 360)), np.uint8) for frame in frames[: SECONDS * FACES_A_SECOND]]
    given = frames, _SameFaces(small[0])
    # One thread each: OpenCV would share some of its work out, and CPU time would count the sharing.
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    live = compared("live 1080p frame, every measure but faces / copying the frame", _live, _copy, given, 2.0, REPEATS)
    naive_s = statistics.median(cpu_s(lambda: _naive(frames))[0] for _ in range(REPEATS))
    as_many_s = live.ours_s / LIVE_FRAMES * FRAMES
    found = [live, Row("the same / grey, histogram, Laplacian, Lab, median at 1080p", as_many_s, naive_s, 0.05)]
    detector = FaceDetector()
    faces = statistics.median(cpu_s(lambda: [detector.find(frame) for frame in small])[0] for _ in range(REPEATS))
    a_second = faces / len(small) * FACES_A_SECOND
    found.append(Row("faces at 640x360, five a second / the second (share of a core)", a_second, 1.0, 0.05))
    cv2.setNumThreads(threads)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        _write(path)
        found.append(compared("video file of 10 s 1080p / decoding alone", _check, _decode, path, 1.35, REPEATS))
        if shutil.which("ffmpeg"):
            found.append(compared(f"video file of 10 s 1080p / ffmpeg {FILTERS}", _check, _ffmpeg, path, 0.2, REPEATS))
    return found


def _pan(count: int) -> list[Pixels]:
    """A person before a textured wall that moves on by some pixels a frame, under fresh sensor noise.

    A camera's worst case, and everything that can be measured is measured.
    """
    rng = np.random.default_rng(4)
    scene = cv2.GaussianBlur(rng.integers(0, 256, (1080, 1920, 3), np.uint8), (0, 0), 3)
    scene = np.clip((scene.astype(np.float32) - 128) * 4 + 120, 20, 230).astype(np.uint8)
    noise = rng.integers(0, 6, (1080, 1920, 3), np.uint8)
    astronaut = np.asarray(skimage.data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]
    portrait = cv2.resize(astronaut[..., ::-1], (1080, 1080), interpolation=cv2.INTER_CUBIC)
    portrait = np.clip(portrait, 10, 240).astype(np.uint8)
    frames = []
    for index in range(count):
        wall = np.roll(scene, 5 * index, axis=1)
        left = 420 + index % 30
        wall[:, left : left + 1080] = portrait
        frames.append(np.asarray(wall + np.roll(noise, 37 * index, axis=0), np.uint8))
    return frames


class _SameFaces:
    """Finds the face that is in the picture at no cost: looking for it has a row of its own."""

    def __init__(self, frame_bgr: Pixels) -> None:
        self._faces = FaceDetector().find(frame_bgr)
        if len(self._faces) != 1:
            raise ValueError("there is one face in the picture")

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        del frame_bgr
        return self._faces


def _live(given: tuple[list[Pixels], _SameFaces]) -> None:
    frames, detector = given
    meter = PictureMeter(FPS, detector=detector)
    for index in range(LIVE_FRAMES):
        meter.feed(frames[index % len(frames)], index / FPS)
        meter.now()
    meter.measures()


def _copy(given: tuple[list[Pixels], _SameFaces]) -> None:
    frames, _ = given
    for index in range(LIVE_FRAMES):
        frames[index % len(frames)].copy()


def _naive(frames: list[Pixels]) -> None:
    for frame in frames:
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        cv2.calcHist([grey], [0], None, [256], [0, 256])
        cv2.Laplacian(grey, cv2.CV_64F).var()
        cv2.cvtColor(frame, cv2.COLOR_BGR2LAB).mean(axis=(0, 1))
        cv2.absdiff(grey, cv2.medianBlur(grey, 3)).mean()


def _write(path: Path) -> None:
    frames = _pan(FPS)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "23", "preset": "veryfast"})
        if not isinstance(stream, VideoStream):
            raise TypeError("libx264 makes video")
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        for index in range(SECONDS * FPS):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frames[index % FPS], format="bgr24")))
        container.mux(stream.encode(None))


def _check(path: Path) -> None:
    measure_video_file(path)


def _decode(path: Path) -> None:
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for _ in container.decode(video=0):
            pass


def _ffmpeg(path: Path) -> None:
    arguments = ["-hide_banner", "-nostats", "-i", str(path), "-vf", FILTERS, "-f", "null", "-"]
    subprocess.run(["ffmpeg", *arguments], capture_output=True, check=True)  # noqa: S603, S607 - the peer, as installed
