"""Measures a stream of pictures, live or from a file, frame by frame and in bounded memory."""

from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.cadence import FROZEN_AFTER_S, cadence, durations
from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.repeats import (
    Blocks,
    Change,
    block_means,
    change,
    distance,
    new_pictures,
    still_stretches,
)
from samklang.analysis.picture.stillness import Stillness
from samklang.analysis.picture.values import Face, PictureNow
from samklang.domain.measures import Measured, PictureMeasures, Unknown

Pixels = npt.NDArray[np.uint8]

WORKING_SIZE: Final = (854, 480)
"""Widest and highest picture that is looked at, in pixels. Means of luma change by less than 0.3 grey levels against
1080p when pixels are left out (measured), at a twentieth of the time."""

BLACK_BELOW_LUMA: Final = 20
"""Mean luma, 0..255, below which a frame is black; source: testrtc's video frame checker."""

FACES_EVERY_S: Final = 0.25
"""People do not come and go faster than this, and a detection costs more than all other measures together."""

CRUSHED_LUMA: Final = 5
BURNT_LUMA: Final = 250
"""Luma at or beyond which a pixel in the face box carries no drawing any more; our proposal."""

# What cvtColor must do with a frame of so many channels.
_TO_GREY: Final = {3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}
_TO_BGR: Final = {1: cv2.COLOR_GRAY2BGR, 4: cv2.COLOR_BGRA2BGR}


class FindsFaces(Protocol):
    """What the meter asks of a detector; `FaceDetector` is the one."""

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        """The faces in a picture, shape (h, w, 3), blue first; the largest first."""
        ...


class PictureMeter:
    """Takes frames with their time stamps; gives cheap values for now and the measures of the whole take.

    Memory grows by 24 bytes a frame and 16 a detection: 3 MB an hour at 30 fps. Two small grey pictures are kept.
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
        self._face_counts: Counter[int] = Counter()
        self._largest = array("f")  # face luma, clipped share, head height and headroom of each detection
        self._face_luma: float | None = None

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
        small = cv2.resize(frame_bgr, working_size(width, height), interpolation=cv2.INTER_NEAREST)
        channels = small.shape[2] if small.ndim == 3 else 1  # noqa: PLR2004 - rows, columns, channels
        luma = cv2.cvtColor(small, _TO_GREY[channels]) if channels in _TO_GREY else small
        self.feed_luma(
            np.asarray(luma, np.uint8),
            (width, height),
            time_s,
            lambda: np.asarray(cv2.cvtColor(small, _TO_BGR[channels]) if channels in _TO_BGR else small, np.uint8),
        )

    def feed_luma(self, luma: Pixels, size: tuple[int, int], time_s: float, colour: Callable[[], Pixels]) -> None:
        """Takes one frame that is already small and grey, as a decoder can give it for little.

        Args:
            luma: uint8, full range, of `working_size(*size)`. Kept for a while: it must not be changed.
            size: Width and height of the whole frame.
            time_s: As for `feed`.
            colour: Gives the same small picture as BGR, shape (h, w, 3); called only when faces are due.
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
        if time_s - self._faces_at_s >= self._faces_every_s:
            self._faces_at_s = time_s
            self._look_for_faces(luma, colour())

    def _drifted(self, blocks: Blocks, time_s: float) -> float:
        """How far the picture has come from one that is about a second older at most; infinite where there is none."""
        if self._anchor is None or self._anchor[1].shape != blocks.shape:
            self._anchor = time_s, blocks
            return np.inf
        drift = distance(blocks, self._anchor[1])
        if time_s - self._anchor[0] >= 1:
            self._anchor = time_s, blocks
        return drift

    def _look_for_faces(self, luma: Pixels, frame_bgr: Pixels) -> None:
        self._faces = self._detector.find(frame_bgr)
        self._face_counts[len(self._faces)] += 1
        self._face_luma = None
        box = _crop(luma, self._faces[0]) if self._faces else luma[:0]
        if box.size:
            self._face_luma = float(box.mean())
            clipped = np.count_nonzero((box <= CRUSHED_LUMA) | (box >= BURNT_LUMA)) / box.size
            self._largest.extend((self._face_luma, clipped, *head(self._faces[0])))

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
            black=bool(self._means) and luma < BLACK_BELOW_LUMA,
            frozen_since_s=self._last_new_s if time_s - self._last_new_s > FROZEN_AFTER_S else None,
            faces=self._faces,
            face_luma=Unknown("no_face") if self._face_luma is None else self._face_luma,
        )

    def measures(self) -> PictureMeasures:
        """The measures of all frames fed so far."""
        times_s = np.array(self._times_s)
        found = cadence(times_s, self._new_pictures(times_s))
        black = np.array(self._means) < BLACK_BELOW_LUMA
        faces = max(self._face_counts, key=lambda count: (self._face_counts[count], count), default=None)
        face: Iterable[Measured] = [Unknown("no_frames" if faces is None else "no_face")] * 4
        if faces and self._largest:
            face = (float(value) for value in np.median(np.array(self._largest).reshape(-1, 4), axis=0))
        face_luma, face_clipped_share, head_height_share, headroom_share = face
        return PictureMeasures(
            duration_s=found.duration_s,
            width=self._size[0],
            height=self._size[1],
            nominal_frame_rate_fps=self._nominal_fps or Unknown("not_stated"),
            frame_rate_fps=found.frame_rate_fps,
            frame_interval_p95_ms=found.interval_p95_ms,
            duplicate_share=found.duplicate_share,
            frozen_s=found.frozen_s,
            black_s=float(durations(times_s)[black].sum()) if len(times_s) else Unknown("no_frames"),
            faces=float(faces) if faces is not None else Unknown("no_frames"),
            face_luma=face_luma,
            face_clipped_share=face_clipped_share,
            head_height_share=head_height_share,
            headroom_share=headroom_share,
        )

    def _new_pictures(self, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        rms, drift = np.array(self._rms), np.array(self._drift)
        new = new_pictures(rms, np.array(self._busiest))
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


def head(face: Face) -> tuple[float, float]:
    """Head height and headroom, in shares of the frame's height.

    The detector's box ends at the chin but begins at the forehead. Eyes lie half-way between crown and chin in adults
    (the drawing canon, which anthropometry bears out within a few percent), so the head is twice as high as the way
    from the eyes to the box's bottom, and the crown lies as far above the eyes. Headroom is the room above the crown.
    """
    below_eyes = face.bottom - face.eyes_y
    return 2 * below_eyes, max(0.0, face.eyes_y - below_eyes)


def _crop(luma: Pixels, face: Face) -> Pixels:
    height, width = luma.shape
    top, bottom = (round(min(1.0, max(0.0, y)) * height) for y in (face.top, face.bottom))
    left, right = (round(min(1.0, max(0.0, x)) * width) for x in (face.left, face.right))
    return luma[top:bottom, left:right]
