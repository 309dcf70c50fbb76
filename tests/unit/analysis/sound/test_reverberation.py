"""Reverberation time of made-up speech in rooms that die away as told."""

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.reverberation import ReverberationMeter
from samklang.domain.measures import Measured, Unknown

RATE_HZ = 16_000


def syllables(seconds: float, rate_hz: int = RATE_HZ) -> Floats:
    """Noise coloured as a voice, in syllables of 60 to 250 ms that die away in 0.2 s, with pauses of all lengths."""
    rng = np.random.default_rng(4)
    voice = signal.lfilter([1.0], [1.0, -0.9], rng.standard_normal(round(seconds * rate_hz)))
    loud = np.zeros(len(voice))
    at = 0.1
    while at < seconds:
        length = rng.uniform(0.06, 0.25)
        loud[round(at * rate_hz) : round((at + length) * rate_hz)] = rng.uniform(0.3, 1.0)
        at += length + rng.choice([0.03, 0.08, 0.4, 0.9])
    fade = np.exp(-np.arange(round(0.2 * rate_hz)) / (0.02 * rate_hz))
    samples: Floats = (0.05 * voice * signal.fftconvolve(loud, fade / fade.sum())[: len(loud)]).astype(np.float32)
    return samples


def in_room(speech: Floats, rt60_s: float, direct_db: float = 0.0, rate_hz: int = RATE_HZ) -> Floats:
    """The speech and a tail so many dB weaker that dies away by 60 dB in `rt60_s`."""
    time_s = np.arange(round(1.2 * rt60_s * rate_hz)) / rate_hz
    tail = np.random.default_rng(5).standard_normal(len(time_s)) * 10 ** (-3 * time_s / rt60_s)
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(tail**2))
    heard: Floats = (speech + signal.fftconvolve(speech, tail)[: len(speech)]).astype(np.float32)
    return heard


def reverberation_s(sound: Floats, rate_hz: int = RATE_HZ) -> Measured:
    """`sound` of shape (samples,) or (channels, samples)."""
    grid, channels = Grid.at(rate_hz), np.atleast_2d(sound)
    meter = ReverberationMeter(grid, len(channels))
    count = channels.shape[1] // grid.row
    for first in range(0, count, 8):
        meter.feed(Batch(grid, np.ascontiguousarray(channels[:, first * grid.row : min(first + 8, count) * grid.row])))
    return meter.reverberation_s()


def shown(measured: Measured) -> float:
    assert not isinstance(measured, Unknown), measured
    return measured


@pytest.mark.parametrize(
    ("rt60_s", "rate_hz"), [(0.5, 16_000), (0.8, 16_000), (1.2, 16_000), (0.8, 22_050), (0.8, 44_100), (0.8, 48_000)]
)
def test_a_room_reads_what_it_is(rt60_s: float, rate_hz: int) -> None:
    sound = in_room(syllables(15, rate_hz), rt60_s, rate_hz=rate_hz)

    assert shown(reverberation_s(sound, rate_hz)) == pytest.approx(rt60_s, rel=0.15)


def test_dry_speech_reads_as_short_as_speech_is() -> None:
    assert shown(reverberation_s(syllables(15))) < 0.3


def test_a_close_microphone_hears_less_of_a_room_but_not_nothing() -> None:
    assert 0.5 < shown(reverberation_s(in_room(syllables(15), 0.8, direct_db=10))) < 0.8


def test_a_tail_too_long_for_clear_decays_is_still_caught() -> None:
    assert shown(reverberation_s(in_room(syllables(10), 2.5, direct_db=-5))) > 1.2


def test_the_stronger_channel_counts_whichever_it_is() -> None:
    dry, wet = syllables(10), in_room(syllables(10), 1.0)
    current = np.full_like(dry, 0.3)  # direct current is no strength

    beside_the_dead = reverberation_s(np.stack([current, wet]))

    assert beside_the_dead == pytest.approx(shown(reverberation_s(wet)))
    assert reverberation_s(np.stack([wet, 0.1 * dry])) == pytest.approx(shown(reverberation_s(wet)))


def test_level_does_not_matter() -> None:
    sound = in_room(syllables(10), 0.8)

    assert reverberation_s(0.1 * sound) == pytest.approx(shown(reverberation_s(sound)), abs=0.01)


@pytest.mark.parametrize("below_db", [10.0, 5.0, 0.0])
def test_noise_is_never_taken_for_a_room(below_db: float) -> None:
    speech = syllables(15)
    noise = np.random.default_rng(6).standard_normal(len(speech)).astype(np.float32)
    talking = speech[np.abs(speech) > 0.01].std()

    measured = reverberation_s(speech + noise * talking * 10 ** (-below_db / 20))

    assert measured == Unknown("noise") or shown(measured) <= 0.5


def test_steady_noise_tells_nothing() -> None:
    noise = 0.01 * np.random.default_rng(7).standard_normal(10 * RATE_HZ).astype(np.float32)

    assert reverberation_s(noise) == Unknown("noise")


def test_a_gate_does_not_make_a_room() -> None:
    speech = syllables(15)
    open_ = np.convolve(np.abs(speech) > 0.003, np.ones(800), "same") > 0

    assert shown(reverberation_s(np.where(open_, speech, 0).astype(np.float32))) < 0.3


def test_what_is_too_short_silent_or_without_ends_is_unknown() -> None:
    swells = 0.1 * np.sin(np.arange(5 * RATE_HZ) * 2 * np.pi * 700 / RATE_HZ) * np.geomspace(1e-3, 1, 5 * RATE_HZ)

    assert reverberation_s(np.zeros(0, np.float32)) == Unknown("too_short")
    assert reverberation_s(syllables(0.9)) == Unknown("too_short")
    assert reverberation_s(np.zeros(3 * RATE_HZ, np.float32)) == Unknown("silent")
    assert reverberation_s(swells.astype(np.float32)) == Unknown("too_few_decays")


def test_contradicting_decays_are_no_room() -> None:
    """Some sounds end at once, others fade away slowly by themselves: no room does that."""
    rng = np.random.default_rng(8)
    time_s = np.arange(round(0.8 * RATE_HZ)) / RATE_HZ
    pieces = [
        rng.standard_normal(len(time_s)) * 10 ** (-3 * np.maximum(time_s - 0.1, 0) / fade_s)
        for _ in range(6)
        for fade_s in (0.25, 1.0, 1.0)
    ]

    assert reverberation_s(0.1 * np.concatenate(pieces).astype(np.float32)) == Unknown("too_few_decays")


def test_the_last_five_minutes_count() -> None:
    grid = Grid.at(8000)
    meter = ReverberationMeter(grid, 1)
    dry, wet = syllables(10, 8000), in_room(syllables(10, 8000), 1.0, rate_hz=8000)
    for minutes, sound in ((6, wet), (5, dry)):
        for _ in range(minutes * 6):
            meter.feed(Batch(grid, sound.reshape(1, -1)))

    assert shown(meter.reverberation_s()) < 0.3
