"""Events to stored rows and back: a short stable word, the version of the payload's shape, and JSON."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from samklang.domain.session.codes import EVENT_CODES
from samklang.domain.session.events import Event
from samklang.engine.ports import Entry
from samklang.engine.unusable import SessionUnusable

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""From a payload of one schema to the next; pure, and kept for ever once a release has written that schema."""

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""By kind and the schema it lifts from; a kind's newest schema is one more than its last upcaster's.

Example: when `remark` gains a field, `("remark", 1)` is put here, and `tests/unit/engine/golden/` keeps the old rows.
"""

_TYPES: dict[str, type[Event]] = {kind: event for event, kind in EVENT_CODES.items()}
_DECODERS = {kind: msgspec.json.Decoder(event) for kind, event in _TYPES.items()}
_ENCODER = msgspec.json.Encoder()


class UnreadableEvent(SessionUnusable):
    """A stored event that cannot be read, or makes no sense where it stands; `position` is its place."""

    def __init__(self, code: str, position: int, why: str) -> None:
        super().__init__(code, f"event {position} of the stored session cannot be read: {why}", position=position)


def newest_schema(kind: str, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> int:
    """The schema this version writes for a kind, from 1."""
    schema = 1
    while (kind, schema) in upcasters:
        schema += 1
    return schema


def encode(event: Event) -> tuple[str, int, bytes]:
    """An event's kind, schema and payload (UTF-8 JSON)."""
    kind = EVENT_CODES[type(event)]
    return kind, newest_schema(kind), _ENCODER.encode(event)


def decode(entry: Entry, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> Event:
    """The event a row holds, lifted to the newest schema on the way.

    Raises:
        UnreadableEvent: The kind or schema is newer than this version, or the payload is not what its kind says.
    """
    decoder = _DECODERS.get(entry.kind)
    newest = newest_schema(entry.kind, upcasters)
    if decoder is None or not 1 <= entry.schema <= newest:
        raise UnreadableEvent("newer", entry.position, "it was written by a newer version of Samklang")
    try:
        if entry.schema == newest:
            return decoder.decode(entry.payload)
        payload = msgspec.json.decode(entry.payload, type=dict[str, Any])
        for schema in range(entry.schema, newest):
            payload = upcasters[entry.kind, schema](payload)
        return msgspec.convert(payload, _TYPES[entry.kind])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise UnreadableEvent("damaged", entry.position, "its content is damaged") from fault
