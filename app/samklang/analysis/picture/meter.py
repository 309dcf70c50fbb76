"""Measures a stream of pictures, live or from a file, frame by frame and in bounded memory."""

from array import array
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.cadence import FROZEN_AFTER_S, cadence, durations
from samklang.analysis.picture.card import Card
from samklang.analysis.picture.colour import ColourCast
from samklang.analysis.picture.detail import Detail
from samklang.analysis.picture.exposure import FaceExposure
from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.flicker import Flicker
from samklang.analysis.picture.framing import Framing
from samklang.analysis.picture.interlace import Interlace
from samklang.analysis.picture.overlay import Overlay
from samklang.analysis.picture.repeats import (
    Blocks,
    Change,
    block_means,
    change,
    distance,
    left_out,
    new_pictures,
    still_stretches,
)
from samklang.analysis.picture.stillness import Stillness
from samklang.analysis.picture.values import Face, PictureNow
from samklang.analysis.picture.view import Native, Pixels, View
from samklang.domain.measures import Measured, PictureMeasures, Unknown

WORKING_SIZE: Final = (854, 480)
"""Widest and highest picture that is looked at, in pixels. Means of luma change by less than 0.3 grey levels against
1080p when pixels are left out (measured), at a twentieth of the time."""

BLACK_BELOW_LUMA: Final = 20
"""Mean luma, 0..255, below which a frame is black; source: testrtc's video frame checker."""

FACES_EVERY_S: Final = 0.25
"""People do not come and go faster than this, and a detection costs more than all other measures together."""

_MIRRORED: Final = Unknown("no_reader")
"""A face looks the same mirrored: only writing tells, and nothing here reads writing (docs/picture-measures.md)."""

# What cvtColor must do with a frame of so many channels.
_TO_GREY: Final = {3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}
_TO_BGR: Final = {1: cv2.COLOR_GRAY2BGR, 4: cv2.COLOR_BGRA2BGR}


class FindsFaces(Protocol):
    """What the meter asks of a detector; `FaceDetector` is the one."""

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        """The faces in a picture, shape (h, w, 3), blue first; the largest first."""
        ...


class Instrument(Protocol):
    """Looks at every frame, or at as many as it needs."""

    def feed(self, view: View) -> None:
        """Takes one frame."""
        ...


