"""The filters in blocks give what the sample-by-sample filters of scipy give."""

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound.block_filter import BlockFilter, StateSpace
from samklang.analysis.sound.grid import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, Grid


@pytest.mark.parametrize("block", [1, 8, 48])
def test_two_biquads_in_a_row(block: int):
    first, second = ((1.5, -2.6, 1.2), (-1.69, 0.73)), ((1.0, -2.0, 1.0), (-1.98, 0.9802))
    samples = np.random.default_rng(1).standard_normal((2, block * 200)).astype(np.float32)
    sections = np.array([[*b, 1.0, *a] for b, a in (first, second)])
    expected = signal.sosfilt(sections, samples.astype(np.float64), axis=1)
    filter_ = BlockFilter(StateSpace.biquad(*first).then(StateSpace.biquad(*second)), block, 20, channels=2)
    halves = [filter_.outputs(half.reshape(2, -1, block)).reshape(2, -1) for half in np.split(samples, 2, axis=1)]
    assert np.concatenate(halves, axis=1) == pytest.approx(expected, abs=2e-4)


def test_smoothers_in_a_row():
    samples = np.abs(np.random.default_rng(2).standard_normal((1, 4000))).astype(np.float32)
    once = signal.lfilter([0.01], [1, -0.99], samples.astype(np.float64), axis=1)
    twice = signal.lfilter([0.01], [1, -0.99], once, axis=1)
    states = BlockFilter(StateSpace.smoothers(0.99, 2), 40, 100, channels=1).states(samples.reshape(1, -1, 40))
    assert states[0, :, 0] == pytest.approx(once[0, 39::40], abs=1e-5)
    assert states[0, :, 1] == pytest.approx(twice[0, 39::40], abs=1e-5)


@pytest.mark.parametrize("rate_hz", [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 50_001, 96_000, 768_000])
def test_a_row_is_100_ms_and_a_whole_number_of_blocks(rate_hz: int):
    grid = Grid.at(rate_hz)
    assert grid.row == grid.block * grid.blocks_a_row
    assert grid.row / rate_hz == pytest.approx(0.1, rel=0.01)
    assert rate_hz / grid.block >= 694  # ITU-T P.56


@pytest.mark.parametrize("rate_hz", [0, LOWEST_RATE_HZ - 1, HIGHEST_RATE_HZ + 1])
def test_an_impossible_rate_is_refused(rate_hz: int):
    with pytest.raises(ValueError, match="outside"):
        Grid.at(rate_hz)
