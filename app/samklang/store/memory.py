"""The event log in memory: for demos, training and tests; gone when the process ends."""

from collections.abc import Iterator, Sequence
from threading import Lock

from samklang.engine.chain import GENESIS, chained
from samklang.engine.ports import Entry, NewEntry
from samklang.store.retry import stored_already


class MemoryEventLog:
    """Sessions in a dictionary; safe to use from several threads."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[Entry]] = {}
        self._event_ids: set[str] = set()
        self._lock = Lock()

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Store `entries` at `after + 1...`, all or none.

        Raises:
            PositionTaken: `after` is not the last position any more.
            ValueError: An event's id was used for another event.
        """
        with self._lock:
            before = self._sessions.get(session_id, [])
            stored = stored_already(before[after : after + len(entries)], len(before), after, entries)
            fresh = entries[len(stored) :]
            ids = {entry.event_id for entry in fresh}
            if len(ids) < len(fresh) or ids & self._event_ids:
                raise ValueError("an event's id was used for another event")
            added = chained(before[-1].chain if before else GENESIS, session_id, len(before), fresh)
            if added:
                self._event_ids |= ids
                self._sessions[session_id] = self._sessions.pop(session_id, before)  # written to last, listed last
                self._sessions[session_id].extend(added)
            return (*stored, *added)

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        """The session's entries from `after + 1`, in order. Nothing outside can reach them, so the chain holds."""
        with self._lock:
            return iter(tuple(self._sessions.get(session_id, ())[after:]))

    def session_ids(self) -> tuple[str, ...]:
        """All sessions, the one written to last first."""
        with self._lock:
            return tuple(reversed(self._sessions))

    def close(self) -> None:
        """Nothing to release."""
