"""A STUN server on the loopback that answers as late, and as seldom, as a test tells it to."""

import heapq
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

COOKIE = 0x2112A442


class StunServer:
    """Answers binding requests with their mapped address (RFC 8489).

    Args:
        delay_s: Number of a request, from 0 -> how late its answer is; None is no answer.
    """

    def __init__(self, delay_s: Callable[[int], float | None]) -> None:
        self._delay_s = delay_s
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.requests: list[bytes] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        due: list[tuple[float, int, bytes, tuple[str, int]]] = []
        while not self._ending.is_set():
            wait_s = min(0.05, max(0.0, due[0][0] - time.perf_counter())) if due else 0.05
            if select.select([self._socket], [], [], wait_s)[0]:
                request, asker = self._socket.recvfrom(2048)
                number = len(self.requests)
                self.requests.append(request)
                delay_s = self._delay_s(number)
                if delay_s is not None:
                    heapq.heappush(due, (time.perf_counter() + delay_s, number, request, asker))
            while due and due[0][0] <= time.perf_counter():
                _, _, request, asker = heapq.heappop(due)
                self._socket.sendto(answer(request, asker), asker)


def answer(request: bytes, asker: tuple[str, int]) -> bytes:
    """A success with XOR-MAPPED-ADDRESS."""
    address = struct.unpack(">I", socket.inet_aton(asker[0]))[0] ^ COOKIE
    mapped = struct.pack(">HHBBHI", 0x0020, 8, 0, 1, asker[1] ^ (COOKIE >> 16), address)
    return struct.pack(">HHI", 0x0101, len(mapped), COOKIE) + request[8:20] + mapped
