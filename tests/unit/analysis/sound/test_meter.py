"""The meter as a whole: peaks, clipping, channels, and whatever strange samples come in."""

import numpy as np
import pytest

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.meter import LiveSound, SoundMeter
from samklang.domain.measures import SoundMeasures, Unknown

RATE_HZ = 16_000


def measured(samples: Floats, rate_hz: int = RATE_HZ) -> SoundMeasures:
    meter = SoundMeter(rate_hz, samples.shape[1])
    meter.feed(samples)
    return meter.measures()


def noise(seconds: float, channels: int = 1, level: float = 0.1) -> Floats:
    samples = np.random.default_rng(channels).standard_normal((round(seconds * RATE_HZ), channels))
    return (samples * level).astype(np.float32)


@pytest.mark.parametrize(
    ("run", "value", "share"),
    [
        (2, 1.0, 0.0),
        (3, 1.0, 0.03),
        (3, -1.0, 0.03),
        (10, 0.995, 0.10),
        (10, 0.98, 0.0),
        (10, 1.7, 0.10),
    ],
)
def test_clipping_is_three_equal_samples_at_the_end_of_the_scale(run: int, value: float, share: float):
    samples = np.zeros((100, 1), np.float32)
    samples[40 : 40 + run] = value
    assert measured(samples).clipped_share == pytest.approx(share)


def test_different_samples_beyond_full_scale_are_one_flat_top_to_a_converter():
    samples = np.zeros((100, 1), np.float32)
    samples[10:15, 0] = [1.1, 1.3, 1.5, 1.3, 1.1]
    assert measured(samples).clipped_share == pytest.approx(0.05)


@pytest.mark.parametrize("cut", range(1600 - 6, 1600 + 6))
def test_a_run_across_two_rows_counts_once_and_whole(cut: int):
    samples = np.zeros((3200, 1), np.float32)
    samples[cut : cut + 5] = 1.0
    assert measured(samples).clipped_share == pytest.approx(5 / 3200)


def test_two_flat_tops_of_different_sign_are_two_runs():
    samples = np.zeros((100, 1), np.float32)
    samples[10:12], samples[12:14] = 1.0, -1.0
    assert measured(samples).clipped_share == 0.0


def test_the_channel_that_clips_most_speaks():
    samples = np.zeros((100, 2), np.float32)
    samples[10:20, 1] = 1.0
    assert measured(samples).clipped_share == pytest.approx(0.1)


def test_imbalance_of_channels():
    left = noise(1)
    assert measured(left).channel_imbalance_db == Unknown("mono")
    assert measured(np.hstack([left, left / 2])).channel_imbalance_db == pytest.approx(6.02, abs=0.01)
    dead = measured(np.hstack([left, np.zeros_like(left)])).channel_imbalance_db
    assert isinstance(dead, float)
    assert dead > 90
    assert measured(np.zeros((RATE_HZ, 2), np.float32)).channel_imbalance_db == Unknown("silent")
    only_current = np.hstack([left, np.full_like(left, 0.5)])
    assert measured(only_current).channel_imbalance_db == pytest.approx(dead, abs=0.1)


def test_peaks_of_nothing_are_given_as_120_below():
    found = measured(np.zeros((RATE_HZ, 1), np.float32))
    assert found.sample_peak_dbfs == pytest.approx(-120)
    assert found.true_peak_dbtp == pytest.approx(-120)


def test_without_samples_everything_is_unknown():
    found = measured(np.zeros((0, 2), np.float32))
    assert found.duration_s == 0
    for name in SoundMeasures.__slots__:
        if name not in {"duration_s", "sample_rate_hz", "channels", "curves"}:
            assert isinstance(getattr(found, name), Unknown), name


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 3e38, -3e38])
@pytest.mark.parametrize("place", [0, 1599, 3199, 3300])
def test_what_is_no_number_or_far_beyond_full_scale_does_no_harm(odd: float, place: int):
    samples = noise(1)
    samples[place] = odd
    found = measured(samples)
    plain = measured(noise(1))
    assert isinstance(found.sample_peak_dbfs, float)
    assert found.sample_peak_dbfs <= 18.1
    assert isinstance(found.integrated_loudness_lufs, float)
    if np.isnan(odd):
        assert found.integrated_loudness_lufs == pytest.approx(plain.integrated_loudness_lufs, abs=0.1)


