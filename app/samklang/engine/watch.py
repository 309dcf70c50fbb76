"""The quiet watch over a microphone that passed its check, until the call opens."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samklang.domain.live import LiveState, MicrophoneNow, MicrophoneSetting
from samklang.domain.measures import Measured, SoundMeasures, Unknown
from samklang.engine.ports import Clock, Microphone

TAKE_S: Final = 30.0
"""A take is followed by the next after so long, in the next pause: memory stays bounded, and a level that fell in the
middle of a take is not held up for long by what was heard before (ours)."""

LONGEST_TAKE_S: Final = 45.0
"""Somebody who speaks without a pause is cut here all the same (ours)."""

PAUSE_S: Final = 0.2
LOST_DB: Final = 10.0
"""Speech so far below what the check heard is another microphone, or a knob turned (ours)."""

ROOM_FELL_DB: Final = 8.0
"""Where the room's noise has fallen by so much as well, it is the gain, and not somebody who rustles (ours)."""

MOVED_DB: Final = 20.0
"""Where the room sounds as before, up to so much less is somebody who has moved away; still less is no speech at all
but paper and keys, which have a level, too (ours)."""

ROOM_LOST_DB: Final = 20.0
"""A fan that stops makes a room 5 to 15 dB quieter, and is no fault; more than that is the microphone (ours)."""

ROOM_LOST_S: Final = 5.0
LEAST_SPEECH_S: Final = 3.0
"""So much speech a level is judged by; P.56 settles in about that (ours)."""

MUCH_SPEECH_S: Final = 10.0
"""So much where nothing else speaks for a fault: paper and keys are soon over (ours)."""

_PAUSE_BELOW_SPEECH_DB: Final = 20.0
_PAUSE_DBFS: Final = -50.0  # where nothing is known about the speech
_SECOND_NS: Final = 1_000_000_000


