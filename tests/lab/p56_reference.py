"""ITU-T P.56, method B, a second time: sample by sample in plain Python, to hold the program's own values against.

It shares no code with the program and takes nothing over from it: every sample goes through the two smoothers, every
threshold has its own counter of active samples and its own hangover counter, and the crossing is found by halving, as
`sv56` of the ITU-T software tool library (G.191) does. That tool stops halving once it is within 0.5 dB of the margin,
so its level is only good to about 0.1 dB; with a tolerance near zero it comes to where the Recommendation's definition
lies. `TOOL_TOLERANCE_DB` and `EXACT_TOLERANCE_DB` are the two.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

TIME_CONSTANT_S = 0.03
HANGOVER_S = 0.2
MARGIN_DB = 15.9
THRESHOLDS = tuple(2.0**-power for power in range(15, 0, -1))
"""The lowest first, full scale being 1."""

TOOL_TOLERANCE_DB = 0.5
EXACT_TOLERANCE_DB = 1e-6

Sound = NDArray[np.float64]


def active_speech_level(
    samples: Iterable[float], rate_hz: int, tolerance_db: float = EXACT_TOLERANCE_DB
) -> tuple[float, float]:
    """The active speech level in dBFS (dBov) and the activity factor, 0..1.

    Raises:
        ValueError: The level never comes within the margin of a threshold: there is no speech.
    """
    forget = math.exp(-1 / (rate_hz * TIME_CONSTANT_S))
    hangover = math.ceil(HANGOVER_S * rate_hz)
    active = [0] * len(THRESHOLDS)
    since_active = [hangover] * len(THRESHOLDS)
    smoothed = envelope = energy = 0.0
    count = 0
    for sample in samples:
        count += 1
        energy += sample * sample
        smoothed = forget * smoothed + (1 - forget) * abs(sample)
        envelope = forget * envelope + (1 - forget) * smoothed
        for at, threshold in enumerate(THRESHOLDS):
            if envelope >= threshold:
                active[at] += 1
                since_active[at] = 0
            elif since_active[at] < hangover:
                active[at] += 1
                since_active[at] += 1
    level_dbfs = _crossing(energy, active, tolerance_db)
    return level_dbfs, 10 ** ((_db(energy / count) - level_dbfs) / 10)


def _crossing(energy: float, active: Sequence[int], tolerance_db: float) -> float:
    """The level where it is the margin above its threshold, from the lowest threshold up."""
    before: tuple[float, float] | None = None
    for threshold, count in zip(THRESHOLDS, active, strict=True):
        if count == 0:
            break
        at = _db(energy / count), 2 * _db(threshold)
        if at[0] - at[1] <= MARGIN_DB and before is not None:
            return _halved(at, before, tolerance_db)
        before = at
    raise ValueError("no speech")


def _halved(upper: tuple[float, float], lower: tuple[float, float], tolerance_db: float) -> float:
    """Between two pairs of level and threshold, halve until the margin is met to the tolerance."""
    for level, threshold in (upper, lower):
        if abs(level - threshold - MARGIN_DB) < tolerance_db:
            return level
    while True:
        level, threshold = (upper[0] + lower[0]) / 2, (upper[1] + lower[1]) / 2
        off = level - threshold - MARGIN_DB
        if abs(off) <= tolerance_db:
            return level
        if off > 0:
            lower = level, threshold
        else:
            upper = level, threshold


def _db(ratio: float) -> float:
    return 10 * math.log10(ratio)


def synthetic(rate_hz: int, seconds: float = 8.0) -> Sound:
    """Noise coloured as a voice, in syllables of four a second, a pause of 1.5 s after every 2.5 s."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    voice = signal.lfilter([1.0], [1.0, -0.9], np.random.default_rng(rate_hz).standard_normal(len(time_s)))
    voice = signal.sosfilt(signal.butter(2, 80, "highpass", fs=rate_hz, output="sos"), voice)
    return np.asarray(voice * np.abs(np.sin(2 * np.pi * 2 * time_s)) ** 1.5 * ((time_s % 4) < 2.5))


def compared(speech: Sound, rate_hz: int, level_db: float) -> tuple[Sound, float, float, float, float]:
    """The speech at that RMS level without DC, its exact level, the level of the tool, its activity and the RMS."""
    centred = speech - speech.mean()
    turned = (centred * 10 ** (level_db / 20) / np.sqrt(np.mean(centred**2))).astype(np.float32).astype(np.float64)
    samples = turned.tolist()
    exact, share = active_speech_level(samples, rate_hz)
    tool, _ = active_speech_level(samples, rate_hz, TOOL_TOLERANCE_DB)
    return turned, exact, tool, share, level_db
