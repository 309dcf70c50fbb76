"""The face detector on real pictures."""

import hashlib
import re
import shutil
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.end_to_end.video_clips import Pixels, clip, portrait_of_a_person

from samklang.analysis.picture import faces as module
from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.framing import head
from samklang.analysis.picture.values import Face

# The astronaut's face in the portrait of 480 x 640: eyebrows, chin, ears and crown, read off the picture by hand.
BROWS, CHIN, LEFT, RIGHT = 100, 218, 220, 345
CROWN = 30


@pytest.fixture(scope="module")
def detector() -> FaceDetector:
    return FaceDetector()


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return portrait_of_a_person((480, 640))


def _only(found: tuple[Face, ...]) -> Face:
    assert len(found) == 1
    return found[0]


def test_the_box_lies_on_the_face(detector: FaceDetector, portrait: Pixels):
    face = _only(detector.find(portrait))
    assert face.left * 640 == pytest.approx(LEFT, abs=20)
    assert face.right * 640 == pytest.approx(RIGHT, abs=20)
    assert face.bottom * 480 == pytest.approx(CHIN, abs=20)
    assert face.top * 480 < BROWS < face.eyes_y * 480 < face.mouth_y * 480 < CHIN
    height, headroom = head(face)
    assert headroom * 480 == pytest.approx(CROWN, abs=24)
    assert height * 480 == pytest.approx(CHIN - CROWN, abs=30)


def test_a_mirrored_face_is_the_same_face_mirrored(detector: FaceDetector, portrait: Pixels):
    face, mirrored = _only(detector.find(portrait)), _only(detector.find(portrait[:, ::-1]))
    assert mirrored.left == pytest.approx(1 - face.right, abs=0.03)
    assert mirrored.top == pytest.approx(face.top, abs=0.03)


@pytest.mark.parametrize("shape", [(1080, 1920), (480, 640), (240, 180), (900, 400)])
def test_a_face_is_found_where_it_is_in_frames_of_any_shape(
    shape: tuple[int, int], detector: FaceDetector, portrait: Pixels
):
    # The portrait in the frame's lower right corner, the rest grey.
    side = min(shape[0], shape[1] * 3 // 4)
    inner = cv2.resize(portrait, (side * 4 // 3, side), interpolation=cv2.INTER_AREA)
    frame = np.full((*shape, 3), 128, np.uint8)
    frame[-inner.shape[0] :, -inner.shape[1] :] = inner
    face, whole = _only(detector.find(frame)), _only(detector.find(portrait))
    expected = shape[0] - side + whole.bottom * side
    assert face.bottom * shape[0] == pytest.approx(expected, abs=0.05 * side)


def test_two_people_are_two_faces_the_larger_first(detector: FaceDetector, portrait: Pixels):
    small = cv2.resize(portrait, (400, 300), interpolation=cv2.INTER_AREA)
    frame = np.full((480, 1040, 3), 128, np.uint8)
    frame[:300, :400], frame[:, 400:] = small, portrait
    found = detector.find(frame)
    assert len(found) == 2
    assert found[0].left > 0.5 > found[1].left
    assert found[0].area > found[1].area


def test_a_talking_person_is_one_face_in_every_frame(detector: FaceDetector):
    assert [len(detector.find(frame)) for frame in clip("carphone_pristine.mp4", most=20)] == [1] * 20


@pytest.mark.parametrize("luma", [0, 128, 255])
def test_an_empty_picture_has_no_face(luma: int, detector: FaceDetector):
    assert detector.find(np.full((360, 640, 3), luma, np.uint8)) == ()


def test_one_pixel_has_no_face(detector: FaceDetector):
    assert detector.find(np.zeros((1, 1, 3), np.uint8)) == ()


def test_a_home_folder_beyond_ascii_finds_the_same_faces(
    detector: FaceDetector, portrait: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "Jørgen"
    shutil.copytree(str(files("samklang.analysis.picture").joinpath("models")), folder / "models")
    monkeypatch.setattr(module, "files", lambda _package: folder)
    there = FaceDetector()
    assert there._both_at_once is False
    assert detector._both_at_once is True
    one, other = _only(detector.find(portrait)), _only(there.find(portrait))
    assert (other.left, other.top, other.score) == pytest.approx((one.left, one.top, one.score), abs=1e-3)


def test_the_model_is_the_one_its_readme_describes():
    models = files("samklang.analysis.picture").joinpath("models")
    digest = hashlib.sha256(models.joinpath("face_detection_full_range.tflite").read_bytes()).hexdigest()
    assert re.findall(r"[0-9a-f]{64}", models.joinpath("README.md").read_text("utf-8")) == [digest]
