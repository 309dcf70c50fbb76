"""Finds faces with MediaPipe's BlazeFace, read by OpenCV's dnn module: offline, no further dependency."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from samklang.analysis.picture.values import Face

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]

_SAME_FACE_OVERLAP: Final = 0.3
"""Boxes that overlap more (intersection over union) are the same face: min_suppression_threshold of MediaPipe's
face_detection graphs."""


@dataclass(frozen=True, slots=True)
class _Network:
    """One BlazeFace model: its file, its square input, its two output layers and its anchor grid.

    Attributes:
        grids: For each grid of anchors, its stride in input pixels and the number of anchors in each cell.
        least_score: What counts as a face; MediaPipe's min_score_thresh for this model.
    """

    file: str
    side: int
    boxes: str
    scores: str
    grids: tuple[tuple[int, int], ...]
    least_score: float


_BORDER: Final = 0.35
_AT_EDGE: Final = 0.12
_HALF_SCORE: Final = 0.65
"""A face that the edge cuts in half is looked for in the picture folded out by so much of its width: it must be found
there with its middle so near the edge, and more surely than a whole face. Ours: rooms without people never did."""

# Source of grids, layers and thresholds: mediapipe/modules/face_detection/face_detection_full_range.pbtxt.
FULL_RANGE: Final = _Network(
    file="face_detection_full_range.tflite",
    side=192,
    boxes="reshaped_regressor_face_4",
    scores="reshaped_classifier_face_4",
    grids=((4, 1),),
    least_score=0.6,
)


class FaceDetector:
    """Finds faces in a picture. Made once; a call takes a few milliseconds; not for use by two threads at once."""

    def __init__(self, network: _Network = FULL_RANGE) -> None:
        self._network = network
        self._net, self._both_at_once = _read(network)
        self._anchors = _anchors(network)

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        """The faces in `frame_bgr`, shape (h, w, 3), uint8, blue first; the largest first.

        Where there is none, one that the left or right edge cuts in half is looked for too, which takes as long again.
        """
        return self._whole(frame_bgr) or halved(frame_bgr, self._whole)

    def _whole(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        height, width = frame_bgr.shape[:2]
        side = self._network.side
        scale = side / max(height, width)
        inner = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(frame_bgr, inner, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        left, top = (side - inner[0]) // 2, (side - inner[1]) // 2
        canvas = np.zeros((side, side, 3), np.uint8)
        canvas[top : top + inner[1], left : left + inner[0]] = small
        # The network wants red first and -1..1.
        self._net.setInput(cv2.dnn.blobFromImage(canvas, 1 / 127.5, (side, side), (127.5, 127.5, 127.5), swapRB=True))
        boxes, scores = self._outputs()
        found = _decode(boxes[0], scores[0, :, 0], self._anchors, self._network)
        # From shares of the square canvas to shares of the frame.
        origin = np.array([left, top], np.float32) / side
        size = np.array(inner, np.float32) / side
        faces = [_face((points - origin) / size, score) for points, score in found]
        return tuple(sorted(faces, key=lambda face: face.area, reverse=True))

    def _outputs(self) -> tuple[Floats, Floats]:
        """Boxes, shape (1, n, 16), and scores as logits, shape (1, n, 1)."""
        names = [self._network.boxes, self._network.scores]
        if self._both_at_once:
            boxes, scores = self._net.forward(names)
        else:
            boxes, scores = (self._net.forward(name).copy() for name in names)
        return np.asarray(boxes, np.float32), np.asarray(scores, np.float32)


def _read(network: _Network) -> tuple[cv2.dnn.Net, bool]:
    """The model, and whether it can give both its outputs in one pass.

    OpenCV 5.0's new engine knows only one of the two outputs at a time, which takes two passes. The classic engine
    gives both, but OpenCV hands the choice on only when it reads the file itself, and on Windows it cannot open a path
    beyond ASCII, such as a home folder named after Jørgen: there, two passes.
    """
    with as_file(files("samklang.analysis.picture").joinpath("models", network.file)) as path:
        if str(path).isascii():
            return cv2.dnn.readNetFromTFLite(str(path), cv2.dnn.ENGINE_CLASSIC), True
        return cv2.dnn.readNetFromTFLite(np.frombuffer(path.read_bytes(), np.uint8)), False


def _anchors(network: _Network) -> Floats:
    """The anchors' centres, shape (n, 2) as x, y, in shares of the input: row by row, grid by grid."""
    centres = []
    for stride, per_cell in network.grids:
        cells = network.side // stride
        middle = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        x, y = np.meshgrid(middle, middle)
        centres.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), per_cell, axis=0))
    return np.concatenate(centres)


