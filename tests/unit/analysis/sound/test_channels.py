"""Balance, phase and direct current of made-up voices in two channels."""

import numpy as np
import pytest
from tests.unit.analysis.sound.pulsed_voice import RATE_HZ, batches, stereo, voice

from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.channels import ChannelMeter
from samklang.domain.measures import Unknown

VOICE = voice(8)


def meter(sound: Doubles) -> ChannelMeter:
    pieces = batches(sound)
    made = ChannelMeter(pieces[0].grid, len(pieces[0].rows))
    for piece in pieces:
        made.feed(piece)
    return made


def hiss(level: float, seed: int = 7) -> Doubles:
    return np.random.default_rng(seed).standard_normal(len(VOICE)) * level


def in_room(seed: int) -> Doubles:
    """The voice and a second of its room, as one of two microphones hears it."""
    tail = np.random.default_rng(seed).standard_normal(RATE_HZ // 2) * np.exp(-np.arange(RATE_HZ // 2) / 1200)
    tail[:20] = 0
    return VOICE + np.convolve(VOICE, tail / np.sqrt(np.sum(tail**2)))[: len(VOICE)]


@pytest.mark.parametrize("weaker_db", [0.0, 3.0, 8.0, 15.0])
@pytest.mark.parametrize("noise", [0.0, 0.003])
def test_balance_is_that_of_the_voice_whatever_the_noise(weaker_db: float, noise: float):
    sound = stereo(VOICE + hiss(noise), VOICE * 10 ** (-weaker_db / 20) + hiss(noise, seed=8))
    assert meter(sound).imbalance_db() == pytest.approx(weaker_db, abs=0.2)


@pytest.mark.parametrize(
    "dead",
    [
        np.zeros(len(VOICE)),
        hiss(0.001),
        hiss(0.03),
        VOICE * 0.01 + hiss(1e-4),
        0.02 * np.sin(np.arange(len(VOICE)) / 50),
    ],
    ids=["nothing", "hiss", "strong hiss", "crosstalk", "hum"],
)
def test_a_channel_without_the_voice_is_dead_and_has_no_phase(dead: Doubles):
    for sound in (stereo(VOICE, dead), stereo(dead, VOICE)):
        found = meter(sound)
        imbalance_db = found.imbalance_db()
        assert isinstance(imbalance_db, float)
        assert imbalance_db > 20
        assert found.out_of_phase_s() == Unknown("dead_channel")


def test_balance_of_steady_noise_is_that_of_its_powers():
    assert meter(stereo(hiss(0.02), hiss(0.01, seed=8))).imbalance_db() == pytest.approx(6.02, abs=0.2)


@pytest.mark.parametrize("weaker_db", [0.0, 3.0, 12.0])
@pytest.mark.parametrize("noise", [0.0, 0.005])
def test_a_channel_upside_down_is_out_of_phase_all_the_time(weaker_db: float, noise: float):
    weaker = 10 ** (-weaker_db / 20)
    sound = stereo(VOICE + hiss(noise), -VOICE * weaker + hiss(noise * weaker, seed=8))
    out_of_phase_s = meter(sound).out_of_phase_s()
    assert isinstance(out_of_phase_s, float)
    assert out_of_phase_s > 4


def test_only_speech_in_phase_ends_a_time_out_of_phase():
    halves = VOICE.copy()
    halves[: len(VOICE) // 2] *= -1
    assert meter(stereo(VOICE, halves)).out_of_phase_s() == pytest.approx(4.0, abs=0.8)
    shortly = VOICE.copy()
    shortly[3 * RATE_HZ : round(3.3 * RATE_HZ)] *= -1
    assert meter(stereo(VOICE, shortly)).out_of_phase_s() == 0


@pytest.mark.parametrize(
    "right",
    [VOICE, VOICE * 0.3 + hiss(0.01), np.roll(VOICE, 8), in_room(4)],
    ids=["the same", "weaker and noisy", "half a millisecond later", "another place in the room"],
)
def test_stereo_is_not_out_of_phase(right: Doubles):
    assert meter(stereo(in_room(3), right)).out_of_phase_s() == 0


def test_steady_noise_upside_down_is_out_of_phase():
    assert meter(stereo(hiss(0.02), -hiss(0.02))).out_of_phase_s() == pytest.approx(8.0)


@pytest.mark.parametrize("offset", [0.0, 0.004, -0.02, 0.3])
def test_direct_current_of_the_channel_that_has_most(offset: float):
    assert meter(VOICE + offset).direct_current() == pytest.approx(abs(offset), abs=1e-3)
    assert meter(stereo(VOICE + offset, VOICE)).direct_current() == pytest.approx(abs(offset), abs=1e-3)


def test_cutting_off_a_lopsided_voice_is_no_direct_current():
    lopsided = np.minimum(VOICE * 6, 0.15)
    assert abs(lopsided.mean()) > 0.01
    assert meter(lopsided).direct_current() == pytest.approx(0, abs=1e-3)


def test_a_gate_hides_no_direct_current():
    gated = np.where(np.convolve(np.abs(VOICE), np.ones(800) / 800, "same") < 0.005, 0, VOICE + 0.03)
    direct_current = meter(gated).direct_current()
    assert isinstance(direct_current, float)
    assert 0.01 < direct_current < 0.04


def test_a_current_that_dies_away_at_the_start_is_none():
    step = 0.2 * np.exp(-np.arange(len(VOICE)) / RATE_HZ / 0.1)
    assert meter(VOICE + step).direct_current() == pytest.approx(0, abs=2e-3)


def test_what_cannot_be_known():
    mono = meter(VOICE)
    assert mono.imbalance_db() == mono.out_of_phase_s() == Unknown("mono")
    nothing = meter(np.zeros((2, RATE_HZ)))
    assert nothing.imbalance_db() == nothing.out_of_phase_s() == Unknown("silent")
    assert nothing.direct_current() == 0
    short = ChannelMeter(batches(VOICE)[0].grid, 2)
    assert short.imbalance_db() == short.out_of_phase_s() == short.direct_current() == Unknown("too_short")
