"""The real microphone worker, with a copy of every sample of its take kept for the test in a file of the test's own."""

import os
from pathlib import Path

from samklang.devices.microphone_worker import listen
from samklang.devices.sound_sources import Block, PortAudioSource, microphone_source
from samklang.domain.live import SoundBackend, TakeLost
from samklang.workers.link import Link

COPY = "SAMKLANG_LAB_COPY"


class CopyingSource:
    """A source whose blocks are written down from the beginning of the newest take on."""

    def __init__(self, source: PortAudioSource, copy: Path) -> None:
        self._source = source
        self._copy = copy
        self._file = copy.open("wb")

    def open(self) -> tuple[int, int]:
        """Begin to deliver."""
        return self._source.open()

    def block(self, timeout_s: float) -> Block | None:
        """The next samples."""
        block = self._source.block(timeout_s)
        if block is not None:
            self._file.write(block.tobytes())
            self._file.flush()
        return block

    @property
    def heard_s(self) -> float | None:
        """As the source says."""
        return self._source.heard_s

    def lost(self) -> TakeLost | None:
        """As the source says."""
        return self._source.lost()

    def expect_silence(self, *, silence: bool) -> None:
        """A take begins with the next block."""
        self._source.expect_silence(silence=silence)
        self._file = self._copy.open("wb")

    def close(self) -> None:
        """Stop delivering."""
        self._source.close()


def run(link: Link, device: str) -> None:
    """What runs in the worker."""
    source = microphone_source(device, SoundBackend.SOUNDDEVICE)
    assert isinstance(source, PortAudioSource)
    listen(link, CopyingSource(source, Path(os.environ[COPY])))
