"""How people sit in the frame: how many, how large, how much room above, what the edge cuts off, from how low."""

from array import array
from collections import Counter
from typing import Final

import numpy as np

from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown

HEAD_WIDTH: Final = 0.75
"""Of its height, in pixels; anthropometry has 0.70 to 0.80 with the ears."""

_NOSE, _NOSE_A_DEG = 0.56, -0.008
_EARS, _EARS_A_DEG = 0.22, 0.0225
"""How far below the eyes the tip of the nose and the ears lie, of the way from eyes to mouth: for a face seen straight,
and by how much more for each degree the camera stands lower. The first are the median over 29 faces; the second follow
from a head whose nose stands 35 mm before and whose ears lie 85 mm behind the eyes, 70 mm above the mouth."""
_FOLLOWS: Final = 0.75
"""So much of that the detector's points follow: twelve portraits bent over a rough head and turned by -20 to 30 degrees
were read so (docs/picture-measures.md); ours."""

_MOST_TURNED: Final = 0.35
"""A face whose nose lies further aside than this, of the way between the eyes, is turned too far to tell; ours."""
_LEAST_EYES_TO_MOUTH: Final = 0.03
"""Of the frame's height: on a smaller face the points are too coarse; ours."""


class Framing:
    """Reads the faces' places, each time they are looked for."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self.now: tuple[Measured, Measured] = Unknown("no_face"), Unknown("no_face")
        self._counts: Counter[int] = Counter()
        self._height = array("f")
        self._headroom = array("f")
        self._cut = array("f")
        self._looking_up = array("f")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if not view.looked:
            return
        self._counts[len(view.faces)] += 1
        self.now = head(view.faces[0]) if view.faces else (Unknown("no_face"), Unknown("no_face"))
        if view.faces:
            height, headroom = head(view.faces[0])
            self._height.append(height)
            self._headroom.append(headroom)
            self._cut.append(cut_share(view.faces[0], view.size))
            degrees = looking_up_deg(view.faces[0], view.size)
            if degrees is not None:
                self._looking_up.append(degrees)

    @property
    def faces(self) -> Measured:
        """As many as most looks found; of two equally many, the larger number."""
        most = max(self._counts, key=lambda count: (self._counts[count], count), default=None)
        return Unknown("no_frames") if most is None else float(most)

    @property
    def head_height_share(self) -> Measured:
        """Median, of the frame's height."""
        return self._median(self._height)

    @property
    def headroom_share(self) -> Measured:
        """Median, of the frame's height."""
        return self._median(self._headroom)

    @property
    def face_cut_share(self) -> Measured:
        """Median share of the head that lies beyond the frame's edge."""
        return self._median(self._cut)

    @property
    def looking_up_deg(self) -> Measured:
        """Median of `looking_up_deg`; unknown where the face was turned away in most looks."""
        if self._height and 2 * len(self._looking_up) < len(self._height):
            return Unknown("face_turned")
        return self._median(self._looking_up)

    def _median(self, values: "array[float]") -> Measured:
        faces = self.faces
        if isinstance(faces, Unknown):
            return faces
        return float(np.median(values)) if faces and values else Unknown("no_face")


def head(face: Face) -> tuple[float, float]:
    """Head height and headroom, in shares of the frame's height.

    The detector's box ends at the chin but begins at the forehead. Eyes lie half-way between crown and chin in adults
    (the drawing canon, which anthropometry bears out within a few percent), so the head is twice as high as the way
    from the eyes to the box's bottom, and the crown lies as far above the eyes. Headroom is the room above the crown.
    """
    below_eyes = face.bottom - face.eyes_y
    return 2 * below_eyes, max(0.0, face.eyes_y - below_eyes)


def cut_share(face: Face, size: tuple[int, int]) -> float:
    """The share of the head that lies beyond the frame's edge, 0 to 1, of a frame of `size` (width, height)."""
    height, _ = head(face)
    width = height * HEAD_WIDTH * size[1] / size[0]
    if height <= 0 or width <= 0:
        return 0.0
    middle = (face.left + face.right) / 2
    seen_high = min(1.0, face.bottom) - max(0.0, face.bottom - height)
    seen_wide = min(1.0, middle + width / 2) - max(0.0, middle - width / 2)
    return 1 - max(0.0, seen_high / height) * max(0.0, seen_wide / width)


def looking_up_deg(face: Face, size: tuple[int, int]) -> float | None:
    """How far below the eyes the camera stands, in degrees, seen from the face; None where its points do not tell.

    From below, the tip of the nose moves up between the eyes and the mouth, and the ears, which lie behind, move down.
    People differ by some 5 degrees one way or the other, and nobody can tell a camera that stands low from a head that
    is thrown back.

    Args:
        face: With the detector's points.
        size: The frame's width and height in pixels.
    """
    if not face.points:
        return None
    right_eye, left_eye, nose, mouth, right_ear, left_ear = np.array(face.points) * size
    eyes, ears = (right_eye + left_eye) / 2, (right_ear + left_ear) / 2
    across = left_eye - right_eye
    apart = float(np.linalg.norm(across))
    if not apart:
        return None
    across = across / apart
    # At right angles to the line through the eyes: a head that is tilted to the side is none the worse.
    down = np.array([-across[1], across[0]])
    to_mouth = float((mouth - eyes) @ down)
    turned = abs(float((nose - eyes) @ across)) / apart
    if to_mouth < _LEAST_EYES_TO_MOUTH * size[1] or turned > _MOST_TURNED:
        return None
    by_nose = (float((nose - eyes) @ down) / to_mouth - _NOSE) / _NOSE_A_DEG
    by_ears = (float((ears - eyes) @ down) / to_mouth - _EARS) / _EARS_A_DEG
    return float(np.clip((by_nose + 2 * by_ears) / 3 / _FOLLOWS, -60, 60))
