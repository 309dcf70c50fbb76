"""Captures and measures one camera, in a process of its own; its pictures go to the window through shared memory."""

import os
import time
from typing import Final

import cv2
import numpy as np

from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.meter import PictureMeter
from samklang.devices.camera_source import OpenCvSource
from samklang.devices.capture_messages import (
    BeginTake,
    CameraOrder,
    ClapsMatched,
    FinishTake,
    MatchClaps,
    PictureTaken,
    Seen,
    Ticked,
    Turned,
    WatchForClaps,
)
from samklang.devices.clap_watch import ClapWatch
from samklang.devices.demo import DemoPicture
from samklang.devices.frame_stamps import FrameStamps
from samklang.devices.mjpeg_stream import MjpegStream
from samklang.devices.picture_source import PictureGone, PictureSource, Pixels
from samklang.domain.live import DEMO_ID, CameraTrouble, FaceBox, LiveState, PictureReading
from samklang.domain.measures import Unknown
from samklang.domain.sync import ClockReading
from samklang.workers.frames import FrameWriter
from samklang.workers.link import Link

OPENING_S: Final = 10.0
"""Opening may take this long before the worker counts as hung; Windows needs seconds for some (our proposal)."""

WANTED_RATE_FPS: Final = 30.0
PREVIEW_WIDTH: Final = 960
READING_EVERY_S: Final = 0.1
MEASURES_EVERY_S: Final = 1.0
TICK_EVERY_S: Final = 1.0
FROZEN_AFTER_S: Final = 1.2
"""Pictures that are byte for byte the same for so long (our proposal); a person who sits still is not accused."""
SLOW_BELOW: Final = 0.8
"""Share of the nominal frame rate; OBS calls it bad below 80 %."""

SLOW_AFTER_S: Final = 0.5
"""One late moment of a busy computer is no slow camera (our proposal)."""

_LOOK_AGAIN_S: Final = 0.5
_EVERY_ROW: Final = 40


def run(link: Link, device: str, address: str = "") -> None:
    """Capture until told to stop; a camera that is lost is taken up again when it is back.

    Args:
        link: To the window.
        device: A camera's id (see `devices.listing`), or `DEMO_ID`.
        address: Of a network camera, with its password where it has one; handed over the pipe and kept nowhere.
    """
    # WORKAROUND https://github.com/opencv/opencv/issues/17687: with hardware transforms, Windows takes half a minute.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    cv2.setNumThreads(1)  # the window and the call need the other cores
    source = _source(device, address)
    eye = _Eye(link)
    while not link.stopping:
        link.beat(patience_s=OPENING_S)
        try:
            source.open()
            eye.open(source)
            _capture(link, source, eye)
        except PictureGone as gone:
            eye.turn(LiveState.LOST, gone.trouble)
        link.beat(patience_s=OPENING_S)
        source.close()
        if eye.lost:
            link.wait(_LOOK_AGAIN_S)


def _source(device: str, address: str) -> PictureSource:
    if address:
        return MjpegStream(address)
    return DemoPicture() if device == DEMO_ID else OpenCvSource(device)


