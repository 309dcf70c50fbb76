"""Combs in what moves: woven frames are told, and neither noise, stripes, stillness nor coding is taken for them."""

import io

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.end_to_end.video_clips import Coding, record
from tests.unit.analysis.picture.native_views import astronaut, feed, noisy

from samklang.analysis.picture.interlace import Interlace
from samklang.domain.measures import Measured, Unknown

Pixels = NDArray[np.uint8]

FPS = 30


def _panned(by_px: float) -> Pixels:
    matrix = np.array([[1, 0, by_px], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(astronaut(), matrix, (512, 512), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _woven(step_px: float, count: int = 30) -> list[Pixels]:
    frames = []
    for at in range(count):
        frame = _panned(at * step_px)
        frame[1::2] = _panned((at + 0.5) * step_px)[1::2]
        frames.append(frame)
    return frames


def _interlaced(frames: list[Pixels]) -> Measured:
    meter = Interlace()
    feed(meter, frames, FPS)
    return meter.interlaced


def _coded(frames: list[Pixels], crf: int) -> list[Pixels]:
    coding = Coding("mkv", "libx264", {"crf": str(crf), "preset": "ultrafast"})
    recorded = record((np.repeat(frame[..., None], 3, 2) for frame in frames), coding, FPS)
    with av.open(io.BytesIO(recorded), "r") as container:
        return [np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in container.decode(video=0)]


@pytest.mark.parametrize("step_px", [4, 8, 16])
def test_woven_frames_are_told(step_px: float):
    frames = _woven(step_px, 24)
    assert _interlaced(frames) == 1
    assert _interlaced(_coded(frames, 23)) == 1


@pytest.mark.parametrize("step_px", [1, 4, 8, 16])
def test_whole_frames_are_not(step_px: float):
    frames = [_panned(at * step_px) for at in range(24)]
    assert _interlaced(frames) == 0
    assert _interlaced(_coded(frames, 35)) == 0


def test_noise_has_no_combs():
    rng = np.random.default_rng(2)
    assert _interlaced([noisy(_panned(4 * at), 16, rng) for at in range(30)]) == 0


def test_stripes_that_stand_still_are_no_combs():
    rng = np.random.default_rng(2)
    striped = [frame.copy() for frame in (_panned(4 * at) for at in range(30))]
    for frame in striped:
        frame[:120:2, :] = 200
        frame[1:120:2, :] = 40
    assert _interlaced([noisy(frame, 1, rng) for frame in striped]) == 0


def test_where_nothing_moves_nothing_can_be_told():
    rng = np.random.default_rng(2)
    assert _interlaced([noisy(_panned(0), 2, rng) for _ in range(30)]) == Unknown("no_motion")
    assert _interlaced([]) == Unknown("no_frames")
    assert _interlaced([np.full((30, 30), 30 + 9 * at, np.uint8) for at in range(20)]) == Unknown("no_motion")
    assert _interlaced([np.full((90, 90), 30 + 9 * at, np.uint8) for at in range(20)]) == Unknown("no_motion")
