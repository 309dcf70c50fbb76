"""Where heads lie in the frame, what the edge cuts off, and from how low they are seen."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.end_to_end.video_clips import portrait_of_a_person

from samklang.analysis.picture.faces import FaceDetector, halved
from samklang.analysis.picture.framing import cut_share, head, looking_up_deg
from samklang.analysis.picture.meter import PictureMeter
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import Pixels
from samklang.domain.measures import Unknown

SIZE = (640, 360)
PLACES = st.floats(-1, 2, allow_subnormal=False)


def _face(middle: float = 0.5, eyes: float = 0.4, below: float = 0.2) -> Face:
    wide = below * SIZE[1] / SIZE[0] / 2
    return Face(middle - wide, eyes - below / 2, middle + wide, eyes + below, 0.9, eyes, eyes + below / 2)


@pytest.mark.parametrize(
    ("face", "share"),
    [
        (_face(), 0),
        (_face(eyes=0.1), 0.25),
        (_face(eyes=0.9), 0.25),
        (_face(middle=0.0), 0.5),
        (_face(middle=1.0), 0.5),
        (_face(middle=0.0, eyes=0.0), 0.75),
        (_face(middle=-1.0), 1),
    ],
    ids=["whole", "top", "bottom", "left", "right", "corner", "outside"],
)
def test_the_share_of_the_head_beyond_the_edge(face: Face, share: float):
    assert cut_share(face, SIZE) == pytest.approx(share)


def _seen_from(degrees: float, roll_deg: float = 0, turned: float = 0) -> Face:
    """A head seen by a camera that stands so far below its eyes, 4 pixels to the millimetre at most."""
    # Right and left eye, tip of the nose, mouth, right and left ear: to the side, down and forward in mm.
    head_mm = np.array(
        [(-32, 0, 0), (32, 0, 0), (turned, 39, 35), (0, 70, 0), (-70, 15.4, -85), (70, 15.4, -85)], np.float64
    )
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    flat = np.stack([head_mm[:, 0], head_mm[:, 1] * cosine - head_mm[:, 2] * sine], axis=1)
    sine, cosine = np.sin(np.radians(roll_deg)), np.cos(np.radians(roll_deg))
    flat = flat @ np.array([[cosine, sine], [-sine, cosine]]) * 0.7 + (320, 150)
    points = tuple((float(x) / SIZE[0], float(y) / SIZE[1]) for x, y in flat)
    return Face(0.4, 0.3, 0.6, 0.7, 0.9, points[0][1], points[3][1], points)


@pytest.mark.parametrize("degrees", [-15, 0, 10, 20, 30])
@pytest.mark.parametrize("roll_deg", [-20, 0, 20])
def test_a_head_is_seen_from_as_low_as_the_camera_stands(degrees: float, roll_deg: float):
    # These points follow the turning wholly; the detector's follow it by three quarters.
    found = looking_up_deg(_seen_from(0.75 * degrees, roll_deg), SIZE)
    assert found == pytest.approx(degrees, abs=5)


def test_a_face_that_is_turned_small_or_without_points_does_not_tell():
    assert looking_up_deg(_seen_from(0, turned=30), SIZE) is None
    small = Face(0, 0, 1, 1, 0.9, 0.5, 0.5, tuple((x / 20 + 0.5, y / 20 + 0.5) for x, y in _seen_from(0).points))
    assert looking_up_deg(small, SIZE) is None
    assert looking_up_deg(_face(), SIZE) is None
    one_point = Face(0, 0, 1, 1, 0.9, 0.5, 0.5, ((0.5, 0.5),) * 6)
    assert looking_up_deg(one_point, SIZE) is None


class Turned:
    """Always finds the same face."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        del frame_bgr
        return (self._face,)


def test_the_meter_says_why_it_does_not_tell_from_how_low():
    for face, told in ((_seen_from(0, turned=30), Unknown("face_turned")), (_seen_from(15), pytest.approx(20, abs=4))):
        meter = PictureMeter(30.0, detector=Turned(face))
        meter.feed(np.full((360, 640, 3), 90, np.uint8), 0.0)
        assert meter.measures().looking_up_deg == told
        assert meter.now().head_height_share == head(face)[0]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("cut", [0.5, 0.55])
def test_somebody_half_out_of_the_picture_is_still_somebody(cut: float, *, mirrored: bool):
    portrait = portrait_of_a_person((360, 640))
    detector = FaceDetector()
    face = detector.find(portrait)[0]
    wide = head(face)[0] * 0.75 * 360 / 640
    away = (face.left + face.right) / 2 - wide / 2 + cut * wide
    moved = cv2.warpAffine(
        portrait, np.array([[1, 0, -away * 640], [0, 1, 0]], np.float32), (640, 360), borderValue=(90, 100, 110)
    )
    shown = np.ascontiguousarray(moved[:, ::-1] if mirrored else moved, np.uint8)
    found = detector.find(shown)
    assert len(found) == 1
    assert cut_share(found[0], SIZE) == pytest.approx(cut, abs=0.2)


def test_a_picture_too_narrow_to_fold_holds_nobody():
    assert halved(np.zeros((9, 1, 3), np.uint8), lambda _: (_face(),)) == ()


@given(st.tuples(PLACES, PLACES, PLACES, PLACES, PLACES), st.lists(st.tuples(PLACES, PLACES), min_size=6, max_size=6))
def test_whatever_a_detector_says_shares_stay_shares(
    place: tuple[float, float, float, float, float], points: list[tuple[float, float]]
):
    left, top, right, bottom, eyes = place
    face = Face(left, top, right, bottom, 0.9, eyes, 0.5, tuple(points))
    assert 0 <= cut_share(face, SIZE) <= 1
    degrees = looking_up_deg(face, SIZE)
    assert degrees is None or -60 <= degrees <= 60
