"""Whatever pictures are fed, however they are timed, the camera's display is found, not found or unknown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.analysis.picture.native_views import feed

from samklang.analysis.picture.overlay import Overlay
from samklang.domain.measures import Unknown

SHAPES = st.sampled_from([(1, 1), (160, 160), (170, 400), (400, 170), (4000, 8), (200, 165)])
KINDS = st.sampled_from(["black", "white", "noise", "stripes", "specks"])


def _picture(shape: tuple[int, int], kind: str, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    rng = np.random.default_rng(seed)
    picture = np.full(shape, 255 * (kind == "white"), np.uint8)
    if kind == "noise":
        picture = rng.integers(0, 256, shape, np.uint8)
    elif kind == "stripes":
        picture[:: seed % 5 + 2] = 255
    elif kind == "specks":
        picture[np.random.default_rng(1).random(shape) < 0.02] = 255
    return picture


@settings(max_examples=40, deadline=None)
@given(
    runs=st.lists(st.tuples(SHAPES, KINDS, st.integers(1, 9)), max_size=4),
    fps=st.sampled_from([0.5, 2.0, 5.0, 1e9]),
)
def test_nothing_breaks_it(runs: list[tuple[tuple[int, int], str, int]], fps: float):
    meter = Overlay()
    frames = [_picture(shape, kind, at) for shape, kind, count in runs for at in range(count)]
    feed(meter, frames, fps)
    assert isinstance(meter.overlay_suspected, Unknown) or meter.overlay_suspected in (0.0, 1.0)
