"""Captures and measures one camera, in a process of its own; its pictures go to the window through shared memory."""

import os
import time
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.meter import PictureMeter
from samklang.devices.capture_messages import BeginTake, CameraOrder, FinishTake, PictureTaken, Seen, Turned
from samklang.devices.demo import DemoPicture
from samklang.devices.listing import camera_place
from samklang.domain.live import DEMO_ID, FaceBox, LiveState, PictureReading
from samklang.domain.measures import Unknown
from samklang.workers.frames import FrameWriter
from samklang.workers.link import Link

Pixels = npt.NDArray[np.uint8]

OPENING_S: Final = 10.0
"""Opening may take this long before the worker counts as hung; Windows needs seconds for some (our proposal)."""

WANTED_SIZE: Final = (1920, 1080)
WANTED_RATE_FPS: Final = 30.0
PREVIEW_WIDTH: Final = 960
READING_EVERY_S: Final = 0.1
MEASURES_EVERY_S: Final = 1.0
FROZEN_AFTER_S: Final = 1.2
"""Pictures that are byte for byte the same for so long (our proposal); a person who sits still is not accused."""
SLOW_BELOW: Final = 0.8
"""Share of the nominal frame rate; OBS calls it bad below 80 %."""

SLOW_AFTER_S: Final = 0.5
"""One late moment of a busy computer is no slow camera (our proposal)."""

_LOOK_AGAIN_S: Final = 0.5
_STAMPS_OFF_S: Final = 1.0
_UNREADABLE_S: Final = 0.6  # a camera that answers but gives no picture for so long is gone


class PictureGone(Exception):  # noqa: N818 - an answer, not an accident
    """The camera is not there, or cannot be opened now."""


class PictureSource(Protocol):
    """Frames from somewhere, one after the other, each waited for."""

    @property
    def nominal_frame_rate_fps(self) -> float | None:
        """What it promises, where it promises anything."""
        ...

    def open(self) -> None:
        """Begin to deliver.

        Raises:
            PictureGone: It is not there now.
        """
        ...

    def frame(self) -> Pixels | None:
        """The next frame, shape (h, w, 3), blue first; None where the camera gave none. May never return."""
        ...

    @property
    def stamp_s(self) -> float | None:
        """When the last frame was taken, on the source's own clock, where it has one."""
        ...

    def close(self) -> None:
        """Let go of the camera."""
        ...


