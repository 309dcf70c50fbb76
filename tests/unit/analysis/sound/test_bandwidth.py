"""Where a voice ends is found whatever the sample rate promises, and no dull, noisy or short voice is accused."""

import numpy as np
import pytest

from samklang.analysis.sound.bandwidth import SpectrumMeter
from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, SoundCurves, Unknown


def voice(rate_hz: int, seconds: float = 12.0, slope_db: float = 9.0, low_hz: float = 90.0) -> Doubles:
    """Noise in syllables, with pauses between the sentences, that falls by so many dB an octave from 500 Hz on."""
    count = round(seconds * rate_hz)
    chance = np.random.default_rng(4)
    at_hz = np.fft.rfftfreq(count, 1 / rate_hz)
    shape = (np.maximum(at_hz, 500) / 500) ** (-slope_db / 6.02) * (at_hz > low_hz)
    noise = np.fft.irfft(np.fft.rfft(chance.standard_normal(count)) * shape, count)
    times_s = np.arange(count) / rate_hz
    syllables = np.abs(np.sin(2 * np.pi * 2.1 * times_s)) ** 2 * (times_s % 4 < 3)
    sound = noise / noise.std() * 0.1 * syllables + 1e-5 * chance.standard_normal(count)
    return np.asarray(sound)


def cut(sound: Doubles, rate_hz: int, edge_hz: float) -> Doubles:
    """Nothing above, as from a converter that runs at twice that."""
    half = np.fft.rfft(sound)
    half[np.fft.rfftfreq(len(sound), 1 / rate_hz) > edge_hz] = 0
    return np.asarray(np.fft.irfft(half, len(sound))) + 1e-6 * np.random.default_rng(5).standard_normal(len(sound))


