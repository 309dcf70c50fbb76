"""Which library captures a microphone: sounddevice always can, PyAudio where the extra is installed."""

import importlib.util
import sys
from typing import Final

from samklang.domain.live import SoundBackend

PYAUDIO_MODULE: Final = "pyaudiowpatch" if sys.platform == "win32" else "pyaudio"
"""PyAudioWPatch lists every loudspeaker of Windows once more as an input: WASAPI's loopback."""

_LOOPBACK: Final = "[Loopback]"


def is_installed(backend: SoundBackend) -> bool:
    """Whether it can be used here; nothing is imported for the answer."""
    return backend is SoundBackend.SOUNDDEVICE or importlib.util.find_spec(PYAUDIO_MODULE) is not None


def is_loopback(device: str) -> bool:
    """Whether an input's name or id is that of a Windows loudspeaker, as PyAudioWPatch lists it."""
    return device.endswith(_LOOPBACK)


def backend_for(device: str, remembered: str) -> SoundBackend:
    """Through which library to capture a microphone.

    Args:
        device: Its id; a Windows loudspeaker's own sound only PyAudioWPatch can capture.
        remembered: The name of the one that was chosen once; where there is no such one, or no longer, it is the one
            that always is there.
    """
    chosen = next((each for each in SoundBackend if each == remembered), SoundBackend.SOUNDDEVICE)
    wanted = SoundBackend.PYAUDIO if is_loopback(device) else chosen
    return wanted if is_installed(wanted) else SoundBackend.SOUNDDEVICE
