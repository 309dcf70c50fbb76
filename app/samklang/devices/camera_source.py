"""A camera of the system's through OpenCV: how it is asked, what it grants, and why it cannot be opened."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from samklang.devices.listing import camera_place
from samklang.devices.picture_source import PictureGone, Pixels
from samklang.domain.live import CameraMode, CameraTrouble

ASKED: Final = CameraMode(1920, 1080, 30.0, "MJPG")
"""The largest that Teams sends, compressed: USB 2 carries no 1080p otherwise."""

SMALLER_SIZES: Final = ((1280, 720), (640, 480))
ENOUGH_FPS: Final = 24.0
"""Where a camera promises less at a size, a smaller one is asked for: a fluent picture before a large one (ours)."""

_UNREADABLE_S: Final = 0.6
"""A camera that answers but gives no picture for so long is gone (ours)."""
_TRY_AGAIN_S: Final = 0.02
_MOST_FPS: Final = 240.0

_ERRORS: Final[Mapping[int, CameraTrouble]] = MappingProxyType(
    {
        errno.EBUSY: CameraTrouble.IN_USE,
        errno.EACCES: CameraTrouble.NOT_ALLOWED,
        errno.EPERM: CameraTrouble.NOT_ALLOWED,
        errno.ENOENT: CameraTrouble.GONE,
        errno.ENODEV: CameraTrouble.GONE,
        errno.ENXIO: CameraTrouble.GONE,
    }
)
_VIDIOC_REQBUFS: Final = 0xC0145608  # linux/videodev2.h: _IOWR('V', 8, struct v4l2_requestbuffers)
_NO_BUFFERS_MMAP: Final = b"\0\0\0\0\1\0\0\0\1\0\0\0" + bytes(8)  # of V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_MEMORY_MMAP


class OpenCvSource:
    """A real camera.

    Args:
        device: Its id (see `devices.listing`).
    """

    returns_in_time = False

    def __init__(self, device: str) -> None:
        self._device = device
        self._capture: cv2.VideoCapture | None = None
        self._good_s = 0.0
        self.asked: CameraMode | None = ASKED
        self.promised: CameraMode | None = None

    def open(self) -> None:
        """Open it and settle how it is to deliver.

        Raises:
            PictureGone: It is not there, or the system says why it cannot be had.
        """
        try:
            index, backend = camera_place(self._device)
        except LookupError:
            raise PictureGone(CameraTrouble.GONE) from None
        capture = cv2.VideoCapture(index, backend)
        if not capture.isOpened():
            capture.release()
            raise PictureGone(_why_not(index, backend))
        self.promised = _settled(capture)
        self._capture = capture
        self._good_s = time.monotonic()

    def frame(self) -> Pixels | None:
        """The next frame; None where the driver had none this time."""
        if self._capture is None:
            return None
        now = time.monotonic()
        with contextlib.suppress(cv2.error):  # a driver that breaks its own word: a buffer of another size than agreed
            good, frame = self._capture.read()
            now = time.monotonic()
            if good and frame.size:
                self._good_s = now
                return np.asarray(frame, np.uint8)
        if now - self._good_s > _UNREADABLE_S:
            raise PictureGone(_why_silent(self._device))
        time.sleep(_TRY_AGAIN_S)
        return None

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


def _settled(capture: cv2.VideoCapture) -> CameraMode:
    """Ask an open camera for the best it has, nothing twice; what it granted.

    Where no size comes with enough frames a second, the one with the most is taken, the largest of those.
    """
    if _mode(capture).coding != ASKED.coding:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*ASKED.coding))  # refused, it stays as it was
    granted: list[CameraMode] = []
    for width, height in ((ASKED.width, ASKED.height), *SMALLER_SIZES):
        mode = _at(capture, width, height)
        if mode.frame_rate_fps is None or mode.frame_rate_fps >= ENOUGH_FPS:
            return mode
        granted.append(mode)
    best = max(granted, key=lambda mode: (mode.frame_rate_fps or 0.0, mode.width * mode.height))
    return _at(capture, best.width, best.height)


def _at(capture: cv2.VideoCapture, width: int, height: int) -> CameraMode:
    """Ask for this size, and for our rate where OpenCV has not asked for it; what it granted.

    Each thing asked makes a V4L2 driver stop, give its buffers back and start anew. OpenCV asks for the rate again
    with every size, but for the one that was granted last: once a size came with 5 frames a second, the next would too.
    """
    before = mode = _mode(capture)
    if (mode.width, mode.height) != (width, height):
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        mode = _mode(capture)
    was_asked = before.frame_rate_fps == ASKED.frame_rate_fps and capture.getBackendName() == "V4L2"
    if mode.frame_rate_fps != ASKED.frame_rate_fps and not was_asked:
        capture.set(cv2.CAP_PROP_FPS, ASKED.frame_rate_fps or 0.0)
        mode = _mode(capture)
    return mode


def _mode(capture: cv2.VideoCapture) -> CameraMode:
    """How it would deliver now, by its own word."""
    rate_fps = capture.get(cv2.CAP_PROP_FPS)
    letters = int(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
    coding = letters.to_bytes(4, "little").decode("latin-1").strip("\0 ")
    return CameraMode(
        round(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        round(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        rate_fps if 1 <= rate_fps <= _MOST_FPS else None,  # drivers say 0 or a million
        coding if coding.isascii() and coding.isprintable() else "",
    )


def _why_not(index: int, backend: int) -> CameraTrouble:
    """Why a camera could not be opened. OpenCV does not tell, V4L2 does."""
    return _v4l2_trouble(f"/dev/video{index}") if backend == cv2.CAP_V4L2 else CameraTrouble.UNREADABLE


def _why_silent(device: str) -> CameraTrouble:
    """Why an open camera gives no picture any more: an unplugged one has lost its place."""
    try:
        index, _ = camera_place(device)
    except LookupError:
        return CameraTrouble.GONE
    if sys.platform != "linux":
        return CameraTrouble.UNREADABLE
    try:
        os.close(os.open(f"/dev/video{index}", os.O_RDWR | os.O_NONBLOCK))
    except OSError as error:
        return _ERRORS.get(error.errno or 0, CameraTrouble.UNREADABLE)
    return CameraTrouble.UNREADABLE


def _v4l2_trouble(path: str) -> CameraTrouble:
    """What a V4L2 node answers when it is asked for no buffers: one that is in use says so."""
    if sys.platform != "linux":
        return CameraTrouble.UNREADABLE
    import fcntl  # noqa: PLC0415 - exists on Unix only

    try:
        node = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        return _ERRORS.get(error.errno or 0, CameraTrouble.UNREADABLE)
    try:
        fcntl.ioctl(node, _VIDIOC_REQBUFS, _NO_BUFFERS_MMAP)
    except OSError as error:
        return _ERRORS.get(error.errno or 0, CameraTrouble.UNREADABLE)
    finally:
        os.close(node)
    return CameraTrouble.UNREADABLE