class Finding(StrEnum):
    """What a watch can notice, the gravest first."""

    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    MUTED = "muted"
    OTHER_RATE = "other_rate"
    LEVEL_LOST = "level_lost"
    DROPOUTS = "dropouts"


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that holds now.

    Attributes:
        since_s: When it was first seen, seconds after the watch began.
        value: dB below the check for `LEVEL_LOST`, how many for `DROPOUTS`, Hz for `OTHER_RATE`; else None.
    """

    finding: Finding
    since_s: float
    value: float | None = None


class Watch:
    """Watches one open microphone; whoever runs it calls `advance` every 20-200 ms.

    It says nothing while nobody speaks: that is no fault. What has passed is no longer told.

    Args:
        microphone: Live already; the watch begins takes on it, and closes nothing.
        clock: Only its monotonic side is used.
        good: What the check measured, to hold the level against; None leaves the level out.
    """

    def __init__(self, microphone: Microphone, clock: Clock, good: SoundMeasures | None = None) -> None:
        self._microphone = microphone
        self._clock = clock
        self._good = good
        self._begun_ns = clock.monotonic_ns()
        self._take_ns = self._begun_ns
        self._loud_ns = self._begun_ns
        self._room_ns = self._begun_ns
        self._quietest_dbfs = math.inf
        self._rate_hz: int | None = None
        self._measuring = False
        self._taken: tuple[SoundMeasures, ...] = ()
        self._noticed: dict[Finding, Noticed] = {}

    def advance(self, setting: MicrophoneSetting | None = None) -> tuple[Noticed, ...]:
        """What holds now, the gravest first.

        Args:
            setting: The microphone's, from the newest list of devices, where there is one.
        """
        now = self._microphone.poll()
        delivering = now.state in _DELIVERING
        if delivering:
            self._keep_measuring(now)
        else:
            self._measuring, self._taken = False, ()
        held: dict[Finding, float | None] = {}
        if now.state in _GONE:
            held[Finding.UNPLUGGED] = None
        elif not delivering and self._rate_hz is not None:
            held[Finding.STALLED] = None
        if _is_muted(now, setting):
            held[Finding.MUTED] = None
        if self._rate_hz is not None and now.sample_rate_hz not in (None, self._rate_hz):
            held[Finding.OTHER_RATE] = now.sample_rate_hz
        below_db = self._below_db(now)
        if below_db is not None and Finding.MUTED not in held:
            held[Finding.LEVEL_LOST] = below_db
        dropouts = self._dropouts()
        if dropouts:
            held[Finding.DROPOUTS] = dropouts
        return self._told(held)

    def stop(self) -> None:
        """End the running take."""
        self._microphone.finish_take()
        self._measuring = False

    def _keep_measuring(self, now: MicrophoneNow) -> None:
        """Begin a take where none runs, and follow a long one with the next in a pause."""
        now_ns = self._clock.monotonic_ns()
        if self._rate_hz is None:
            self._rate_hz = now.sample_rate_hz
        if now.playing is not None:  # it would hear what we play; playing has ended its take
            self._measuring = False
            return
        if not self._measuring or now.take_lost is not None:
            self._microphone.begin_take(aside=True)
            self._measuring, self._take_ns, self._taken = True, now_ns, ()
            self._room_ns, self._quietest_dbfs = now_ns, math.inf
            return
        if now.reading is not None:
            self._quietest_dbfs = min(self._quietest_dbfs, now.reading.level_dbfs)
        if now.measures is not None:
            self._taken = (now.measures,) if now.before is None else (now.before, now.measures)
        if self._speaks(now):
            self._loud_ns = now_ns
        took_ns = now_ns - self._take_ns
        in_pause = now_ns - self._loud_ns >= PAUSE_S * _SECOND_NS
        if took_ns > LONGEST_TAKE_S * _SECOND_NS or (took_ns > TAKE_S * _SECOND_NS and in_pause):
            self._microphone.next_take()
            self._take_ns, self._quietest_dbfs = now_ns, math.inf

    def _speaks(self, now: MicrophoneNow) -> bool:
        if now.reading is None:
            return False
        level = now.reading.speech_level_dbfs
        pause_dbfs = _PAUSE_DBFS if isinstance(level, Unknown) else level - _PAUSE_BELOW_SPEECH_DB
        return now.reading.level_dbfs > pause_dbfs

    def _below_db(self, now: MicrophoneNow) -> float | None:
        """How far the level has fallen since the check, or None where it has not, or nobody can tell."""
        if self._good is None:
            return None
        speech_db = self._speech_below_db(self._good)
        if speech_db is not None:
            return speech_db
        floor = self._good.noise_floor_dbfs
        room_dbfs = None if now.reading is None else now.reading.level_dbfs
        below_db = None if room_dbfs is None else _difference(floor, room_dbfs)
        now_ns = self._clock.monotonic_ns()
        if below_db is None or below_db < ROOM_LOST_DB:
            self._room_ns = now_ns
            return None
        return below_db if now_ns - self._room_ns >= ROOM_LOST_S * _SECOND_NS else None

    def _speech_below_db(self, good: SoundMeasures) -> float | None:
        """How far speech has fallen: a level is also measured of paper and keys, so more must speak for it."""
        if not self._taken:
            return None
        newest = self._taken[-1]
        speech_s = newest.duration_s * _number(newest.speech_share, 0.0)
        below_db = _difference(good.active_speech_level_dbfs, newest.active_speech_level_dbfs)
        if below_db is None or below_db < LOST_DB or speech_s < LEAST_SPEECH_S:
            return None
        room_db = _difference(good.noise_floor_dbfs, self._quietest_dbfs)
        if room_db is not None and room_db >= ROOM_FELL_DB:
            return below_db
        return below_db if below_db <= MOVED_DB and speech_s >= MUCH_SPEECH_S else None

    def _dropouts(self) -> int:
        """In the running take and the one before: what happened minutes ago and never again has passed."""
        return round(sum(_number(each.dropouts, 0.0) for each in self._taken))

    def _told(self, held: dict[Finding, float | None]) -> tuple[Noticed, ...]:
        since_s = (self._clock.monotonic_ns() - self._begun_ns) / _SECOND_NS
        self._noticed = {
            finding: Noticed(finding, self._noticed[finding].since_s if finding in self._noticed else since_s, value)
            for finding, value in held.items()
        }
        return tuple(self._noticed[finding] for finding in Finding if finding in self._noticed)


def _is_muted(now: MicrophoneNow, setting: MicrophoneSetting | None) -> bool:
    """By the system's word, or because nothing at all comes: a switch on the microphone is not told to the system."""
    by_system = setting is not None and (setting.muted is True or setting.volume_percent == 0)
    return by_system or now.state is LiveState.FROZEN


def _number(measured: Measured, otherwise: float) -> float:
    return otherwise if isinstance(measured, Unknown) else measured


def _difference(expected: Measured, heard: Measured) -> float | None:
    if isinstance(expected, Unknown) or isinstance(heard, Unknown):
        return None
    return expected - heard


_DELIVERING = (LiveState.LIVE, LiveState.SLOW, LiveState.FROZEN)
_GONE = (LiveState.LOST, LiveState.CLOSED, LiveState.FAILED)
