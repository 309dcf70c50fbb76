"""Video files measured as they are: real clips in many codecs, and files that are no recordings."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from tests.end_to_end.video_clips import (
    CODINGS,
    RNG_SEED,
    Coding,
    Pixels,
    clip,
    clip_path,
    held,
    portrait_of_a_person,
    record,
    sitting_still,
)

from samklang.devices.video_file import measure_video_file
from samklang.domain.measures import PictureMeasures, Unknown
from samklang.engine.ports import Refused

LIVELY = (CODINGS[0], CODINGS[1], CODINGS[5], CODINGS[6])
"""A codec of every family: what is asked of all need not be asked of each quality."""


@pytest.fixture(scope="module")
def carphone() -> list[Pixels]:
    return clip("carphone_pristine.mp4")


@pytest.fixture(scope="module")
def portrait() -> Pixels:
    return portrait_of_a_person((480, 640))


@pytest.fixture(scope="module")
def breathing(portrait: Pixels) -> list[Pixels]:
    """A portrait whose chest alone is lifted, by a third of a pixel, before a sensor without a grain of noise."""
    lifted = sitting_still(portrait, 150, sensor_noise=0, breath_px=0.3)
    return [np.concatenate([portrait[:300], breath[300:]]) for breath in lifted]


def _measure(folder: Path, frames: list[Pixels], coding: Coding, fps: int = 30) -> PictureMeasures:
    path = folder / f"clip.{coding.suffix}"
    path.write_bytes(record(frames, coding, fps))
    return measure_video_file(path)


@pytest.mark.parametrize("coding", CODINGS, ids=str)
def test_fifteen_unique_frames_in_a_30_fps_file_are_15(coding: Coding, carphone: list[Pixels], tmp_path: Path):
    measures = _measure(tmp_path, held(carphone, 15), coding)
    assert measures.nominal_frame_rate_fps == pytest.approx(30)
    assert measures.frame_rate_fps == pytest.approx(15, abs=0.3)
    assert measures.duplicate_share == pytest.approx(0.5, abs=0.01)
    assert measures.frame_interval_p95_ms == pytest.approx(2000 / 30, abs=1)
    assert measures.frozen_s == 0


@pytest.mark.parametrize("coding", CODINGS, ids=str)
def test_the_same_clip_as_it_is_has_its_own_rate(coding: Coding, carphone: list[Pixels], tmp_path: Path):
    measures = _measure(tmp_path, carphone, coding)
    assert measures.frame_rate_fps == pytest.approx(30, abs=0.3)
    assert measures.duplicate_share == pytest.approx(0, abs=0.01)
    assert measures.frozen_s == 0


@pytest.mark.parametrize("unique_fps", [10, 20, 24])
def test_other_rates_are_what_they_are(unique_fps: float, carphone: list[Pixels], tmp_path: Path):
    measures = _measure(tmp_path, held(carphone, unique_fps), CODINGS[0])
    assert measures.frame_rate_fps == pytest.approx(unique_fps, abs=0.4)


def test_a_clip_that_nobody_recorded_again():
    measures = measure_video_file(clip_path("carphone_pristine.mp4"))
    assert (measures.width, measures.height) == (176, 144)
    assert measures.frame_rate_fps == pytest.approx(30000 / 1001, abs=0.01)
    assert measures.duration_s == pytest.approx(120 * 1001 / 30000, abs=0.001)
    assert measures.faces == 1
    assert measures.head_height_share == pytest.approx(0.52, abs=0.06)  # crown to chin, measured on the picture by hand


def test_a_picture_without_people_has_no_face():
    measures = measure_video_file(clip_path("bikes.mp4"))
    assert measures.faces == 0
    assert measures.head_height_share == Unknown("no_face")


@pytest.mark.parametrize("coding", LIVELY, ids=str)
@pytest.mark.parametrize(("noise", "breath_px"), [(1.0, 0.0), (3.0, 0.0), (1.0, 0.3)])
def test_a_person_who_sits_still_is_not_frozen(
    coding: Coding, noise: float, breath_px: float, portrait: Pixels, tmp_path: Path
):
    small = cv2.resize(portrait, (320, 240), interpolation=cv2.INTER_AREA)
    assert _measure(tmp_path, sitting_still(np.asarray(small, np.uint8), 120, noise, breath_px), coding).frozen_s == 0


# Not among them: VP9 as browsers code it live redraws a frozen picture so strongly that it passes for alive.
@pytest.mark.parametrize("coding", [*CODINGS[:4], *CODINGS[6:]], ids=str)
def test_a_frozen_picture_is_found(coding: Coding, carphone: list[Pixels], tmp_path: Path):
    larger = [np.asarray(cv2.resize(frame, (352, 288), interpolation=cv2.INTER_CUBIC), np.uint8) for frame in carphone]
    frames = [*larger[:60], *[larger[59]] * 120, *larger[60:]]
    measures = _measure(tmp_path, frames, coding)
    # A codec draws on for a while at the frozen picture before it comes to rest.
    assert isinstance(measures.frozen_s, float)
    assert 2.5 < measures.frozen_s < 4.2


@pytest.mark.parametrize("coding", LIVELY, ids=str)
def test_a_person_who_moves_and_then_sits_still_is_not_frozen(
    coding: Coding, carphone: list[Pixels], portrait: Pixels, tmp_path: Path
):
    small = np.asarray(cv2.resize(portrait, (176, 144), interpolation=cv2.INTER_AREA), np.uint8)
    frames = [*carphone[:60], *sitting_still(small, 120, sensor_noise=2, breath_px=0.5)]
    assert _measure(tmp_path, frames, coding).frozen_s == 0


# Not among them: MPEG-4 draws the picture anew twice a second, and VP9 as browsers code it live goes on redrawing.
@pytest.mark.parametrize("coding", [*CODINGS[:4], *CODINGS[6:]], ids=str)
def test_a_photo_shown_all_along_is_frozen(coding: Coding, portrait: Pixels, tmp_path: Path):
    measures = _measure(tmp_path, [portrait] * 150, coding)
    assert isinstance(measures.frozen_s, float)
    assert measures.frozen_s > 3


@pytest.mark.parametrize("coding", [*CODINGS[:3], CODINGS[4], CODINGS[5]], ids=str)
def test_somebody_who_only_breathes_is_not_frozen(coding: Coding, breathing: list[Pixels], tmp_path: Path):
    assert _measure(tmp_path, breathing, coding).frozen_s == 0


@pytest.mark.parametrize("coding", [CODINGS[0], CODINGS[1], CODINGS[4], CODINGS[6]], ids=str)
def test_a_face_that_sways_delivers_every_frame(coding: Coding, portrait: Pixels, tmp_path: Path):
    # 60 pixels to either side in two seconds: where it turns, two frames show it in the same place.
    rng = np.random.default_rng(RNG_SEED)
    frames = []
    for index in range(90):
        middle = (320 + 60 * np.sin(index / 30 * np.pi), 240)
        seen = cv2.getRectSubPix(portrait, (352, 288), middle)
        frames.append(np.clip(seen + rng.normal(0, 1, seen.shape), 0, 255).astype(np.uint8))
    assert _measure(tmp_path, frames, coding).frame_rate_fps == pytest.approx(30, abs=0.1)


@pytest.mark.parametrize("coding", LIVELY, ids=str)
def test_black_is_found_in_limited_and_in_full_range(coding: Coding, carphone: list[Pixels], tmp_path: Path):
    black = np.zeros_like(carphone[0])
    measures = _measure(tmp_path, [*carphone[:60], *[black] * 30], coding)
    assert measures.black_s == pytest.approx(1, abs=0.05)
    assert _measure(tmp_path, carphone[:60], coding).black_s == 0


@pytest.mark.parametrize(
    ("factor", "low", "high", "clipped"), [(1.0, 120, 180, False), (0.2, 20, 40, False), (1.7, 215, 255, True)]
)
def test_exposure_of_the_face(  # noqa: PLR0913 - one row of the table
    factor: float, low: float, high: float, *, clipped: bool, portrait: Pixels, tmp_path: Path
):  # fmt: skip
    lit = np.clip(portrait.astype(np.float32) * factor, 0, 255).astype(np.uint8)
    measures = _measure(tmp_path, [lit] * 10, CODINGS[0])
    assert measures.faces == 1
    assert isinstance(measures.face_luma, float)
    assert low < measures.face_luma < high
    assert isinstance(measures.face_clipped_share, float)
    assert (measures.face_clipped_share > 0.3) is clipped


def test_variable_frame_rate_goes_by_the_files_time_stamps(carphone: list[Pixels], tmp_path: Path):
    # 60 frames a thirtieth and 30 frames a tenth of a second apart: 90 frames in five seconds.
    path = tmp_path / "variable.mkv"
    times = [*(index / 30 for index in range(60)), *(2 + index / 10 for index in range(30))]
    path.write_bytes(record(carphone[:90], CODINGS[1], times_s=times))
    measures = measure_video_file(path)
    assert measures.frame_rate_fps == pytest.approx(18, abs=0.3)
    assert measures.frame_interval_p95_ms == pytest.approx(100, abs=1)


@pytest.mark.parametrize(("turn", "size"), [(0, (640, 480)), (90, (480, 640)), (180, (640, 480)), (270, (480, 640))])
def test_a_turned_picture_is_measured_as_it_is_shown(
    turn: int, size: tuple[int, int], portrait: Pixels, tmp_path: Path
):
    # The pixels are turned one way and the file says to turn them back, as a telephone does.
    stored = [np.rot90(portrait, -turn // 90)] * 10
    path = tmp_path / "turned.mp4"
    path.write_bytes(_with_turn(record(stored, CODINGS[0]), turn))
    measures = measure_video_file(path)
    shown = size if turn % 180 == 0 else (640, 480)
    assert (measures.width, measures.height) == shown
    assert measures.faces == 1  # a face on its side is not found


def _with_turn(mp4: bytes, turn: int) -> bytes:
    """The same file with a display matrix (ISO 14496-12, `tkhd`) that turns it counter-clockwise."""
    one = (1).to_bytes(4, "big", signed=True).replace(b"\0\0\0\1", b"\0\1\0\0")
    minus, zero = b"\xff\xff\0\0", bytes(4)
    a, b, c, d = {
        0: (one, zero, zero, one), 90: (zero, minus, one, zero), 180: (minus, zero, zero, minus),
        270: (zero, one, minus, zero),
    }[turn]  # fmt: skip
    upright = one + zero * 3 + one + zero * 3 + b"\x40\0\0\0"
    assert mp4.count(upright) == 2, "movie header and track header"
    at = mp4.rindex(upright)
    return mp4[:at] + a + b + zero + c + d + zero * 3 + b"\x40\0\0\0" + mp4[at + 36 :]


def _refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        measure_video_file(path, language="en")
    message = str(refused.value)
    assert "\n" not in message
    assert path.name in message
    return message


def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path):
    assert "There is no file" in _refusal(tmp_path / "missing.mp4")
    assert "is a folder" in _refusal(tmp_path)
    for name, content in {
        "garbage.mp4": os.urandom(50_000),
        "text.mkv": b"hello " * 1000,
        "list.m3u8": b"#EXTM3U\n#EXTINF:1,\nclip.mp4\n",
        "concat.txt": b"ffconcat version 1.0\nfile clip.mp4\n",
        "picture.png": cv2.imencode(".png", np.zeros((9, 9, 3), np.uint8))[1].tobytes(),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert "cannot be read as video" in _refusal(tmp_path / name)
    (tmp_path / "empty.mp4").write_bytes(b"")
    assert "is empty" in _refusal(tmp_path / "empty.mp4")


@pytest.mark.parametrize("coding", [*CODINGS[:2], *CODINGS[4:7]], ids=str)
@pytest.mark.parametrize("kept", [0.001, 0.2, 0.5, 0.8])
def test_a_truncated_recording_is_refused(coding: Coding, kept: float, carphone: list[Pixels], tmp_path: Path):
    whole = record(carphone, coding)
    path = tmp_path / f"cut.{coding.suffix}"
    path.write_bytes(whole)
    assert measure_video_file(path).duration_s == pytest.approx(4, abs=0.1)
    path.write_bytes(whole[: max(1, int(len(whole) * kept))])
    _refusal(path)


def test_a_recording_with_a_hole_is_refused(carphone: list[Pixels], tmp_path: Path):
    whole = bytearray(record(carphone, CODINGS[1]))
    whole[len(whole) // 3 : len(whole) * 2 // 3] = os.urandom(len(whole) * 2 // 3 - len(whole) // 3)
    path = tmp_path / "hole.mkv"
    path.write_bytes(whole)
    _refusal(path)


def test_sound_alone_has_no_picture(tmp_path: Path):
    path = tmp_path / "sound.wav"
    path.write_bytes(
        b"RIFF\x34\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0data\x10\0\0\0" + bytes(16)
    )
    assert "There is no picture" in _refusal(path)


def test_a_picture_larger_than_any_camera_is_refused(tmp_path: Path):
    path = tmp_path / "huge.mkv"
    path.write_bytes(record([np.zeros((6000, 8000, 3), np.uint8)], Coding("mkv", "mjpeg", pixels="yuvj420p")))
    assert "8000" in _refusal(path)


def test_every_language_refuses_in_its_own_words(tmp_path: Path):
    said = set()
    for language in ("da", "nb", "sv", "en"):
        with pytest.raises(Refused) as refused:
            measure_video_file(tmp_path / "missing.mp4", language=language)
        said.add(str(refused.value))
    assert len(said) == 4


def test_nothing_of_the_decoders_chatter_reaches_the_terminal(carphone: list[Pixels], tmp_path: Path):
    damaged = bytearray(record(carphone, CODINGS[6]))
    damaged[len(damaged) // 2 :: 97] = bytes(len(damaged[len(damaged) // 2 :: 97]))
    (tmp_path / "damaged.avi").write_bytes(damaged)
    (tmp_path / "whole.avi").write_bytes(record(carphone, CODINGS[6]))
    program = (
        "import sys; from pathlib import Path; from samklang.devices.video_file import measure_video_file\n"
        "from samklang.engine.ports import Refused\n"
        "for path in sys.argv[1:]:\n"
        "    try: measure_video_file(Path(path))\n"
        "    except Refused: pass\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "damaged.avi", tmp_path / "whole.avi"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_progress_rises_and_the_measures_travel_between_processes():
    told: list[float] = []
    measures = measure_video_file(clip_path("bigbuckbunny.mp4"), progress=told.append)
    assert told
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    assert msgspec.json.decode(msgspec.json.encode(measures), type=PictureMeasures) == measures
