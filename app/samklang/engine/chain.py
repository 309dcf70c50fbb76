"""The chain that ties each stored event to all before it, so that a changed, removed or older row is noticed."""

import hashlib
from collections.abc import Iterable, Iterator

from samklang.engine.ports import Entry, NewEntry
from samklang.engine.unusable import SessionUnusable

GENESIS = bytes(32)
"""What stands before a session's first entry."""


class ChainBroken(SessionUnusable):
    """A stored row is not the one that was written there; `position` is the first that does not fit."""

    def __init__(self, session_id: str, position: int) -> None:
        detail = f"the stored session {session_id} has been changed or damaged at event {position}"
        super().__init__("damaged", detail, session_id=session_id, position=position)


def chain_of(previous: bytes, session_id: str, position: int, entry: NewEntry | Entry) -> bytes:
    """The chain value of `entry` at `position`, given the chain value of the position before it.

    SHA-256 over the previous chain (32 bytes, `GENESIS` before position 1) and the row: every column is written as
    its length in bytes (8 bytes, big-endian) and its bytes, integers as decimal digits, so that no two rows read alike.

    Returns:
        32 bytes.
    """
    digest = hashlib.sha256(previous)
    for column in (
        session_id.encode(),
        b"%d" % position,
        entry.event_id.encode(),
        entry.kind.encode(),
        b"%d" % entry.schema,
        b"%d" % entry.recorded_utc_ms,
        b"%d" % entry.monotonic_ns,
        entry.author.encode(),
        entry.payload,
    ):
        digest.update(len(column).to_bytes(8, "big"))
        digest.update(column)
    return digest.digest()


def verify(entries: Iterable[Entry], *, session_id: str, after: int = 0, previous: bytes = GENESIS) -> Iterator[Entry]:
    """Pass on a session's entries in order, each checked before it is handed out.

    Args:
        entries: Those from position `after + 1` on.
        session_id: The session they must belong to.
        after: The position before the first of them.
        previous: The chain value at `after`.

    Raises:
        ChainBroken: An entry is missing, out of place, changed, or from another session.
    """
    position = after
    for entry in entries:
        position += 1
        expected = chain_of(previous, session_id, position, entry)
        if entry.session_id != session_id or entry.position != position or entry.chain != expected:
            raise ChainBroken(session_id, position)
        previous = expected
        yield entry


def chained(previous: bytes, session_id: str, after: int, entries: Iterable[NewEntry]) -> tuple[Entry, ...]:
    """`entries` as they stand at positions `after + 1...`, each with its link; what every store writes."""
    stored: list[Entry] = []
    for position, entry in enumerate(entries, after + 1):
        previous = chain_of(previous, session_id, position, entry)
        stored.append(
            Entry(
                session_id=session_id,
                position=position,
                event_id=entry.event_id,
                kind=entry.kind,
                schema=entry.schema,
                recorded_utc_ms=entry.recorded_utc_ms,
                monotonic_ns=entry.monotonic_ns,
                author=entry.author,
                payload=entry.payload,
                chain=previous,
            )
        )
    return tuple(stored)
