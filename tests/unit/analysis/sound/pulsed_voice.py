"""A made-up voice with what the tests of peaks, gaps and phase need: pitch periods, each of another strength."""

import numpy as np
from scipy import signal

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.grid import Grid

RATE_HZ = 16_000


def voice(seconds: float, rate_hz: int = RATE_HZ, level: float = 0.1, seed: int = 1) -> Doubles:
    """Pulses near 120 Hz through three formants, in syllables, with a pause of 0.7 s after every sixth, and faint hiss.

    Args:
        seconds: How long.
        rate_hz: Sample rate.
        level: RMS, 1.0 being full scale.
        seed: Another one is another voice.

    Returns:
        Shape (samples,).
    """
    rng = np.random.default_rng(seed)
    count = round(seconds * rate_hz)
    pulses, loud = np.zeros(count), np.zeros(count)
    at = 0.0
    while (place := round(at * rate_hz)) < count:
        pulses[place] = rng.normal(1.0, 0.15)
        at += 1 / rng.normal(120, 6)
    at, syllable = 0.2, 0
    while at < seconds:
        length = rng.uniform(0.12, 0.3)
        start, end = round(at * rate_hz), min(round((at + length) * rate_hz), count)
        loud[start:end] = np.hanning(end - start) * rng.lognormal(0, 0.4)
        syllable += 1
        at += length + (0.7 if syllable % 6 == 0 else rng.uniform(0.0, 0.05))
    sound = pulses
    for formant_hz, width_hz in ((500, 60), (1500, 100), (2500, 140)):
        turn = 2 * np.pi * formant_hz / rate_hz
        radius = np.exp(-np.pi * width_hz / rate_hz)
        sound = signal.lfilter([1.0], [1.0, -2 * radius * np.cos(turn), radius**2], sound)
    sound = signal.lfilter([1.0, -1.0], [1.0, -0.99], sound * loud)  # no direct current
    made: Doubles = sound / np.sqrt(np.mean(sound**2)) * level + rng.standard_normal(count) * level * 1e-3
    return made


def stereo(left: Doubles, right: Doubles) -> Doubles:
    """Both as channels, shape (2, samples)."""
    return np.stack([left, right])


def batches(channels: Doubles, rate_hz: int = RATE_HZ, at_once: int = 8) -> list[Batch]:
    """The sound in batches of so many rows, as 16-bit steps; shape (samples,) or (channels, samples)."""
    rows: Floats = (np.round(np.atleast_2d(channels) * 32768) / 32768).astype(np.float32)
    grid = Grid.at(rate_hz)
    whole = rows.shape[1] // grid.row * grid.row
    return [
        Batch(grid, np.ascontiguousarray(rows[:, at : min(at + at_once * grid.row, whole)]))
        for at in range(0, whole, at_once * grid.row)
    ]
