"""What every event log promises, asked of each of them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samklang.engine.chain import GENESIS, verify
from samklang.engine.ports import EventLog, NewEntry, PositionTaken
from samklang.store.memory import MemoryEventLog
from samklang.store.vault import open_vault
from samklang.wording import Wording

ENGLISH = Wording("en")


def entry(event_id: str, payload: bytes = b"{}") -> NewEntry:
    return NewEntry(event_id, "turn_started", 1, 1_700_000_000_000, 123_456_789, "therapist", payload)


def memory(_: Path) -> EventLog:
    return MemoryEventLog()


def vault(folder: Path) -> EventLog:
    return open_vault(folder / "sessions.vault", ENGLISH, {})


@pytest.fixture(params=[memory, vault])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    opened: EventLog = request.param(tmp_path)
    yield opened
    opened.close()


def test_an_empty_log_has_no_sessions(log: EventLog):
    assert log.session_ids() == ()
    assert list(log.read("monday")) == []


def test_what_is_appended_is_read_in_order_and_whole(log: EventLog):
    payload = '{"name": "Åse Øst"}'.encode()
    first = log.append("monday", 0, [entry("a", payload), entry("b")])
    second = log.append("monday", 2, [entry("c")])
    assert [*first, *second] == list(log.read("monday"))
    assert [it.position for it in log.read("monday")] == [1, 2, 3]
    assert first[0].payload == payload
    assert (first[0].session_id, first[0].event_id, first[0].kind, first[0].schema) == (
        "monday",
        "a",
        "turn_started",
        1,
    )
    assert (first[0].recorded_utc_ms, first[0].monotonic_ns, first[0].author) == (
        1_700_000_000_000,
        123_456_789,
        "therapist",
    )


@pytest.mark.parametrize(("after", "expected"), [(0, "abc"), (1, "bc"), (2, "c"), (3, ""), (9, "")])
def test_reading_goes_on_after_a_position(log: EventLog, after: int, expected: str):
    log.append("monday", 0, [entry("a"), entry("b"), entry("c")])
    assert "".join(it.event_id for it in log.read("monday", after)) == expected


def test_the_entries_form_a_chain_from_the_beginning(log: EventLog):
    log.append("monday", 0, [entry("a")])
    log.append("monday", 1, [entry("b"), entry("c")])
    stored = list(log.read("monday"))
    assert list(verify(stored, session_id="monday", previous=GENESIS)) == stored
    assert len({it.chain for it in stored}) == 3


def test_sessions_do_not_touch_each_other(log: EventLog):
    log.append("monday", 0, [entry("a")])
    log.append("tuesday", 0, [entry("b")])
    log.append("monday", 1, [entry("c")])
    assert [it.event_id for it in log.read("monday")] == ["a", "c"]
    assert [it.event_id for it in log.read("tuesday")] == ["b"]


def test_the_session_written_to_last_comes_first(log: EventLog):
    for position, session in enumerate(["monday", "tuesday", "wednesday"]):
        log.append(session, 0, [entry(f"first-{position}")])
    assert log.session_ids() == ("wednesday", "tuesday", "monday")
    log.append("monday", 1, [entry("later")])
    assert log.session_ids() == ("monday", "wednesday", "tuesday")


@pytest.mark.parametrize("after", [0, 1, 3, 50])
def test_an_author_who_has_not_seen_the_end_is_turned_away(log: EventLog, after: int):
    log.append("monday", 0, [entry("a"), entry("b")])
    with pytest.raises(PositionTaken):
        log.append("monday", after, [entry("other"), entry("another")])
    assert [it.event_id for it in log.read("monday")] == ["a", "b"]


def test_the_same_append_again_is_stored_once(log: EventLog):
    first = log.append("monday", 0, [entry("a"), entry("b")])
    again = log.append("monday", 0, [entry("a"), entry("b")])
    assert again == first
    assert [it.event_id for it in log.read("monday")] == ["a", "b"]


def test_a_retry_is_known_even_when_others_went_on(log: EventLog):
    first = log.append("monday", 0, [entry("a"), entry("b")])
    log.append("monday", 2, [entry("c")])
    assert log.append("monday", 0, [entry("a"), entry("b")]) == first
    assert [it.event_id for it in log.read("monday")] == ["a", "b", "c"]


def test_a_longer_retry_adds_only_what_is_new(log: EventLog):
    log.append("monday", 0, [entry("a")])
    stored = log.append("monday", 0, [entry("a"), entry("b")])
    assert [(it.position, it.event_id) for it in stored] == [(1, "a"), (2, "b")]
    assert list(log.read("monday")) == list(stored)


@pytest.mark.parametrize("entries", [["a"], ["b", "a"], ["b", "b"]])
def test_an_id_never_means_two_events_and_nothing_of_the_append_stays(log: EventLog, entries: list[str]):
    log.append("monday", 0, [entry("a")])
    with pytest.raises(ValueError, match="another event"):
        log.append("tuesday", 0, [entry(event_id) for event_id in entries])
    assert list(log.read("tuesday")) == []
    assert log.session_ids() == ("monday",)
    assert log.append("tuesday", 0, [entry("b")])[0].position == 1


def test_appending_nothing_changes_nothing(log: EventLog):
    assert log.append("monday", 0, []) == ()
    assert log.session_ids() == ()


def test_two_handles_on_one_vault_see_each_other_and_take_turns(tmp_path: Path):
    one, other = vault(tmp_path), vault(tmp_path)
    one.append("monday", 0, [entry("a")])
    assert [it.event_id for it in other.read("monday")] == ["a"]
    other.append("monday", 1, [entry("b")])
    with pytest.raises(PositionTaken):
        one.append("monday", 1, [entry("c")])
    assert [it.event_id for it in one.read("monday", 1)] == ["b"]
    one.append("monday", 2, [entry("c")])
    assert [it.event_id for it in other.read("monday")] == ["a", "b", "c"]
    one.close()
    other.close()


def test_what_was_appended_is_there_after_closing(tmp_path: Path):
    log = vault(tmp_path)
    stored = log.append("monday", 0, [entry("a"), entry("b")])
    log.close()
    log = vault(tmp_path)
    assert tuple(log.read("monday")) == stored
    log.close()


def test_two_processes_that_make_and_fill_one_vault_lose_nothing(tmp_path: Path):
    script = Path(__file__).with_name("append_forty.py")
    authors = [
        subprocess.Popen(
            [sys.executable, script, tmp_path / "sessions.vault", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for author in authors:
        assert author.stdout
        assert author.stdout.readline() == "ready\n"
    for author in authors:  # both are let go before either is waited for
        assert author.stdin
        author.stdin.write("go\n")
        author.stdin.flush()
    assert [author.communicate(timeout=60) for author in authors] == [("", ""), ("", "")]
    assert [author.returncode for author in authors] == [0, 0]
    log = vault(tmp_path)
    ids = [it.event_id for it in log.read("monday")]
    log.close()
    for name in ("one", "two"):
        assert [it for it in ids if it.startswith(name)] == [f"{name}-{place}" for place in range(40)]
    assert len(ids) == 80
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "sessions.vault",
        "sessions.vault.keyfile",
        "sessions.vault.keys",
    ]