def _capture(link: Link, source: PictureSource, eye: "_Eye") -> None:
    """Look until the camera is gone or we are told to stop.

    No new picture, no beat: a read that never returns, and a camera that goes on delivering its last picture after it
    was unplugged, are ended from outside. A source that never showed a second picture (a card with the maker's name)
    is only called frozen: ending it over and over would not help.

    Raises:
        PictureGone: It has gone.
    """
    while not link.stopping:
        order: CameraOrder | None = link.order(CameraOrder)
        if order is not None:
            eye.obey(order)
        frame = source.frame()
        now = time.monotonic()
        if eye.miss(now) if frame is None else eye.see(frame, now, source.stamp_s):
            link.beat()


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
        self._lensless = False  # a card, and a black picture, are named by what they are, not called frozen
        self._stamps = FrameStamps()
        self._clap_watch: ClapWatch | None = None
        self._first_stamp: tuple[float, float] | None = None
        self._ticked_at_s = 0.0
        self._trouble: CameraTrouble | None = None
        self._source: PictureSource | None = None

    @property
    def lost(self) -> bool:
        """Whether the camera is lost."""
        return self._state is LiveState.LOST

    def turn(self, state: LiveState, trouble: CameraTrouble | None = None) -> None:
        """Tell how the camera is, if that is new."""
        if (state, trouble) != (self._state, self._trouble):
            self._state, self._trouble = state, trouble
            self._link.report(Turned(state, trouble))

    def open(self, source: PictureSource) -> None:
        """The camera delivers from now on; a take that was running is lost."""
        self._source = source
        self._nominal_fps = None if source.promised is None else source.promised.frame_rate_fps
        self._measuring = False
        self._previous = None
        self._changed_since_open = False
        self._changed_s = time.monotonic()
        self._stamps = FrameStamps()
        self._first_stamp = None
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
            case WatchForClaps(on):
                self._clap_watch = ClapWatch() if on else None
            case MatchClaps(heard) if self._clap_watch is not None:
                self._clap_watch.match(heard, same_clock=self._stamps.same_clock)
            case _:
                pass

    def see(self, frame: Pixels, now: float, stamp_s: float | None) -> bool:
        """Measure and show a frame and tell what is due; returns whether the worker may call itself alive by it."""
        taken_s = self._stamps.taken_s(stamp_s, now)
        changed = self._previous is None or not _same(frame, self._previous)
        if changed:
            self._changed_since_open = self._previous is not None
            self._ever_changed = self._ever_changed or self._changed_since_open
            self._changed_s = now
            self._previous = frame  # every source gives a new array each time
        self._meter.feed(frame, taken_s)
        self._watch_claps(frame, taken_s)
        self._tick(stamp_s, now)
        self._show(frame, taken_s)
        if now - self._reading_at_s >= READING_EVERY_S:
            self._reading_at_s = now
            reading = self._reading(now)
            self._lensless = reading.card or reading.black
            state = self._judged(reading, now)
            if state is not self._state:
                self.turn(state)
            self._link.report(Seen(reading))
        if self._measuring and now - self._measured_at_s >= MEASURES_EVERY_S:
            self._measured_at_s = now
            self._link.report(PictureTaken(self._take, self._meter.measures(), finished=False))
        return changed or not self._ever_changed or self._returns_in_time or self._lensless

    def _tick(self, stamp_s: float | None, now: float) -> None:
        """Tell the driver's clock against ours once a second, where it has one."""
        if stamp_s is None:
            return
        if self._first_stamp is None:
            self._first_stamp = stamp_s, now
        if now - self._ticked_at_s >= TICK_EVERY_S:
            self._ticked_at_s = now
            self._link.report(Ticked(ClockReading(stamp_s - self._first_stamp[0], now - self._first_stamp[1])))

    def _watch_claps(self, frame: Pixels, taken_s: float) -> None:
        if self._clap_watch is None:
            return
        self._clap_watch.see(frame, taken_s)
        if (found := self._clap_watch.found()) is not None:
            self._link.report(ClapsMatched(found))

    def miss(self, now: float) -> bool:
        """There was no frame this time; returns as `see`."""
        if self._changed_since_open and now - self._changed_s > FROZEN_AFTER_S:
            self.turn(LiveState.FROZEN)
        return self._returns_in_time

    @property
    def _returns_in_time(self) -> bool:
        return self._source is not None and self._source.returns_in_time

    def _new_meter(self) -> None:
        self._in_time_s = time.monotonic()
        self._meter = PictureMeter(self._nominal_fps, detector=self._detector)
        self._begun_s = self._measured_at_s = time.monotonic()

    def _judged(self, reading: PictureReading, now: float) -> LiveState:
        if self._lensless:  # new every time or not, nobody can tell
            self._in_time_s = now
            return LiveState.LIVE
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
            asked=None if self._source is None else self._source.asked,
            promised=None if self._source is None else self._source.promised,
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


def _same(frame: Pixels, before: Pixels) -> bool:
    """Whether they are byte for byte the same; a few rows tell most pictures apart, at a fortieth of the time."""
    return np.array_equal(frame[::_EVERY_ROW], before[::_EVERY_ROW]) and np.array_equal(frame, before)
