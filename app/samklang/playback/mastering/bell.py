"""A soft bell, computed: it swells instead of striking, so that nobody is startled, and fades for many seconds."""

import numpy as np
from numpy.typing import NDArray

LENGTH_S = 9.0
"""From first to last sample: our proposal."""

_FUNDAMENTAL_HZ = 196.0
_PARTIALS = ((1.0, 1.0, 3.2), (1.003, 0.5, 3.0), (2.0, 0.32, 2.2), (2.76, 0.22, 1.5), (4.1, 0.06, 0.8))
"""Ratio, level, time constant in seconds: roughly those of a singing bowl, chosen by ear. The pair beats slowly."""
_SWELL_S = 0.14
_LEVEL = 0.16


def bell(sample_rate_hz: int) -> NDArray[np.float32]:
    """One bell, one channel, full scale 1.0; both ends are silent."""
    time_s = np.arange(round(LENGTH_S * sample_rate_hz)) / sample_rate_hz
    sound = np.zeros_like(time_s)
    for ratio, level, constant_s in _PARTIALS:
        sound += level * np.exp(-time_s / constant_s) * np.sin(2 * np.pi * _FUNDAMENTAL_HZ * ratio * time_s)
    swell = np.clip(time_s / _SWELL_S, 0, 1)
    fade = np.clip((LENGTH_S - time_s) / 2.5, 0, 1)
    sound *= swell * swell * (3 - 2 * swell) * fade * fade
    ring: NDArray[np.float32] = (sound * (_LEVEL / np.abs(sound).max())).astype(np.float32)
    return ring
