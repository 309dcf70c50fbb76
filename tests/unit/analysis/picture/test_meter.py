"""The picture meter on made-up frames, with faces put where the test wants them."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from samklang.analysis.picture.framing import head
from samklang.analysis.picture.meter import PictureMeter, working_size
from samklang.analysis.picture.values import Face
from samklang.domain.measures import Unknown

Pixels = NDArray[np.uint8]

FACE = Face(left=0.25, top=0.2, right=0.75, bottom=0.6, score=0.9, eyes_y=0.4, mouth_y=0.5)
SMALL = Face(left=0.0, top=0.8, right=0.1, bottom=0.9, score=0.7, eyes_y=0.83, mouth_y=0.88)


class PutFaces:
    """Finds the faces it was given, in turn, the last ones for ever, and remembers what it was shown."""

    def __init__(self, *answers: Sequence[Face]) -> None:
        self._answers = [tuple(answer) for answer in answers] or [()]
        self.shown: list[Pixels] = []

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        self.shown.append(frame_bgr.copy())
        return self._answers[min(len(self.shown), len(self._answers)) - 1]


def _meter(*answers: Sequence[Face], fps: float | None = 30.0) -> PictureMeter:
    return PictureMeter(fps, detector=PutFaces(*answers))


def _noise(rng: np.random.Generator, luma: float = 120, size: tuple[int, int] = (120, 160)) -> Pixels:
    return np.clip(rng.normal(luma, 3, (*size, 3)), 0, 255).astype(np.uint8)


def test_a_living_camera_delivers_what_it_promises():
    meter, rng = _meter(), np.random.default_rng(0)
    for index in range(90):
        meter.feed(_noise(rng), index / 30)
    measures = meter.measures()
    assert (measures.width, measures.height) == (160, 120)
    assert measures.nominal_frame_rate_fps == 30
    assert measures.frame_rate_fps == pytest.approx(30)
    assert measures.duplicate_share == measures.frozen_s == measures.black_s == 0
    assert meter.now().frame_rate_fps == pytest.approx(30)


def test_each_frame_twice_is_half_the_rate_now_and_in_all():
    meter, rng = _meter(), np.random.default_rng(0)
    for index in range(60):
        frame = _noise(rng)
        meter.feed(frame, index / 15)
        meter.feed(frame, index / 15 + 1 / 30)
    assert meter.measures().frame_rate_fps == pytest.approx(15)
    assert meter.measures().duplicate_share == pytest.approx(0.5)
    assert meter.now().frame_rate_fps == pytest.approx(15)


def test_a_camera_that_keeps_giving_its_last_frame_is_seen_after_a_second():
    meter, rng = _meter(), np.random.default_rng(0)
    frame = _noise(rng)
    for index in range(59):
        meter.feed(_noise(rng), index / 30)
    for index in range(59, 89):
        meter.feed(frame, index / 30)
    assert meter.now().frozen_since_s is None
    for index in range(89, 120):
        meter.feed(frame, index / 30)
    assert meter.now().frozen_since_s == pytest.approx(59 / 30)
    assert meter.now().frame_rate_fps == 0
    assert meter.measures().frozen_s == pytest.approx(2.0)
    meter.feed(_noise(rng), 4.0)
    assert meter.now().frozen_since_s is None


def test_a_person_who_sits_still_is_alive_by_the_sensors_noise():
    rng = np.random.default_rng(3)
    still = rng.integers(30, 220, (240, 320, 3)).astype(np.float32)
    meter = _meter()
    for index in range(150):
        meter.feed(np.clip(still + rng.normal(0, 0.7, still.shape), 0, 255).astype(np.uint8), index / 30)
    assert meter.measures().frozen_s == 0
    assert meter.measures().duplicate_share == 0
    assert meter.now().frozen_since_s is None


@pytest.mark.parametrize(("luma", "black"), [(5, True), (17, True), (23, False), (120, False)])
def test_black_is_a_mean_luma_below_20(luma: int, *, black: bool):
    meter = _meter()
    for index in range(31):
        meter.feed(np.full((48, 64, 3), luma, np.uint8), index / 30)
    assert meter.now().black is black
    assert meter.now().luma == pytest.approx(luma)
    assert meter.measures().black_s == pytest.approx(31 / 30 if black else 0)


def test_black_counts_only_the_black_frames():
    meter, rng = _meter(), np.random.default_rng(0)
    for index in range(90):
        meter.feed(_noise(rng, luma=8 if 30 <= index < 60 else 120), index / 30)
    assert meter.measures().black_s == pytest.approx(1)


def _lit(face_luma: int, background: int) -> Pixels:
    frame = np.full((100, 200, 3), background, np.uint8)
    frame[20:60, 50:150] = face_luma
    return frame


@pytest.mark.parametrize("face_luma", [40, 128, 235])
def test_the_face_is_measured_and_not_what_is_around_it(face_luma: int):
    meter = _meter([FACE, SMALL])
    meter.feed(_lit(face_luma, background=2), 0.0)
    measures = meter.measures()
    assert measures.face_luma == pytest.approx(face_luma)
    assert meter.now().face_luma == pytest.approx(face_luma)
    assert measures.face_clipped_share == 0
    assert measures.faces == 2


@pytest.mark.parametrize(("luma", "clipped"), [(5, 0.25), (6, 0), (249, 0), (250, 0.25)])
def test_burnt_and_crushed_pixels_in_the_face_are_counted(luma: int, clipped: float):
    frame = _lit(130, background=130)
    frame[20:40, 50:100] = luma
    meter = _meter([FACE])
    meter.feed(frame, 0.0)
    assert meter.measures().face_clipped_share == pytest.approx(clipped)


def test_head_is_twice_from_eyes_to_chin():
    assert head(FACE) == pytest.approx((0.4, 0.2))
    meter = _meter([FACE])
    meter.feed(_lit(130, 130), 0.0)
    assert meter.measures().head_height_share == pytest.approx(0.4)
    assert meter.measures().headroom_share == pytest.approx(0.2)


def test_a_head_cut_by_the_top_edge_has_no_headroom():
    assert head(Face(0.2, -0.1, 0.8, 0.5, 0.9, eyes_y=0.1, mouth_y=0.3))[1] == 0


def test_a_face_missed_once_is_still_one_face():
    meter, rng = _meter([FACE], [], [FACE], [FACE]), np.random.default_rng(0)
    for index in range(4):
        meter.feed(_noise(rng), index * 0.25)
    assert meter.measures().faces == 1


def test_without_a_face_there_is_nothing_to_say_about_it():
    meter = _meter([])
    meter.feed(_lit(130, 130), 0.0)
    measures = meter.measures()
    assert measures.faces == 0
    unknown = [measures.face_luma, measures.face_clipped_share, measures.head_height_share, measures.headroom_share]
    assert unknown == [Unknown("no_face")] * 4
    assert meter.now().face_luma == Unknown("no_face")


def test_a_face_wholly_beyond_the_edge_has_no_pixels_to_measure():
    meter = _meter([Face(1.01, 0.2, 1.2, 0.5, 0.9, eyes_y=0.3, mouth_y=0.4)])
    meter.feed(_lit(130, 130), 0.0)
    assert meter.measures().face_luma == Unknown("no_face")


def test_faces_are_looked_for_four_times_a_second_at_most():
    faces, rng = PutFaces([FACE]), np.random.default_rng(0)
    meter = PictureMeter(detector=faces)
    for index in range(60):
        meter.feed(_noise(rng), index / 30)
    assert 7 <= len(faces.shown) <= 8


def test_nothing_fed_is_nothing_known():
    measures = _meter(fps=None).measures()
    assert measures.duration_s == measures.width == measures.height == 0
    assert measures.nominal_frame_rate_fps == Unknown("not_stated")
    assert measures.frame_rate_fps == measures.black_s == measures.faces == measures.face_luma == Unknown("no_frames")
    now = _meter().now()
    assert (now.black, now.frozen_since_s, now.faces) == (False, None, ())
    assert now.frame_rate_fps == Unknown("too_short")


@pytest.mark.parametrize(
    "shape",
    [(1, 1), (1, 1, 1), (1, 1, 3), (1, 1, 4), (2, 3, 3), (1, 5000, 3), (5000, 1, 3), (1920, 1080, 3), (2160, 3840, 3),
     (481, 855, 4), (479, 853), (0, 4, 3), (4, 0, 3)],
)  # fmt: skip
def test_any_shape_is_taken(shape: tuple[int, ...]):
    rng = np.random.default_rng(0)
    meter = _meter([FACE])
    for index in range(3):
        meter.feed(rng.integers(0, 256, shape, np.uint8), index / 30)
    measures = meter.measures()
    if 0 in shape:
        assert measures.faces == Unknown("no_frames")
    else:
        assert (measures.height, measures.width) == shape[:2]
        assert measures.faces == 1
        meter.now()


def test_grey_and_alpha_look_like_the_same_picture_in_colour():
    grey = np.random.default_rng(0).integers(0, 256, (60, 80), np.uint8)
    seen = []
    for frame in (grey, grey[..., None], np.repeat(grey[..., None], 3, 2), np.repeat(grey[..., None], 4, 2)):
        faces = PutFaces()
        meter = PictureMeter(detector=faces)
        meter.feed(frame, 0.0)
        assert meter.now().luma == pytest.approx(grey.mean(), abs=0.01)
        seen.append(faces.shown[0])
    assert all(np.array_equal(frame, seen[0]) and frame.shape == (60, 80, 3) for frame in seen)


def test_a_view_that_runs_backwards_is_taken():
    meter = _meter()
    meter.feed(np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)[::-1, ::-2, ::-1], 0.0)
    assert (meter.now().width, meter.now().height) == (40, 60)


def test_the_callers_frame_may_be_reused():
    meter, rng = _meter(), np.random.default_rng(0)
    buffer = _noise(rng)
    for index in range(60):
        buffer[:] = _noise(rng)
        meter.feed(buffer, index / 30)
    assert meter.measures().duplicate_share == 0


def test_a_new_size_is_a_new_picture_and_the_size_reported():
    meter = _meter()
    meter.feed(np.full((48, 64, 3), 100, np.uint8), 0.0)
    meter.feed(np.full((96, 128, 3), 100, np.uint8), 0.1)
    assert meter.measures().duplicate_share == 0
    assert (meter.measures().width, meter.measures().height) == (128, 96)


def test_time_that_goes_back_is_held():
    meter, rng = _meter(), np.random.default_rng(0)
    for time_s in (0.0, 0.1, 0.05, 0.2):
        meter.feed(_noise(rng), time_s)
    assert meter.measures().duration_s == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (853, 480)), ((1080, 1920), (270, 480)), ((640, 480), (640, 480)), ((1, 9000), (1, 480)),
     ((7680, 64), (854, 7))],
)  # fmt: skip
def test_working_size_fits_480_lines_and_keeps_the_shape(size: tuple[int, int], small: tuple[int, int]):
    assert working_size(*size) == small


def test_leaving_out_pixels_keeps_the_means():
    rng = np.random.default_rng(5)
    frame = np.repeat(np.repeat(rng.integers(0, 256, (90, 160, 3), np.uint8), 12, 0), 12, 1)  # 1080 lines
    meter = _meter()
    meter.feed(frame, 0.0)
    weighted = frame.astype(np.float64) @ np.array([0.114, 0.587, 0.299])  # ITU-R BT.601, as OpenCV has it
    assert meter.now().luma == pytest.approx(weighted.mean(), abs=0.5)


def test_a_codecs_touches_to_a_frozen_picture_count_as_frozen_in_a_recording_only():
    picture = _noise(np.random.default_rng(0))
    seen = []
    for recorded in (True, False):
        meter = PictureMeter(30, detector=PutFaces(), recorded=recorded)
        for index in range(150):
            frame = picture.copy()
            frame[index % 120, :10] += 2
            meter.feed(frame, index / 30)
        seen.append(meter.measures().frozen_s)
    recorded_s, live_s = seen
    assert recorded_s == pytest.approx(5 - 1 / 30)  # without its own first interval
    assert live_s == 0