class PictureMeter:
    """Takes frames with their time stamps; gives cheap values for now and the measures of the whole take.

    Memory grows by 25 bytes a frame and 16 a detection: 3 MB an hour at 30 fps. Two small grey pictures are kept.
    Not for use by two threads at once.
    """

    def __init__(
        self,
        nominal_frame_rate_fps: float | None = None,
        *,
        faces_every_s: float = FACES_EVERY_S,
        detector: FindsFaces | None = None,
        recorded: bool = False,
    ) -> None:
        """Makes a meter for one take.

        Args:
            nominal_frame_rate_fps: What the camera or the file promises, if it promises anything.
            faces_every_s: Least time between two searches for faces; they run inside `feed`.
            detector: A detector to share with the meter before, as reading its model takes some 30 ms.
            recorded: The frames come from a recording, whose codec may touch up a frozen picture. A camera's own
                noise makes that question needless: there, only what is byte-identical for long is frozen.
        """
        self._nominal_fps = nominal_frame_rate_fps
        self._faces_every_s = faces_every_s
        self._detector = detector or FaceDetector()
        self._size = (0, 0)
        self._luma: Pixels | None = None
        self._times_s = array("d")
        self._means = array("f")
        self._rms = array("f")
        self._busiest = array("f")
        self._drift = array("f")
        self._anchor: tuple[float, Blocks] | None = None
        self._stillness = Stillness() if recorded else None
        self._last_new_s = 0.0
        self._last_second: deque[float] = deque()
        self._faces_at_s = -np.inf
        self._faces: tuple[Face, ...] = ()
        self._framing = Framing()
        self._exposure = FaceExposure()
        self._colour = ColourCast()
        self._flicker = Flicker()
        self._card = Card()
        self._cards = array("b")
        self._detail = Detail()
        self._interlace = Interlace()
        self._overlay = Overlay()
        self._instruments: tuple[Instrument, ...] = (
            *(self._framing, self._exposure, self._colour, self._flicker, self._card),
            *(self._detail, self._interlace, self._overlay),
        )

    def feed(self, frame_bgr: Pixels, time_s: float) -> None:
        """Takes one frame.

        Args:
            frame_bgr: uint8, shape (h, w, 3), blue first, full range 0..255. Grey (h, w) or (h, w, 1) and alpha
                (h, w, 4) are taken too; a frame without pixels is left out. Not kept, not changed.
            time_s: When it was taken or is to be shown, seconds on any clock; one that goes back is held.
        """
        if not frame_bgr.size:
            return
        height, width = frame_bgr.shape[:2]
        small = np.asarray(
            cv2.resize(frame_bgr, working_size(width, height), interpolation=cv2.INTER_NEAREST), np.uint8
        )
        channels = small.shape[2] if small.ndim == 3 else 1  # noqa: PLR2004 - rows, columns, channels
        self.feed_luma(
            _grey(small),
            (width, height),
            time_s,
            colour=lambda: np.asarray(
                cv2.cvtColor(small, _TO_BGR[channels]) if channels in _TO_BGR else small, np.uint8
            ),
            native=lambda top, bottom, left, right: _grey(frame_bgr[top:bottom, left:right]),
        )

    def feed_luma(
        self, luma: Pixels, size: tuple[int, int], time_s: float, *, colour: Callable[[], Pixels], native: Native
    ) -> None:
        """Takes one frame that is already small and grey, as a decoder can give it for little.

        Args:
            luma: uint8, full range, of `working_size(*size)`. Kept for a while: it must not be changed.
            size: Width and height of the whole frame.
            time_s: As for `feed`.
            colour: Gives the same small picture as BGR, shape (h, w, 3); called only where colour is needed.
            native: Gives a cut-out of the whole frame's luma, every pixel of it; called only in `feed_luma`.
        """
        time_s = max(time_s, self._times_s[-1]) if self._times_s else time_s
        fits = self._luma is not None and self._luma.shape == luma.shape
        changed = change(luma, self._luma) if fits and self._luma is not None else Change(np.inf, np.inf, 1.0)
        self._size = size
        self._luma = luma
        self._times_s.append(time_s)
        self._means.append(cv2.mean(luma)[0])
        self._rms.append(changed.rms)
        self._busiest.append(changed.busiest)
        blocks = block_means(luma)
        self._drift.append(self._drifted(blocks, time_s))
        if self._stillness is not None:
            self._stillness.feed(blocks, changed.share, time_s)
        if changed.rms > 0:
            self._last_new_s = time_s
            self._last_second.append(time_s)
        while self._last_second and self._last_second[0] <= time_s - 1 + 1e-6:
            self._last_second.popleft()
        view = View(luma, size, time_s, change=changed, blocks=blocks, colour=colour, native=native)
        if time_s - self._faces_at_s >= self._faces_every_s:
            self._faces_at_s = time_s
            self._faces = self._detector.find(view.colour)
            view.looked = True
        view.faces = self._faces
        for each in self._instruments:
            each.feed(view)
        self._note_card()

    def _note_card(self) -> None:
        """Marks this frame, and those before it back to where a card began that is told only now."""
        at = len(self._cards)
        self._cards.append(self._card.now)
        while self._card.now and at and not self._cards[at - 1] and self._times_s[at - 1] >= self._card.since_s:
            at -= 1
            self._cards[at] = True

    def _drifted(self, blocks: Blocks, time_s: float) -> float:
        """How far the picture has come from one that is about a second older at most; infinite where there is none."""
        if self._anchor is None or self._anchor[1].shape != blocks.shape:
            self._anchor = time_s, blocks
            return np.inf
        drift = distance(blocks, self._anchor[1])
        if time_s - self._anchor[0] >= 1:
            self._anchor = time_s, blocks
        return drift

    def now(self) -> PictureNow:
        """The picture at this moment; before the first frame all zero and unknown."""
        luma = self._means[-1] if self._means else 0.0
        time_s = self._times_s[-1] if self._times_s else 0.0
        rate: Measured = Unknown("too_short")
        if self._times_s and time_s - self._times_s[0] >= 1:
            rate = float(len(self._last_second))
        return PictureNow(
            time_s=time_s,
            width=self._size[0],
            height=self._size[1],
            frame_rate_fps=rate,
            luma=luma,
            black=bool(self._means) and luma < BLACK_BELOW_LUMA and not self._card.now,
            frozen_since_s=self._last_new_s if time_s - self._last_new_s > FROZEN_AFTER_S else None,
            faces=self._faces,
            face_luma=self._exposure.now,
            no_signal=self._card.now,
            head_height_share=self._framing.now[0],
            headroom_share=self._framing.now[1],
        )

    def measures(self) -> PictureMeasures:
        """The measures of all frames fed so far."""
        times_s = np.array(self._times_s)
        found = cadence(times_s, self._new_pictures(times_s))
        black = (np.array(self._means) < BLACK_BELOW_LUMA) & ~np.array(self._cards, np.bool_)
        return PictureMeasures(
            duration_s=found.duration_s,
            width=self._size[0],
            height=self._size[1],
            nominal_frame_rate_fps=self._nominal_fps or Unknown("not_stated"),
            frame_rate_fps=found.frame_rate_fps,
            frame_interval_p50_ms=found.interval_p50_ms,
            frame_interval_p95_ms=found.interval_p95_ms,
            frame_interval_max_ms=found.interval_max_ms,
            duplicate_share=found.duplicate_share,
            frozen_s=found.frozen_s,
            black_s=float(durations(times_s)[black].sum()) if len(times_s) else Unknown("no_frames"),
            no_signal_s=self._card.no_signal_s,
            faces=self._framing.faces,
            face_luma=self._exposure.luma,
            face_clipped_share=self._exposure.clipped_share,
            backlight_stops=self._exposure.backlight_stops,
            head_height_share=self._framing.head_height_share,
            headroom_share=self._framing.headroom_share,
            face_cut_share=self._framing.face_cut_share,
            looking_up_deg=self._framing.looking_up_deg,
            sharpness=self._detail.sharpness,
            noise=self._detail.noise,
            colour_cast=self._colour.colour_cast,
            flicker_percent=self._flicker.flicker_percent,
            banding_percent=self._flicker.banding_percent,
            exposure_hunting_percent=self._exposure.hunting_percent,
            focus_hunting_percent=self._detail.focus_hunting_percent,
            interlaced=self._interlace.interlaced,
            upscaled_suspected=self._detail.upscaled_suspected,
            overlay_suspected=self._overlay.overlay_suspected,
            mirrored_suspected=_MIRRORED,
        )

    def _new_pictures(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        rms, drift = np.array(self._rms), np.array(self._drift)
        new = new_pictures(rms, np.array(self._busiest))
        if self._stillness is not None:
            new |= left_out(times_s, rms)
        for first, end in still_stretches(times_s, rms, drift):
            new[first:end] = False
        if self._stillness is not None:
            for first, end in self._stillness.stretches():
                # The first one is what stands still.
                new[first + 1 : end] = False
        return new


def working_size(width: int, height: int) -> tuple[int, int]:
    """Width and height at which a frame is looked at: its own, or shrunk into `WORKING_SIZE`."""
    scale = min(1.0, WORKING_SIZE[0] / width, WORKING_SIZE[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _grey(pixels: Pixels) -> Pixels:
    """The luma of pixels (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)."""
    channels = pixels.shape[2] if pixels.ndim == 3 else 1  # noqa: PLR2004 - rows, columns, channels
    if channels in _TO_GREY:
        return np.asarray(cv2.cvtColor(pixels, _TO_GREY[channels]), np.uint8)
    return np.ascontiguousarray(pixels.reshape(pixels.shape[:2]), np.uint8)
