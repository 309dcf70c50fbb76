"""Adds one defect of a known strength to clean speech: the truth that verdicts are held against.

Every defect takes speech of shape (samples,), its sample rate in Hz, a strength in the unit its own docstring names,
and a source of chance; it gives back sound of shape (samples,) or, where a channel is what is wrong, (samples, 2).
Nothing here is random but by `chance`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Sound: TypeAlias = NDArray[np.float64]
Chance: TypeAlias = np.random.Generator


def level_dbfs(sound: Sound) -> float:
    """RMS level of the louder half of the 100 ms stretches: near enough to the active level to place a defect by."""
    rows = sound[: len(sound) // 100 * 100].reshape(100, -1)
    powers = np.sort((rows**2).mean(axis=1))[50:]
    return float(10 * np.log10(powers.mean()))


def at_level(sound: Sound, wanted_dbfs: float) -> Sound:
    """The sound turned to this level, by `level_dbfs`."""
    return sound * 10 ** ((wanted_dbfs - level_dbfs(sound)) / 20)


def white(speech: Sound, _rate_hz: int, snr_db: float, chance: Chance) -> Sound:
    """White noise, so many dB below the speech."""
    return speech + _beside(speech, chance.standard_normal(len(speech)), snr_db)


def pink(speech: Sound, _rate_hz: int, snr_db: float, chance: Chance) -> Sound:
    """Pink noise, so many dB below the speech."""
    return speech + _beside(speech, _coloured(len(speech), 0.5, chance), snr_db)


def babble(speech: Sound, rate_hz: int, snr_db: float, chance: Chance) -> Sound:
    """Six voices at once, made of the speech itself turned round and shifted, so many dB below it."""
    shifts = chance.integers(len(speech), size=6)
    voices = [np.roll(speech[::-1] if at % 2 else speech, int(shift)) for at, shift in enumerate(shifts)]
    smeared = [_faster(voice, 0.9 + 0.04 * at) for at, voice in enumerate(voices)]
    together = np.sum([np.resize(voice, len(speech)) for voice in smeared], axis=0)
    return speech + _beside(speech, _passed(together, rate_hz, 100, 0.45 * rate_hz), snr_db)


def hum(mains_hz: float, speech: Sound, rate_hz: int, level: float, chance: Chance) -> Sound:
    """Mains hum of this level in dBFS: the fundamental and five harmonics, each weaker than the one before."""
    time_s = np.arange(len(speech)) / rate_hz
    exact_hz = mains_hz + chance.uniform(-0.05, 0.05)
    lines = [np.sin(2 * np.pi * exact_hz * k * time_s + chance.uniform(0, 6)) / k for k in range(1, 7)]
    together = np.sum(lines, axis=0)
    made: Sound = speech + together * 10 ** (level / 20) / np.sqrt(np.mean(together**2))
    return made


def hum_50(speech: Sound, rate_hz: int, level: float, chance: Chance) -> Sound:
    """Hum at 50 Hz, dBFS."""
    return hum(50.0, speech, rate_hz, level, chance)


def hum_60(speech: Sound, rate_hz: int, level: float, chance: Chance) -> Sound:
    """Hum at 60 Hz, dBFS."""
    return hum(60.0, speech, rate_hz, level, chance)


def clip(speech: Sound, _rate_hz: int, share: float, _chance: Chance) -> Sound:
    """Turned up until this share of the samples is cut off at full scale."""
    made: Sound = np.clip(speech / np.quantile(np.abs(speech), 1 - share), -1.0, 32767 / 32768)
    return made


def soft_clip(speech: Sound, _rate_hz: int, over_db: float, _chance: Chance) -> Sound:
    """Driven into a tanh, its peaks so many dB beyond the bend, and back at the level it came with."""
    drive = 10 ** (over_db / 20) / np.abs(speech).max()
    return at_level(np.tanh(speech * drive), level_dbfs(speech))


def limiter(speech: Sound, rate_hz: int, over_db: float, _chance: Chance) -> Sound:
    """A fast limiter: the gain falls at once and comes back in 50 ms; peaks so many dB over its ceiling."""
    ceiling = np.abs(speech).max() / 10 ** (over_db / 20)
    release = np.exp(-1 / (0.05 * rate_hz))
    gain, held = np.empty(len(speech)), 1.0
    for at, wanted in enumerate((ceiling / np.maximum(np.abs(speech), ceiling)).tolist()):
        held = min(wanted, 1 - (1 - held) * release)
        gain[at] = held
    return at_level(speech * gain, level_dbfs(speech))


def low(speech: Sound, _rate_hz: int, level: float, _chance: Chance) -> Sound:
    """Turned down to this level, dBFS."""
    return at_level(speech, level)


def high(speech: Sound, _rate_hz: int, level: float, _chance: Chance) -> Sound:
    """Turned up to this level, dBFS; a voice this loud reaches full scale with its highest peaks."""
    return np.clip(at_level(speech, level), -1.0, 32767 / 32768)


def band_limit(speech: Sound, rate_hz: int, cut_hz: float, _chance: Chance) -> Sound:
    """Nothing above this frequency, as a telephone or a headset in call mode has it."""
    return _passed(speech, rate_hz, 0.0, cut_hz)


def dropouts(speech: Sound, rate_hz: int, count: float, chance: Chance) -> Sound:
    """So many gaps of 10 to 40 ms of nothing, where somebody speaks."""
    holed = speech.copy()
    for start in _in_speech(speech, rate_hz, int(count), chance):
        holed[start : start + int(chance.uniform(0.010, 0.040) * rate_hz)] = 0.0
    return holed


def repeats(speech: Sound, rate_hz: int, count: float, chance: Chance) -> Sound:
    """So many blocks of 10 ms that come twice, where somebody speaks."""
    block, repeated = rate_hz // 100, speech.copy()
    for start in _in_speech(speech, rate_hz, int(count), chance):
        repeated[start + block : start + 2 * block] = repeated[start : start + block]
    return repeated


def dead_channel(speech: Sound, _rate_hz: int, residue_db: float, chance: Chance) -> Sound:
    """The right channel holds nothing but hiss, so many dB below the speech; -200 stands for nothing at all."""
    hiss = _beside(speech, chance.standard_normal(len(speech)), -residue_db)
    return np.stack([speech, hiss if residue_db > -200 else np.zeros_like(speech)], axis=1)


def inverted_channel(speech: Sound, _rate_hz: int, weaker_db: float, _chance: Chance) -> Sound:
    """The right channel upside down and so many dB weaker."""
    return np.stack([speech, -speech * 10 ** (-weaker_db / 20)], axis=1)


def direct_current(speech: Sound, _rate_hz: int, offset: float, _chance: Chance) -> Sound:
    """Everything moved by this share of full scale."""
    return speech + offset


def reverberation(speech: Sound, rate_hz: int, rt60_s: float, chance: Chance) -> Sound:
    """A room with this RT60: the direct sound and a tail of the same energy that dies away exponentially."""
    time_s = np.arange(int(1.2 * rt60_s * rate_hz)) / rate_hz
    tail = chance.standard_normal(len(time_s)) * np.exp(-6.91 * time_s / rt60_s) * (time_s > 0.003)
    response = tail / np.sqrt(np.sum(tail**2))
    response[0] += 1.0
    size = 1 << int(np.ceil(np.log2(len(speech) + len(response))))
    heard = np.fft.irfft(np.fft.rfft(speech, size) * np.fft.rfft(response, size), size)[: len(speech)]
    return at_level(heard, level_dbfs(speech))


def knocks(speech: Sound, rate_hz: int, level: float, chance: Chance) -> Sound:
    """Four knocks against the table, peaks at this level in dBFS: a low resonance that rings for 60 ms, and a click."""
    knocked = speech.copy()
    time_s = np.arange(rate_hz // 5) / rate_hz
    for start in chance.integers(len(speech) - len(time_s), size=4):
        ring = np.sin(2 * np.pi * chance.uniform(55, 110) * time_s) * np.exp(-time_s / 0.025)
        click = chance.standard_normal(len(time_s)) * np.exp(-time_s / 0.001) * 0.15
        knock = (ring + click) * 10 ** (level / 20)
        knocked[start : start + len(knock)] += knock
    return knocked


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect in three strengths, the weakest first, and the check that has to name it.

    Attributes:
        also: Checks that may be off target as well, for they are true too: what is turned up until it is cut off is
            too loud, babble is another voice.
    """

    add: Callable[[Sound, int, float, Chance], Sound]
    strengths: Sequence[float]
    check: str
    also: frozenset[str] = frozenset()


