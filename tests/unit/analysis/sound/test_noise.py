"""What a take tells about the noise under its speech, and what it does not."""

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.noise import NoiseMeter, confirmed, of_this_take
from samklang.domain.measures import Measured, Unknown

RATE_HZ = 16_000
SPEECH_DBFS = -26.0
HEARD_AS_NOISE = 2.0
HEARD_AS_CLEAN = 4.0


def least(
    samples: Floats, background_mos: Measured = HEARD_AS_NOISE, *, hum: bool = False, pressed: bool = False
) -> Measured:
    grid = Grid.at(RATE_HZ)
    meter = NoiseMeter(grid)
    rows = samples[: len(samples) // grid.row * grid.row].astype(np.float32).reshape(1, -1)
    for start in range(0, rows.shape[1], 8 * grid.row):
        meter.feed(Batch(grid, rows[:, start : start + 8 * grid.row]))
    return meter.least_dbfs(SPEECH_DBFS, background_mos, hum=hum, pressed=pressed)


def at(samples: Floats, level_dbfs: float) -> Floats:
    levelled: Floats = samples * np.float32(10 ** (level_dbfs / 20) / np.sqrt(np.mean(samples**2)))
    return levelled


def hiss(seconds: float, level_dbfs: float, seed: int = 1) -> Floats:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    return at(noise.astype(np.float32), level_dbfs)


def voice(seconds: float, seed: int = 2, syllables_a_second: float = 4.1) -> Floats:
    """Syllables that never pause for long, each of another colour: vowels below 1 kHz, fricatives above 4 kHz."""
    rng = np.random.default_rng(seed)
    syllable = round(RATE_HZ / syllables_a_second)
    sos = {
        band: signal.butter(4, band, "bandpass", fs=RATE_HZ, output="sos")
        for band in ((120, 900), (200, 2500), (4000, 7500))
    }
    sounds: list[Floats] = []
    while sum(len(sound) for sound in sounds) < seconds * RATE_HZ:
        band = list(sos)[int(rng.choice(3, p=(0.5, 0.3, 0.2)))]
        sound = signal.sosfilt(sos[band], rng.standard_normal(syllable))
        sounds.append(at((sound * np.hanning(syllable)).astype(np.float32), rng.uniform(-10, 0)))
    return at(np.concatenate(sounds)[: round(seconds * RATE_HZ)], SPEECH_DBFS)


def known(value: Measured) -> float:
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("snr_db", [0, 5, 10, 15, 20])
def test_steady_noise_is_found_under_speech_that_never_pauses_and_never_overstated(snr_db: int):
    found = known(least(voice(12) + hiss(12, SPEECH_DBFS - snr_db)))
    assert SPEECH_DBFS - snr_db - 4 < found <= SPEECH_DBFS - snr_db + 0.1


@pytest.mark.parametrize("background_mos", [HEARD_AS_NOISE, HEARD_AS_CLEAN])
def test_speech_that_never_pauses_is_no_noise_whatever_the_model_hears(background_mos: float):
    assert least(voice(12), background_mos) == Unknown("not_confirmed")
    assert least(voice(12) + hiss(12, -70), background_mos) == Unknown("not_confirmed")


def test_what_the_model_hears_as_clean_is_not_called_noise():
    assert least(voice(12) + hiss(12, SPEECH_DBFS - 20), 4.3) == Unknown("not_confirmed")


def test_babble_is_found_and_a_room_that_rings_is_not_called_babble():
    talk = sum((voice(12, seed, 3.3 + 0.2 * seed) for seed in range(3, 9)), np.zeros(12 * RATE_HZ, np.float32))
    babble = at(talk, SPEECH_DBFS - 5)
    found = known(least(voice(12) + babble))
    assert SPEECH_DBFS - 20 < found < SPEECH_DBFS - 5
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    tail = np.random.default_rng(9).standard_normal(len(time_s)) * 10 ** (-3 * time_s / 1.5) * 0.03
    tail[0] = 1
    words = voice(12) * (np.arange(12 * RATE_HZ) % RATE_HZ < 0.6 * RATE_HZ)  # tails can be heard between words
    assert least(at(signal.fftconvolve(words, tail)[: len(words)].astype(np.float32), SPEECH_DBFS)) == Unknown(
        "not_confirmed"
    )


def test_hum_is_not_taken_for_noise_once_it_is_known_as_hum():
    time_s = np.arange(12 * RATE_HZ) / RATE_HZ
    lines = sum(np.sin(2 * np.pi * 50 * k * time_s) / k for k in range(1, 7))
    humming = voice(12) + at(np.asarray(lines, np.float32), SPEECH_DBFS - 12)
    assert known(least(humming)) > SPEECH_DBFS - 16
    assert least(humming, hum=True) == Unknown("not_confirmed")


def test_pressing_the_loud_moments_flat_does_not_make_a_quiet_room_noisy():
    hissing = voice(12) + hiss(12, SPEECH_DBFS - 20)
    assert known(least(hissing)) < SPEECH_DBFS - 20
    assert least(hissing, pressed=True) == Unknown("not_confirmed")
    assert known(least(voice(12) + hiss(12, SPEECH_DBFS - 10), pressed=True)) < SPEECH_DBFS - 10


def test_in_a_short_take_only_steady_noise_is_called_noise():
    talk = sum((voice(3.5, seed, 3.3 + 0.2 * seed) for seed in range(3, 9)), np.zeros(round(3.5 * RATE_HZ), np.float32))
    assert least(voice(3.5) + at(talk, SPEECH_DBFS - 5)) == Unknown("not_confirmed")
    assert known(least(voice(3.5) + hiss(3.5, SPEECH_DBFS - 10))) < SPEECH_DBFS - 10


def test_a_gates_digital_silence_is_left_out():
    noisy = voice(12) + hiss(12, SPEECH_DBFS - 10)
    expected = known(least(noisy))
    gated = np.concatenate([np.concatenate([part, np.zeros(RATE_HZ, np.float32)]) for part in np.split(noisy, 6)])
    assert known(least(gated)) == pytest.approx(expected, abs=1.0)


def test_what_cannot_be_told():
    noisy = voice(3) + hiss(3, SPEECH_DBFS - 10)
    assert least(noisy[: round(1.9 * RATE_HZ)]) == Unknown("too_short")
    assert least(noisy, Unknown("no_model")) == Unknown("no_model")
    meter = NoiseMeter(Grid.at(RATE_HZ))
    assert meter.least_dbfs(Unknown("no_speech"), 2.0) == Unknown("no_speech")
    assert meter.least_dbfs(-26.0, 2.0) == Unknown("too_short")


@pytest.mark.parametrize(
    ("pauses_dbfs", "speech_dbfs", "background_mos", "expected"),
    [
        (-70.0, -26.0, 4.0, -70.0),
        (-70.0, -26.0, 3.9, Unknown("not_confirmed")),  # a suppressor's residue: quiet pauses, noise under the voice
        (-55.0, -26.0, 4.0, Unknown("not_confirmed")),
        (-70.0, -26.0, Unknown("no_model"), Unknown("no_model")),
        (Unknown("no_silence"), -26.0, 4.0, Unknown("no_silence")),
        (-70.0, Unknown("too_little_speech"), 4.0, Unknown("too_little_speech")),
        (-50.0, Unknown("no_speech"), Unknown("not_yet"), -50.0),  # steady noise alone is its own floor
    ],
)
def test_pauses_are_believed_where_the_model_hears_as_little(
    pauses_dbfs: Measured, speech_dbfs: Measured, background_mos: Measured, expected: Measured
):
    assert confirmed(pauses_dbfs, speech_dbfs, background_mos) == expected


UNCONFIRMED = Unknown("not_confirmed")


@pytest.mark.parametrize(
    ("silence_dbfs", "speech_dbfs", "least_dbfs", "background_mos", "expected"),
    [
        (-70.0, -20.0, UNCONFIRMED, 3.2, -70.0),
        (-70.0, -20.0, UNCONFIRMED, Unknown("not_yet"), -70.0),
        (
            -70.0,
            -20.0,
            UNCONFIRMED,
            1.2,
            Unknown("silence_quieter"),
        ),  # voices behind the voice, and none in the silence
        (-30.0, -20.0, UNCONFIRMED, 1.2, -30.0),  # it says itself how noisy it is
        (-30.0, -20.0, -31.0, 1.2, -30.0),
        (-70.0, -20.0, -40.0, 2.8, Unknown("silence_quieter")),
        (-70.0, -20.0, -40.0, 3.2, -70.0),  # a compressed voice
        (-70.0, Unknown("no_speech"), UNCONFIRMED, 1.2, -70.0),
        (Unknown("silence_digital"), -20.0, -40.0, 1.2, Unknown("silence_digital")),
    ],
)
def test_a_silence_that_is_quieter_than_the_take_is_not_of_it(
    silence_dbfs: Measured, speech_dbfs: Measured, least_dbfs: Measured, background_mos: Measured, expected: Measured
):
    assert of_this_take(silence_dbfs, speech_dbfs, least_dbfs, background_mos) == expected
