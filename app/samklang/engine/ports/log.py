"""The event log: many sessions in one, append only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An event about to be stored.

    Attributes:
        event_id: Unique for ever; makes a retry safe.
        kind: Short stable word, never a class path.
        schema: Version of the payload's shape, from 1.
        payload: UTF-8 JSON.
    """

    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored event: `NewEntry` with its place and its link in the chain.

    Attributes:
        position: 1, 2, 3... within its session.
        chain: SHA-256 over the previous entry's chain and this row (see `engine.chain`).
    """

    session_id: str
    position: int
    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes
    chain: bytes


class PositionTaken(Exception):  # noqa: N818 - optimistic concurrency: somebody else appended first
    """Another author appended at this position first; re-read and decide again."""


class EventLog(Protocol):
    """An append-only log, many sessions in one."""

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Store `entries` at positions `after + 1...`, all or none, durable when this returns.

        Entries whose `event_id` is already stored in this session at the same place are not stored twice.

        Raises:
            PositionTaken: `after` is not the last position any more.
            Refused: The disk is full or read-only, the log is damaged, ...
        """
        ...

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        """The session's entries from position `after + 1`, in order, the chain verified on the way.

        Raises:
            Refused: The chain does not hold.
        """
        ...

    def session_ids(self) -> tuple[str, ...]:
        """All sessions in the log, the one that was written to last first."""
        ...

    def close(self) -> None:
        """Release the log; nothing may be called afterwards."""
        ...
