"""The demo microphone and the demo camera: recordings of ours delivered in real time, always marked as demo.

They run in the same workers behind the same ports as real devices, so that the whole check can be tried, shown and
tested where there is neither microphone nor camera. What they deliver stands in `demo_media/README.md`.
"""

import io
import time
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from samklang.domain.live import CameraMode, TakeLost

Block = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

SOUND_RATE_HZ: Final = 48_000
FRAME_RATE_FPS: Final = 30.0

_BLOCK: Final = 480
_ROOM_RMS: Final = 10 ** (-68 / 20)  # a quiet room: below the -60 dBFS that counts as good
_SENSOR_NOISE: Final = 2.0  # grey levels; no real sensor delivers the same picture twice
_GRAINS: Final = 7


class DemoSound:
    """Speech in a quiet room at its own pace; the room alone while silence is asked for."""

    def __init__(self) -> None:
        self._speech = _speech()
        random = np.random.default_rng(1)
        self._room = (random.standard_normal(len(self._speech)) * _ROOM_RMS).astype(np.float32)
        self._at = 0
        self._sent = 0
        self._started_s = 0.0
        self._silence = False

    def open(self) -> tuple[int, int]:
        """Begin to deliver: rate and channels."""
        self._started_s = time.monotonic()
        self._sent = 0
        return SOUND_RATE_HZ, 1

    def block(self, timeout_s: float) -> Block | None:
        """The next 10 ms, when their time has come."""
        due_s = self._started_s + (self._sent + _BLOCK) / SOUND_RATE_HZ - time.monotonic()
        if due_s > 0:
            time.sleep(min(due_s, timeout_s))
            if due_s > timeout_s:
                return None
        places = (self._at + np.arange(_BLOCK)) % len(self._speech)
        block = self._room[places] if self._silence else self._room[places] + self._speech[places]
        self._at = (self._at + _BLOCK) % len(self._speech)
        self._sent += _BLOCK
        return np.asarray(block[:, None], np.float32)

    @property
    def heard_s(self) -> float | None:
        """When the first sample of the last block was due."""
        return self._started_s + (self._sent - _BLOCK) / SOUND_RATE_HZ

    def lost(self) -> TakeLost | None:
        """A demo is never unplugged."""
        return None

    def expect_silence(self, *, silence: bool) -> None:
        """Be quiet, or speak from the beginning."""
        self._silence, self._at = silence, 0

    def close(self) -> None:
        """Stop delivering."""


class DemoPicture:
    """A portrait under a sensor's noise, 30 frames a second."""

    returns_in_time = True
    asked: CameraMode | None = None
    promised: CameraMode | None = CameraMode(1280, 720, FRAME_RATE_FPS)

    def __init__(self) -> None:
        import cv2  # noqa: PLC0415 - the demo microphone does without

        packed = (resources.files("samklang.devices") / "demo_media" / "portrait.jpg").read_bytes()
        portrait: Any = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
        random = np.random.default_rng(1)
        self._grains: list[Pixels] = [
            np.clip(portrait + random.normal(0, _SENSOR_NOISE, portrait.shape), 0, 255).astype(np.uint8)
            for _ in range(_GRAINS)
        ]
        self._sent = 0
        self._started_s = 0.0

    def open(self) -> None:
        """Begin to deliver."""
        self._started_s = time.monotonic()
        self._sent = 0

    def frame(self) -> Pixels | None:
        """The next frame, when its time has come: shape (720, 1280, 3), blue first."""
        due_s = self._started_s + self._sent / FRAME_RATE_FPS - time.monotonic()
        if due_s > 0:
            time.sleep(due_s)
        self._sent += 1
        return self._grains[self._sent % _GRAINS]

    @property
    def stamp_s(self) -> float:
        """When the last frame was due: the demo's evenness is that of a recording."""
        return self._started_s + self._sent / FRAME_RATE_FPS

    def close(self) -> None:
        """Stop delivering."""


def _speech() -> Block:
    import av  # noqa: PLC0415 - the demo camera does without

    packed = (resources.files("samklang.devices") / "demo_media" / "speech.opus").read_bytes()
    with av.open(io.BytesIO(packed), "r") as container:
        resampler = av.AudioResampler("fltp", "mono", SOUND_RATE_HZ)
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float32)
