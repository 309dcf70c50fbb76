"""The child's side of its pipe: what a target function is given to report, to beat and to be told things."""

import os
import queue
import threading
import time
from typing import Any, BinaryIO

from samklang.workers.frames import FrameWriter
from samklang.workers.protocol import (
    Beat,
    BrokenStreamError,
    FromChild,
    Order,
    Report,
    RingMade,
    RingSeen,
    Stop,
    ToChild,
    pack,
    read_message,
    unpack,
    write_message,
)

_BEAT_EVERY_S = 0.1  # a frame or block may beat as often as it likes; the pipe carries ten a second


class Link:
    """What a target may do. Every method may be called from any thread of the child.

    A target that serves looks like this:

        def run(link: Link, device: str) -> None:
            link.beat(patience_s=10)          # opening may take this long
            source = open_device(device)
            while not link.stopping:
                source.read_changed_frame()
                link.beat()                   # only when something CHANGED: this is what keeps it alive
                link.report(Reading(...))
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._writing = threading.Lock()
        self._orders: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._ring: FrameWriter | None = None
        self._last_beat_s = 0.0
        self._listener = threading.Thread(target=self._listen, name="orders", daemon=True)
        self._listener.start()

    @property
    def stopping(self) -> bool:
        """Whether the parent asked to finish."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but not longer than until the parent asks to finish; returns `stopping`."""
        return self._stop.wait(seconds)

    def beat(self, patience_s: float | None = None, progress: float | None = None) -> None:
        """Say that something changed: a new frame, new samples, another second of a recording.

        Args:
            patience_s: How long the next beat may take, where a slow step follows. Without it, the supervisor's limit.
            progress: Share of the work done, 0..1, where there is an end.
        """
        now = time.monotonic()
        if patience_s is None and progress is None and now - self._last_beat_s < _BEAT_EVERY_S:
            return
        self._last_beat_s = now if patience_s is None else 0.0  # the next plain beat ends the patience at once
        self._send(Beat(patience_s, progress))

    def report(self, value: object) -> None:
        """Send a value of the supervisor's `report_type`."""
        self._send(Report(pack(value)))

    def order(self, kind: Any, timeout_s: float = 0.0) -> Any:  # noqa: ANN401 - a union of structs is no `type` to mypy
        """The next order, one of the union `kind`, waited for at most `timeout_s`, or None."""
        try:
            packed = self._orders.get(timeout=timeout_s) if timeout_s > 0 else self._orders.get_nowait()
        except queue.Empty:
            return None
        return unpack(packed, kind)

    def frames(self, slot_bytes: int) -> FrameWriter:
        """Make the ring that the supervisor's `frame()` reads; a second call replaces the first ring."""
        ring = FrameWriter(slot_bytes)
        previous, self._ring = self._ring, ring
        if previous is not None:
            previous.close()
        self._send(RingMade(ring.name))
        return ring

    def close(self) -> None:
        """Release the ring."""
        ring, self._ring = self._ring, None
        if ring is not None:
            ring.close()

    def send_last(self, message: FromChild) -> None:
        """Send how the target ended."""
        self._send(message)

    def _send(self, message: FromChild) -> None:
        try:
            with self._writing:
                write_message(self._outgoing, message)
        except OSError:  # the parent is gone
            self._end()

    def _listen(self) -> None:
        while True:
            try:
                message: ToChild | None = read_message(self._incoming, ToChild)
            except (OSError, BrokenStreamError):
                message = None
            match message:
                case None:  # the parent is gone, or makes no sense: nobody is left to serve
                    self._end()
                case Order(body):
                    self._orders.put(body)
                case RingSeen(name):
                    ring = self._ring
                    if ring is not None and ring.name == name:
                        ring.unlink()
                case Stop():
                    self._stop.set()
                case _:
                    pass

    def _end(self) -> None:
        ring = self._ring
        if ring is not None:
            ring.unlink()
        os._exit(0)  # another thread may hang inside a driver for ever; nothing else ends this process for certain
