"""Captures and measures one microphone, in a process of its own."""

import time
from typing import Final

import numpy as np

from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.capture_messages import BeginTake, FinishTake, Heard, SoundTaken, TakeOrder, Turned
from samklang.devices.demo import DemoSound
from samklang.devices.sound_sources import Block, PortAudioSource, SoundSource, SourceGone
from samklang.domain.live import DEMO_ID, LiveState, SoundReading
from samklang.domain.measures import SilenceMeasures, Unknown
from samklang.workers.link import Link

OPENING_S: Final = 8.0
"""Opening a device may take this long before the worker counts as hung (our proposal)."""

READING_EVERY_S: Final = 0.05
MEASURES_EVERY_S: Final = 1.0
STILL_AFTER_S: Final = 1.2
"""The very same sample for so long is no microphone: even a quiet one has noise (our proposal)."""

_LOOK_AGAIN_S: Final = 0.4
_NEXT_BLOCK_S: Final = 0.1
_FULL_SCALE: Final = 0.99
_QUIETEST_DBFS: Final = -120.0


def run(link: Link, device: str) -> None:
    """Capture until told to stop; a device that is lost is taken up again when it is back.

    Args:
        link: To the window.
        device: A microphone's id (see `devices.listing`), or `DEMO_ID`.
    """
    source: SoundSource = DemoSound() if device == DEMO_ID else PortAudioSource(device)
    ear = _Ear(link)
    while not link.stopping:
        link.beat(patience_s=OPENING_S)
        try:
            rate_hz, channels = source.open()
        except SourceGone:
            ear.turn(LiveState.LOST)
            link.wait(_LOOK_AGAIN_S)
            continue
        ear.open(rate_hz, channels)
        _capture(link, source, ear)
        link.beat(patience_s=OPENING_S)
        source.close()


def _capture(link: Link, source: SoundSource, ear: "_Ear") -> None:
    """Listen until the device is gone or we are told to stop.

    No block, no beat: a stream that stops without a word is ended from outside.
    """
    while not link.stopping:
        order: TakeOrder | None = link.order(TakeOrder)
        if isinstance(order, BeginTake):
            source.expect_silence(silence=order.silence)
        if order is not None:
            ear.obey(order)
        if not source.present():
            ear.turn(LiveState.LOST)
            return
        block = source.block(_NEXT_BLOCK_S)
        if block is not None and len(block):
            ear.hear(block)
            link.beat()


class _Ear:
    """The meters of one microphone, and what is told about them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._state = LiveState.OPENING
        self._rate_hz = 48_000
        self._channels = 1
        self._meter = SoundMeter(self._rate_hz, self._channels)
        self._take = 0
        self._silence = False
        self._aside = False
        self._measuring = False
        self._room: SilenceMeasures | None = None
        self._spoken: SoundMeter | None = None
        self._reading_at_s = 0.0
        self._measured_at_s = 0.0
        self._since: list[Block] = []
        self._last_sample = 0.0
        self._moved_at_s = 0.0
        self._heard_samples = 0

    def turn(self, state: LiveState) -> None:
        """Tell how the device is, if that is new."""
        if state is not self._state:
            self._state = state
            self._link.report(Turned(state))

    def open(self, rate_hz: int, channels: int) -> None:
        """The device delivers like this from now on; a take that was running is lost."""
        self._rate_hz, self._channels = rate_hz, channels
        self._meter, self._spoken = SoundMeter(rate_hz, channels), None
        self._measuring = False
        self._since.clear()
        self._moved_at_s = time.monotonic()

    def obey(self, order: TakeOrder) -> None:
        """Begin or finish a take."""
        match order:
            case BeginTake(take, silence, aside):
                self._take, self._silence, self._aside, self._measuring = take, silence, aside, True
                if silence:
                    self._room = None
                elif not aside:
                    self._spoken = None
                self._meter = SoundMeter(self._rate_hz, self._channels)
                self._heard_samples = 0
                self._measured_at_s = time.monotonic()
            case FinishTake() if self._measuring:
                self._measuring = False
                if self._silence:
                    self._room = self._meter.silence()
                elif not self._aside:
                    self._spoken = self._meter
                self._tell_measures(finished=True)
            case FinishTake():
                pass

    def hear(self, block: Block) -> None:
        """Measure a block and tell what is due."""
        now = time.monotonic()
        if np.any(block != self._last_sample):
            self._moved_at_s = now
        self._last_sample = float(block[-1, 0])
        self.turn(LiveState.FROZEN if now - self._moved_at_s > STILL_AFTER_S else LiveState.LIVE)
        self._since.append(block)
        if self._measuring:
            self._meter.feed(block)
            self._heard_samples += len(block)
        if now - self._reading_at_s >= READING_EVERY_S:
            self._reading_at_s = now
            self._link.report(Heard(self._reading()))
        if self._measuring and now - self._measured_at_s >= MEASURES_EVERY_S:
            self._measured_at_s = now
            self._tell_measures(finished=False)

    def _reading(self) -> SoundReading:
        samples = np.concatenate(self._since)
        self._since.clear()
        peak = float(np.abs(samples).max())
        power = float(np.square(samples, dtype=np.float64).mean(axis=0).max())
        return SoundReading(
            level_dbfs=_dbfs(power**0.5),
            peak_dbfs=_dbfs(peak),
            speech_level_dbfs=self._meter.now().active_speech_level_dbfs if self._take else Unknown("no_samples"),
            clipped=peak >= _FULL_SCALE,
            take=self._take,
            heard_s=self._heard_samples / self._rate_hz,
        )

    def _tell_measures(self, *, finished: bool) -> None:
        # A silence repeated alone is for the take that stands: its measures are worked out anew.
        meter = self._spoken if finished and self._silence and self._spoken is not None else self._meter
        if finished:
            self._link.beat(patience_s=OPENING_S)  # the quality model is asked, which may have to be loaded first
        measures = meter.measures(self._room, final=finished)
        self._link.report(SoundTaken(self._take, measures, finished))


def _dbfs(amplitude: float) -> float:
    return max(_QUIETEST_DBFS, 20 * float(np.log10(max(amplitude, 1e-12))))
