"""True peak against EBU Tech 3341's signals, whose true peaks are known, and against plain oversampling."""

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


def faded_sine(frequency_hz: float, phase_degrees: float, amplitude: float) -> Floats:
    """One second with soft ends: a sine that sets in at once rings, and its own true peak is higher."""
    place = np.arange(RATE_HZ)
    fade = np.clip(np.minimum(place, place[::-1]) / (0.1 * RATE_HZ), 0, 1)
    wave = amplitude * fade * np.sin(2 * np.pi * frequency_hz * place / RATE_HZ + np.radians(phase_degrees))
    samples: Floats = wave.astype(np.float32)
    return samples


# Tech 3341 cases 15 to 19: frequency as a part of the rate, phase, amplitude, expected true peak.
CASES = {
    "3341-15": (4, 0.0, 0.5, -6.0),
    "3341-16": (4, 45.0, 0.5, -6.0),
    "3341-17": (6, 60.0, 0.5, -6.0),
    "3341-18": (8, 67.5, 0.5, -6.0),
    "3341-19": (4, 45.0, 1.41, 3.0),
}


@pytest.mark.parametrize("case", CASES)
def test_true_peak_is_as_ebu_tech_3341_asks(case: str):
    part, phase_degrees, amplitude, expected_db = CASES[case]
    found = true_peak_db(faded_sine(RATE_HZ / part, phase_degrees, amplitude))
    assert -0.4 <= found - expected_db <= 0.2


@pytest.mark.parametrize("offset", range(4))
def test_a_burst_between_the_samples_is_found_cases_3341_20_to_23(offset: int):
    # Made at four times the rate: a quiet sine with one full-scale period of a quarter of the (low) rate in the middle,
    # band-limited in the spectrum, and every fourth sample taken. The peak is known from the fourfold signal.
    place = np.arange(4 * RATE_HZ)
    wave = 0.5 * np.sin(2 * np.pi * place / 24)
    wave[96_000:96_016] = np.sin(2 * np.pi * np.arange(16) / 16)
    spectrum = np.fft.rfft(wave)
    spectrum[int(0.45 * RATE_HZ) :] = 0  # the bin is the frequency: the signal lasts one second
    fourfold = np.fft.irfft(spectrum)
    expected_db = 20 * np.log10(np.abs(fourfold).max())
    found = true_peak_db(fourfold[offset::4].astype(np.float32))
    assert -0.4 <= found - expected_db <= 0.2


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
