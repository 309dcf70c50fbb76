"""The endurance test of a rig: microphone, camera and laptop watched for as long as a session, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.rig import CameraKind

SESSION_S: Final = 9000.0
"""Two hours and a half, the longest session of the programmes."""

SHORTEST_S: Final = 60.0
LONGEST_S: Final = 12 * 3600.0
"""Below a minute nothing shows, beyond half a day nobody waits (ours)."""


class Watched(StrEnum):
    """What an event is about."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    LAPTOP = "laptop"


class Happening(StrEnum):
    """What can happen while a rig is watched, the gravest of each part first."""

    CAMERA_FAILED = "camera_failed"
    CAMERA_LOST = "camera_lost"
    CAMERA_RESTARTED = "camera_restarted"
    PICTURE_FROZEN = "picture_frozen"
    PICTURE_BLACK = "picture_black"
    NO_SIGNAL = "no_signal"
    SIZE_CHANGED = "size_changed"
    PICTURE_SLOW = "picture_slow"
    MICROPHONE_FAILED = "microphone_failed"
    MICROPHONE_LOST = "microphone_lost"
    MICROPHONE_RESTARTED = "microphone_restarted"
    SOUND_SILENT = "sound_silent"
    RATE_CHANGED = "rate_changed"
    DROPOUTS = "dropouts"
    SOUND_DRIFT = "sound_drift"
    SLEPT = "slept"
    BATTERY_LOW = "battery_low"
    ON_BATTERY = "on_battery"
    THROTTLED = "throttled"
    LOAD_HIGH = "load_high"
    MEMORY_LOW = "memory_low"

    @property
    def part(self) -> Watched:
        """What it is about."""
        if self in _OF_CAMERA:
            return Watched.CAMERA
        return Watched.MICROPHONE if self in _OF_MICROPHONE else Watched.LAPTOP


_OF_CAMERA: Final = frozenset(
    {
        Happening.CAMERA_FAILED,
        Happening.CAMERA_LOST,
        Happening.CAMERA_RESTARTED,
        Happening.PICTURE_FROZEN,
        Happening.PICTURE_BLACK,
        Happening.NO_SIGNAL,
        Happening.SIZE_CHANGED,
        Happening.PICTURE_SLOW,
    }
)
_OF_MICROPHONE: Final = frozenset(
    {
        Happening.MICROPHONE_FAILED,
        Happening.MICROPHONE_LOST,
        Happening.MICROPHONE_RESTARTED,
        Happening.SOUND_SILENT,
        Happening.RATE_CHANGED,
        Happening.DROPOUTS,
        Happening.SOUND_DRIFT,
    }
)

PICTURE_GONE: Final = frozenset(
    {
        Happening.CAMERA_LOST,
        Happening.CAMERA_RESTARTED,
        Happening.PICTURE_FROZEN,
        Happening.PICTURE_BLACK,
        Happening.NO_SIGNAL,
    }
)
"""How a camera looks that has switched itself off: behind a capture card it is black, a card or the last picture; or
its driver hangs, and starting it again does not help."""

_FATAL: Final = PICTURE_GONE | {
    Happening.CAMERA_FAILED,
    Happening.MICROPHONE_FAILED,
    Happening.MICROPHONE_LOST,
    Happening.MICROPHONE_RESTARTED,
    Happening.SOUND_SILENT,
    Happening.SLEPT,
}
"""With any of these the others in the call see or hear nothing for a while."""

SHORT_S: Final = 5.0
"""What was over sooner is a remark; longer, and people ask whether the call is broken (ours)."""

MANY: Final = 3
"""So many short ones in one test are no accident any more (ours)."""

MUCH_SLOW_SHARE: Final = 0.1
"""A picture that was too slow for this share of the time fails (ours)."""


