"""Active speech level against a sample-by-sample P.56 and against signals whose level is known."""

import math

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.meter import SoundMeter, signal_to_noise_db
from samklang.analysis.sound.speech_level import SpeechLevelMeter
from samklang.domain.measures import SoundMeasures, Unknown

RATE_HZ = 16_000


def by_the_book(samples: Floats, rate_hz: int) -> tuple[float, float]:
    """ITU-T P.56, method B, as its text describes it: every sample, every threshold, every counter.

    Returns the active speech level in dBFS and the activity factor.
    """
    smoothing = math.exp(-1 / (rate_hz * 0.03))
    hangover = math.ceil(0.2 * rate_hz)
    thresholds = [2.0**-j for j in range(1, 16)]
    active = [0] * len(thresholds)
    since = [hangover] * len(thresholds)
    p = q = squares = 0.0
    for sample in samples.tolist():
        squares += sample * sample
        p = smoothing * p + (1 - smoothing) * abs(sample)
        q = smoothing * q + (1 - smoothing) * p
        for j, threshold in enumerate(thresholds):
            if q >= threshold:
                active[j] += 1
                since[j] = 0
            elif since[j] < hangover:
                active[j] += 1
                since[j] += 1
    levels = [10 * math.log10(squares / count) if count else None for count in active]
    for j in reversed(range(1, len(thresholds))):
        higher, lower = levels[j - 1], levels[j]
        assert lower is not None
        if higher is None:
            continue
        threshold_db, lower_db = 20 * math.log10(thresholds[j - 1]), 20 * math.log10(thresholds[j])
        if higher - threshold_db <= 15.9:
            above, below = lower - lower_db - 15.9, higher - threshold_db - 15.9
            level = lower + above / (above - below) * (higher - lower)
            return level, 10 ** ((10 * math.log10(squares / len(samples)) - level) / 10)
    raise AssertionError("no crossing")


