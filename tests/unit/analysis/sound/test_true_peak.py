"""True peak against plain oversampling; the EBU's signals, whose true peaks are known, are in test_ebu_cases."""

import numpy as np
import pytest

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.true_peak import TruePeakMeter, interpolators, oversampling

RATE_HZ = 48_000


def true_peak_db(samples: Floats, rate_hz: int = RATE_HZ, block: int = 1000) -> float:
    meter = TruePeakMeter(rate_hz, 1)
    for start in range(0, len(samples), block):
        piece = samples[None, start : start + block]
        meter.feed(piece, np.abs(piece).max(axis=1))
    return float(20 * np.log10(meter.peak))


def test_skipping_quiet_stretches_changes_nothing():
    rng = np.random.default_rng(7)
    samples = (rng.standard_normal(20_000) * np.abs(np.sin(np.linspace(0, 30, 20_000)))).astype(np.float32) * 0.2
    taps = interpolators(4)
    padded = np.concatenate([np.zeros(len(taps) - 1, np.float32), samples])
    everything = np.lib.stride_tricks.sliding_window_view(padded, len(taps)) @ taps
    assert true_peak_db(samples, block=480) == pytest.approx(20 * np.log10(np.abs(everything).max()), abs=1e-5)


def test_the_first_phase_hands_the_samples_through():
    taps = interpolators(4)
    assert np.count_nonzero(np.abs(taps[:, 0]) > 1e-6) == 1
    assert taps[:, 0].max() == pytest.approx(1.0)


@pytest.mark.parametrize(("rate_hz", "factor"), [(8_000, 4), (48_000, 4), (96_000, 2), (176_400, 2), (192_000, 1)])
def test_oversampling_reaches_192_khz(rate_hz: int, factor: int):
    assert oversampling(rate_hz) == factor


def test_without_oversampling_the_samples_speak():
    assert true_peak_db(np.array([0.1, -0.5, 0.2], np.float32), rate_hz=192_000) == pytest.approx(-6.02, abs=0.01)
