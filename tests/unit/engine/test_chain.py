"""The chain notices whatever is changed, removed, moved or put back."""

import dataclasses
import hashlib
from typing import Any

import pytest

from samklang.engine.chain import GENESIS, ChainBroken, chain_of, chained, verify
from samklang.engine.ports import Entry, NewEntry

ENTRY = NewEntry("e1", "turn", 1, 1_700_000_000_000, 5, "facilitator", b'{"at_ms":1}')


def rows(count: int = 3) -> tuple[Entry, ...]:
    entries = [dataclasses.replace(ENTRY, event_id=f"e{number}") for number in range(count)]
    return chained(GENESIS, "s", 0, entries)


def test_the_chain_is_what_its_description_says():
    columns = [b"s", b"1", b"e1", b"turn", b"1", b"1700000000000", b"5", b"facilitator", b'{"at_ms":1}']
    row = b"".join(len(column).to_bytes(8, "big") + column for column in columns)
    assert chain_of(GENESIS, "s", 1, ENTRY) == hashlib.sha256(bytes(32) + row).digest()


def test_untouched_rows_pass():
    assert tuple(verify(rows(), session_id="s")) == rows()


def test_a_later_part_passes_from_where_it_begins():
    first, *rest = rows()
    assert list(verify(rest, session_id="s", after=1, previous=first.chain)) == rest


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": "other"},
        {"kind": "other"},
        {"schema": 2},
        {"recorded_utc_ms": 1},
        {"monotonic_ns": 1},
        {"author": "other"},
        {"payload": b"{}"},
        {"chain": bytes(32)},
        {"position": 7},
        {"session_id": "other"},
    ],
)
def test_a_changed_column_is_noticed(change: dict[str, Any]):
    first, second, third = rows()
    with pytest.raises(ChainBroken) as broken:
        list(verify([first, dataclasses.replace(second, **change), third], session_id="s"))
    assert (broken.value.code, broken.value.session_id, broken.value.position) == ("damaged", "s", 2)


def test_a_removed_row_is_noticed():
    first, _, third = rows()
    with pytest.raises(ChainBroken):
        list(verify([first, third], session_id="s"))


def test_what_came_before_the_break_is_handed_out():
    first, _, third = rows()
    checked = verify([first, third], session_id="s")
    assert next(checked) == first
