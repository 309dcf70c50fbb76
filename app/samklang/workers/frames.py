"""Pictures from a worker process to the window through shared memory: a ring of slots, each frame numbered.

The child makes the ring (it alone knows the size), the parent maps it, and then its name is unlinked at once: from
there on the memory is gone with the last of the two processes, however they end. In the moment between, the child's
own resource tracker unlinks it should the child be killed.

A reader never sees a torn frame: the writer marks a slot as being written before it touches it, numbers it after, and
comes back to it only after all the others; the reader copies and then looks at the number again.
"""

import contextlib
import sys
import threading
from dataclasses import dataclass
from multiprocessing import resource_tracker, shared_memory

_WORD = 8
_RING_WORDS = 4  # slots, slot_bytes, latest sequence, reserved
_SLOT_WORDS = 8  # sequence, width, height, channels, bytes, time_ns, reserved, reserved
_RING_BYTES = _RING_WORDS * _WORD
_SLOT_HEAD_BYTES = _SLOT_WORDS * _WORD
_BEING_WRITTEN = 0

SLOTS = 4
"""At 30 frames a second a reader has 100 ms to copy before its slot is written again; a 1080p copy takes under 2."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, copied out of the ring.

    Attributes:
        sequence: 1, 2, 3...; a gap means that frames were not looked at, not that they were lost.
        channels: 3 is BGR, 4 is BGRX (what libVLC calls RV32), 1 is grey; 8 bits each, rows without padding.
        time_ns: The writer's monotonic clock when the frame was delivered.
        pixels: `height * width * channels` bytes.
    """

    sequence: int
    width: int
    height: int
    channels: int
    time_ns: int
    pixels: bytes


class FrameWriter:
    """The child's end.

    Args:
        slot_bytes: Size of the largest frame, in bytes.
        slots: Frames in the ring.
    """

    def __init__(self, slot_bytes: int, slots: int = SLOTS) -> None:
        stride = _SLOT_HEAD_BYTES + -(-slot_bytes // _WORD) * _WORD
        self._memory = shared_memory.SharedMemory(create=True, size=_RING_BYTES + slots * stride)
        self._bytes = _mapped(self._memory)
        self._words = self._bytes.cast("Q")
        self._slots = slots
        self._slot_bytes = slot_bytes
        self._stride = stride
        self._sequence = 0
        self._fence = threading.Lock()
        self._named = True
        self._words[0] = slots
        self._words[1] = stride
        self._words[2] = 0

    @property
    def name(self) -> str:
        """What the reader maps it by."""
        return self._memory.name

    def write(self, pixels: memoryview, width: int, height: int, channels: int, time_ns: int) -> int:
        """Publish a frame; returns its number.

        Args:
            pixels: C-contiguous, `width * height * channels` bytes.
            width: Pixels a row.
            height: Rows.
            channels: See `Frame`.
            time_ns: Monotonic time of delivery.

        Raises:
            ValueError: It is larger than the ring was made for.
        """
        flat = pixels.cast("B") if pixels.format != "B" or pixels.ndim != 1 else pixels
        if len(flat) > self._slot_bytes:
            raise ValueError("frame larger than its slot")
        sequence = self._sequence + 1
        start = _RING_BYTES + (sequence % self._slots) * self._stride
        word = start // _WORD
        self._words[word] = _BEING_WRITTEN
        self._order_stores()
        self._words[word + 1] = width
        self._words[word + 2] = height
        self._words[word + 3] = channels
        self._words[word + 4] = len(flat)
        self._words[word + 5] = time_ns
        body = start + _SLOT_HEAD_BYTES
        self._bytes[body : body + len(flat)] = flat
        self._order_stores()
        self._words[word] = sequence
        self._words[2] = sequence
        self._sequence = sequence
        return sequence

    def unlink(self) -> None:
        """Take the name away; the memory stays as long as somebody has it mapped. Safe to repeat."""
        if self._named:
            self._named = False
            with contextlib.suppress(FileNotFoundError):
                self._memory.unlink()

    def close(self) -> None:
        """Unmap, and take the name away."""
        self.unlink()
        self._words.release()
        self._bytes.release()
        self._memory.close()

    def _order_stores(self) -> None:
        # A lock taken and released is a fence on every processor we run on; x86 would not need it, ARM does.
        with self._fence:
            pass


class FrameReader:
    """The parent's end.

    Args:
        name: From `FrameWriter.name`.

    Raises:
        FileNotFoundError: There is no such ring any more.
    """

    def __init__(self, name: str) -> None:
        self._memory = _attached(name)
        self._bytes = _mapped(self._memory)
        self._words = self._bytes.cast("Q")
        self._slots = self._words[0]
        self._stride = self._words[1]
        self._fence = threading.Lock()

    def latest(self, after: int = 0) -> Frame | None:
        """The newest whole frame, or None where there is none newer than `after`."""
        for _ in range(self._slots):
            sequence = self._words[2]
            if sequence <= after:
                return None
            frame = self._copied(sequence)
            if frame is not None:
                return frame
        return None

    def close(self) -> None:
        """Unmap. The memory is gone when the writer has gone too."""
        self._words.release()
        self._bytes.release()
        self._memory.close()

    def _copied(self, sequence: int) -> Frame | None:
        start = _RING_BYTES + (sequence % self._slots) * self._stride
        word = start // _WORD
        if self._words[word] != sequence:
            return None
        self._order_loads()
        width, height, channels, length, time_ns = self._words[word + 1 : word + 6]
        body = start + _SLOT_HEAD_BYTES
        pixels = bytes(self._bytes[body : body + min(length, self._stride)])
        self._order_loads()
        if self._words[word] != sequence or width * height * channels != len(pixels):
            return None
        return Frame(sequence, width, height, channels, time_ns, pixels)

    def _order_loads(self) -> None:
        with self._fence:
            pass


def _mapped(memory: shared_memory.SharedMemory) -> memoryview:
    if memory.buf is None:
        raise FileNotFoundError(memory.name)
    return memoryview(memory.buf)


def _attached(name: str) -> shared_memory.SharedMemory:
    if sys.version_info >= (3, 13):
        return shared_memory.SharedMemory(name, track=False)
    memory = shared_memory.SharedMemory(name)
    if sys.platform != "win32":
        # WORKAROUND https://github.com/python/cpython/issues/82300: before 3.13 whoever maps a segment is also made
        # its owner and would unlink it a second time.
        resource_tracker.unregister(f"/{memory.name}", "shared_memory")
    return memory
