"""How people sit in the frame: how many, how large, how much room above, what the edge cuts off, from how low."""

from array import array
from collections import Counter

import numpy as np

from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import View
from samklang.domain.measures import Measured, Unknown


class Framing:
    """Reads the faces' places, each time they are looked for."""

    def __init__(self) -> None:
        """Makes one for one take."""
        self.now: tuple[Measured, Measured] = Unknown("no_face"), Unknown("no_face")
        self._counts: Counter[int] = Counter()
        self._height = array("f")
        self._headroom = array("f")

    def feed(self, view: View) -> None:
        """Takes one frame."""
        if not view.looked:
            return
        self.now = head(view.faces[0]) if view.faces else (Unknown("no_face"), Unknown("no_face"))
        self._counts[len(view.faces)] += 1
        if view.faces:
            height, headroom = head(view.faces[0])
            self._height.append(height)
            self._headroom.append(headroom)

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
        """See `PictureMeasures`."""
        return Unknown("not_measured")

    @property
    def looking_up_deg(self) -> Measured:
        """See `PictureMeasures`."""
        return Unknown("not_measured")

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