def speech_like(seconds: float, rate_hz: int = RATE_HZ, level: float = 0.05, seed: int = 1) -> Floats:
    """Noise coloured as a voice, in syllables of 4 a second, one pause of 1.5 s after every 2.5 s."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    voice = signal.lfilter([1.0], [1.0, -0.9], rng.standard_normal(len(time_s)))
    voice = signal.sosfilt(signal.butter(2, 80, "highpass", fs=rate_hz, output="sos"), voice)  # no voice goes lower
    syllables = np.abs(np.sin(2 * np.pi * 2 * time_s)) ** 1.5
    talking = (time_s % 4) < 2.5
    samples: Floats = (level * voice * syllables * talking).astype(np.float32)
    return samples


def hiss(seconds: float, level_dbfs: float, rate_hz: int = RATE_HZ, seed: int = 9) -> Floats:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * rate_hz))
    return (noise * 10 ** (level_dbfs / 20)).astype(np.float32)


def meter_of(*channels: Floats, rate_hz: int = RATE_HZ) -> SoundMeter:
    meter = SoundMeter(rate_hz, len(channels))
    meter.feed(np.stack(channels, axis=1))
    return meter


def measured(*channels: Floats, rate_hz: int = RATE_HZ) -> SoundMeasures:
    return meter_of(*channels, rate_hz=rate_hz).measures()


def known(value: float | Unknown) -> float:
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000])
@pytest.mark.parametrize("level", [0.2, 0.05, 0.004])
def test_the_level_is_the_one_p_56_gives_by_the_book(rate_hz: int, level: float):
    speech = speech_like(6, rate_hz, level) + hiss(6, -85, rate_hz)
    expected_level, expected_share = by_the_book(speech, rate_hz)
    found = measured(speech, rate_hz=rate_hz)
    assert found.active_speech_level_dbfs == pytest.approx(expected_level, abs=0.05)
    assert found.speech_share == pytest.approx(expected_share, abs=0.01)


def test_pauses_do_not_move_the_level():
    burst = hiss(1.0, -20)
    talk = np.concatenate([np.concatenate([burst, np.zeros(RATE_HZ * 3, np.float32)]) for _ in range(5)])
    found = measured(talk + hiss(len(talk) / RATE_HZ, -80))
    # P.56 counts the hangover as speech: 1.0 s at -20 dBFS over about 1.2 s and a little more for the envelope's decay.
    assert found.active_speech_level_dbfs == pytest.approx(-20 + 10 * math.log10(1.0 / 1.26), abs=0.2)
    assert found.speech_share == pytest.approx(1.26 / 4, abs=0.02)


@pytest.mark.parametrize("gain_db", [-24.0, -12.0, -8.0, -6.0, 3.0])
def test_the_level_follows_the_gain(gain_db: float):
    speech = speech_like(8)
    plain, turned = measured(speech), measured(speech * np.float32(10 ** (gain_db / 20)))
    change_db = known(turned.active_speech_level_dbfs) - known(plain.active_speech_level_dbfs)
    # Whole factors of two move P.56's thresholds along; between them its interpolation adds under 0.1 dB.
    assert change_db == pytest.approx(gain_db, abs=0.1)


def test_one_microphone_reads_the_same_on_one_channel_and_on_both():
    speech = speech_like(8)
    mono = known(measured(speech).active_speech_level_dbfs)
    assert measured(speech, speech).active_speech_level_dbfs == pytest.approx(mono)
    assert measured(np.zeros_like(speech), speech).active_speech_level_dbfs == pytest.approx(mono)


def test_a_direct_current_does_not_count_as_speech():
    speech = speech_like(8)
    found = measured(speech + np.float32(0.1))
    assert found.active_speech_level_dbfs == pytest.approx(known(measured(speech).active_speech_level_dbfs), abs=0.05)
    assert found.dc_offset == pytest.approx(0.1, abs=0.001)
    assert measured(np.full(RATE_HZ * 5, 0.1, np.float32)).active_speech_level_dbfs == Unknown("silent")


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (np.zeros(0, np.float32), "no_samples"),
        (np.zeros(1, np.float32), "silent"),
        (np.full(RATE_HZ * 4, 1 / 40_000, np.float32), "silent"),
        (hiss(0.05, -20), "too_short"),
        (hiss(5, -30), "no_speech"),
        ((0.1 * np.sin(np.arange(RATE_HZ * 5) * 2 * np.pi * 50 / RATE_HZ)).astype(np.float32), "no_speech"),
        (np.concatenate([speech_like(0.6), hiss(3, -85)]), "too_little_speech"),
    ],
    ids=["nothing", "one-zero", "below-one-step", "50-ms", "hiss", "hum", "half-a-second"],
)
def test_without_speech_there_is_no_level(samples: Floats, reason: str):
    found = measured(samples)
    assert found.active_speech_level_dbfs == Unknown(reason)
    assert isinstance(found.snr_db, Unknown)


def test_an_impulse_in_silence_is_not_speech():
    samples = hiss(5, -88)
    samples[RATE_HZ] = 1.0
    assert measured(samples).active_speech_level_dbfs == Unknown("no_speech")


def pauses_of(samples: Floats) -> float | Unknown:
    """What the pauses of a take sound like, before anybody confirms that they tell the truth."""
    grid = Grid.at(RATE_HZ)
    meter = SpeechLevelMeter(grid, 1)
    meter.feed(samples[None, : len(samples) // grid.row * grid.row])
    return meter.noise_floor_dbfs()


def test_the_pauses_have_a_level_of_their_own():
    assert pauses_of(speech_like(16) + hiss(16, -62)) == pytest.approx(-62, abs=0.5)


def test_pauses_alone_prove_nothing():
    found = measured(speech_like(16) + hiss(16, -62))
    assert found.noise_floor_dbfs == Unknown("not_yet")
    assert found.snr_db == Unknown("not_yet")


@pytest.mark.parametrize("snr_db", [-5, 0, 6, 10])
def test_noise_that_fills_the_pauses_leaves_the_floor_unknown_and_never_flatters(snr_db: int):
    speech = speech_like(16)
    level = known(measured(speech).active_speech_level_dbfs)
    found = measured(speech + hiss(16, level - snr_db))
    assert isinstance(found.snr_db, Unknown)
    if isinstance(found.active_speech_level_dbfs, Unknown):  # the noise hides the syllables: all of it counts as noise
        assert known(found.noise_floor_dbfs) > level - snr_db
    else:
        assert pauses_of(speech + hiss(16, level - snr_db)) == Unknown("no_silence")


@pytest.mark.parametrize("snr_db", [-5, 0, 6, 10, 30])
def test_with_a_prompted_silence_the_snr_is_close_and_never_flattered(snr_db: int):
    speech = speech_like(16)
    level = known(measured(speech).active_speech_level_dbfs)
    noise = hiss(20, level - snr_db)
    silence = meter_of(noise[: 4 * RATE_HZ]).silence()
    found = meter_of(speech + noise[4 * RATE_HZ :]).measures(silence)
    if isinstance(found.active_speech_level_dbfs, Unknown):
        assert snr_db <= 0  # the noise hides the syllables
    else:
        # Noise near the speech counts as activity and stretches it over the pauses: the speech share is lost.
        assert -2.5 < known(found.snr_db) - snr_db < 0.5


def test_a_gate_does_not_make_a_silence():
    assert pauses_of(speech_like(16)) == Unknown("no_silence")  # its pauses are digital silence


def test_steady_noise_alone_is_its_own_floor():
    assert measured(hiss(5, -50)).noise_floor_dbfs == pytest.approx(-50, abs=0.2)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (hiss(0.9, -60), "silence_too_short"),
        (np.zeros(0, np.float32), "silence_too_short"),
        (np.zeros(RATE_HZ * 4, np.float32), "silence_digital"),
        (speech_like(8) + hiss(8, -62), "silence_not_silent"),
    ],
    ids=["short", "empty", "digital", "speech"],
)
def test_what_is_no_silence_gives_no_floor(samples: Floats, reason: str):
    silence = meter_of(samples).silence()
    assert silence.noise_floor_dbfs == Unknown(reason)
    found = meter_of(speech_like(8)).measures(silence)
    assert found.noise_floor_dbfs == Unknown(reason)
    assert found.snr_db == Unknown(reason)


def test_the_silence_counts_by_its_noisiest_channel_and_a_dead_one_does_not_hide_it():
    dead = np.zeros(RATE_HZ * 4, np.float32)
    assert meter_of(hiss(4, -70), hiss(4, -50)).silence().noise_floor_dbfs == pytest.approx(-50, abs=0.2)
    assert meter_of(dead, hiss(4, -50)).silence().noise_floor_dbfs == pytest.approx(-50, abs=0.2)


def test_snr_takes_the_noise_out_of_the_level_and_stops_at_20_below():
    assert signal_to_noise_db(-20.0, -50.0) == pytest.approx(30.0, abs=0.01)
    assert signal_to_noise_db(-20.0, -23.01) == pytest.approx(0.0, abs=0.01)
    assert signal_to_noise_db(-20.0, -20.0) == pytest.approx(-20.0)
    assert signal_to_noise_db(Unknown("silent"), -20.0) == Unknown("silent")
    assert signal_to_noise_db(-20.0, Unknown("no_silence")) == Unknown("no_silence")


@pytest.mark.parametrize("below_db", [-6, 10, 40])
def test_a_voice_in_the_silence_is_a_second_source_of_that_level_beside_the_first(below_db: int):
    speech = speech_like(8)
    level = known(measured(speech).active_speech_level_dbfs)
    other = speech_like(4, seed=5)
    other *= 10 ** ((level - below_db - known(measured(other).active_speech_level_dbfs)) / 20)
    silence = meter_of(other + hiss(4, level - below_db - 25)).silence()
    assert silence.noise_floor_dbfs == Unknown("silence_not_silent")
    assert silence.source_dbfs == pytest.approx(level - below_db, abs=0.3)
    found = meter_of(speech).measures(silence)
    assert found.second_source_db == pytest.approx(-below_db, abs=0.3)


def test_neither_steady_noise_nor_knocks_are_a_second_source():
    assert meter_of(hiss(4, -50)).silence().source_dbfs == Unknown("no_source")
    knocks = hiss(4, -75)
    knock = (0.3 * np.sin(np.arange(1600) * 0.03) * np.exp(-np.arange(1600) / 400)).astype(np.float32)
    for start_s in (0.5, 1.4, 2.2, 3.1):
        at = round(start_s * RATE_HZ)
        knocks[at : at + len(knock)] += knock
    silence = meter_of(knocks).silence()
    assert silence.noise_floor_dbfs == Unknown("silence_not_silent")
    assert silence.source_dbfs == Unknown("no_source")


@pytest.mark.parametrize(
    ("silence", "reason"),
    [(hiss(0.9, -60), "silence_too_short"), (np.zeros(RATE_HZ * 4, np.float32), "silence_digital")],
    ids=["short", "digital"],
)
def test_where_no_second_source_can_be_heard(silence: Floats, reason: str):
    assert meter_of(speech_like(8)).measures(meter_of(silence).silence()).second_source_db == Unknown(reason)


def test_a_second_source_needs_a_silence_and_speech_to_compare_it_with():
    assert measured(speech_like(8)).second_source_db == Unknown("no_silence")
    heard = meter_of(speech_like(4)).silence()
    assert meter_of(hiss(8, -40)).measures(heard).second_source_db == Unknown("no_speech")
    dead = np.zeros(RATE_HZ * 4, np.float32)
    assert known(meter_of(dead, speech_like(4)).silence().source_dbfs) > -60


def test_a_very_quiet_room_is_no_digital_silence():
    steps = (np.random.default_rng(7).integers(-1, 2, RATE_HZ * 4) / 32768).astype(np.float32)
    silence = meter_of(steps).silence()
    assert known(silence.noise_floor_dbfs) == pytest.approx(-92, abs=1)
    assert silence.source_dbfs == Unknown("no_source")
