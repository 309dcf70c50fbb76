"""Asks one host again and again for ten seconds, in a process of its own: looking up a name may hang."""

import contextlib
import secrets
import select
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from samklang.devices.network_probe import Answered, Asked, Pace
from samklang.devices.stun import TRANSACTION_BYTES, answered, binding_request
from samklang.domain.laptop import Method, NetworkMeasures
from samklang.domain.measures import Measured, Unknown
from samklang.workers.link import Link

LOOKING_UP_S: Final = 5.0
CONNECTING_S: Final = 6.0
"""All of them together, so that the whole probe stays under fifteen seconds. Ours."""
SECOND_CHANCE: Final = 2
_CONNECT_S: Final = 2.0

_GAIN: Final = 16
"""RFC 3550 section 6.4.1: J += (|D| - J) / 16."""

Address: TypeAlias = tuple[socket.AddressFamily, tuple[object, ...]]
Progress: TypeAlias = Callable[[float], None]
Stopping: TypeAlias = Callable[[], bool]


def run(link: Link, host: str, port: int, tcp_port: int, pace: Pace) -> None:
    """Probe once and report; ends when done.

    Args:
        link: To the window.
        host: By name.
        port: By UDP.
        tcp_port: Asked instead where UDP has no answer.
        pace: How often it is asked.
    """

    def progress(share: float) -> None:
        link.beat()
        link.report(Asked(share))

    link.beat(patience_s=LOOKING_UP_S + 2.0)
    measures = probe((host, port, tcp_port), pace, progress, lambda: link.stopping)
    if not link.stopping:
        link.report(Answered(measures))


def probe(place: tuple[str, int, int], pace: Pace, progress: Progress, stopping: Stopping) -> NetworkMeasures:
    """One look at the way to a host.

    Args:
        place: Its name, its port for STUN by UDP, its port by TCP where UDP has no answer.
        pace: How often it is asked.
        progress: Called with the share done.
        stopping: Whether to give up.
    """
    host, port, tcp_port = place
    address = look_up(host, port)
    if address is None:
        nothing = Unknown("no_such_host")
        return NetworkMeasures(host, nothing, nothing, nothing)
    round_trips = ask_by_udp(address, pace, progress, stopping)
    if any(each is not None for each in round_trips):
        return measured(host, round_trips)
    connect_s = ask_by_tcp((address[0], (address[1][0], tcp_port, *address[1][2:])), pace, progress, stopping)
    if not connect_s:
        nothing = Unknown("no_answer")
        return NetworkMeasures(host, nothing, nothing, nothing)
    return NetworkMeasures(
        host, 1000 * statistics.median(connect_s), Unknown("hidden_by_tcp"), jitter_ms(connect_s), Method.TCP
    )


def look_up(host: str, port: int) -> Address | None:
    """A host's address; None where there is none, or the answer takes too long.

    In a thread: a system's resolver knows no time limit and may take half a minute.
    """
    found: list[Address] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM):
                found.append((family, address))
                return

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(LOOKING_UP_S)
    return found[0] if found else None


def ask_by_udp(address: Address, pace: Pace, progress: Progress, stopping: Stopping) -> list[float | None]:
    """Round trip of every request, seconds, in the order they were sent; None where no answer came in time."""
    sent: dict[bytes, tuple[int, float]] = {}
    round_trips: list[float | None] = []
    with socket.socket(address[0], socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)  # noqa: FBT003 - the standard library's own name
        begun = time.perf_counter()
        while not stopping():
            now = time.perf_counter() - begun
            if len(round_trips) < pace.requests and now >= len(round_trips) * pace.every_s:
                transaction = secrets.token_bytes(TRANSACTION_BYTES)
                round_trips.append(None)
                sent[transaction] = (len(round_trips) - 1, time.perf_counter())
                with contextlib.suppress(OSError):  # no way there: counted as lost
                    asker.sendto(binding_request(transaction), address[1])
                progress(0.9 * len(round_trips) / pace.requests)
            for transaction, arrived in _answers(asker, pace.every_s / 5):
                request = sent.pop(transaction, None)
                if request is not None and arrived - request[1] <= pace.latest_s:
                    round_trips[request[0]] = arrived - request[1]
            if _over(pace, now, round_trips, waiting=bool(sent)):
                break
    return round_trips


def _over(pace: Pace, now_s: float, round_trips: Sequence[float | None], *, waiting: bool) -> bool:
    """Whether all has been asked and answered, or nothing ever will be."""
    if len(round_trips) >= pace.requests and (not waiting or now_s >= pace.requests * pace.every_s + pace.latest_s):
        return True
    silent = all(each is None for each in round_trips)
    return silent and now_s >= pace.give_up_after * pace.every_s + pace.latest_s


def _answers(asker: socket.socket, wait_s: float) -> Iterator[tuple[bytes, float]]:
    """Transaction and time of every answer that is there, or comes within the wait."""
    if not select.select([asker], [], [], wait_s)[0]:
        return
    with contextlib.suppress(OSError):  # nothing more to read, or the host has said that nobody listens
        while True:
            datagram = asker.recv(2048)
            transaction = answered(datagram)
            if transaction is not None:
                yield transaction, time.perf_counter()


def ask_by_tcp(address: Address, pace: Pace, progress: Progress, stopping: Stopping) -> list[float]:
    """How long each connection took to open, seconds; closed again at once, nothing is sent over it."""
    took: list[float] = []
    ends = time.perf_counter() + CONNECTING_S
    for number in range(pace.connections):
        if stopping() or time.perf_counter() > ends or (number == SECOND_CHANCE and not took):
            break
        begun = time.perf_counter()
        with contextlib.suppress(OSError), socket.socket(address[0], socket.SOCK_STREAM) as asker:
            asker.settimeout(_CONNECT_S)
            asker.connect(address[1])
            took.append(time.perf_counter() - begun)
        progress(0.9 + 0.1 * (number + 1) / pace.connections)
        time.sleep(pace.connect_every_s)
    return took


def measured(host: str, round_trips: Sequence[float | None]) -> NetworkMeasures:
    """What the round trips come to; at least one of them has an answer."""
    came = [each for each in round_trips if each is not None]
    lost = 100 * (1 - len(came) / len(round_trips))
    return NetworkMeasures(host, 1000 * statistics.median(came), lost, jitter_ms(came))


def jitter_ms(round_trips: Sequence[float]) -> Measured:
    """Smoothed difference of two round trips in a row, after RFC 3550 section 6.4.1.

    RFC 3550 takes one-way transit times, whose clocks differ by a constant; of round trips the difference is that of
    both ways together, so this is the jitter of one way or more. It starts from the mean of all differences, not
    from nothing, for ten seconds are short.
    """
    differences = [abs(after - before) for before, after in pairwise(round_trips)]
    if not differences:
        return Unknown("too_few")
    jitter = statistics.fmean(differences)
    for each in differences:
        jitter += (each - jitter) / _GAIN
    return 1000 * jitter
