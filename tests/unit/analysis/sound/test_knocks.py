"""Knocks on a table and rumbling cables, and what sounds low without being one."""

import numpy as np
import pytest
from scipy import signal

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.analysis.sound.knocks import KnockMeter
from samklang.domain.measures import Measured, Unknown

RATE_HZ = 16_000


def voice(seconds: float, rate_hz: int = RATE_HZ) -> Floats:
    """A buzz at 110 Hz and its harmonics in syllables of 4 a second, with a pause of 0.5 s after every 2 s."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    buzz = sum(np.sin(2 * np.pi * 110 * k * time_s) / k**0.5 for k in range(1, 20))
    samples: Floats = (0.03 * buzz * np.abs(np.sin(4 * np.pi * time_s)) * (time_s % 2.5 < 2)).astype(np.float32)
    return samples


def with_knocks(sound: Floats, at_s: tuple[float, ...], peak: float, rate_hz: int = RATE_HZ) -> Floats:
    """A table struck at these times: 70 Hz that ring for 60 ms, and the click of the stroke."""
    knocked = sound.copy()
    time_s = np.arange(rate_hz // 5) / rate_hz
    ring = np.sin(2 * np.pi * 70 * time_s) * np.exp(-time_s / 0.025)
    click = 0.15 * np.random.default_rng(1).standard_normal(len(time_s)) * np.exp(-time_s / 0.001)
    for at in at_s:
        first = round(at * rate_hz)
        knocked[first : first + len(time_s)] += (peak * (ring + click)).astype(np.float32)
    return knocked


def hiss(seconds: float, level: float = 1e-3, rate_hz: int = RATE_HZ) -> Floats:
    noise: Floats = (level * np.random.default_rng(2).standard_normal(round(seconds * rate_hz))).astype(np.float32)
    return noise


def knocks(sound: Floats, rate_hz: int = RATE_HZ, at_once: int = 8) -> Measured:
    """`sound` of shape (samples,) or (channels, samples)."""
    grid, channels = Grid.at(rate_hz), np.atleast_2d(sound)
    meter = KnockMeter(grid, len(channels))
    count = channels.shape[1] // grid.row
    for first in range(0, count, at_once):
        rows = channels[:, first * grid.row : min(first + at_once, count) * grid.row]
        meter.feed(Batch(grid, np.ascontiguousarray(rows)))
    return meter.knocks()


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_knocks_in_a_silence_are_counted(rate_hz: int) -> None:
    sound = with_knocks(hiss(6, rate_hz=rate_hz), (1.0, 2.5, 4.0), 0.1, rate_hz)

    assert knocks(sound, rate_hz) == 3.0


def test_many_knocks_do_not_hide_each_other() -> None:
    at_s = tuple(np.arange(0.5, 8, 0.5).tolist())

    assert knocks(with_knocks(hiss(9), at_s, 0.3)) == len(at_s)


@pytest.mark.parametrize("peak", [0.25, 0.5, 0.8])
def test_knocks_under_speech_are_counted(peak: float) -> None:
    assert knocks(with_knocks(voice(10), (2.2, 4.75, 7.2), peak)) == 3.0


def test_a_rumble_counts_once() -> None:
    """A cable that is pulled: 0.3 s of noise between 40 and 120 Hz."""
    rumble = signal.sosfilt(signal.butter(2, [40, 120], "bandpass", fs=RATE_HZ, output="sos"), hiss(0.3, 1.0))
    sound = hiss(5)
    sound[2 * RATE_HZ : 2 * RATE_HZ + len(rumble)] += rumble.astype(np.float32)

    assert knocks(sound) == 1.0


def test_speech_noise_and_silence_hold_none() -> None:
    assert knocks(voice(10)) == 0.0
    assert knocks(np.concatenate([np.zeros(2 * RATE_HZ, np.float32), voice(10)])) == 0.0
    assert knocks(hiss(10, 0.1)) == 0.0
    assert knocks(np.zeros(5 * RATE_HZ, np.float32)) == 0.0


def test_hum_that_is_switched_on_and_direct_current_are_none() -> None:
    time_s = np.arange(6 * RATE_HZ) / RATE_HZ
    hum = (0.1 * np.sin(2 * np.pi * 50 * time_s) * (time_s > 2)).astype(np.float32)

    assert knocks(hiss(6) + hum) == 0.0
    assert knocks(voice(10) + np.float32(0.2)) == 0.0


def test_faint_ones_disturb_nobody() -> None:
    assert knocks(with_knocks(hiss(5, 1e-4), (2.0,), 0.005)) == 0.0


def test_the_channel_with_most_counts() -> None:
    sound = np.stack([with_knocks(hiss(6), (3.0,), 0.3), with_knocks(hiss(6), (1.0, 2.0, 4.0), 0.3)])

    assert knocks(sound) == 3.0


def test_the_worst_minute_counts() -> None:
    quiet, rate_hz = hiss(70, rate_hz=8000), 8000
    sound = with_knocks(quiet, (1.0, 2.0, 65.0), 0.1, rate_hz)

    assert knocks(sound, rate_hz) == 2.0


def test_it_does_not_matter_how_it_is_fed() -> None:
    sound = with_knocks(voice(10), (2.2, 4.75, 7.2), 0.4)

    assert {knocks(sound, at_once=count) for count in (1, 3, 8)} == {3.0}


def test_less_than_a_second_tells_nothing() -> None:
    assert knocks(voice(0.9)) == Unknown("too_short")
