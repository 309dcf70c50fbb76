"""Claps are heard to the millisecond, and speech is none."""

import numpy as np
import pytest
from tests.lab.clap_clips import RATE_HZ, Scene, clap_sound, sound
from tests.lab.speech_bases import VOICES, base

from samklang.analysis.sync.sound import Block, ClapEar

BLOCK = 480


def heard(samples: Block, start_s: float = 0.0, rate_hz: int = RATE_HZ) -> ClapEar:
    ear = ClapEar(rate_hz)
    for at in range(0, len(samples), BLOCK):
        ear.feed(samples[at : at + BLOCK], start_s + at / rate_hz)
    return ear


@pytest.mark.parametrize("room_s", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("noise_dbfs", [-70.0, -40.0])
def test_each_clap_is_heard_when_it_begins(room_s: float, noise_dbfs: float):
    scene = Scene()
    claps = heard(sound(scene, room_s=room_s, noise_dbfs=noise_dbfs), start_s=1000.0).claps()
    assert [clap.time_s - 1000 for clap in claps] == pytest.approx(scene.contacts_s, abs=0.002)


def test_a_beep_is_no_clap_and_is_heard_when_it_begins():
    scene = Scene()
    ear = heard(sound(scene, beep=True))
    assert ear.claps() == ()
    assert [beep.time_s for beep in ear.beeps()] == pytest.approx(scene.contacts_s, abs=0.002)


@pytest.mark.parametrize("voice", VOICES)
def test_speech_has_no_claps(voice: str):
    rate_hz, speech = base(voice)
    assert heard(np.asarray(speech, np.float32), rate_hz=rate_hz).claps() == ()


def test_claps_are_heard_after_speech():
    _, speech = base("cities", RATE_HZ)
    scene = Scene(contacts_s=(4.0, 5.1, 6.05), length_s=7.0)
    claps = heard(sound(scene, speech=np.asarray(0.4 * speech[: 3 * RATE_HZ], np.float32))).claps()
    assert [clap.time_s for clap in claps] == pytest.approx(scene.contacts_s, abs=0.003)


def test_an_echo_is_not_counted_twice():
    samples = np.zeros(RATE_HZ, np.float32)
    clap = clap_sound(1)
    for at_s, level in ((0.3, 1.0), (0.38, 0.4)):
        samples[round(at_s * RATE_HZ) :][: len(clap)] += level * clap
    assert len(heard(samples).claps()) == 1


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(RATE_HZ), np.full(RATE_HZ, np.nan), np.ones(RATE_HZ)])
def test_whatever_is_fed_is_no_clap(samples: Block):
    assert heard(samples.astype(np.float32)).claps() == ()