class OpenCvSource:
    """A real camera through OpenCV.

    Args:
        device: Its id (see `devices.listing`).
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._capture: cv2.VideoCapture | None = None
        self.nominal_frame_rate_fps: float | None = None

    def open(self) -> None:
        """Open it at the largest size Teams uses, compressed where the camera can: USB 2 carries no 1080p otherwise."""
        try:
            index, backend = camera_place(self._device)
        except LookupError:
            raise PictureGone from None
        capture = cv2.VideoCapture(index, backend)
        if not capture.isOpened():
            capture.release()
            raise PictureGone
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, WANTED_SIZE[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, WANTED_SIZE[1])
        capture.set(cv2.CAP_PROP_FPS, WANTED_RATE_FPS)
        rate_fps = capture.get(cv2.CAP_PROP_FPS)
        self.nominal_frame_rate_fps = rate_fps if 1 <= rate_fps <= 240 else None  # noqa: PLR2004 - drivers say 0 or 1e6
        self._capture = capture

    def frame(self) -> Pixels | None:
        """The next frame."""
        if self._capture is None:
            return None
        good, frame = self._capture.read()
        return np.asarray(frame, np.uint8) if good and frame.size else None

    @property
    def stamp_s(self) -> float | None:
        """The driver's own time stamp."""
        stamp_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000 if self._capture is not None else 0.0
        return stamp_s if stamp_s > 0 else None

    def close(self) -> None:
        """Let go of the camera."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None


def run(link: Link, device: str) -> None:
    """Capture until told to stop; a camera that is lost is taken up again when it is back.

    Args:
        link: To the window.
        device: A camera's id (see `devices.listing`), or `DEMO_ID`.
    """
    # WORKAROUND https://github.com/opencv/opencv/issues/17687: with hardware transforms, Windows takes half a minute.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    cv2.setNumThreads(1)  # the window and the call need the other cores
    source: PictureSource = DemoPicture() if device == DEMO_ID else OpenCvSource(device)
    eye = _Eye(link)
    while not link.stopping:
        link.beat(patience_s=OPENING_S)
        try:
            source.open()
        except PictureGone:
            eye.turn(LiveState.LOST)
            link.wait(_LOOK_AGAIN_S)
            continue
        eye.open(source.nominal_frame_rate_fps)
        _capture(link, source, eye)
        link.beat(patience_s=OPENING_S)
        source.close()


def _capture(link: Link, source: PictureSource, eye: "_Eye") -> None:
    """Look until the camera is gone or we are told to stop.

    No new picture, no beat: a read that never returns, and a camera that goes on delivering its last picture after it
    was unplugged, are ended from outside. A source that never showed a second picture (a card with the maker's name)
    is only called frozen: ending it over and over would not help.
    """
    seen_s = time.monotonic()
    while not link.stopping:
        order: CameraOrder | None = link.order(CameraOrder)
        if order is not None:
            eye.obey(order)
        frame = source.frame()
        now = time.monotonic()
        if frame is None:
            if now - seen_s > _UNREADABLE_S:
                eye.turn(LiveState.LOST)
                return
            link.wait(0.02)
            continue
        seen_s = now
        if eye.see(frame, now, source.stamp_s):
            link.beat()


class _Stamps:
    """When frames were taken, on our clock.

    The driver's own stamps tell the camera's evenness; the moment we got round to reading tells ours as well. Where a
    driver has none, or they wander off, that moment must do.
    """

    def __init__(self) -> None:
        self._offset_s: float | None = None

    def taken_s(self, stamp_s: float | None, now: float) -> float:
        """The time of a frame that was read `now` and carries the driver's `stamp_s`."""
        if stamp_s is None:
            return now
        if self._offset_s is None or abs(stamp_s + self._offset_s - now) > _STAMPS_OFF_S:
            self._offset_s = now - stamp_s
        return stamp_s + self._offset_s


class _Eye:
    """The meter of one camera, its preview, and what is told about them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._state = LiveState.OPENING
        self._detector = FaceDetector()
        self._nominal_fps: float | None = None
        self._meter = PictureMeter(detector=self._detector)
        self._ring: FrameWriter | None = None
        self._ring_bytes = 0
        self._take = 0
        self._measuring = False
        self._begun_s = 0.0
        self._reading_at_s = 0.0
        self._measured_at_s = 0.0
        self._previous: Pixels | None = None
        self._changed_s = 0.0
        self._in_time_s = 0.0
        self._ever_changed = False
        self._changed_since_open = False
        self._stamps = _Stamps()

    def turn(self, state: LiveState) -> None:
        """Tell how the camera is, if that is new."""
        if state is not self._state:
            self._state = state
            self._link.report(Turned(state))

    def open(self, nominal_fps: float | None) -> None:
        """The camera delivers from now on; a take that was running is lost."""
        self._nominal_fps = nominal_fps
        self._measuring = False
        self._previous = None
        self._changed_since_open = False
        self._stamps = _Stamps()
        self._new_meter()

    def obey(self, order: CameraOrder) -> None:
        """Begin or finish a take."""
        match order:
            case BeginTake(take, _):
                self._take, self._measuring = take, True
                self._new_meter()
            case FinishTake() if self._measuring:
                self._measuring = False
                self._link.report(PictureTaken(self._take, self._meter.measures(), finished=True))
            case _:
                pass

    def see(self, frame: Pixels, now: float, stamp_s: float | None) -> bool:
        """Measure and show a frame and tell what is due; returns whether the worker may call itself alive by it."""
        taken_s = self._stamps.taken_s(stamp_s, now)
        changed = self._previous is None or not np.array_equal(frame, self._previous)
        if changed:
            self._changed_since_open = self._previous is not None
            self._ever_changed = self._ever_changed or self._changed_since_open
            self._changed_s = now
            self._previous = frame.copy()
        self._meter.feed(frame, taken_s)
        self._show(frame, taken_s)
        if now - self._reading_at_s >= READING_EVERY_S:
            self._reading_at_s = now
            reading = self._reading(now)
            self.turn(self._judged(reading, now))
            self._link.report(Seen(reading))
        if self._measuring and now - self._measured_at_s >= MEASURES_EVERY_S:
            self._measured_at_s = now
            self._link.report(PictureTaken(self._take, self._meter.measures(), finished=False))
        return changed or not self._ever_changed

    def _new_meter(self) -> None:
        self._in_time_s = time.monotonic()
        self._meter = PictureMeter(self._nominal_fps, detector=self._detector)
        self._begun_s = self._measured_at_s = time.monotonic()

    def _judged(self, reading: PictureReading, now: float) -> LiveState:
        if now - self._changed_s > FROZEN_AFTER_S:
            return LiveState.FROZEN
        if not self._changed_since_open:
            return self._state  # one picture is no stream yet
        rate = reading.frame_rate_fps
        nominal = self._nominal_fps or WANTED_RATE_FPS
        if isinstance(rate, Unknown):
            return LiveState.SLOW if self._state is LiveState.SLOW else LiveState.LIVE
        if rate >= SLOW_BELOW * nominal:
            self._in_time_s = now
        return LiveState.SLOW if now - self._in_time_s > SLOW_AFTER_S else LiveState.LIVE

    def _reading(self, now: float) -> PictureReading:
        seen = self._meter.now()
        return PictureReading(
            width=seen.width,
            height=seen.height,
            frame_rate_fps=seen.frame_rate_fps,
            luma=seen.luma,
            face_luma=seen.face_luma,
            faces=tuple(FaceBox(face.left, face.top, face.right, face.bottom) for face in seen.faces),
            take=self._take,
            seen_s=now - self._begun_s,
            black=seen.black,
            card=seen.no_signal,
            head_height_share=seen.head_height_share,
            headroom_share=seen.headroom_share,
        )

    def _show(self, frame: Pixels, now: float) -> None:
        height, width = frame.shape[:2]
        if width > PREVIEW_WIDTH:
            size = (PREVIEW_WIDTH, round(height * PREVIEW_WIDTH / width))
            # Exactly half is the one case in which averaging is cheap.
            half = size == (width // 2, height // 2)
            frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA if half else cv2.INTER_LINEAR))
            height, width = frame.shape[:2]
        if self._ring is None or self._ring_bytes < frame.nbytes:
            self._ring_bytes = frame.nbytes
            self._ring = self._link.frames(frame.nbytes)
        self._ring.write(np.ascontiguousarray(frame).data, width, height, frame.shape[2], int(now * 1e9))
