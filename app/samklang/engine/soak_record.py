"""What an endurance test writes down while it runs: what happened, and the time line, both bounded."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from samklang.domain.soak import Happening, SoakEvent, SoakPoint

MOST_OF_A_KIND: Final = 40
"""So many events of a kind are kept with their time, the first ones; the others are counted (ours)."""

MOST_POINTS: Final = 300
"""A time line of more is no better to look at; it is folded to half when it is full (ours)."""

PATIENCE_S: Final[Mapping[Happening, float]] = {
    Happening.PICTURE_SLOW: 3.0,
    Happening.PICTURE_BLACK: 1.0,
    Happening.NO_SIGNAL: 1.0,
    Happening.SIZE_CHANGED: 1.0,
    Happening.LOAD_HIGH: 30.0,
    Happening.THROTTLED: 30.0,
    Happening.MEMORY_LOW: 10.0,
}
"""So long it must hold before it is told, from when it began: a busy moment is none (ours). The others at once."""

RECOVERED_AFTER_S: Final = 1.0
"""What was away for a shorter time between two faults was never back (ours)."""


@dataclass(slots=True)
class _Episode:
    """Something that began; `ended_s` is set as soon as it holds no longer, and unset where it holds again at once."""

    kind: Happening
    at_s: float
    ended_s: float | None = None
    value: float | None = None

    def told(self) -> SoakEvent:
        lasted_s = None if self.ended_s is None else self.ended_s - self.at_s
        return SoakEvent(self.kind, self.at_s, lasted_s, self.value)


class Occurrences:
    """What holds and what has happened, as events.

    What is about one device and excludes one another is one episode under the gravest name seen in it: a camera that
    stands still, is restarted and then is gone was lost, once.

    Args:
        outages: Groups of what excludes one another, the gravest of each group first.
    """

    def __init__(self, outages: Iterable[tuple[Happening, ...]]) -> None:
        self._groups = {kind: group for group in outages for kind in group}
        self._running: dict[Happening | tuple[Happening, ...], _Episode] = {}
        self._told: list[SoakEvent] = []
        self._kept: Counter[Happening] = Counter()
        self._more: Counter[Happening] = Counter()
        self._now_s = 0.0

    @property
    def running(self) -> tuple[SoakEvent, ...]:
        """What holds now, its patience over."""
        return tuple(
            episode.told() for episode in self._running.values() if episode.ended_s is None and self._is_due(episode)
        )

    @property
    def count(self) -> int:
        """How much has happened so far, what holds now included."""
        return len(self._told) + self._more.total() + len(self.running)

    @property
    def more(self) -> tuple[tuple[Happening, int], ...]:
        """How many of each kind were counted only."""
        return tuple(self._more.items())

    def hold(self, held: Mapping[Happening, float | None], at_s: float) -> None:
        """What holds now.

        Args:
            held: Kind -> its value; of a value that is given again, the lowest is kept.
            at_s: Now, seconds after the beginning.
        """
        self._now_s = at_s
        worst: dict[Happening | tuple[Happening, ...], Happening] = {}
        for kind in held:
            group = self._groups.get(kind)
            key = group or kind
            if group is None or key not in worst or group.index(kind) < group.index(worst[key]):
                worst[key] = kind
        for key, kind in worst.items():
            self._go_on(key, kind, held[kind], at_s)
        for key in [key for key in self._running if key not in worst]:
            self._let_pass(key, at_s)

    def happen(self, kind: Happening, at_s: float, lasted_s: float, value: float | None) -> None:
        """Something that is over already."""
        self._keep(SoakEvent(kind, at_s, lasted_s, value))

    def end(self) -> tuple[SoakEvent, ...]:
        """Everything there is to tell, in the order of time; what holds still has no end."""
        for episode in self._running.values():
            if self._is_due(episode):
                self._keep(episode.told())
        self._running.clear()
        return tuple(sorted(self._told, key=lambda event: event.at_s))

    def _go_on(self, key: Happening | tuple[Happening, ...], kind: Happening, value: float | None, at_s: float) -> None:
        episode = self._running.get(key)
        if episode is None:
            self._running[key] = _Episode(kind, at_s, None, value)
            return
        episode.ended_s = None
        group = self._groups.get(kind)
        if group is not None and group.index(kind) < group.index(episode.kind):
            episode.kind, episode.value = kind, value
        elif value is not None and kind is episode.kind:
            episode.value = value if episode.value is None else min(value, episode.value)

    def _let_pass(self, key: Happening | tuple[Happening, ...], at_s: float) -> None:
        episode = self._running[key]
        if episode.ended_s is None:
            episode.ended_s = at_s
        if at_s - episode.ended_s >= RECOVERED_AFTER_S or not self._is_due(episode):
            del self._running[key]
            if self._is_due(episode):
                self._keep(episode.told())

    def _is_due(self, episode: _Episode) -> bool:
        end_s = self._now_s if episode.ended_s is None else episode.ended_s
        return end_s - episode.at_s >= PATIENCE_S.get(episode.kind, 0.0)

    def _keep(self, event: SoakEvent) -> None:
        if self._kept[event.kind] < MOST_OF_A_KIND:
            self._kept[event.kind] += 1
            self._told.append(event)
        else:
            self._more[event.kind] += 1


class Timeline:
    """Stretches of a second, joined to longer ones as they become many."""

    def __init__(self) -> None:
        self._points: list[SoakPoint] = []
        self._span_s = 1.0

    def add(self, point: SoakPoint) -> None:
        """One more stretch, of about a second."""
        if self._points and self._points[-1].span_s + point.span_s / 2 < self._span_s:
            self._points[-1] = self._points[-1].joined(point)
        else:
            self._points.append(point)
        if len(self._points) >= MOST_POINTS:
            pairs = zip(self._points[::2], self._points[1::2], strict=True)
            self._points = [first.joined(second) for first, second in pairs]
            self._span_s *= 2

    @property
    def points(self) -> tuple[SoakPoint, ...]:
        """The time line so far."""
        return tuple(self._points)
