"""Picture: the live meter, face detection and a file check, beside copying, a naive pipeline, decoding and ffmpeg."""

import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from bench.row import Row, compared, cpu_s
from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.meter import PictureMeter
from samklang.analysis.picture.values import Face
from samklang.devices.video_file import measure_video_file

Pixels = NDArray[np.uint8]

FRAMES = 60
SECONDS = 10
FPS = 30
FACES_A_SECOND = 5
FILTERS = "signalstats,blurdetect,freezedetect"
REPEATS = 3


def rows() -> list[Row]:
    """Rows 4 to 6 of the yardsticks; the median of some repeats, taken in turns."""
    frames = _pan(FRAMES)
    small = [np.asarray(cv2.resize(frame, (640, 360)), np.uint8) for frame in frames[: SECONDS * FACES_A_SECOND]]
    # One thread each: OpenCV would share some of its work out, and CPU time would count the sharing.
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    found = [
        compared("live 1080p frame, every measure but faces / copying the frame", _live, _copy, frames, 2.0, REPEATS),
        compared("the same / grey, histogram, Laplacian, Lab, median at 1080p", _live, _naive, frames, 0.05, REPEATS),
    ]
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
    """A textured picture that moves on by some pixels a frame, with fresh sensor noise: a camera's worst case."""
    rng = np.random.default_rng(4)
    scene = cv2.GaussianBlur(rng.integers(0, 256, (1080, 1920, 3), np.uint8), (0, 0), 3)
    scene = np.clip((scene.astype(np.float32) - 128) * 4 + 120, 20, 230).astype(np.uint8)
    noise = rng.integers(0, 6, (1080, 1920, 3), np.uint8)
    moved = (np.roll(scene, 5 * index, axis=1) + np.roll(noise, 37 * index, axis=0) for index in range(count))
    return [np.asarray(frame, np.uint8) for frame in moved]


class _NoFaces:
    """Finds nothing, at no cost: faces have a row of their own."""

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        del frame_bgr
        return ()


def _live(frames: list[Pixels]) -> None:
    meter = PictureMeter(FPS, detector=_NoFaces())
    for index, frame in enumerate(frames):
        meter.feed(frame, index / FPS)
        meter.now()
    meter.measures()


def _copy(frames: list[Pixels]) -> None:
    for frame in frames:
        frame.copy()


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
