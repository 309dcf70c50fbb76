"""Hum is found beside speech and in silence, 50 told from 60, and no voice is taken for it."""

import numpy as np
import pytest

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.hum import Hum, HumMeter
from samklang.domain.measures import Unknown


def voice(rate_hz: int, seconds: float, pitch_hz: float = 110.0) -> Doubles:
    """Harmonics of a pitch that wanders as in speech, in syllables with short pauses, and a little room noise."""
    times_s = np.arange(round(seconds * rate_hz)) / rate_hz
    pitch = pitch_hz * 2 ** (0.25 * np.sin(2 * np.pi * 0.43 * times_s) + 0.1 * np.sin(2 * np.pi * 1.7 * times_s))
    phase = 2 * np.pi * np.cumsum(pitch) / rate_hz
    harmonics = np.sum([np.sin(k * phase) / k for k in range(1, 15)], axis=0)
    syllables = np.maximum(np.sin(2 * np.pi * 1.9 * times_s), 0) * (times_s % 3 < 2.5)
    noise = np.random.default_rng(8).standard_normal(len(times_s))
    return np.asarray(0.15 * harmonics * syllables + 1e-4 * noise)


def lines(rate_hz: int, count: int, mains_hz: float, multiples: tuple[int, ...], level_dbfs: float) -> Doubles:
    times_s = np.arange(count) / rate_hz
    together = np.sum([np.sin(2 * np.pi * mains_hz * k * times_s + k) / k for k in multiples], axis=0)
    return np.asarray(together / together.std() * 10 ** (level_dbfs / 20))


def found(*channels: Doubles, rate_hz: int = 16_000, speech_dbfs: float | None = None) -> Hum:
    grid = Grid.at(rate_hz)
    meter = HumMeter(grid, len(channels))
    rows = np.stack(channels).astype(np.float32)[:, : len(channels[0]) // grid.row * grid.row]
    for start in range(0, rows.shape[1], 8 * grid.row):
        meter.feed(Batch(grid, rows[:, start : start + 8 * grid.row]))
    return meter.hum() if speech_dbfs is None else meter.hum(speech_dbfs)


@pytest.mark.parametrize("mains_hz", [49.8, 50.0, 50.2, 59.8, 60.1])
@pytest.mark.parametrize("multiples", [(1, 2, 3, 4, 5, 6), (1, 3, 5), (2, 4, 6)])
@pytest.mark.parametrize("level_dbfs", [-45.0, -30.0])
def test_hum_is_found_beside_a_voice(mains_hz: float, multiples: tuple[int, ...], level_dbfs: float):
    sound = voice(16_000, 6)
    hum = found(sound + lines(16_000, len(sound), mains_hz, multiples, level_dbfs))
    assert hum.hz == round(mains_hz, -1)
    assert isinstance(hum.db, float)
    assert hum.db > 20
    assert hum.dbfs == pytest.approx(level_dbfs, abs=2)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
def test_short_takes_at_any_rate_will_do(rate_hz: int):
    sound = voice(rate_hz, 2.4)
    hummed = sound + lines(rate_hz, len(sound), 60.0, (1, 2, 3, 4, 5), -40.0)
    assert found(hummed, rate_hz=rate_hz).hz == 60


def test_a_lone_line_has_to_be_far_clearer():
    sound = voice(16_000, 6)
    assert found(sound + lines(16_000, len(sound), 50.0, (1,), -40.0)).hz == 50
    noise = 1e-3 * np.random.default_rng(3).standard_normal(96_000)
    faint = found(noise + lines(16_000, 96_000, 50.0, (1,), -75.0))
    assert faint.hz == Unknown("no_hum")
    assert isinstance(faint.db, float)
    assert faint.db < 12


def test_a_lone_line_in_a_silence_may_be_weaker_than_beside_a_voice():
    noise = 3e-4 * np.random.default_rng(3).standard_normal(96_000)
    hummed = noise + lines(16_000, 96_000, 50.0, (1,), -50.0)
    assert found(hummed).hz == 50
    assert found(hummed, speech_dbfs=-20.0).hz == Unknown("no_hum")


@pytest.mark.parametrize("pitch_hz", [75.0, 98.0, 110.0, 120.0, 148.0, 210.0])
def test_no_voice_is_hum(pitch_hz: float):
    hum = found(voice(16_000, 8, pitch_hz))
    assert (hum.hz, hum.dbfs) == (Unknown("no_hum"), Unknown("no_hum"))
    assert isinstance(hum.db, float)
    assert hum.db < 12


def test_a_voice_that_keeps_its_pitch_is_no_hum_where_it_pauses():
    times_s = np.arange(16_000 * 6) / 16_000
    steady = np.sum([np.sin(2 * np.pi * 100 * k * times_s) for k in range(1, 6)], axis=0) * (times_s % 2 < 1.2)
    noise = 1e-4 * np.random.default_rng(2).standard_normal(len(times_s))
    assert found(0.1 * steady + noise).hz == Unknown("no_hum")


def test_lines_too_faint_to_disturb_anybody_are_none_unless_the_speech_is_as_faint():
    noise = 1e-6 * np.random.default_rng(1).standard_normal(96_000)
    faint = noise + lines(16_000, 96_000, 50.0, (1, 2, 3), -70.0)
    assert found(faint).hz == Unknown("no_hum")
    assert found(faint, speech_dbfs=-20.0).hz == Unknown("no_hum")
    assert found(faint, speech_dbfs=-45.0).hz == 50


def test_the_channel_that_hums_speaks():
    sound = voice(16_000, 5)
    quiet = 1e-5 * sound + lines(16_000, len(sound), 50.0, (1, 2, 3, 4), -45.0)
    assert found(sound, quiet).hz == 50
    assert found(sound, np.zeros_like(sound)).hz == Unknown("no_hum")


def test_of_too_little_or_of_silence_nothing_is_said():
    assert found(voice(16_000, 1.5)).hz == Unknown("too_short")
    assert found(np.zeros(48_000)) == Hum(Unknown("silent"), Unknown("silent"), Unknown("silent"))


def test_gaps_of_digital_silence_are_passed_over():
    sound = voice(16_000, 9) + lines(16_000, 9 * 16_000, 50.0, (1, 2, 3, 4), -45.0)
    sound[np.arange(len(sound)) / 16_000 % 4.5 > 3.5] = 0.0
    assert found(sound).hz == 50


def test_however_long_it_listens_it_keeps_no_more():
    grid = Grid.at(4_000)
    meter = HumMeter(grid, 1)
    row = np.full((1, 8 * grid.row), 0.1, np.float32)
    meter.feed(Batch(grid, row))
    meter.feed(Batch(grid, row))
    before = {name: getattr(value, "nbytes", 0) for name, value in vars(meter).items()}
    for _ in range(20):
        meter.feed(Batch(grid, row))
    kept = {name: getattr(value, "nbytes", 0) for name, value in vars(meter).items()}
    assert kept["_counts"] == before["_counts"]
    assert max(kept.values()) == kept["_counts"]
