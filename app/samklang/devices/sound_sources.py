"""Where a microphone worker's samples come from: PortAudio, with PulseAudio's own word beside it on Linux."""

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from samklang.devices.pulse import CLIENT, PULSE, PulseEvents, PulseSource, own_recordings, pulse_sources
from samklang.domain.live import SoundBackend, TakeLost

Block = npt.NDArray[np.float32]

BLOCK_S: Final = 0.01
"""PortAudio's own choice gives blocks of 1-4 samples through PulseAudio; 10 ms is what Teams and WebRTC work in."""

_OLDEST_S: Final = 2.0
"""No system keeps a microphone's sound back for longer; ours."""
_PREFERRED_RATE_HZ: Final = 48_000
_OF_PULSE: Final = ("pulse", "default", "pipewire")
"""What PortAudio calls PulseAudio: one device, whatever is plugged in behind it."""


class SourceGone(Exception):  # noqa: N818 - an answer, not an accident
    """The device is not there, or cannot be opened now."""


class SoundSource(Protocol):
    """Samples from somewhere, one block after the other."""

    def open(self) -> tuple[int, int]:
        """Begin to deliver; the sample rate in Hz and the number of channels.

        Raises:
            SourceGone: It is not there now.
        """
        ...

    def block(self, timeout_s: float) -> Block | None:
        """The next samples, shape (n, channels), full scale 1.0, or None where none came in time."""
        ...

    @property
    def heard_s(self) -> float | None:
        """When the first sample of the last block was heard, on CLOCK_MONOTONIC; None where it does not know."""
        ...

    def lost(self) -> TakeLost | None:
        """Why what it delivers is no longer this device's, or None; to be asked often, so it costs nothing."""
        ...

    def expect_silence(self, *, silence: bool) -> None:
        """A take begins in which nobody is to speak; only a demo does as it is told."""
        ...

    def close(self) -> None:
        """Stop delivering."""
        ...


@dataclass(frozen=True, slots=True)
class Input:
    """One of PortAudio's inputs.

    Attributes:
        index: Its place in PortAudio's list, which changes with every device plugged in.
        api: Its host API's name.
        rate_hz: The rate it prefers.
        channels: How many it has at most.
    """

    index: int
    name: str
    api: str
    rate_hz: int
    channels: int


class CaptureLibrary(Protocol):
    """A library that captures through PortAudio, one stream at a time."""

    def inputs(self) -> list[Input]:
        """All inputs there are, seen afresh since the last `close`.

        Raises:
            SourceGone: There is no sound system.
        """
        ...

    def open(self, chosen: Input, rate_hz: int, channels: int, take: Callable[[Block], None]) -> None:
        """Begin to capture in blocks of `BLOCK_S`.

        Args:
            chosen: One of `inputs()`.
            rate_hz: To open it with.
            channels: To open it with.
            take: Called in the library's thread with each block, a copy of shape (n, channels).

        Raises:
            SourceGone: It cannot be opened so.
        """
        ...

    @property
    def age_s(self) -> float:
        """How long ago the first sample of the newest block was heard when `take` was called with it."""
        ...

    @property
    def active(self) -> bool:
        """Whether the stream runs, as far as the library knows."""
        ...

    def close(self) -> None:
        """Stop, and forget the devices: PortAudio sees new ones only from the beginning. Safe to repeat."""
        ...


def age_of_block_s(now_s: float, heard_s: float) -> float:
    """How old a block is by PortAudio's word; nothing where that cannot be.

    Args:
        now_s: PortAudio's clock when it called.
        heard_s: When the first sample was heard, on the same clock; some systems say 0.
    """
    age_s = now_s - heard_s
    return age_s if heard_s > 0 and 0 <= age_s < _OLDEST_S else 0.0


def microphone_source(device: str, backend: SoundBackend) -> SoundSource:
    """A real microphone.

    Args:
        device: `pulse:SOURCE` or `HOST API:NAME` (see `devices.listing`).
        backend: Through which library; only that one is imported.
    """
    if backend is SoundBackend.PYAUDIO:
        from samklang.devices.pyaudio_capture import PyAudioCapture  # noqa: PLC0415 - an optional extra

        return PortAudioSource(device, PyAudioCapture())
    from samklang.devices.sounddevice_capture import SoundDeviceCapture  # noqa: PLC0415 - only the one that is used

    return PortAudioSource(device, SoundDeviceCapture())