@dataclass(frozen=True, slots=True)
class SoakEvent:
    """Something that happened.

    Attributes:
        at_s: When it began, seconds after the test began.
        lasted_s: How long it went on; None where it still did when the test ended.
        value: Frames a second for `PICTURE_SLOW`, pixels high for `SIZE_CHANGED`, Hz for `RATE_CHANGED`, how many for
            `DROPOUTS`, ms for `SOUND_DRIFT`, seconds for `SLEPT`, percent for `BATTERY_LOW`, `ON_BATTERY` and
            `LOAD_HIGH`, share of full speed for `THROTTLED`, GB for `MEMORY_LOW`; None where there is none to tell.
    """

    kind: Happening
    at_s: float
    lasted_s: float | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class SoakPoint:
    """A stretch of the time line; None is not known.

    Attributes:
        at_s: Where it begins.
        span_s: How long it is.
        frame_rate_fps: Of unique frames, the mean over it.
        lowest_frame_rate_fps: In its worst second; 0 where there was no picture.
        level_dbfs: Of the sound, the loudest second's.
        lowest_level_dbfs: The quietest second's.
        load_percent: Of all cores together, the highest.
        speed_share: The processor's frequency of its highest, the lowest.
        battery_percent: At its end.
    """

    at_s: float
    span_s: float
    frame_rate_fps: float | None = None
    lowest_frame_rate_fps: float | None = None
    level_dbfs: float | None = None
    lowest_level_dbfs: float | None = None
    load_percent: float | None = None
    speed_share: float | None = None
    battery_percent: float | None = None

    def joined(self, following: "SoakPoint") -> "SoakPoint":
        """This stretch and the one after it as one."""
        return SoakPoint(
            at_s=self.at_s,
            span_s=following.at_s + following.span_s - self.at_s,
            frame_rate_fps=_mean((self.frame_rate_fps, self.span_s), (following.frame_rate_fps, following.span_s)),
            lowest_frame_rate_fps=_lowest(self.lowest_frame_rate_fps, following.lowest_frame_rate_fps),
            level_dbfs=_highest(self.level_dbfs, following.level_dbfs),
            lowest_level_dbfs=_lowest(self.lowest_level_dbfs, following.lowest_level_dbfs),
            load_percent=_highest(self.load_percent, following.load_percent),
            speed_share=_lowest(self.speed_share, following.speed_share),
            battery_percent=self.battery_percent if following.battery_percent is None else following.battery_percent,
        )


class SoakVerdict(StrEnum):
    """What an endurance test came to."""

    PASSED = "passed"
    REMARKS = "remarks"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SoakResult:
    """One endurance test. It holds numbers, codes and names of equipment; no sound, no picture, no person.

    Attributes:
        begun_utc_ms: When, milliseconds since 1970-01-01 UTC.
        planned_s: How long it was to last.
        watched_s: How long it did; less where it was ended by hand, and then it is only partial.
        microphone: What the system calls it; `DEMO_ID` of the demo, empty where no microphone was watched.
        camera: Likewise.
        camera_kind: How the picture comes in, as the rig says.
        laptop: Its model; empty where it is not told.
        laptop_watched: Whether load, power and speed were told at all.
        demo: True where a demo device took the place of a real one.
        happened: In the order of time; of each kind at most `MOST_OF_A_KIND`, and `more` counts the others.
        more: Kind -> how many more of it there were.
        sound_drift_ms: How far the sound ran ahead of the picture over so long, by the clocks of the two devices;
            negative where it fell behind; None where it was not told.
        drift_against_computer: The camera has no clock of its own: the sound was held against the computer's.
        battery_used_percent: Of its charge over the test, on battery; None where it was on mains or not told.
    """

    rig_id: str
    begun_utc_ms: int
    program_version: str
    planned_s: float
    watched_s: float
    microphone: str
    camera: str
    camera_kind: CameraKind
    laptop: str
    laptop_watched: bool
    demo: bool
    happened: tuple[SoakEvent, ...]
    more: tuple[tuple[Happening, int], ...]
    timeline: tuple[SoakPoint, ...]
    sound_drift_ms: float | None = None
    drift_against_computer: bool = False
    battery_used_percent: float | None = None

    @property
    def complete(self) -> bool:
        """Whether it lasted as long as was planned."""
        return self.watched_s >= self.planned_s

    @property
    def verdict(self) -> SoakVerdict:
        """What it came to; a partial test that saw nothing wrong has only remarks, for the rest was not seen."""
        if any(is_grave(event, self) for event in self.happened):
            return SoakVerdict.FAILED
        return SoakVerdict.PASSED if self.complete and not self.happened else SoakVerdict.REMARKS

    @property
    def outcome(self) -> str:
        """The verdict's code; `partial` where it was ended by hand and nothing grave was seen until then."""
        ended = not self.complete and self.verdict is not SoakVerdict.FAILED
        return "partial" if ended else self.verdict.value

    @property
    def gravest(self) -> SoakEvent | None:
        """The first of those that fail the test, else the first of all; None where nothing happened."""
        grave = [event for event in self.happened if is_grave(event, self)]
        return next(iter(grave or self.happened), None)

    def count(self, kind: Happening) -> int:
        """How often it happened."""
        return sum(event.kind is kind for event in self.happened) + dict(self.more).get(kind, 0)


