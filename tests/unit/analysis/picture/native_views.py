"""Grey frames as the instruments that read native pixels see them."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray

from samklang.analysis.picture.meter import Instrument, working_size
from samklang.analysis.picture.repeats import Change, block_means, change
from samklang.analysis.picture.values import Face
from samklang.analysis.picture.view import View

Pixels = NDArray[np.uint8]

FACE = slice(48, 168), slice(165, 285)
"""Where the astronaut's face is in scikit-image's picture of 512 x 512."""


def astronaut() -> Pixels:
    """scikit-image's portrait, luma, (512, 512)."""
    picture = np.asarray(skimage.data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def noisy(picture: Pixels, sigma: float, rng: np.random.Generator) -> Pixels:
    """The picture under noise of this standard deviation."""
    return np.clip(np.rint(picture + rng.normal(0, sigma, picture.shape)), 0, 255).astype(np.uint8)


def feed(instrument: Instrument, frames: Iterable[Pixels], fps: float = 30, faces: Sequence[Face] = ()) -> None:
    """Feeds grey frames as the meter would."""
    before: Pixels | None = None
    for at, frame in enumerate(frames):
        view = _view(frame, before, at / fps)
        view.faces = tuple(faces)
        before = view.luma
        instrument.feed(view)


def _view(frame: Pixels, before: Pixels | None, time_s: float) -> View:
    height, width = frame.shape
    luma = np.asarray(cv2.resize(frame, working_size(width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    fits = before is not None and before.shape == luma.shape
    return View(
        luma,
        (width, height),
        time_s,
        change=change(luma, before) if fits and before is not None else Change(np.inf, np.inf, 1.0),
        blocks=block_means(luma),
        colour=lambda: np.repeat(luma[..., None], 3, 2),
        native=lambda top, bottom, left, right: frame[top:bottom, left:right],
    )