def metered(sound: Doubles, rate_hz: int, *, device_rate: bool = False) -> SpectrumMeter:
    grid = Grid.at(rate_hz)
    meter = SpectrumMeter(grid, 1, device_rate=device_rate)
    rows = sound[None, : len(sound) // grid.row * grid.row].astype(np.float32)
    for start in range(0, rows.shape[1], 8 * grid.row):
        meter.feed(Batch(grid, rows[:, start : start + 8 * grid.row]))
    return meter


def bandwidth_hz(sound: Doubles, rate_hz: int, *, device_rate: bool = False) -> Measured:
    return metered(sound, rate_hz, device_rate=device_rate).bandwidth_hz()


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("edge_hz", [2_500, 3_400, 4_000, 5_000, 7_000])
def test_a_cut_voice_ends_where_it_was_cut(rate_hz: int, edge_hz: int):
    assert bandwidth_hz(cut(voice(rate_hz), rate_hz, edge_hz), rate_hz) == pytest.approx(edge_hz, rel=0.05)


@pytest.mark.parametrize("rate_hz", [24_000, 48_000])
@pytest.mark.parametrize("slope_db", [6.0, 9.0, 12.0])
def test_a_bright_and_a_dull_voice_are_both_whole(rate_hz: int, slope_db: float):
    found = bandwidth_hz(voice(rate_hz, slope_db=slope_db), rate_hz)
    assert isinstance(found, float)
    assert found > 9_000


def test_short_takes_are_judged_too():
    assert bandwidth_hz(cut(voice(48_000, 2.4), 48_000, 3_400), 48_000) == pytest.approx(3_400, rel=0.05)


def test_a_steep_slope_is_an_end_as_well():
    sound = voice(48_000)
    at_hz = np.fft.rfftfreq(len(sound), 1 / 48_000)
    eighth_order = 1 / np.sqrt(1 + (at_hz / 3_400) ** 16)
    found = bandwidth_hz(np.asarray(np.fft.irfft(np.fft.rfft(sound) * eighth_order, len(sound))), 48_000)
    assert isinstance(found, float)
    assert found < 4_500


def test_noise_hides_the_end_and_accuses_nobody():
    sound = voice(48_000, slope_db=12.0)
    noisy = sound + 0.003 * np.random.default_rng(6).standard_normal(len(sound))
    assert bandwidth_hz(noisy, 48_000) == Unknown("hidden_by_noise")


def test_what_a_sample_rate_cannot_carry_is_not_the_voice_s_fault():
    assert bandwidth_hz(voice(16_000), 16_000) == Unknown("sample_rate")


@pytest.mark.parametrize("edge_hz", [7_400, 7_800])
@pytest.mark.parametrize("slope_db", [6.0, 15.0])
def test_nor_what_an_earlier_one_could_not_carry(edge_hz: float, slope_db: float):
    assert bandwidth_hz(cut(voice(24_000, slope_db=slope_db), 24_000, edge_hz), 24_000) == Unknown("sample_rate")


@pytest.mark.parametrize("rate_hz", [32_000, 44_100, 48_000])
def test_a_rate_that_promises_the_full_band_has_to_keep_it(rate_hz: int):
    """A headset in call mode while the system still reports 48 kHz looks exactly so."""
    assert bandwidth_hz(cut(voice(rate_hz), rate_hz, 7_800), rate_hz) == pytest.approx(7_800, rel=0.05)


def test_a_device_s_own_rate_is():
    found = bandwidth_hz(cut(voice(24_000), 24_000, 7_800), 24_000, device_rate=True)
    assert found == pytest.approx(7_800, rel=0.05)
    at_16_khz = bandwidth_hz(voice(16_000), 16_000, device_rate=True)
    assert at_16_khz == pytest.approx(8_000, abs=100)


@pytest.mark.parametrize(("rate_hz", "highest_hz"), [(8_000, 4_000), (11_025, 5_500)])
def test_a_telephone_s_sample_rate_is_a_telephone(rate_hz: int, highest_hz: float):
    assert bandwidth_hz(voice(rate_hz), rate_hz) == pytest.approx(highest_hz, abs=110)


def test_without_its_lows_a_voice_is_a_telephone_s():
    assert bandwidth_hz(voice(48_000, low_hz=600), 48_000) == 3_400


def test_nothing_is_said_of_what_is_no_speech():
    noise = 0.1 * np.random.default_rng(7).standard_normal(48_000)
    assert bandwidth_hz(noise, 16_000) == Unknown("no_speech")
    assert bandwidth_hz(np.zeros(16_000), 16_000) == Unknown("silent")
    assert bandwidth_hz(np.zeros(0), 16_000) == Unknown("too_short")
    assert bandwidth_hz(voice(16_000, 0.9), 16_000) == Unknown("too_little_speech")


def test_zeros_in_the_pauses_change_nothing():
    sound = cut(voice(48_000), 48_000, 3_400)
    sound[np.arange(len(sound)) / 48_000 % 4 >= 3] = 0.0
    assert bandwidth_hz(sound, 48_000) == pytest.approx(3_400, rel=0.05)


def curves(sound: Doubles, rate_hz: int) -> SoundCurves:
    return metered(sound, rate_hz).curves()


def test_the_level_is_drawn_step_by_step():
    times_s = np.arange(16_000) / 8_000
    drawn = curves(np.where(times_s < 1, 0.5, 0.05) * np.sin(2 * np.pi * 1_000 * times_s), 8_000)
    assert drawn.level_step_s == pytest.approx(0.1)
    assert drawn.levels_dbfs[:10] == pytest.approx([-9.0] * 10, abs=0.1)
    assert drawn.levels_dbfs[10:] == pytest.approx([-29.0] * 10, abs=0.1)


@pytest.mark.parametrize(("rows", "step_rows"), [(300, 1), (301, 2), (601, 4), (2_399, 8)])
def test_a_long_take_is_drawn_with_no_more_levels(rows: int, step_rows: int):
    grid = Grid.at(4_000)
    meter = SpectrumMeter(grid, 1)
    sound = np.full((1, grid.row * 8), 0.5, np.float32)
    for start in range(0, rows, 8):
        meter.feed(Batch(grid, sound[:, : min(8, rows - start) * grid.row]))
    drawn = meter.curves()
    assert drawn.level_step_s == pytest.approx(0.1 * step_rows)
    assert len(drawn.levels_dbfs) == -(-rows // step_rows) <= SoundCurves.MOST_LEVELS
    assert set(drawn.levels_dbfs) == {-6.0}


@pytest.mark.parametrize(("rate_hz", "highest_hz"), [(8_000, 3_162.3), (16_000, 6_309.6), (48_000, 19_952.6)])
def test_the_bands_reach_as_far_as_the_sample_rate(rate_hz: int, highest_hz: float):
    drawn = curves(voice(rate_hz, 3), rate_hz)
    assert drawn.bands_hz[0] == pytest.approx(63.1)
    assert drawn.bands_hz[-1] == pytest.approx(highest_hz)
    assert len(drawn.bands_dbfs) == len(drawn.bands_hz)


@pytest.mark.parametrize("tone_hz", [100.0, 250.0, 1_000.0, 5_000.0])
def test_a_tone_stands_in_its_band_with_its_level(tone_hz: float):
    times_s = np.arange(5 * 16_000) / 16_000
    drawn = curves(0.1 * np.sin(2 * np.pi * tone_hz * times_s), 16_000)
    highest = int(np.argmax(drawn.bands_dbfs))
    assert drawn.bands_hz[highest] == pytest.approx(tone_hz, rel=0.03)
    assert drawn.bands_dbfs[highest] == pytest.approx(-23.0, abs=1.0)


def test_of_silence_there_is_nothing_to_draw():
    assert set(curves(np.zeros(8_000), 8_000).bands_dbfs) == {-120.0}
    assert curves(np.zeros(0), 8_000).levels_dbfs == ()
