"""One line of the benchmark table, and how it is timed."""

import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of work beside its peer, both measured in this run.

    Attributes:
        work: What was done, and what the peer is.
        ours_s: Seconds of CPU time we took (median).
        peer_s: Seconds of CPU time the peer took (median).
        target: The ratio we aim at.
    """

    work: str
    ours_s: float
    peer_s: float
    target: float

    @property
    def ratio(self) -> float:
        """Ours over the peer's; below the target is good."""
        return self.ours_s / self.peer_s


def compared(  # noqa: PLR0913, PLR0917 - a row of the table
    work: str,
    ours: Callable[[Given], object],
    peer: Callable[[Given], object],
    given: Given,
    target: float,
    repeats: int,
) -> Row:
    """A row from `ours` and its `peer` on the same input, taken in turns."""
    times = [(cpu_s(lambda: ours(given))[0], cpu_s(lambda: peer(given))[0]) for _ in range(repeats)]
    return Row(work, *medians(times), target)


def medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    """Median of the first and of the second of each pair."""
    ours_s, peer_s = (statistics.median(each) for each in zip(*times, strict=True))
    return ours_s, peer_s


def cpu_s(work: Callable[[], Found]) -> tuple[float, Found]:
    """CPU time of this process, all threads, and of the processes it started and waited for; and what came of it."""
    gc.collect()
    before = time.process_time() + _children_s()
    found = work()
    return time.process_time() + _children_s() - before, found


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