DEFECTS: Mapping[str, Defect] = MappingProxyType(
    {
        "white noise": Defect(white, (20.0, 10.0, 0.0), "noise"),
        "pink noise": Defect(pink, (20.0, 10.0, 0.0), "noise"),
        "babble": Defect(babble, (15.0, 7.0, 0.0), "noise", frozenset({"second_source"})),
        "hum 50 Hz": Defect(hum_50, (-50.0, -40.0, -30.0), "hum"),
        "hum 60 Hz": Defect(hum_60, (-50.0, -40.0, -30.0), "hum"),
        "clipping": Defect(clip, (0.003, 0.01, 0.03), "clipping", frozenset({"speech_level"})),
        "soft clipping": Defect(soft_clip, (12.0, 18.0, 26.0), "soft_clipping"),
        "limiter": Defect(limiter, (9.0, 12.0, 18.0), "soft_clipping"),
        "too quiet": Defect(low, (-32.0, -38.0, -46.0), "speech_level"),
        "too loud": Defect(high, (-12.0, -9.0, -6.0), "speech_level", frozenset({"clipping"})),
        "band limit": Defect(band_limit, (6000.0, 4500.0, 3400.0), "bandwidth"),
        "dropouts": Defect(dropouts, (3.0, 8.0, 20.0), "dropouts"),
        "repeated blocks": Defect(repeats, (3.0, 8.0, 20.0), "dropouts"),
        "dead channel": Defect(dead_channel, (-35.0, -60.0, -200.0), "dead_channel"),
        "inverted channel": Defect(inverted_channel, (3.0, 1.0, 0.0), "channel_phase"),
        "direct current": Defect(direct_current, (0.03, 0.08, 0.2), "dc_offset"),
        "reverberation": Defect(reverberation, (0.8, 1.2, 1.8), "reverberation"),
        "knocks": Defect(knocks, (-12.0, -6.0, -2.0), "handling_noise"),
    }
)
"""Every defect by name. Strengths are those a person would call clearly there, bad, and useless (ours)."""