def _decode(raw: Floats, logits: Floats, anchors: Floats, network: _Network) -> list[tuple[Floats, float]]:
    """The faces among all anchors, the surest first.

    Args:
        raw: Shape (n, 16): x, y, width and height of the box, then x, y of six points, in input pixels, all but the
            size relative to the anchor.
        logits: Shape (n,).
        anchors: Shape (n, 2).
        network: What made them.

    Returns:
        For each face its points, shape (8, 2): the box's two corners and the six points, in shares of the input.
        Boxes of the same face are averaged, weighted by score, as MediaPipe does: steadier than taking the best.
    """
    # The logits reach beyond what exp() can hold; 80 is far past certainty.
    scores = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
    sure = np.flatnonzero(scores >= network.least_score)
    sure = sure[np.argsort(-scores[sure], kind="stable")]
    points = raw[sure].reshape(-1, 8, 2) / network.side
    centre, half = points[:, 0] + anchors[sure], points[:, 1] / 2
    points[:, 2:] += anchors[sure, None]
    points[:, 0], points[:, 1] = centre - half, centre + half
    whole = np.all(half > 0, axis=1)
    points, weights = points[whole], scores[sure][whole]
    found: list[tuple[Floats, float]] = []
    while len(points):
        same = _overlap(points[0], points) > _SAME_FACE_OVERLAP
        found.append((np.tensordot(weights[same] / weights[same].sum(), points[same], axes=1), float(weights[0])))
        points, weights = points[~same], weights[~same]
    return found


def _overlap(one: Floats, others: Floats) -> Floats:
    """Intersection over union of a box with each of `others`; boxes are rows 0 and 1 of their points."""
    low = np.maximum(one[0], others[:, 0])
    high = np.minimum(one[1], others[:, 1])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    together = np.prod(one[1] - one[0]) + np.prod(others[:, 1] - others[:, 0], axis=1) - shared
    return np.asarray(shared / together)


def _face(points: Floats, score: float) -> Face:
    """A face from its points in shares of the frame: corners, two eyes, nose, mouth, two ears."""
    (left, top), (right, bottom) = points[0], points[1]
    return Face(
        left=float(left),
        top=float(top),
        right=float(right),
        bottom=float(bottom),
        score=score,
        eyes_y=float((points[2, 1] + points[3, 1]) / 2),
        mouth_y=float(points[5, 1]),
        points=tuple((float(x), float(y)) for x, y in points[2:]),
    )


def halved(picture_bgr: Pixels, find: Callable[[Pixels], tuple[Face, ...]]) -> tuple[Face, ...]:
    """Faces that the left or right edge cuts so far that they are no faces any more.

    Folded out at the edge, half a face becomes a whole one.

    Args:
        picture_bgr: The picture in which no face was found, (h, w, 3).
        find: Finds whole faces in a picture.
    """
    width = picture_bgr.shape[1]
    border = round(_BORDER * width)
    if not border:
        return ()
    folded = np.asarray(cv2.copyMakeBorder(picture_bgr, 0, 0, border, border, cv2.BORDER_REFLECT), np.uint8)
    scale = folded.shape[1] / width

    def back(x: float) -> float:
        return float(x * scale - border / width)

    found = []
    for face in find(folded):
        left, right = back(face.left), back(face.right)
        middle = (left + right) / 2
        if min(abs(middle), abs(middle - 1)) < _AT_EDGE and face.score >= _HALF_SCORE:
            points = tuple((back(x), y) for x, y in face.points)
            found.append(replace(face, left=left, right=right, points=points))
    return tuple(found[:1])
