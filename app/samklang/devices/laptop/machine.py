"""What psutil tells alike on every system: load, memory, disk, battery, running programs."""

import contextlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from samklang.domain.measures import Measured, Unknown

WATCHED_S: Final = 60.0
"""Load and speed are told over the last minute. Ours: a short burst is no load, an old one no longer matters."""

FEWEST_LOOKS: Final = 20
"""Of fewer the 95th percentile is the highest: one busy second would be called a busy computer."""

_GB: Final = 1e9
_PERCENTILE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory, 10^9 bytes."""

    total_gb: float
    free_gb: float


class Load:
    """How busy the processor is with anything but us, over the last minute.

    Our own work is taken out: a check is heavy for seconds, and must not be told that the computer is too slow for a
    call because of itself.

    Args:
        root: Process whose descendants are ours, itself included.
    """

    def __init__(self, root: int) -> None:
        self._root = root
        self._cores = psutil.cpu_times(percpu=True)
        self._own_s = _processor_s(self._root)
        self._seen: deque[tuple[float, float]] = deque()
        self._busy: dict[int, float] = {}

    def look(self) -> None:
        """Take in what happened since the last look."""
        cores, own_s = psutil.cpu_times(percpu=True), _processor_s(self._root)
        own = sum(max(0.0, now - self._own_s.get(pid, 0.0)) for pid, now in own_s.items())
        busy_s = total_s = 0.0
        self._busy = {}
        for core, (before, now) in enumerate(zip(self._cores, cores, strict=False)):
            core_total_s = sum(now) - sum(before)
            core_busy_s = max(0.0, core_total_s - (_idle_s(now) - _idle_s(before)))
            if core_total_s > 0:
                self._busy[core] = 100 * core_busy_s / core_total_s
                busy_s, total_s = busy_s + core_busy_s, total_s + core_total_s
        self._cores, self._own_s = cores, own_s
        if total_s > 0:
            length_s = total_s / len(self._busy)
            self._seen.append((length_s, min(100.0, 100 * max(0.0, busy_s - own) / total_s)))
        while self.watched_s - self._seen[0][0] >= WATCHED_S if self._seen else False:
            self._seen.popleft()

    @property
    def busy(self) -> Mapping[int, float]:
        """Core -> how busy it was between the last two looks, with us, percent."""
        return self._busy

    @property
    def watched_s(self) -> float:
        """How much of the last minute was seen."""
        return sum(length_s for length_s, _ in self._seen)

    @property
    def mean_percent(self) -> Measured:
        """Of all cores together."""
        watched_s = self.watched_s
        if not watched_s:
            return Unknown("too_short")
        return sum(length_s * percent for length_s, percent in self._seen) / watched_s

    @property
    def p95_percent(self) -> Measured:
        """95th percentile of the looks, the nearest rank; unknown while one single look would be it."""
        if len(self._seen) < FEWEST_LOOKS:
            return Unknown("too_short")
        ordered = sorted(percent for _, percent in self._seen)
        return ordered[min(len(ordered) - 1, int(_PERCENTILE * len(ordered)))]


def memory() -> Memory:
    """What there is, and what programs can still have."""
    told = psutil.virtual_memory()
    return Memory(told.total / _GB, told.available / _GB)


def disk_free_gb(folder: Path) -> Measured:
    """What may still be written where `folder` is or will be."""
    for place in (folder, *folder.parents):
        with contextlib.suppress(FileNotFoundError):
            try:
                return float(psutil.disk_usage(str(place)).free) / _GB
            except (PermissionError, NotADirectoryError):
                return Unknown("not_readable")
    return Unknown("not_readable")


def battery() -> tuple[Measured, Measured]:
    """Mains and charge, where psutil asks the system (Windows and macOS)."""
    told = psutil.sensors_battery()
    if told is None:
        return Unknown("no_battery"), Unknown("no_battery")
    on_mains = Unknown("not_told") if told.power_plugged is None else float(told.power_plugged)
    return on_mains, float(told.percent)


def cores() -> Measured:
    """Logical ones."""
    count = psutil.cpu_count()
    return Unknown("not_told") if count is None else float(count)


def our_processes(root: int) -> frozenset[int]:
    """A process and all that descend from it."""
    return frozenset(each.pid for each in _family(root))


def running_programs(ours: frozenset[int]) -> tuple[str, ...]:
    """Names of all running processes but ours; never how they were called."""
    return tuple(each.info["name"] or "" for each in psutil.process_iter(["name"]) if each.pid not in ours)


def _processor_s(root: int) -> dict[int, float]:
    """Process -> processor time it has used."""
    used: dict[int, float] = {}
    for each in _family(root):
        with contextlib.suppress(psutil.Error):
            times = each.cpu_times()
            used[each.pid] = times.user + times.system
    return used


def _family(root: int) -> list[Any]:
    try:
        parent = psutil.Process(root)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def _idle_s(times: Any) -> float:  # noqa: ANN401 - psutil has no types
    return float(times.idle + getattr(times, "iowait", 0.0))
