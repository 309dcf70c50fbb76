"""Tells an append that is tried again from one that comes too late."""

from collections.abc import Sequence

from samklang.engine.ports import Entry, NewEntry, PositionTaken


def stored_already(here: Sequence[Entry], last: int, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
    """The leading `entries` that an earlier try has stored at these very places.

    Args:
        here: What stands at `after + 1...`, at most as many as `entries`.
        last: The session's last position.
        after: The position the author had seen last.
        entries: What the author wants to append.

    Returns:
        What is stored already; the rest of `entries` is to be appended right after it.

    Raises:
        PositionTaken: Something else stands there, or what the author had seen is not there.
    """
    if last < after or any(old.event_id != new.event_id for old, new in zip(here, entries, strict=False)):
        raise PositionTaken
    return tuple(here)
