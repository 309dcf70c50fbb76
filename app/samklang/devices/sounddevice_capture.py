"""Captures through sounddevice, the library that is always there."""

import contextlib
import sys
from collections.abc import Callable
from typing import Any

from samklang.devices.sound_sources import BLOCK_S, Block, Input, SourceGone, age_of_block_s


class SoundDeviceCapture:
    """One input stream of sounddevice; a `CaptureLibrary`."""

    def __init__(self) -> None:
        self._stream: Any = None
        self.age_s = 0.0

    def inputs(self) -> list[Input]:
        """All inputs there are."""
        try:
            import sounddevice  # noqa: PLC0415 - importing it opens the sound system
        except Exception as error:  # its own PortAudioError, which cannot be named before the import has succeeded
            raise SourceGone from error
        apis = sounddevice.query_hostapis()
        return [
            Input(
                index,
                device["name"],
                apis[device["hostapi"]]["name"],
                int(device["default_samplerate"]),
                device["max_input_channels"],
            )
            for index, device in enumerate(sounddevice.query_devices())
        ]

    def open(self, chosen: Input, rate_hz: int, channels: int, take: Callable[[Block], None]) -> None:
        """Begin to capture."""
        import sounddevice  # noqa: PLC0415 - `inputs` imported it without a fault

        def heard(samples: Block, _frames: int, clock: Any, _status: object) -> None:  # noqa: ANN401 - from C
            self.age_s = age_of_block_s(clock.currentTime, clock.inputBufferAdcTime)
            take(samples.copy())

        try:
            self._stream = sounddevice.InputStream(
                device=chosen.index,
                samplerate=rate_hz,
                channels=channels,
                dtype="float32",
                blocksize=round(rate_hz * BLOCK_S),
                latency="high",
                callback=heard,
            )
            self._stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            raise SourceGone from error

    @property
    def active(self) -> bool:
        """Whether the stream runs."""
        return self._stream is not None and bool(self._stream.active)

    def close(self) -> None:
        """Stop, and begin PortAudio anew."""
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
