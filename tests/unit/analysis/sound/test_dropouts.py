"""Gaps, repeated blocks and digital silence put into a made-up voice, and what must not be taken for them."""

import numpy as np
import pytest
from tests.unit.analysis.sound.pulsed_voice import RATE_HZ, batches, stereo, voice

from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.dropouts import DropoutMeter, Dropouts
from samklang.domain.measures import Unknown


def dropouts(sound: Doubles, rate_hz: int = RATE_HZ, at_once: int = 8) -> Dropouts:
    pieces = batches(sound, rate_hz, at_once)
    meter = DropoutMeter(pieces[0].grid, len(pieces[0].rows))
    for piece in pieces:
        meter.feed(piece)
    return meter.dropouts()


def loud_places(sound: Doubles, rate_hz: int, wanted: int) -> list[int]:
    """Places in the midst of syllables, 200 ms or more apart."""
    step = rate_hz // 50
    powers = (sound[: len(sound) // step * step].reshape(-1, step) ** 2).mean(axis=1)
    chosen: list[int] = []
    for place in np.argsort(-np.convolve(powers, np.ones(7) / 7, "same")).tolist():
        if 8 < place < len(powers) - 8 and all(abs(place - other) > 10 for other in chosen):
            chosen.append(place)
    return sorted(place * step for place in chosen[:wanted])


def holed(gap_s: float, rate_hz: int = RATE_HZ, fill: str = "zeros", wanted: int = 10) -> Doubles:
    sound = voice(10, rate_hz)
    noise = np.random.default_rng(3).standard_normal(len(sound)) * 2e-4
    for place in loud_places(sound, rate_hz, wanted):
        end = place + round(gap_s * rate_hz)
        sound[place:end] = {"zeros": 0.0, "held": sound[place - 1], "noise": noise[place:end]}[fill]
    return sound


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 48_000])
def test_a_clean_voice_loses_nothing(rate_hz: int, seed: int):
    assert dropouts(voice(6, rate_hz, seed=seed), rate_hz) == Dropouts(0.0, 0.0, 0.0)


@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
@pytest.mark.parametrize("gap_s", [0.006, 0.02, 0.06, 0.3])
def test_gaps_of_zeros_inside_speech_are_counted(gap_s: float, rate_hz: int):
    found = dropouts(holed(gap_s, rate_hz), rate_hz)
    assert isinstance(found.count, float)
    assert 3 <= found.count <= 10
    assert found.repeated_blocks == 0


@pytest.mark.parametrize("fill", ["held", "noise"])
def test_what_fills_a_gap_does_not_hide_it(fill: str):
    found = dropouts(holed(0.02, fill=fill))
    assert isinstance(found.count, float)
    assert 3 <= found.count <= 10


def test_a_gap_in_one_channel_counts_and_a_dead_channel_does_not():
    assert dropouts(stereo(voice(10), holed(0.02))).count == dropouts(holed(0.02)).count
    assert dropouts(stereo(voice(10), np.zeros(10 * RATE_HZ))).count == 0


def test_a_longer_stretch_of_nothing_is_no_dropout_but_digital_silence():
    sound = voice(10)
    sound[4 * RATE_HZ : 5 * RATE_HZ] = 0
    found = dropouts(sound)
    assert found.count == 0
    assert found.digital_silence_s == pytest.approx(1.0, abs=0.002)


def test_a_gate_that_empties_the_pauses_loses_nothing():
    sound = voice(10)
    rows = sound.reshape(-1, RATE_HZ // 100)
    rows[np.abs(rows).max(axis=1) < 0.02] = 0
    found = dropouts(sound)
    assert found.count == 0
    assert isinstance(found.digital_silence_s, float)
    assert found.digital_silence_s > 0.3


@pytest.mark.parametrize("offset", [0.0, 0.1])
def test_a_voice_cut_off_at_a_ceiling_loses_nothing_whatever_its_direct_current(offset: float):
    assert dropouts(np.clip(voice(8) * 8, -0.5, 0.5) + offset).count == 0


def test_a_direct_current_hides_no_gap_and_makes_none_of_a_pause():
    assert dropouts(holed(0.02) + 0.1).count == dropouts(holed(0.02)).count
    assert dropouts(np.where(np.abs(voice(8)) < 0.001, 0, voice(8)) + 0.1).count == 0


@pytest.mark.parametrize("block_s", [0.01, 0.0213, 0.1])
@pytest.mark.parametrize("rate_hz", [16_000, 48_000])
def test_blocks_that_come_twice_are_counted(block_s: float, rate_hz: int):
    sound, block = voice(10, rate_hz), round(block_s * rate_hz)
    places = loud_places(sound, rate_hz, 6)
    for place in places:
        sound[place : place + block] = sound[place - block : place]
    found = dropouts(sound, rate_hz)
    assert isinstance(found.repeated_blocks, float)
    assert 5 <= found.repeated_blocks <= len(places)
    assert found.count == found.repeated_blocks


def test_a_tone_and_a_square_wave_repeat_by_nature():
    time_s = np.arange(5 * 48_000) / 48_000
    for pitch_hz in (100, 440, 1000):
        tone = np.sin(2 * np.pi * pitch_hz * time_s)
        assert dropouts(0.3 * tone, 48_000).count == 0
        assert dropouts(0.3 * np.sign(tone), 48_000).count == 0


def test_digital_silence_is_told_from_a_very_quiet_room():
    chance = np.random.default_rng(2)
    quiet_room = chance.integers(-1, 2, 5 * RATE_HZ) / 32768
    found = dropouts(quiet_room)
    assert isinstance(found.digital_silence_s, float)
    assert found.digital_silence_s < 0.05
    assert dropouts(np.zeros(5 * RATE_HZ)) == Dropouts(Unknown("silent"), Unknown("silent"), 5.0)
    assert dropouts(stereo(np.zeros(5 * RATE_HZ), quiet_room)).digital_silence_s == found.digital_silence_s


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_the_cuts_do_not_matter(at_once: int):
    sound = holed(0.03)
    for place in loud_places(sound, RATE_HZ, 4):
        sound[place : place + 400] = sound[place - 400 : place]
    found = dropouts(sound)
    assert found.repeated_blocks != 0
    assert dropouts(sound, at_once=at_once) == found


def test_before_the_first_row_nothing_is_known():
    short = Unknown("too_short")
    assert DropoutMeter(batches(voice(1))[0].grid, 1).dropouts() == Dropouts(short, short, short)
