"""What a rig's checks and endurance tests came to over time: numbers and codes, so that a slow change can be seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final, TypeAlias

from samklang.domain.soak import SoakResult
from samklang.domain.verdict import Overall, Status

MOST_ENTRIES: Final = 500
"""So many are kept of each rig, the newest: more than a year of one check a day (ours)."""


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """One check.

    Attributes:
        at_utc_ms: When, milliseconds since 1970-01-01 UTC.
        live: Whether it was made with what was plugged in; otherwise with a recording.
        statuses: Check -> what it came to.
        measures: `SECTION.NAME` of every measure that was known -> its value, in the unit its name carries.
    """

    at_utc_ms: int
    program_version: str
    live: bool
    overall: Overall
    statuses: Mapping[str, Status]
    measures: Mapping[str, float]


HistoryEntry: TypeAlias = CheckEntry | SoakResult


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the checks, the oldest first.

    Attributes:
        measure: `SECTION.NAME`.
        part: The check, or the part of one, that judges it; its name, unit and target are the measure's.
        values: When, and how much; None where that check did not know it.
    """

    measure: str
    part: str
    values: tuple[tuple[int, float | None], ...]

    @property
    def known(self) -> int:
        """How many of the values are known."""
        return sum(value is not None for _, value in self.values)


TRENDS: Final[Mapping[str, str]] = {
    "sound.active_speech_level_dbfs": "speech_level",
    "sound.noise_floor_dbfs": "noise",
    "sound.snr_db": "snr",
    "sound.reverberation_s": "reverberation",
    "picture.frame_rate_fps": "delivered_rate",
    "picture.face_luma": "face_luma",
    "picture.sharpness": "absolute_sharpness",
    "picture.noise": "picture_noise",
    "picture.head_height_share": "head_height",
    "sync.sound_early_ms": "lip_sync",
    "laptop.load_mean_percent": "mean_load",
}
"""What is drawn, in this order -> the check or the part of one that judges it."""


def checks_of(entries: Iterable[HistoryEntry]) -> tuple[CheckEntry, ...]:
    """The checks among them."""
    return tuple(entry for entry in entries if isinstance(entry, CheckEntry))


def soaks_of(entries: Iterable[HistoryEntry]) -> tuple[SoakResult, ...]:
    """The endurance tests among them."""
    return tuple(entry for entry in entries if isinstance(entry, SoakResult))


def last_soak(entries: Iterable[HistoryEntry], camera: str | None = None) -> SoakResult | None:
    """The newest endurance test; one that was stopped before it saw anything grave only where there is no other.

    Args:
        entries: The rig's.
        camera: What the system calls the camera that is asked about: a test says nothing about another one. None takes
            any.
    """
    fitting = [each for each in soaks_of(entries) if camera in (None, each.camera)]
    telling = [each for each in fitting if each.outcome != "partial"]
    return max(telling or fitting, key=lambda each: each.begun_utc_ms, default=None)


def trends(entries: Iterable[HistoryEntry]) -> tuple[Trend, ...]:
    """How what is worth drawing has changed; what was never known is left out."""
    checks = checks_of(entries)
    drawn = (
        Trend(
            measure,
            part,
            tuple((each.at_utc_ms, each.measures.get(measure)) for each in checks),
        )
        for measure, part in TRENDS.items()
    )
    return tuple(trend for trend in drawn if trend.known)


def finite(measures: Mapping[str, float]) -> dict[str, float]:
    """Those that are numbers."""
    return {name: value for name, value in measures.items() if isfinite(value)}