def is_grave(event: SoakEvent, result: SoakResult) -> bool:
    """Whether this alone fails the test: nothing to see or hear for long, or again and again."""
    lasted_s = result.watched_s - event.at_s if event.lasted_s is None else event.lasted_s
    if event.kind is Happening.PICTURE_SLOW:
        slow_s = sum(
            result.watched_s - each.at_s if each.lasted_s is None else each.lasted_s
            for each in result.happened
            if each.kind is Happening.PICTURE_SLOW
        )
        return slow_s > MUCH_SLOW_SHARE * result.watched_s
    if event.kind in (Happening.CAMERA_FAILED, Happening.MICROPHONE_FAILED, Happening.SLEPT):
        return True
    return event.kind in _FATAL and (lasted_s > SHORT_S or result.count(event.kind) >= MANY)


TYPICAL_TIMERS_S: Final = (300.0, 600.0, 900.0, 1200.0, 1800.0, 2700.0, 3600.0)
"""After so long cameras switch themselves off: users report 10, 15, 30 and 45-60 minutes by body, 29:59 among them;
5 and 20 are choices in their menus (Canon, Nikon)."""

_TIMER_EARLY_S: Final = 45.0
"""The camera's timer began when it was switched on, a little before the test (ours)."""
_TIMER_LATE_S: Final = 5.0
_RETURNS_IN_S: Final = 10.0
"""What is back by itself so soon was no camera that switched itself off (ours)."""
_SAME_INTERVAL_SHARE: Final = 0.03
_SHORTEST_INTERVAL_S: Final = 60.0


def looks_like_auto_off(event: SoakEvent, result: SoakResult) -> bool:
    """Whether this is how a camera's automatic power-off looks; a hint, never a verdict.

    Either the picture of a camera behind a cable or a capture card goes at one of the usual times and does not come
    back by itself, or it goes after the same time again and again (ours).
    """
    if event.kind not in PICTURE_GONE:
        return False
    if _regular(event, result.happened):
        return True
    own_power = result.camera_kind is CameraKind.HDMI_CAPTURE
    stayed_away = event.lasted_s is None or event.lasted_s > _RETURNS_IN_S
    at_a_timer = any(-_TIMER_EARLY_S <= event.at_s - timer_s <= _TIMER_LATE_S for timer_s in TYPICAL_TIMERS_S)
    return own_power and stayed_away and at_a_timer


def _regular(event: SoakEvent, happened: Iterable[SoakEvent]) -> bool:
    """Whether it is one of at least three that came after the same time, each counted from the last one's end."""
    alike = [each for each in happened if each.kind is event.kind]
    ends = [0.0, *(each.at_s + (each.lasted_s or 0.0) for each in alike)]
    waits = [each.at_s - end for each, end in zip(alike, ends, strict=False)]
    place = alike.index(event)
    return any(
        all(_same(waits[each], waits[first]) for each in range(first, first + MANY))
        for first in range(max(0, place - MANY + 1), min(place, len(waits) - MANY) + 1)
    )


def _same(one_s: float, other_s: float) -> bool:
    return one_s >= _SHORTEST_INTERVAL_S and abs(one_s - other_s) <= _SAME_INTERVAL_SHARE * one_s


def _mean(*weighed: tuple[float | None, float]) -> float | None:
    known = [(value, weight) for value, weight in weighed if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total > 0 else None


def _lowest(*values: float | None) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _highest(*values: float | None) -> float | None:
    return max((value for value in values if value is not None), default=None)
