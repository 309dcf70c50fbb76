"""The last seconds of a take and how they are played back: in this process's memory only, and gone when it ends."""

import contextlib
import os
import sys
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from samklang.domain.live import Clip

Block = npt.NDArray[np.float32]

CLIP_S: Final = 5.0
"""Long enough to hear a room and a voice, short enough to be listened to twice (issue; our proposal)."""

_BLOCK_S: Final = 0.02
_AFTER_S: Final = 0.2
"""So much silence is played after a clip: what a stream is given last may be cut off with it (40 ms, seen)."""

_LATENCY_S: Final = 0.2
"""Nobody waits for a clip, but a busy computer must not tear it (ours)."""

_OF_PULSE: Final = ("pulse", "default", "pipewire")


@dataclass(frozen=True)
class RecordedClip:
    """Samples as the microphone gave them, shape (n, channels)."""

    samples: Block
    sample_rate_hz: int

    @property
    def length_s(self) -> float:
        """How long it is."""
        return len(self.samples) / self.sample_rate_hz


class LastSeconds:
    """Keeps the newest blocks that make up `CLIP_S`, and no more."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._blocks: deque[Block] = deque()
        self._count = 0

    def hear(self, block: Block) -> None:
        """Take the next samples."""
        self._blocks.append(block)
        self._count += len(block)
        while self._count - len(self._blocks[0]) >= CLIP_S * self._sample_rate_hz:
            self._count -= len(self._blocks.popleft())

    def clip(self) -> RecordedClip | None:
        """What is kept now, or None where nothing is."""
        if not self._blocks:
            return None
        wanted = round(CLIP_S * self._sample_rate_hz)
        return RecordedClip(np.concatenate(self._blocks)[-wanted:], self._sample_rate_hz)


class ListeningBack:
    """The two clips, and the one stream that plays one of them."""

    def __init__(self) -> None:
        self.clips: dict[Clip, RecordedClip] = {}
        """Those that there are."""
        self.no_output = False
        """Playing was asked for, and there was nothing to play on."""
        self._which: Clip | None = None
        self._stream: Any = None

    @property
    def playing(self) -> Clip | None:
        """Which is heard now."""
        if self._stream is not None and not self._stream.active:
            self.stop()
        return self._which

    def keep_as_good(self) -> None:
        """Keep the take's clip as the good one, where there is one."""
        if Clip.TAKE in self.clips:
            self.clips[Clip.GOOD] = self.clips[Clip.TAKE]

    def play(self, which: Clip) -> None:
        """Play a clip from its beginning on the system's loudspeaker; nothing happens where there is no such clip."""
        self.stop()
        clip = self.clips.get(which)
        if clip is None:
            return
        self._stream = _playing(clip)
        self.no_output = self._stream is None
        self._which = which if self._stream is not None else None

    def stop(self) -> None:
        """Be quiet at once."""
        if self._stream is not None:
            with contextlib.suppress(sys.modules["sounddevice"].PortAudioError):
                self._stream.abort(ignore_errors=True)
                self._stream.close(ignore_errors=True)
        self._stream = None
        self._which = None


def _playing(clip: RecordedClip) -> Any | None:  # noqa: ANN401 - sounddevice has no types
    """A stream that plays the clip once and then is no longer active; None where there is nothing to play on."""
    try:
        import sounddevice  # noqa: PLC0415 - importing it opens the sound system
    except Exception:  # noqa: BLE001 - its own PortAudioError, which cannot be named before the import has succeeded
        return None
    at = 0
    ends_at = len(clip.samples) + round(_AFTER_S * clip.sample_rate_hz)

    def give(out: Block, frames: int, _time: object, _status: object) -> None:
        nonlocal at
        part = clip.samples[at : at + frames]
        at += frames
        out[: len(part)] = part
        out[len(part) :] = 0
        if at >= ends_at:
            raise sounddevice.CallbackStop

    try:
        stream = sounddevice.OutputStream(
            device=_output(sounddevice.query_devices()),
            samplerate=clip.sample_rate_hz,
            channels=clip.samples.shape[1],
            dtype="float32",
            blocksize=round(clip.sample_rate_hz * _BLOCK_S),
            latency=_LATENCY_S,
            callback=give,
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError):
        return None
    return stream


def _output(devices: Any) -> int | None:  # noqa: ANN401 - sounddevice has no types
    """The device through which PulseAudio plays, where one does; else the system's default."""
    if "PULSE_SOURCE" not in os.environ:  # set by the source where PulseAudio runs
        return None
    for wanted in _OF_PULSE:
        for index, device in enumerate(devices):
            if device["name"] == wanted and device["max_output_channels"] > 0:
                return index
    return None
