"""The quality model: what it is asked about, and what cannot be asked."""

import importlib.util
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound import quality
from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.quality import Quality, QualityMeter
from samklang.domain.measures import Unknown

RATE_HZ = 16_000


@pytest.fixture
def without_the_model() -> Iterator[None]:
    quality.loaded_model.cache_clear()
    yield
    quality.loaded_model.cache_clear()


def asked(samples: Floats, rate_hz: int = RATE_HZ, rows_at_once: int = 8) -> Quality:
    """What the meter says of samples (count,) or (count, channels)."""
    grid = Grid.at(rate_hz)
    channels = samples.reshape(len(samples), -1).T.astype(np.float32)
    meter = QualityMeter(grid, len(channels))
    whole = channels.shape[1] // grid.row * grid.row
    for start in range(0, whole, rows_at_once * grid.row):
        meter.feed(Batch(grid, channels[:, start : min(whole, start + rows_at_once * grid.row)]))
    return meter.quality()


def spoken(seconds: float, rate_hz: int = RATE_HZ, seed: int = 2) -> Floats:
    """Vowels at 120 Hz with formants, in syllables; near enough to a voice for the model to take it for one."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    rng = np.random.default_rng(seed)
    pitch_hz = 120 + 15 * np.sin(2 * np.pi * 0.7 * time_s)
    buzz = np.sum([np.sin(2 * np.pi * k * np.cumsum(pitch_hz) / rate_hz) / k for k in range(1, 40)], axis=0)
    voice = np.zeros(len(time_s))
    for formant_hz in (500, 1500, 2500):
        sos = signal.butter(1, [formant_hz * 0.85, formant_hz * 1.15], "bandpass", fs=rate_hz, output="sos")
        voice += signal.sosfilt(sos, buzz)
    syllables = np.clip(np.sin(2 * np.pi * 3 * time_s), 0, 1) * ((time_s % 4) < 3)
    samples: Floats = (0.05 * voice * syllables + 1e-5 * rng.standard_normal(len(time_s))).astype(np.float32)
    return samples


def numbers(found: Quality) -> list[float]:
    scores = [found.overall_mos, found.signal_mos, found.background_mos]
    assert not any(isinstance(score, Unknown) for score in scores)
    return [float(score) for score in scores if not isinstance(score, Unknown)]


def test_the_model_hears_what_was_fed_and_its_scores_are_made_opinions():
    samples = (spoken(9.1) + 0.01 * np.random.default_rng(1).standard_normal(145_600)).astype(np.float32)
    model = quality.loaded_model()
    assert model is not None
    heard = samples[:144_160] - samples.mean()
    signal_raw, background_raw, overall_raw = model.run(None, {"input_1": heard[None]})[0][0]
    expected = [
        -0.06766283 * overall_raw**2 + 1.11546468 * overall_raw + 0.04602535,
        -0.08397278 * signal_raw**2 + 1.22083953 * signal_raw + 0.0052439,
        -0.13166888 * background_raw**2 + 1.60915514 * background_raw - 0.39604546,
    ]
    assert numbers(asked(samples)) == pytest.approx(expected, abs=0.01)


def test_the_background_is_the_worse_the_more_noise_there_is():
    voice, noise = spoken(9.1), np.random.default_rng(3).standard_normal(145_600).astype(np.float32)
    level = float(np.sqrt(np.mean(voice**2)))
    scores = [numbers(asked(voice + level * 10 ** (-snr_db / 20) * noise))[2] for snr_db in (0, 15, 40)]
    assert scores[0] + 0.3 < scores[1] < scores[2] - 0.3


@pytest.mark.parametrize("rate_hz", [22_050, 48_000])
def test_the_sample_rate_does_not_matter(rate_hz: int):
    slow = spoken(9.1)
    fast = signal.resample(slow, round(9.1 * rate_hz))
    assert numbers(asked(fast, rate_hz)) == pytest.approx(numbers(asked(slow)), abs=0.05)


def test_neither_the_cuts_nor_a_direct_current_nor_a_dead_channel_matter():
    voice = spoken(35)  # too long to be kept whole
    expected = numbers(asked(voice))
    assert numbers(asked(voice, rows_at_once=3)) == expected
    assert numbers(asked(voice + np.float32(0.1))) == pytest.approx(expected, abs=0.05)
    assert numbers(asked(np.stack([np.zeros_like(voice), voice], axis=1))) == expected


def test_a_long_take_keeps_no_more_than_a_few_stretches():
    grid = Grid.at(8_000)
    meter = QualityMeter(grid, 1)
    row = Batch(grid, np.ones((1, 8 * grid.row), np.float32))
    for _ in range(10 * 60 * 10 // 8):
        meter.feed(row)
    assert meter.kept_s < 20


def test_feeding_may_go_on_after_asking():
    grid, voice = Grid.at(RATE_HZ), spoken(6)[None]
    meter = QualityMeter(grid, 1)
    meter.feed(Batch(grid, voice[:, : 30 * grid.row]))
    first = meter.quality()
    assert meter.quality() is first
    meter.feed(Batch(grid, voice[:, 30 * grid.row :]))
    assert meter.quality() == asked(voice[0])


def test_what_cannot_be_asked():
    assert asked(spoken(1.9)) == Quality.unknown(Unknown("too_short"))
    assert asked(np.zeros(5 * RATE_HZ, np.float32)) == Quality.unknown(Unknown("silent"))


@pytest.mark.usefixtures("without_the_model")
@pytest.mark.parametrize("missing", ["speechmos", "onnxruntime", "file"])
def test_without_the_model_there_is_no_saying(missing: str, monkeypatch: pytest.MonkeyPatch):
    if missing == "speechmos":
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    elif missing == "onnxruntime":
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
    else:
        monkeypatch.setattr(quality, "_MODEL", ("dnsmos_models", "not_there.onnx"))
    assert asked(spoken(3)) == Quality.unknown(Unknown("no_model"))
