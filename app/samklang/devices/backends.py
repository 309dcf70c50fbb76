"""Which library captures a microphone: sounddevice always can, PyAudio where the extra is installed."""

import importlib.util
import sys
from typing import Final

from samklang.domain.live import SoundBackend

PYAUDIO_MODULE: Final = "pyaudiowpatch" if sys.platform == "win32" else "pyaudio"
"""PyAudioWPatch lists every loudspeaker of Windows once more as an input: WASAPI's loopback."""


def is_installed(backend: SoundBackend) -> bool:
    """Whether it can be used here; nothing is imported for the answer."""
    return backend is SoundBackend.SOUNDDEVICE or importlib.util.find_spec(PYAUDIO_MODULE) is not None


def remembered_backend(name: str) -> SoundBackend:
    """The backend that was chosen once, or sounddevice where there is no such one, or no longer."""
    wanted = next((each for each in SoundBackend if each == name), SoundBackend.SOUNDDEVICE)
    return wanted if is_installed(wanted) else SoundBackend.SOUNDDEVICE
