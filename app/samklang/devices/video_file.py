"""Measures the picture of a recording: decoded by PyAV, every frame in its own time, in bounded memory."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from samklang.analysis.picture.meter import PictureMeter, working_size
from samklang.devices.recording import LONGEST_S, Progress, Reading, RecordingFile
from samklang.domain.measures import PictureMeasures
from samklang.wording import Wording

_MOST_PIXELS: Final = 8192 * 4608
_MOST_FPS: Final = 1000
"""All ours: no camera of a session comes near; a hostile file ends there."""

_FACES_EVERY_S: Final = 0.5
_FACES_EVERY_S_LATER: Final = 1.0
_MOST_FACE_SEARCHES: Final = 1200
"""Faces are looked for twice a second in recordings of up to five seconds, else once; in those longer than twenty
minutes as often in all, evenly. Everything else sees every frame."""
_SHORT_S: Final = 5.0

_LUMA_FIRST: Final = {f"yuv{kind}p": False for kind in ("420", "422", "444")} | {
    f"yuvj{kind}p": True for kind in ("420", "422", "444")
}
"""Pixel formats whose first plane is luma in 8 bits, and whether they are full range by their name."""

_LIMITED_BLACK, _LIMITED_RANGE = 16, 219
"""Limited range is 16..235: ITU-R BT.601 and BT.709."""

_MISSING_SHARE, _MISSING_S = 0.02, 0.5
"""A file is incomplete when more than both of these is missing at its end: a last frame without a duration and a sound
track that is cut a little later take less. Ours."""
_DAMAGED_SHARE: Final = 0.01
"""Frames that may fail to decode, of all: a recording that begins in mid-picture or lost one packet is still one."""
_AVI: Final = frozenset({"avi"})
_USUAL_FPS: Final = 25.0
"""For frames without a time stamp in a file that promises no frame rate."""
_DECODING_THREADS: Final = 4


def measure_video_file(path: Path, progress: Progress | None = None, language: str = "da") -> PictureMeasures:
    """Measure the picture of a recording.

    Size, cadence, freezes and black are read off every frame, at its own time stamp; faces and what hangs on them
    twice a second in recordings of up to five seconds, else once, and in those longer than twenty minutes 1,200
    times, evenly.

    Args:
        path: MP4, MOV, MKV, WebM, AVI and what else FFmpeg reads that carries time stamps; the best picture track.
        progress: Told the share done, 0..1, about five times a second.
        language: Of the refusals.

    Returns:
        The measures of the picture as it is shown: turned, if the file says so, in the pixels it was stored in.

    Raises:
        Refused: The file is missing, holds no picture, is damaged, ends before its header says it does, is larger or
            longer than any camera's, or cannot be read.
    """
    file = RecordingFile(path, Wording(language))
    file.head()
    threads = cv2.getNumThreads()
    try:
        # The pictures are small: sharing them out costs more than it gains.
        cv2.setNumThreads(1)
        with file.opened("video_file.not_media", {}) as container:
            return _Seeing(file, container, progress).measures()
    finally:
        cv2.setNumThreads(threads)


class _Seeing:
    """One pass through the picture of an open file."""

    def __init__(self, file: RecordingFile, container: InputContainer, progress: Progress | None) -> None:
        self._file = file
        self._container = container
        self._reading = Reading(container, progress)
        self._corrupt = 0

    def measures(self) -> PictureMeasures:
        """What the whole file measures."""
        stream = self._container.streams.best("video")
        if not isinstance(stream, VideoStream) or stream.disposition & Disposition.attached_pic:
            self._file.refuse("video_file.no_picture")
        self._limit(stream.codec_context.width, stream.codec_context.height)
        stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = _DECODING_THREADS
        nominal_fps = _nominal_fps(stream)
        meter = PictureMeter(nominal_fps, faces_every_s=self._faces_every_s(stream), recorded=True)
        picture = _SmallPicture()
        first_s: float | None = None
        time_s, frames = 0.0, 0
        for frame in self._frames(stream):
            self._limit(frame.width, frame.height)
            if frame.pts is not None and stream.time_base is not None:
                time_s = float(frame.pts * stream.time_base)
            elif frames:
                time_s += 1 / (nominal_fps or _USUAL_FPS)
            first_s = time_s if first_s is None else first_s
            if time_s - first_s > LONGEST_S:
                self._file.refuse("recording.too_long", hours=LONGEST_S // 3600)
            meter.feed_luma(
                picture.luma(frame),
                _shown_size(frame),
                time_s,
                colour=partial(picture.colour, frame),
                native=partial(picture.native, frame),
            )
            frames += 1
        self._check(stream, frames)
        return meter.measures()

    def _limit(self, width: int, height: int) -> None:
        if width * height > _MOST_PIXELS:
            self._file.refuse("video_file.too_large", width=width, height=height)

    def _faces_every_s(self, stream: VideoStream) -> float:
        declared_s = self._declared_s(stream) or 0.0
        every_s = _FACES_EVERY_S if declared_s <= _SHORT_S else _FACES_EVERY_S_LATER
        return max(every_s, declared_s / _MOST_FACE_SEARCHES)

    def _frames(self, stream: VideoStream) -> Iterator[VideoFrame]:
        """The decoded frames of `stream` in the order they are shown; what fails to decode is counted and left out."""
        for packet in self._reading.packets(stream):
            for frame in self._reading.decoded(packet, stream.codec_context.decode):
                if frame.is_corrupt:
                    self._corrupt += 1
                else:
                    yield frame

    def _check(self, stream: VideoStream, frames: int) -> None:
        """Refuse what holds no picture, is damaged or ends before it should."""
        failures = self._reading.faults + self._corrupt
        if not frames:
            self._file.refuse("recording.damaged" if failures else "video_file.no_frames")
        if failures > max(1.0, _DAMAGED_SHARE * frames):
            self._file.refuse("recording.damaged")
        declared_s = self._declared_s(stream)
        # FFmpeg fits the duration of a cut AVI to what is left of it, but not the number of its frames.
        cut_avi = self._reading.is_one_of(_AVI) and stream.frames - frames - failures
        if cut_avi > max(1.0, _MISSING_SHARE * stream.frames):
            self._file.refuse("recording.incomplete")
        if declared_s is not None and declared_s - self._reading.end_s > max(_MISSING_S, _MISSING_SHARE * declared_s):
            self._file.refuse("recording.incomplete")

    def _declared_s(self, stream: VideoStream) -> float | None:
        """When the recording should end, on the clock of its time stamps; None where it does not say."""
        declared_s = self._reading.declared_end_s()
        if declared_s is not None:
            return declared_s
        if stream.duration and stream.time_base:
            return float(((stream.start_time or 0) + stream.duration) * stream.time_base)
        return None


class _SmallPicture:
    """Gets from a frame the small picture that is measured, straight from the decoder's planes."""

    def __init__(self) -> None:
        # One each: a reformatter remembers how to do the last conversion it did.
        self._to_grey = VideoReformatter()
        self._to_bgr = VideoReformatter()
        self._to_native = VideoReformatter()

    def luma(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """Luma, full range, uint8, (h, w) of the working size, turned as it is shown."""
        full = _LUMA_FIRST.get(frame.format.name)
        if full is None:
            return self._turned(self._to_grey, frame, "gray")
        # The same as the reformatter does, in half the time.
        plane = frame.planes[0]
        stored = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
        small = cv2.resize(stored, working_size(frame.width, frame.height), interpolation=cv2.INTER_NEAREST)
        if not full and frame.color_range != ColorRange.JPEG:
            small = _full_range(small)
        return np.ascontiguousarray(np.rot90(small, _quarter_turns(frame)), np.uint8)

    def colour(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """The same in BGR, (h, w, 3)."""
        return self._turned(self._to_bgr, frame, "bgr24")

    def native(self, frame: VideoFrame, top: int, bottom: int, left: int, right: int) -> NDArray[np.uint8]:
        """A cut-out of the whole frame's luma, full range, as it is shown."""
        full = _LUMA_FIRST.get(frame.format.name)
        if full is None:
            whole = self._to_native.reformat(frame, format="gray", dst_color_range=ColorRange.JPEG).to_ndarray()
            full = True
        else:
            plane = frame.planes[0]
            whole = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            whole = whole[: frame.height, : frame.width]
        cut = np.ascontiguousarray(np.rot90(whole, _quarter_turns(frame))[top:bottom, left:right], np.uint8)
        if not full and frame.color_range != ColorRange.JPEG:
            cut = np.asarray(_full_range(cut), np.uint8)
        return cut

    @staticmethod
    def _turned(reformatter: VideoReformatter, frame: VideoFrame, pixels: str) -> NDArray[np.uint8]:
        turns = _quarter_turns(frame)
        width, height = working_size(*_shown_size(frame))
        if turns % 2:
            width, height = height, width
        small = reformatter.reformat(
            frame,
            width=width,
            height=height,
            format=pixels,
            interpolation=Interpolation.POINT,
            dst_color_range=ColorRange.JPEG,
        ).to_ndarray()
        return np.ascontiguousarray(np.rot90(small, turns), np.uint8)


def _full_range(luma: cv2.typing.MatLike) -> cv2.typing.MatLike:
    """Limited to full range, rounded and held in 0..255; a third faster than a table."""
    return cv2.convertScaleAbs(cv2.subtract(luma, _LIMITED_BLACK), alpha=255 / _LIMITED_RANGE)  # type: ignore[call-overload]


def _quarter_turns(frame: VideoFrame) -> int:
    """How many times 90 degrees the picture must be turned counter-clockwise to stand upright."""
    return round(frame.rotation / 90) % 4


def _shown_size(frame: VideoFrame) -> tuple[int, int]:
    return (frame.height, frame.width) if _quarter_turns(frame) % 2 else (frame.width, frame.height)


def _nominal_fps(stream: VideoStream) -> float | None:
    """What the file promises; None where it promises nothing that a camera could do."""
    promised = float(stream.guessed_rate or stream.average_rate or 0)
    return promised if 0 < promised <= _MOST_FPS else None