class PortAudioSource:
    """A real microphone through PortAudio's callback.

    Only the callback: a blocking read on a stalled source never returns.

    Args:
        device: `pulse:SOURCE` or `HOST API:NAME`.
        library: What captures.
    """

    def __init__(self, device: str, library: CaptureLibrary) -> None:
        self._device = device
        self._library = library
        self._blocks: queue.SimpleQueue[tuple[Block, float]] = queue.SimpleQueue()
        self._heard_s: float | None = None
        self._watch: _PulseWatch | None = None

    def open(self) -> tuple[int, int]:
        """Begin to deliver."""
        self._blocks = queue.SimpleQueue()
        try:
            chosen, rate_hz, channels = self._found()
            self._library.open(chosen, rate_hz, channels, self._take)
        except SourceGone:
            self.close()  # also where it was not found: the next look must see what was plugged in since
            raise
        return rate_hz, channels

    def block(self, timeout_s: float) -> Block | None:
        """The next samples."""
        try:
            block, self._heard_s = self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            return None
        return block

    @property
    def heard_s(self) -> float | None:
        """When the first sample of the last block was heard, by the library's own word."""
        return self._heard_s

    def lost(self) -> TakeLost | None:
        """PulseAudio's word where there is one; PortAudio itself notices nothing."""
        if self._watch is not None:
            return self._watch.lost()
        return None if self._library.active else TakeLost.UNPLUGGED

    def expect_silence(self, *, silence: bool) -> None:
        """People are asked, not devices."""

    def close(self) -> None:
        """Stop delivering."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._library.close()

    def _take(self, block: Block) -> None:
        self._blocks.put((block, time.monotonic() - self._library.age_s))

    def _found(self) -> tuple[Input, int, int]:
        """What to open, with which rate and channels."""
        if self._device.startswith(PULSE):
            return self._found_in_pulse(self._device.removeprefix(PULSE))
        api_name, _, name = self._device.partition(":")
        for found in self._library.inputs():
            if found.name == name and found.api == api_name:
                return found, found.rate_hz, min(2, found.channels)
        raise SourceGone

    def _found_in_pulse(self, source_name: str) -> tuple[Input, int, int]:
        source = _source(source_name)
        if source is None:
            raise SourceGone
        # PortAudio knows PulseAudio as one device; this chooses behind it, and marks the recording as ours.
        os.environ.update(CLIENT, PULSE_SOURCE=source_name)
        inputs = self._library.inputs()
        for wanted in _OF_PULSE:
            for found in inputs:
                if found.name == wanted and found.channels > 0:
                    self._watch = _PulseWatch(source)
                    # The source's own rate and channels: PulseAudio then hands on its very samples.
                    return found, source.rate_hz or _PREFERRED_RATE_HZ, min(2, source.channels)
        raise SourceGone


class _PulseWatch:
    """Asks PulseAudio after each of its events: it moves a recording to another source without a word to PortAudio.

    Args:
        source: What was opened.
    """

    def __init__(self, source: PulseSource) -> None:
        self._source = source
        self._changed = threading.Event()
        self._events = PulseEvents(self._changed.set)

    def lost(self) -> TakeLost | None:
        """Why the recording is no longer this source's as it was opened, or None."""
        if not self._changed.is_set():
            return None
        self._changed.clear()  # before the question: what happens meanwhile is asked about again
        now = _source(self._source.name)
        if now is None or now.index != self._source.index:
            return TakeLost.UNPLUGGED
        if any(each.source_index != now.index for each in own_recordings()):
            return TakeLost.UNPLUGGED  # somebody moved the recording to another microphone
        if (now.rate_hz, now.channels) != (self._source.rate_hz, self._source.channels):
            return TakeLost.RATE_CHANGED
        return None

    def close(self) -> None:
        """Ask no more."""
        self._events.close()


def _source(name: str) -> PulseSource | None:
    return next((each for each in pulse_sources() or () if each.name == name), None)