def _beside(speech: Sound, noise: Sound, snr_db: float) -> Sound:
    """The noise at so many dB below the speech's level."""
    made: Sound = noise / np.sqrt(np.mean(noise**2)) * 10 ** ((level_dbfs(speech) - snr_db) / 20)
    return made


def _coloured(count: int, slope: float, chance: Chance) -> Sound:
    half = np.fft.rfft(chance.standard_normal(count))
    half /= np.maximum(np.arange(len(half)), 1.0) ** slope
    half[: max(1, count // 2000)] = 0.0  # what nobody hears would be a direct current to a short take
    coloured: Sound = np.fft.irfft(half, count)
    return coloured


def _passed(sound: Sound, rate_hz: int, low_hz: float, high_hz: float) -> Sound:
    """What lies between the two, edges 5 % wide."""
    half, at_hz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / rate_hz)
    half *= np.clip((high_hz * 1.025 - at_hz) / (0.05 * high_hz), 0, 1)
    if low_hz:
        half *= np.clip((at_hz - low_hz * 0.975) / (0.05 * low_hz), 0, 1)
    passed: Sound = np.fft.irfft(half, len(sound))
    return passed


def _faster(sound: Sound, factor: float) -> Sound:
    made: Sound = np.interp(np.arange(0, len(sound), factor), np.arange(len(sound)), sound)
    return made


def _in_speech(speech: Sound, rate_hz: int, count: int, chance: Chance) -> list[int]:
    """Where somebody speaks: places at least 150 ms apart where the last and the next 20 ms are loud."""
    step = rate_hz // 50
    powers = (speech[: len(speech) // step * step].reshape(-1, step) ** 2).mean(axis=1)
    loud = powers > 10 ** ((level_dbfs(speech) - 6) / 10)
    fit = np.flatnonzero(loud[:-3] & loud[1:-2] & loud[2:-1] & loud[3:]) + 1
    chosen: list[int] = []
    for place in chance.permutation(fit).tolist():
        if all(abs(place - other) >= 8 for other in chosen):
            chosen.append(place)
    return sorted(place * step for place in chosen[:count])
