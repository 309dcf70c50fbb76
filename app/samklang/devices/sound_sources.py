"""Where a microphone worker's samples come from: PortAudio, with PulseAudio's own events beside it on Linux."""

import contextlib
import os
import queue
import sys
import threading
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from samklang.devices.listing import PULSE, pulse_sources

Block = npt.NDArray[np.float32]

BLOCK_S: Final = 0.01
"""PortAudio's own choice gives blocks of 1-4 samples through PulseAudio; 10 ms is what Teams and WebRTC work in."""

_PREFERRED_RATE_HZ: Final = 48_000


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

    def present(self) -> bool:
        """Whether the device is still there; to be asked often, so it costs nothing."""
        ...

    def expect_silence(self, *, silence: bool) -> None:
        """A take begins in which nobody is to speak; only a demo does as it is told."""
        ...

    def close(self) -> None:
        """Stop delivering."""
        ...


class PortAudioSource:
    """A real microphone through sounddevice's callback.

    Only the callback: a blocking read on a stalled source never returns.

    Args:
        device: `pulse:SOURCE` or `HOST API:NAME` (see `devices.listing`).
    """

    def __init__(self, device: str) -> None:
        self._device = device
        self._blocks: queue.SimpleQueue[Block] = queue.SimpleQueue()
        self._stream: Any = None
        self._watch: _PulseWatch | None = None

    def open(self) -> tuple[int, int]:
        """Begin to deliver."""
        self._blocks = queue.SimpleQueue()
        index, rate_hz, channels = self._found()
        import sounddevice  # noqa: PLC0415 - importing it opens the sound system; `_found` did so without a fault

        try:
            self._stream = sounddevice.InputStream(
                device=index,
                samplerate=rate_hz,
                channels=channels,
                dtype="float32",
                blocksize=round(rate_hz * BLOCK_S),
                latency="high",
                callback=self._take,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            self.close()
            raise SourceGone from error
        return rate_hz, channels

    def block(self, timeout_s: float) -> Block | None:
        """The next samples."""
        try:
            return self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def present(self) -> bool:
        """PulseAudio's word where there is one; PortAudio itself notices nothing."""
        if self._watch is not None:
            return self._watch.present
        return self._stream is not None and bool(self._stream.active)

    def expect_silence(self, *, silence: bool) -> None:
        """People are asked, not devices."""

    def close(self) -> None:
        """Stop delivering, and let PortAudio forget the devices it knows: it sees new ones only from the beginning."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        module = sys.modules.get("sounddevice")
        if module is None:
            return
        if self._stream is not None:
            with contextlib.suppress(module.PortAudioError):
                self._stream.abort(ignore_errors=True)
                self._stream.close(ignore_errors=True)
            self._stream = None
        with contextlib.suppress(module.PortAudioError):
            module._terminate()  # noqa: SLF001 - the only way there is (sounddevice issue 125)
            module._initialize()  # noqa: SLF001 - as above

    def _take(self, samples: Block, _frames: int, _time: object, _status: object) -> None:
        self._blocks.put(samples.copy())

    def _found(self) -> tuple[int, int, int]:
        """PortAudio's index, the rate and the channels to open the device with."""
        if self._device.startswith(PULSE):
            return self._found_in_pulse(self._device.removeprefix(PULSE))
        api_name, _, name = self._device.partition(":")
        for index, found in enumerate(_portaudio_inputs()):
            if found["name"] == name and found["api"] == api_name:
                return index, int(found["default_samplerate"]), min(2, found["max_input_channels"])
        raise SourceGone

    def _found_in_pulse(self, source_name: str) -> tuple[int, int, int]:
        source = next((each for each in pulse_sources() or () if each.name == source_name), None)
        if source is None:
            raise SourceGone
        os.environ["PULSE_SOURCE"] = source_name  # PortAudio knows PulseAudio as one device; this chooses behind it
        inputs = _portaudio_inputs()
        for wanted in ("pulse", "default", "pipewire"):
            for index, found in enumerate(inputs):
                if found["name"] == wanted and found["max_input_channels"] > 0:
                    self._watch = _PulseWatch(source_name)
                    # The source's own rate and channels: PulseAudio then hands on its very samples.
                    return index, source.rate_hz or _PREFERRED_RATE_HZ, min(2, source.channels)
        raise SourceGone


def _portaudio_inputs() -> list[dict[str, Any]]:
    """All of PortAudio's devices in its own order, each with the name of its host API as `api`."""
    try:
        import sounddevice  # noqa: PLC0415 - importing it opens the sound system
    except Exception as error:  # its own PortAudioError, which cannot be named before the import has succeeded
        raise SourceGone from error
    apis = sounddevice.query_hostapis()
    return [{**device, "api": apis[device["hostapi"]]["name"]} for device in sounddevice.query_devices()]


class _PulseWatch:
    """Listens to PulseAudio's events: it moves a stream to another source without a word to PortAudio."""

    def __init__(self, source_name: str) -> None:
        self._source_name = source_name
        self._gone = threading.Event()
        self._closing = threading.Event()
        threading.Thread(target=self._listen, name="pulse-events", daemon=True).start()

    @property
    def present(self) -> bool:
        """Whether the source is still there."""
        return not self._gone.is_set()

    def close(self) -> None:
        """Stop listening, within half a second."""
        self._closing.set()

    def _listen(self) -> None:
        import pulsectl  # noqa: PLC0415 - exists on Linux only

        def stop(_event: object) -> None:
            raise pulsectl.PulseLoopStop

        try:
            with pulsectl.Pulse("samklang") as pulse:
                pulse.event_mask_set("source")
                pulse.event_callback_set(stop)
                while not self._closing.is_set():
                    if all(source.name != self._source_name for source in pulse.source_list()):
                        break
                    pulse.event_listen(timeout=0.5)
        except (pulsectl.PulseError, pulsectl.PulseDisconnected):  # the server itself is gone, and the source with it
            pass
        self._gone.set()
