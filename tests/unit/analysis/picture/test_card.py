"""Cards that no lens made, and views that only look like one."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tests.end_to_end.video_clips import portrait_of_a_person

from samklang.analysis.picture.card import Card
from samklang.analysis.picture.meter import PictureMeter
from samklang.analysis.picture.values import Face
from samklang.domain.measures import Unknown

Pixels = NDArray[np.uint8]

FPS = 15
SIZE = (180, 320)
EBU = ((1, 1, 1), (0, 1, 1), (1, 1, 0), (0, 1, 0), (1, 0, 1), (0, 0, 1), (1, 0, 0), (0, 0, 0))


def _flat(*colour: int) -> Pixels:
    return np.full((*SIZE, 3), colour, np.uint8)


def _bars(level: int = 191, share: float = 1.0) -> Pixels:
    bars = _flat(19, 19, 19)
    for at, colour in enumerate(EBU):
        left, right = (each * SIZE[1] // len(EBU) for each in (at, at + 1))
        bars[: round(share * SIZE[0]), left:right] = np.array(colour) * level
    return bars


def _written(ground: Pixels, words: str = "NO SIGNAL") -> Pixels:
    return np.asarray(cv2.putText(ground.copy(), words, (80, 90), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (230,) * 3, 2))


def _logo(ground: Pixels) -> Pixels:
    return _written(np.asarray(cv2.circle(ground.copy(), (160, 45), 25, (0, 140, 255), -1)), "CAPTURE")


def _test_picture() -> Pixels:
    picture = _flat(120, 120, 120)
    picture[::60] = picture[:, ::64] = 235
    return np.asarray(cv2.circle(picture, (160, 90), 40, (235,) * 3, 2))


class NoFaces:
    """Finds none, so that nothing but the picture itself can save it."""

    def find(self, frame_bgr: Pixels) -> tuple[Face, ...]:
        del frame_bgr
        return ()


def _seen(picture: Pixels, noise: float = 0.0, seconds: float = 2.0) -> PictureMeter:
    meter, rng = PictureMeter(FPS, detector=NoFaces()), np.random.default_rng(0)
    for index in range(round(seconds * FPS)):
        frame = picture + rng.normal(0, noise, picture.shape) if noise else picture
        meter.feed(np.clip(frame, 0, 255).astype(np.uint8), index / FPS)
    return meter


CARDS = {
    "blue": _flat(200, 40, 10),
    "grey": _flat(128, 128, 128),
    "EBU bars": _bars(),
    "SMPTE bars": _bars(share=0.67),
    "bars with text": _written(_bars(), "CAM 1"),
    "notice on blue": _written(_flat(200, 40, 10)),
    "notice on black": _written(_flat(0, 0, 0)),
    "logo": _logo(_flat(40, 40, 40)),
    "test picture": _test_picture(),
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_told_within_half_a_second_and_is_not_black(card: Pixels):
    assert _seen(card, seconds=0.7).now().no_signal
    meter = _seen(card)
    measures = meter.measures()
    assert meter.now().no_signal
    assert not meter.now().black
    # What it took to tell counts as well.
    assert measures.no_signal_s == pytest.approx(2 - 1 / FPS)
    assert measures.black_s == 0


def test_a_notice_on_black_in_the_middle_is_black_at_no_time():
    meter, rng = PictureMeter(FPS, detector=NoFaces()), np.random.default_rng(0)
    notice, person = _written(_flat(0, 0, 0)), portrait_of_a_person(SIZE)
    for index in range(6 * FPS):
        noisy = np.clip(person + rng.normal(0, 2, person.shape), 0, 255).astype(np.uint8)
        meter.feed(notice if 2 * FPS <= index < 4 * FPS else noisy, index / FPS)
    assert meter.measures().black_s == 0
    assert meter.measures().no_signal_s == pytest.approx(2, abs=0.3)


def _shaded_wall() -> Pixels:
    rows, columns = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    shade = 190 - 25 * ((rows / SIZE[0] - 0.4) ** 2 + (columns / SIZE[1] - 0.5) ** 2) / 0.4
    return np.dstack([shade] * 3).astype(np.uint8)


def _dark_room() -> Pixels:
    """A portrait lit out of a black room."""
    rows, columns = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    spot = np.exp(-(((rows - 75) / 45) ** 2 + ((columns - 160) / 35) ** 2))
    return np.asarray(portrait_of_a_person(SIZE) * spot[..., None], np.uint8)


@pytest.mark.parametrize(
    ("view", "noise"),
    [
        (portrait_of_a_person(SIZE), 1.5),
        (portrait_of_a_person(SIZE), 0.0),
        (_shaded_wall(), 0.7),
        (_dark_room(), 0.0),
        (np.clip(portrait_of_a_person(SIZE) * 3.0, 0, 255).astype(np.uint8), 0.0),
        (_flat(4, 4, 4), 2.0),
        (_flat(0, 0, 0), 0.0),
        (_flat(40, 40, 40), 5.0),
    ],
    ids=["person", "frozen person", "wall", "dark room", "burnt out", "lens cap", "black", "covered lens"],
)
def test_a_view_is_no_card(view: Pixels, noise: float):
    meter = _seen(view, noise)
    assert not meter.now().no_signal
    assert meter.measures().no_signal_s == 0


def test_a_lens_cap_is_black_only():
    assert _seen(_flat(4, 4, 4), 2.0).measures().black_s == pytest.approx(2)


def test_a_card_in_the_middle_counts_as_long_as_it_stands():
    meter, rng = PictureMeter(FPS, detector=NoFaces()), np.random.default_rng(0)
    person = portrait_of_a_person(SIZE)
    for index in range(6 * FPS):
        noisy = np.clip(person + rng.normal(0, 2, person.shape), 0, 255).astype(np.uint8)
        meter.feed(_bars() if 2 * FPS <= index < 4 * FPS else noisy, index / FPS)
    assert meter.measures().no_signal_s == pytest.approx(2, abs=0.3)


def test_without_a_frame_it_is_unknown():
    assert Card().no_signal_s == Unknown("no_frames")


@settings(max_examples=15, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24), st.just(3))), st.sampled_from([0.0, 0.3, 1e6])
)
def test_whatever_is_fed_a_time_comes_out(picture: Pixels, step_s: float):
    meter = PictureMeter(FPS, detector=NoFaces())
    for index in range(4):
        meter.feed(picture, index * step_s)
    seconds = meter.measures().no_signal_s
    assert not isinstance(seconds, Unknown)
    assert 0 <= seconds <= 3 * step_s
