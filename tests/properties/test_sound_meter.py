"""However a stream is cut when it is fed, and whatever is in it, the meter says the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.meter import SoundMeter
from samklang.domain.measures import SoundMeasures, Unknown

RATE_HZ = 8_000

SPEECH = (
    np.random.default_rng(5).standard_normal((RATE_HZ * 5, 2))
    * np.abs(np.sin(np.linspace(0, 40, RATE_HZ * 5)))[:, None] ** 3
    * 0.4
).astype(np.float32)


def values(measures: SoundMeasures) -> list[float | Unknown]:
    return [getattr(measures, name) for name in SoundMeasures.__slots__ if name != "curves"]


def same(one: SoundMeasures, other: SoundMeasures) -> bool:
    pairs = zip(values(one), values(other), strict=True)
    # The matrix products round differently by their size, at 1e-7 of the signal.
    return all(a == b if isinstance(a, Unknown) or isinstance(b, Unknown) else abs(a - b) < 1e-3 for a, b in pairs)


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(0, len(SPEECH)), max_size=30))
def test_the_cuts_do_not_matter(cuts: list[int]):
    meter = SoundMeter(RATE_HZ, 2)
    for piece in np.split(SPEECH, sorted(cuts)):
        meter.feed(piece)
    whole = SoundMeter(RATE_HZ, 2, in_file=True)
    whole.feed(SPEECH)
    assert same(meter.measures(), whole.measures())


@settings(max_examples=60, deadline=None)
@given(
    block=arrays.arrays(
        np.float32,
        st.tuples(st.integers(0, 900), st.integers(1, 4)),
        elements=st.floats(width=32, allow_nan=True, allow_infinity=True),
        fill=st.sampled_from([0.0, 1.0, 0.25]),
    ),
    rate_hz=st.integers(4_000, 9_000),
)
def test_no_samples_are_too_strange(block: Floats, rate_hz: int):
    meter = SoundMeter(rate_hz, block.shape[1])
    meter.feed(block)
    meter.now()
    meter.silence()
    assert all(np.isfinite(value) for value in values(meter.measures()) if not isinstance(value, Unknown))
