"""How far sound and picture lie apart, told from claps, and what to delay by how much."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.measures import Measured, Unknown

CLAPS_WANTED: Final = 3
"""So many claps people are asked for, and so many must be both heard and seen. Ours: two could match by chance."""

_STEP_MS: Final = 5.0
"""Delays are set in whole milliseconds, and nobody hears five."""


@dataclass(frozen=True, slots=True)
class SyncMeasures:
    """Sound against picture.

    Attributes:
        sound_early_ms: How much the sound comes before the picture, the median of the claps; negative where it comes
            after, as it does in nature. ITU-R BT.1359 counts alike.
        uncertainty_ms: Half the 95 % interval of that; never less than half the time between two frames lets us know.
        claps: How many were seen and heard.
    """

    sound_early_ms: Measured
    uncertainty_ms: Measured
    claps: int


@dataclass(frozen=True, slots=True)
class HeardClap:
    """A clap in the sound.

    Attributes:
        time_s: When it begins, on the clock of the recording or CLOCK_MONOTONIC.
        rise_db: How far it stands over what was just before it.
    """

    time_s: float
    rise_db: float


@dataclass(frozen=True, slots=True)
class ClapsSeen:
    """What a camera makes of claps that were heard.

    Attributes:
        of: How many heard claps it was asked about.
        measures: Sound against picture by these; `claps` of them were found in the picture.
    """

    of: int
    measures: SyncMeasures


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A device's own clock against the computer's.

    Attributes:
        device_s: Time that passed by what the device delivered: its samples at their rate, its frames' stamps.
        monotonic_s: The same time on CLOCK_MONOTONIC.
    """

    device_s: float
    monotonic_s: float


class Delayed(StrEnum):
    """What is to be held back."""

    SOUND = "sound"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Delay:
    """What to delay, and by how much."""

    which: Delayed
    by_ms: float


def delay(measures: SyncMeasures) -> Delay | None:
    """What brings sound and picture together: the one that comes first waits.

    Returns:
        The delay in steps of 5 ms, or None where nothing is known, or nothing to be gained beyond the uncertainty.
    """
    early_ms, uncertainty_ms = measures.sound_early_ms, measures.uncertainty_ms
    if isinstance(early_ms, Unknown) or isinstance(uncertainty_ms, Unknown):
        return None
    by_ms = _STEP_MS * round(abs(early_ms) / _STEP_MS)
    if by_ms <= uncertainty_ms:
        return None
    return Delay(Delayed.SOUND if early_ms > 0 else Delayed.PICTURE, by_ms)


def drift_ppm(sound: ClockReading, picture: ClockReading) -> Measured:
    """How much faster the sound's clock runs than the picture's, in parts per million.

    Unknown: `too_short` (under `DRIFT_AFTER_S` of either: the jitter of the stamps would be larger).
    """
    if min(sound.monotonic_s, picture.monotonic_s) < DRIFT_AFTER_S:
        return Unknown("too_short")
    sound_rate = sound.device_s / sound.monotonic_s
    picture_rate = picture.device_s / picture.monotonic_s
    return (sound_rate - picture_rate) * 1e6


DRIFT_AFTER_S: Final = 600.0
"""A frame is read up to 20 ms later than the one before; over ten minutes that is 33 ppm, what a poor quartz drifts.
Ours."""
