"""Soft clipping and limiting of a made-up voice, at any level, and what must not be taken for it."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import signal
from tests.unit.analysis.sound.pulsed_voice import RATE_HZ, batches, stereo, voice

from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.shelf import Shelf, ShelfMeter
from samklang.domain.measures import Unknown


def shelf(sound: Doubles, rate_hz: int = RATE_HZ) -> Shelf:
    pieces = batches(sound, rate_hz)
    meter = ShelfMeter(pieces[0].grid, len(pieces[0].rows))
    for piece in pieces:
        meter.feed(piece)
    return meter.shelf()


NO_SHELF = Shelf(0.0, Unknown("no_shelf"))


def limited(sound: Doubles, over_db: float) -> Doubles:
    """A limiter that holds every peak at its ceiling and lets go within 20 ms."""
    ceiling = np.abs(sound).max() / 10 ** (over_db / 20)
    release = np.exp(-1 / (0.02 * RATE_HZ))
    gain, held = np.empty(len(sound)), 1.0
    for at, wanted in enumerate((ceiling / np.maximum(np.abs(sound), ceiling)).tolist()):
        held = min(wanted, 1 - (1 - held) * release)
        gain[at] = held
    held_down: Doubles = sound * gain
    return held_down


def cut(sound: Doubles, over_db: float) -> Doubles:
    ceiling = np.abs(sound).max() / 10 ** (over_db / 20)
    return np.clip(sound, -ceiling, ceiling)


def saturated(sound: Doubles, over_db: float) -> Doubles:
    bent: Doubles = np.tanh(sound / np.abs(sound).max() * 10 ** (over_db / 20)) * 0.25
    return bent


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 48_000])
def test_a_clean_voice_has_no_shelf_at_any_level(rate_hz: int, seed: int):
    clean = voice(8, rate_hz, seed=seed)
    for peak in (1.0, 0.1, 0.02):
        assert shelf(clean / np.abs(clean).max() * peak, rate_hz) == NO_SHELF


@pytest.mark.parametrize("over_db", [12, 16, 20])
@pytest.mark.parametrize("fault", [limited, cut])
@pytest.mark.parametrize("level_db", [0, -12, -30])
def test_what_holds_the_peaks_is_found_at_its_level(
    fault: Callable[[Doubles, float], Doubles], over_db: float, level_db: float
):
    sound = fault(voice(8), over_db)
    sound = sound / np.abs(sound).max() * 10 ** (level_db / 20)
    found = shelf(sound)
    assert found.dbfs == pytest.approx(level_db, abs=0.6)
    assert isinstance(found.share, float)
    assert found.share > 0.02


def test_the_more_it_bends_the_more_stands_in_the_shelf():
    shares = [shelf(saturated(voice(8), over_db)).share for over_db in (18, 26)]
    assert 0.05 < shares[0] < shares[1] < 1  # type: ignore[operator]  # known, or the comparison fails


def test_a_shelf_outlasts_another_sample_rate():
    turned_down = signal.resample_poly(cut(voice(8), 10) * 0.3, 160, 147)
    assert isinstance(shelf(turned_down).dbfs, float)


def test_one_side_is_enough_and_one_channel():
    clean = voice(8)
    one_sided = np.minimum(clean, np.quantile(clean, 0.99))
    assert isinstance(shelf(one_sided).dbfs, float)
    assert isinstance(shelf(-one_sided).dbfs, float)
    assert shelf(stereo(clean, one_sided)) == shelf(one_sided)


@pytest.mark.parametrize("offset", [0.05, -0.3])
def test_a_direct_current_makes_no_shelf_and_hides_none(offset: float):
    assert shelf(voice(8, level=0.05) + offset) == NO_SHELF
    assert isinstance(shelf(cut(voice(8, level=0.05), 12) + offset).dbfs, float)


@pytest.mark.parametrize("noise_dbfs", [-60, -50])
def test_the_hiss_of_a_dead_channel_is_no_shelf(noise_dbfs: float):
    sound = voice(8)
    hiss = np.random.default_rng(1).standard_normal(len(sound)) * 10 ** (noise_dbfs / 20)
    assert shelf(stereo(sound, hiss)) == NO_SHELF
    assert shelf(hiss).share == 0.0


def test_one_held_tone_is_no_shelf():
    # A synthetic vowel repeats its periods exactly: many equal peaks, but in one place.
    sound = voice(8) * 0.3
    sound[16_000:20_000] += 0.5 * np.sin(np.arange(4_000) / RATE_HZ * 2 * np.pi * 200)
    assert shelf(sound) == NO_SHELF


def test_nothing_and_next_to_nothing():
    assert ShelfMeter(batches(voice(1))[0].grid, 1).shelf() == Shelf(Unknown("too_short"), Unknown("too_short"))
    assert shelf(np.zeros(RATE_HZ)) == Shelf(Unknown("silent"), Unknown("silent"))
