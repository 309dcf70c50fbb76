"""What was once written can always be read: one golden row for every kind at every schema."""

import json
from pathlib import Path
from typing import Any

import pytest

from samklang.domain.session import events
from samklang.domain.session.codes import EVENT_CODES
from samklang.domain.session.events import Event
from samklang.engine.codec import UnreadableEvent, decode, encode, newest_schema
from samklang.engine.ports import Entry

from .conftest import PLAN

GOLDEN = Path(__file__).with_name("golden") / "schema-1.jsonl"
"""Never edited: rows as the first release wrote them. A new schema gets a file of its own."""

ONE_OF_EACH = (
    events.SessionOpened(1_800_000_000_000, 1, "rest|1.0.0", PLAN),
    events.ParticipantNamed(1_800_000_000_000, 1, "p1", "Åse Bjørn-Öberg"),
    events.ParticipantArrived(1_800_000_001_000, 2, "p1"),
    events.ParticipantLeft(1_800_000_002_000, 3, "p1"),
    events.ParticipantReturned(1_800_000_003_000, 4, "p1"),
    events.ParticipantAbsent(1_800_000_004_000, 5, "p2"),
    events.PhaseEntered(1_800_000_005_000, 6, 1),
    events.TurnStarted(1_800_000_006_000, 7, "p1"),
    events.ReflectionStarted(1_800_000_007_000, 8, "p2"),
    events.ReflectionPassed(1_800_000_008_000, 9, "p3"),
    events.TurnPassed(1_800_000_009_000, 10, "p3"),
    events.TurnPostponed(1_800_000_010_000, 11, "p4"),
    events.RemarkMade(1_800_000_011_000, 12, "p3", 20_000),
    events.RoundOffStarted(1_800_000_012_000, 13),
    events.TurnEnded(1_800_000_013_000, 14),
    events.SessionPaused(1_800_000_014_000, 15),
    events.CareStarted(1_800_000_015_000, 16, "p2"),
    events.SessionResumed(1_800_000_016_000, 17),
    events.TimeAdded(1_800_000_017_000, 18, "p1", 1_000, 2_000),
    events.TimeTaken(1_800_000_018_000, 19, "p1", 1_000, 2_000, 3_000),
    events.TimeMoved(1_800_000_019_000, 20, "p1", "p2", 1_000, 2_000, 3_000),
    events.StepUndone(1_800_000_020_000, 20),
    events.StepRedone(1_800_000_021_000, 20),
    events.SessionReopened(1_800_000_022_000, 1_800_000_021_000),
    events.SessionClosed(1_800_000_023_000, 21),
    events.RunningNoted(1_800_000_024_000),
)


def row(kind: str, schema: int, payload: bytes) -> Entry:
    return Entry("s", 3, "e", kind, schema, 0, 0, "facilitator", payload, bytes(32))


def golden() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]


def test_every_kind_has_its_golden_row():
    assert [line["kind"] for line in golden()] == [EVENT_CODES[type(event)] for event in ONE_OF_EACH]
    assert {type(event) for event in ONE_OF_EACH} == set(EVENT_CODES)


@pytest.mark.parametrize(("event", "line"), list(zip(ONE_OF_EACH, golden(), strict=True)))
def test_a_golden_row_is_read(event: Event, line: dict[str, Any]):
    payload = json.dumps(line["payload"], ensure_ascii=False).encode()
    assert decode(row(line["kind"], line["schema"], payload)) == event


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_what_is_written_is_read(event: Event):
    kind, schema, payload = encode(event)
    assert decode(row(kind, schema, payload)) == event
    assert schema == newest_schema(kind)


@pytest.mark.parametrize(
    ("kind", "schema", "payload", "code"),
    [
        ("from_tomorrow", 1, b"{}", "newer"),
        ("turn", 2, b'{"at_ms":1,"step":1,"participant":"p1"}', "newer"),
        ("turn", 0, b'{"at_ms":1,"step":1,"participant":"p1"}', "newer"),
        ("turn", 1, b'{"at_ms":1,"step":1}', "damaged"),
        ("turn", 1, b'{"at_ms":"1","step":1,"participant":"p1"}', "damaged"),
        ("turn", 1, b"\xff\xfe", "damaged"),
        ("turn", 1, b'{"at_ms":' + b"[" * 100_000, "damaged"),
        ("turn", 1, b"", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(kind: str, schema: int, payload: bytes, code: str):
    with pytest.raises(UnreadableEvent) as unreadable:
        decode(row(kind, schema, payload))
    assert (unreadable.value.code, unreadable.value.position) == (code, 3)


def with_whole_seconds(payload: dict[str, Any]) -> dict[str, Any]:
    """An upcaster as a later version might have it: `at_s` became `at_ms`."""
    return {key: value for key, value in payload.items() if key != "at_s"} | {"at_ms": payload["at_s"] * 1000}


def with_a_step(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "step": 0}


UPCASTERS = {("turn", 1): with_whole_seconds, ("turn", 2): with_a_step}


def test_an_old_row_is_lifted_one_schema_after_the_other():
    assert newest_schema("turn", UPCASTERS) == 3
    assert decode(row("turn", 1, b'{"at_s":7,"participant":"p1"}'), UPCASTERS) == events.TurnStarted(7_000, 0, "p1")
    assert decode(row("turn", 2, b'{"at_ms":7,"participant":"p1"}'), UPCASTERS) == events.TurnStarted(7, 0, "p1")


def test_an_old_row_that_is_damaged_is_said():
    with pytest.raises(UnreadableEvent):
        decode(row("turn", 2, b'{"at_ms":"now"}'), UPCASTERS)