def test_doubles_beyond_a_float_are_cut_off_too():
    meter = SoundMeter(RATE_HZ, 1)
    meter.feed(np.full((5000, 1), 1e300))
    assert meter.measures().sample_peak_dbfs == pytest.approx(18.06, abs=0.01)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 44_100, 192_000])
@pytest.mark.parametrize("channels", [1, 8])
@pytest.mark.parametrize("samples", [0, 1, 2, 100, 40_001])
def test_any_rate_length_and_number_of_channels_is_measured(rate_hz: int, channels: int, samples: int):
    found = measured(noise(3, channels)[:samples], rate_hz)
    assert (found.sample_rate_hz, found.channels) == (rate_hz, channels)
    assert found.duration_s == pytest.approx(samples / rate_hz)


def test_another_number_of_channels_is_a_fault():
    meter = SoundMeter(RATE_HZ, 2)
    with pytest.raises(ValueError, match="for 2 channels"):
        meter.feed(np.zeros((10, 1), np.float32))
    with pytest.raises(ValueError, match="for 2 channels"):
        meter.feed(np.zeros(10, np.float32))
    with pytest.raises(ValueError, match="0 channels"):
        SoundMeter(RATE_HZ, 0)


def test_the_live_values_follow_the_sound():
    meter = SoundMeter(RATE_HZ, 1)
    assert meter.now() == LiveSound(Unknown("too_short"), -120.0, Unknown("too_short"))
    meter.feed(np.full((RATE_HZ, 1), 0.5, np.float32))
    meter.feed(np.full((RATE_HZ // 10, 1), 0.25, np.float32))
    now = meter.now()
    assert now.peak_dbfs == pytest.approx(-12.04, abs=0.01)
    assert isinstance(now.momentary_lufs, float)


def test_measuring_in_between_changes_nothing():
    samples = noise(2.05, 2)
    meter = SoundMeter(RATE_HZ, 2)
    meter.feed(samples[:17_777])
    meter.measures()
    meter.feed(samples[17_777:])
    found, expected = meter.measures(), measured(samples)
    assert found.duration_s == expected.duration_s
    assert found.integrated_loudness_lufs == pytest.approx(expected.integrated_loudness_lufs, abs=1e-4)
    assert found.true_peak_dbtp == pytest.approx(expected.true_peak_dbtp, abs=1e-4)
    assert found.dc_offset == pytest.approx(expected.dc_offset, abs=1e-8)


def test_a_last_stretch_under_100_ms_counts_for_the_peak():
    samples = np.zeros((RATE_HZ + 10, 1), np.float32)
    samples[-1] = 0.5
    assert measured(samples).sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)


def test_while_it_goes_on_only_what_takes_long_is_left_out():
    meter = SoundMeter(RATE_HZ, 2)
    meter.feed(noise(9.6, channels=2) * np.repeat([0.1, 1.0, 0.02], round(3.2 * RATE_HZ))[:, None].astype(np.float32))
    running, whole = meter.measures(running=True), meter.measures()
    unlike = {name for name in SoundMeasures.__slots__ if getattr(running, name) != getattr(whole, name)}
    assert unlike == {"reverberation_s", "hum_hz", "hum_db", "soft_clipped_share", "shelf_dbfs", "out_of_phase_s"}
    assert {getattr(running, name) for name in unlike} == {Unknown("not_yet")}


def test_while_it_goes_on_the_measures_are_those_of_the_last_whole_stretch():
    meter = SoundMeter(RATE_HZ, 1)
    meter.feed(noise(5.0))
    assert meter.measures(running=True).duration_s == pytest.approx(3.2)
    assert meter.measures().duration_s == pytest.approx(5.0)
