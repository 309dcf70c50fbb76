"""Stamps that jitter become even times, and a gap is no jitter."""

import numpy as np
import pytest

from samklang.devices.sound_clock import SoundClock

RATE_HZ = 48_000
BLOCK = 480


def test_jitter_is_smoothed_away():
    clock, jitter = SoundClock(RATE_HZ), np.random.default_rng(1).uniform(-0.01, 0.01, 1000)
    jitter[0] = 0
    heard_s = np.array([clock.heard_s(BLOCK, 5 + at / 100 + jitter[at]) for at in range(1000)])
    assert np.abs(heard_s - 5 - np.arange(1000) / 100).max() < 0.003
    assert clock.reading.device_s == pytest.approx(10.0)
    assert clock.reading.monotonic_s == pytest.approx(10.0, abs=0.003)


def test_a_clock_that_runs_off_is_followed():
    clock = SoundClock(RATE_HZ)
    for at in range(6000):
        clock.heard_s(BLOCK, at * 0.01 * (1 + 200e-6))
    reading = clock.reading
    assert (reading.device_s / reading.monotonic_s - 1) * 1e6 == pytest.approx(-200, abs=15)


def test_a_gap_begins_anew():
    clock = SoundClock(RATE_HZ)
    assert clock.reading.device_s == 0
    clock.heard_s(BLOCK, 1.0)
    assert clock.heard_s(BLOCK, 3.0) == 3.0
    assert clock.reading.device_s == pytest.approx(0.01)
