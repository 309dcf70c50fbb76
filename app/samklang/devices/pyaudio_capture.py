"""Captures through PyAudio, an optional extra: on Windows its fork PyAudioWPatch also hears what the computer plays."""

import contextlib
import importlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from samklang.devices.backends import PYAUDIO_MODULE
from samklang.devices.sound_sources import BLOCK_S, Block, Input, SourceGone, age_of_block_s


class PyAudioCapture:
    """One input stream of PyAudio; a `CaptureLibrary`."""

    def __init__(self) -> None:
        self._portaudio: Any = None
        self._stream: Any = None
        self.age_s = 0.0

    def inputs(self) -> list[Input]:
        """All inputs there are."""
        if self._portaudio is None:
            try:
                self._portaudio = importlib.import_module(PYAUDIO_MODULE).PyAudio()
            except (ImportError, OSError) as error:
                raise SourceGone from error
        portaudio = self._portaudio
        found = [portaudio.get_device_info_by_index(index) for index in range(portaudio.get_device_count())]
        return [
            Input(
                index,
                device["name"],
                portaudio.get_host_api_info_by_index(device["hostApi"])["name"],
                int(device["defaultSampleRate"]),
                device["maxInputChannels"],
            )
            for index, device in enumerate(found)
        ]

    def open(self, chosen: Input, rate_hz: int, channels: int, take: Callable[[Block], None]) -> None:
        """Begin to capture."""
        module = sys.modules[PYAUDIO_MODULE]

        def heard(samples: bytes, _frames: int, clock: Any, _status: int) -> tuple[None, int]:  # noqa: ANN401 - a dict
            self.age_s = age_of_block_s(clock["current_time"], clock["input_buffer_adc_time"])
            take(np.frombuffer(samples, np.float32).reshape(-1, channels).copy())
            return None, module.paContinue

        try:
            self._stream = self._portaudio.open(
                rate=rate_hz,
                channels=channels,
                format=module.paFloat32,
                input=True,
                input_device_index=chosen.index,
                frames_per_buffer=round(rate_hz * BLOCK_S),
                stream_callback=heard,
            )
        except (OSError, ValueError) as error:
            raise SourceGone from error

    @property
    def active(self) -> bool:
        """Whether the stream runs."""
        return self._stream is not None and bool(self._stream.is_active())

    def close(self) -> None:
        """Stop, and end PortAudio."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None
        if self._portaudio is not None:
            self._portaudio.terminate()
            self._portaudio = None
