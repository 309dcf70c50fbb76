"""Frames through shared memory: the newest one, whole, or none."""

import threading
import time
from collections.abc import Iterator

import pytest

from samklang.workers.frames import SLOTS, FrameReader, FrameWriter

WIDTH, HEIGHT, CHANNELS = 160, 120, 3
BYTES = WIDTH * HEIGHT * CHANNELS


@pytest.fixture
def ring() -> Iterator[tuple[FrameWriter, FrameReader]]:
    writer = FrameWriter(BYTES)
    reader = FrameReader(writer.name)
    writer.unlink()
    yield writer, reader
    reader.close()
    writer.close()


def write(writer: FrameWriter, value: int) -> int:
    return writer.write(memoryview(bytes([value % 256]) * BYTES), WIDTH, HEIGHT, CHANNELS, value)


def test_the_newest_frame_is_read_once(ring: tuple[FrameWriter, FrameReader]):
    writer, reader = ring
    assert reader.latest() is None
    for value in range(1, 3 * SLOTS):
        write(writer, value)
    frame = reader.latest()
    assert frame is not None
    assert (frame.sequence, frame.time_ns, frame.width, frame.height, frame.channels) == (11, 11, 160, 120, 3)
    assert set(frame.pixels) == {11}
    assert reader.latest(after=frame.sequence) is None


def test_a_smaller_frame_fits_and_a_larger_one_is_refused(ring: tuple[FrameWriter, FrameReader]):
    writer, reader = ring
    writer.write(memoryview(bytes(12)), 2, 2, 3, 0)
    frame = reader.latest()
    assert frame is not None
    assert len(frame.pixels) == 12
    with pytest.raises(ValueError, match="larger"):
        writer.write(memoryview(bytes(BYTES + 1)), 1, BYTES + 1, 1, 0)


def test_the_name_is_gone_once_it_is_unlinked_and_the_memory_stays(ring: tuple[FrameWriter, FrameReader]):
    writer, reader = ring
    with pytest.raises(FileNotFoundError):
        FrameReader(writer.name)
    write(writer, 7)
    assert reader.latest() is not None


def test_a_frame_that_is_being_written_is_not_read(ring: tuple[FrameWriter, FrameReader]):
    writer, reader = ring
    write(writer, 1)
    slot = 4 + (1 % SLOTS) * (8 + BYTES // 8)  # where the frame's number stands, in words of 8 bytes
    writer._words[slot] = 0
    assert reader.latest() is None


def test_no_frame_is_torn_while_another_thread_writes_as_fast_as_it_can(ring: tuple[FrameWriter, FrameReader]):
    writer, reader = ring
    ending = threading.Event()

    def pour() -> None:
        value = 0
        while not ending.is_set():
            value += 1
            write(writer, value)

    thread = threading.Thread(target=pour)
    thread.start()
    seen, last, deadline = 0, 0, time.monotonic() + 5
    try:
        while seen < 200 and time.monotonic() < deadline:
            frame = reader.latest(last)
            if frame is not None:
                assert set(frame.pixels) == {frame.sequence % 256}
                assert frame.sequence > last
                last = frame.sequence
                seen += 1
    finally:
        ending.set()
        thread.join()
    assert seen > 20
