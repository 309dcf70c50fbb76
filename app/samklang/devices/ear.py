"""The meters of one live microphone, and what the window is told about them."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from samklang.analysis.sound.meter import SoundMeter
from samklang.analysis.sync.sound import ClapEar
from samklang.devices.capture_messages import (
    BeginTake,
    ClapsHeard,
    Clips,
    FinishTake,
    Heard,
    KeepAsGood,
    ListenForClaps,
    Lost,
    MicrophoneOrder,
    NextTake,
    Opened,
    PlayBack,
    SoundTaken,
    Ticked,
    Turned,
)
from samklang.devices.listening_back import Block, LastSeconds, ListeningBack
from samklang.devices.sound_clock import SoundClock
from samklang.domain.live import Clip, LiveState, SoundReading, TakeLost
from samklang.domain.measures import SilenceMeasures, Unknown
from samklang.domain.sync import HeardClap
from samklang.workers.link import Link

READING_EVERY_S: Final = 0.05
MEASURES_EVERY_S: Final = 2.0
"""Of a running take: nobody looks at them but the watch over a meeting, whose own patience is longer. Ours."""
STILL_AFTER_S: Final = 1.2
"""The very same sample for so long is no microphone: even a quiet one has noise (our proposal)."""

JUDGING_S: Final = 8.0
"""The speech-quality model may take this long for a finished take, its loading included (our proposal)."""

WAKING_S: Final = 8.0
"""A loudspeaker may take this long to begin: one over Bluetooth is woken first (our proposal)."""

TICK_EVERY_S: Final = 1.0

_FULL_SCALE: Final = 0.99
_QUIETEST_DBFS: Final = -120.0


class Ear:
    """Hears one microphone: a state, readings, takes, and the clip of a take for listening back.

    Args:
        link: To the window.
        device_rate: What it hears comes from a device, whose own limit a narrow band then is, and not from a recording.
        clock: Seconds, never backwards.
    """

    def __init__(self, link: Link, *, device_rate: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._clock = clock
        self._device_rate = device_rate
        self._state = LiveState.OPENING
        self._rate_hz = 0
        self._channels = 1
        self._meter: SoundMeter | None = None
        self._take = 0
        self._silence = False
        self._aside = False
        self._measuring = False
        self._interrupted = False
        self._room: SilenceMeasures | None = None
        self._spoken: SoundMeter | None = None
        self._last_seconds: LastSeconds | None = None
        self._back = ListeningBack()
        self._told_clips = Clips(0.0, 0.0, None, no_output=False)
        self._reading_at_s = 0.0
        self._measured_at_s = 0.0
        self._since: list[Block] = []
        self._last_sample = 0.0
        self._moved_at_s = 0.0
        self._heard_samples = 0
        self._sound_clock: SoundClock | None = None
        self._ticked_at_s = 0.0
        self._clap_ear: ClapEar | None = None
        self._claps: tuple[HeardClap, ...] = ()

    def turn(self, state: LiveState) -> None:
        """Tell how the device is, if that is new."""
        if state is not self._state:
            self._state = state
            self._link.report(Turned(state))

    def open(self, rate_hz: int, channels: int) -> None:
        """The device delivers like this from now on; the takes made at another rate no longer count."""
        if self._interrupted and rate_hz != self._rate_hz:
            self._link.report(Lost(self._take, TakeLost.RATE_CHANGED))
        if (rate_hz, channels) != (self._rate_hz, self._channels):
            self._room = self._spoken = None
        self._rate_hz, self._channels = rate_hz, channels
        self._meter = None
        self._sound_clock = SoundClock(rate_hz)
        self._clap_ear = None if self._clap_ear is None else ClapEar(rate_hz)
        self._measuring = self._interrupted = False
        self._since.clear()
        self._moved_at_s = self._clock()
        self._link.report(Opened(rate_hz))

    def lose(self, why: TakeLost) -> None:
        """The device no longer delivers, and a take that was running is lost."""
        self._back.stop()
        if self._measuring:
            self._measuring, self._interrupted = False, True
            self._link.report(Lost(self._take, why))
        self._tell_clips()
        self.turn(LiveState.LOST)

    def close(self) -> None:
        """Be quiet, and forget everything."""
        self._back.stop()

    def obey(self, order: MicrophoneOrder) -> None:
        """Begin or finish a take, play a clip, keep one."""
        match order:
            case BeginTake(take, silence, aside):
                self._forget(silence=silence, aside=aside)
                self._begin(take)
            case NextTake(take):
                if self._measuring:
                    self._tell_measures(finished=True)
                else:
                    self._silence, self._aside = False, True
                self._begin(take)
            case FinishTake() if self._measuring:
                self._finish()
            case PlayBack(Clip() as which):
                self._play(which)
            case PlayBack():
                self._back.stop()
            case ListenForClaps(on):
                self._clap_ear, self._claps = ClapEar(self._rate_hz) if on and self._rate_hz else None, ()
            case KeepAsGood():
                self._back.keep_as_good()
            case _:
                pass
        self._tell_clips()

    def _forget(self, *, silence: bool, aside: bool) -> None:
        """What a take of this kind takes the place of."""
        self._silence, self._aside = silence, aside
        if silence:
            self._room = None
        elif not aside:
            self._spoken = None

    def hear(self, block: Block, heard_s: float | None = None) -> None:
        """Measure a block and tell what is due.

        Args:
            block: The next samples.
            heard_s: When the first of them was heard, as the source says; now, where it does not know.
        """
        now = self._clock()
        self._keep_time(block, now if heard_s is None else heard_s, now)
        if block[0, 0] != self._last_sample or np.any(block != self._last_sample):  # mostly the first says it
            self._moved_at_s = now
        self._last_sample = float(block[-1, 0])
        self.turn(LiveState.FROZEN if now - self._moved_at_s > STILL_AFTER_S else LiveState.LIVE)
        self._since.append(block)
        if self._measuring and self._meter is not None:
            self._meter.feed(block)
            self._heard_samples += len(block)
            if self._last_seconds is not None:
                self._last_seconds.hear(block)
        if now - self._reading_at_s >= READING_EVERY_S:
            self._reading_at_s = now
            self._link.report(Heard(self._reading()))
            self._tell_clips()
        if self._measuring and now - self._measured_at_s >= MEASURES_EVERY_S:
            self._measured_at_s = now
            self._tell_measures(finished=False)

    def _keep_time(self, block: Block, stamp_s: float, now: float) -> None:
        """Follow the stream's clock, and hear claps by it where somebody wants them."""
        if self._sound_clock is None:
            return
        heard_s = self._sound_clock.heard_s(len(block), stamp_s)
        if now - self._ticked_at_s >= TICK_EVERY_S:
            self._ticked_at_s = now
            self._link.report(Ticked(self._sound_clock.reading))
        if self._clap_ear is not None:
            self._clap_ear.feed(block, heard_s)
            if (claps := self._clap_ear.claps()) != self._claps:
                self._claps = claps
                self._link.report(ClapsHeard(claps))

    def _begin(self, take: int) -> None:
        self._back.stop()  # what is played would be measured
        self._take, self._measuring, self._interrupted = take, True, False
        self._meter = SoundMeter(self._rate_hz, self._channels, device_rate=self._device_rate)
        self._last_seconds = None if self._silence or self._aside else LastSeconds(self._rate_hz)
        self._heard_samples = 0
        self._measured_at_s = self._clock()

    def _finish(self) -> None:
        self._measuring = False
        if self._silence and self._meter is not None:
            self._room = self._meter.silence()
        elif not self._aside:
            self._spoken = self._meter
            clip = self._last_seconds.clip() if self._last_seconds is not None else None
            if clip is not None:
                self._back.clips[Clip.TAKE] = clip
            self._last_seconds = None
        self._tell_measures(finished=True)

    def _play(self, which: Clip) -> None:
        """Not while a take runs that somebody waits for; one that only watches gives way: it would hear it."""
        if self._measuring and not self._aside:
            return
        self._measuring = False
        self._link.beat(patience_s=WAKING_S)
        self._back.play(which)

    def _reading(self) -> SoundReading:
        samples = np.concatenate(self._since)
        self._since.clear()
        peak = max(float(samples.max()), -float(samples.min()))
        power = max(float(channel @ channel) for channel in samples.T) / len(samples)
        level = Unknown("no_samples") if self._meter is None else self._meter.active_speech_level_dbfs
        return SoundReading(
            level_dbfs=_dbfs(power**0.5),
            peak_dbfs=_dbfs(peak),
            speech_level_dbfs=level,
            clipped=peak >= _FULL_SCALE,
            take=self._take,
            heard_s=self._heard_samples / self._rate_hz,
        )

    def _tell_measures(self, *, finished: bool) -> None:
        # A silence repeated alone is for the take that stands: its measures are worked out anew.
        again = finished and self._silence and self._spoken is not None
        meter = self._spoken if again else self._meter
        if meter is None:
            return
        judged = finished and not self._aside and (again or not self._silence)
        if judged:
            self._link.beat(patience_s=JUDGING_S)
        measures = meter.measures(self._room, final=judged, running=not finished)
        self._link.report(SoundTaken(self._take, measures, finished))

    def _tell_clips(self) -> None:
        lengths = {which: clip.length_s for which, clip in self._back.clips.items()}
        clips = Clips(
            lengths.get(Clip.TAKE, 0.0), lengths.get(Clip.GOOD, 0.0), self._back.playing, self._back.no_output
        )
        if clips != self._told_clips:
            self._told_clips = clips
            self._link.report(clips)


def _dbfs(amplitude: float) -> float:
    return max(_QUIETEST_DBFS, 20 * float(np.log10(max(amplitude, 1e-12))))
