"""Loudness against BS.1770's own table and libebur128 on the same samples; the EBU's signals are in test_ebu_cases."""

import math

import numpy as np
import pyebur128
import pytest

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.loudness import channel_weights, k_weighting
from samklang.analysis.sound.meter import SoundMeter
from samklang.domain.measures import SoundMeasures, Unknown

RATE_HZ = 48_000


def tone(level_dbfs: float, seconds: float, rate_hz: int = RATE_HZ, channels: int = 2, frequency_hz: float = 1000.0):
    """A sine whose peaks have `level_dbfs`, the same in every channel."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * frequency_hz * time_s)
    return np.repeat(wave.astype(np.float32)[:, None], channels, axis=1)


def measured(samples: Floats, rate_hz: int = RATE_HZ) -> SoundMeasures:
    meter = SoundMeter(rate_hz, samples.shape[1])
    meter.feed(samples)
    return meter.measures()


def libebur128(samples: Floats, rate_hz: int) -> tuple[float, float, float]:
    """Integrated loudness, loudness range, true peak in dB."""
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(samples.shape[1], rate_hz, mode.MODE_I | mode.MODE_LRA | mode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(samples).ravel(), len(samples))
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(samples.shape[1]))
    return pyebur128.get_loudness_global(state), pyebur128.get_loudness_range(state), 20 * math.log10(peak)


def test_the_filter_at_48_khz_is_the_one_bs_1770_tabulates():
    shelf_b, shelf_a = (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)
    high_pass_b, high_pass_a = (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)
    found = k_weighting(RATE_HZ)
    assert found.d == pytest.approx(shelf_b[0] * high_pass_b[0], abs=1e-9)
    expected_poles = np.concatenate([np.roots([1, *shelf_a]), np.roots([1, *high_pass_a])])
    assert np.sort_complex(np.linalg.eigvals(found.a)) == pytest.approx(np.sort_complex(expected_poles), abs=1e-5)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000])
def test_every_sample_rate_reads_as_libebur128(rate_hz: int):
    noise = np.random.default_rng(rate_hz).standard_normal((rate_hz * 6, 1)).astype(np.float32) * 0.05
    swell = 0.2 + np.abs(np.sin(np.linspace(0, 9, len(noise), dtype=np.float32)))[:, None]
    samples = (noise * swell).astype(np.float32)
    found = measured(samples, rate_hz)
    integrated_lufs, _, true_peak_dbtp = libebur128(samples, rate_hz)
    assert found.integrated_loudness_lufs == pytest.approx(integrated_lufs, abs=0.01)
    assert found.true_peak_dbtp == pytest.approx(true_peak_dbtp, abs=0.01)


@pytest.mark.parametrize("channels", range(1, 9))
def test_every_number_of_channels_weighs_as_in_libebur128(channels: int):
    level = np.linspace(0.3, 0.02, channels, dtype=np.float32)
    noise = np.random.default_rng(channels).standard_normal((RATE_HZ * 2, channels)).astype(np.float32) * level[::-1]
    integrated_lufs, _, _ = libebur128(noise, RATE_HZ)
    assert measured(noise).integrated_loudness_lufs == pytest.approx(integrated_lufs, abs=0.01)


def test_mono_counts_once():
    assert channel_weights(1) == (1.0,)
    mono, stereo = measured(tone(-23, 5, channels=1)), measured(tone(-23, 5, channels=2))
    assert isinstance(mono.integrated_loudness_lufs, float)
    assert stereo.integrated_loudness_lufs == pytest.approx(mono.integrated_loudness_lufs + 3.01, abs=0.01)


def test_too_short_and_too_quiet_for_loudness_is_unknown():
    assert measured(tone(-23, 0.39)).integrated_loudness_lufs == Unknown("too_short")
    assert measured(tone(-23, 2.9)).loudness_range_lu == Unknown("too_short")
    assert measured(tone(-23, 2.9)).max_short_term_lufs == Unknown("too_short")
    assert measured(tone(-80, 4)).integrated_loudness_lufs == Unknown("silent")
    assert measured(tone(-80, 4)).loudness_range_lu == Unknown("silent")
