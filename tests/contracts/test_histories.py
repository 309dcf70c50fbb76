"""A rig's history on a real disk: added to, bounded, and read in spite of damage."""

import json
import os
from pathlib import Path

import pytest
from tests.unit.soak_examples import event, result

from samklang.domain.history import MOST_ENTRIES, CheckEntry
from samklang.domain.soak import Happening, SoakPoint
from samklang.domain.verdict import Overall, Status
from samklang.engine.ports import Refused
from samklang.store.histories import JsonLinesHistories
from samklang.wording import Wording

SOAK = result(
    event(Happening.PICTURE_FROZEN, 1798.0, None),
    event(Happening.PICTURE_SLOW, 20.0, 4.0, 12.5),
    more=((Happening.CAMERA_LOST, 3),),
    timeline=(SoakPoint(0.0, 1.0, 29.97, 29.0, -30.0, -60.0, 25.0, 0.9, None), SoakPoint(1.0, 1.0)),
)

DAMAGED = {
    "no JSON": b"{",
    "no text": b"\xff\xfe",
    "too deep": b"[" * 100_000,
    "a list": b"[]",
    "of no kind": b'{"schema": 1, "entry": {}}',
    "of another kind": b'{"kind": "dream", "schema": 1, "entry": {}}',
    "empty": b'{"kind": "check", "schema": 1, "entry": {}}',
}


def check(at_utc_ms: int = 1) -> CheckEntry:
    return CheckEntry(
        at_utc_ms,
        "0.4.0",
        live=True,
        overall=Overall.REMARKS,
        statuses={"noise": Status.WARN, "face": Status.UNKNOWN},
        measures={"sound.noise_floor_dbfs": -58.25},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "histories"


@pytest.fixture
def histories(folder: Path) -> JsonLinesHistories:
    return JsonLinesHistories(folder, Wording("en"))


def test_nothing_added_is_nothing_and_makes_no_folder(histories: JsonLinesHistories, folder: Path):
    assert histories.of("room-4") == ()
    assert histories.remark is None
    assert not folder.exists()


def test_what_was_added_is_there_after_the_next_start_in_its_order(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check(1))
    histories.add("room-4", SOAK)
    histories.add("room-4", check(2))
    histories.add("other", check(3))
    again = JsonLinesHistories(folder, Wording("en"))
    assert again.of("room-4") == (check(1), SOAK, check(2))
    assert again.of("other") == (check(3),)
    assert again.remark is None
    assert (folder / "room-4.jsonl").stat().st_mode & 0o077 == 0


def test_only_numbers_codes_and_names_of_equipment_are_kept(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check())
    line = json.loads((folder / "room-4.jsonl").read_text(encoding="utf-8"))
    assert set(line["entry"]) == {"at_utc_ms", "program_version", "live", "overall", "statuses", "measures"}


def test_it_is_bounded_and_the_newest_stay(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check(0))
    path = folder / "room-4.jsonl"
    line = path.read_bytes()
    path.write_bytes(line * (MOST_ENTRIES + 99))
    histories.add("room-4", check(1))
    assert len(path.read_bytes().splitlines()) == MOST_ENTRIES + 100
    histories.add("room-4", check(2))
    assert len(path.read_bytes().splitlines()) == MOST_ENTRIES
    kept = histories.of("room-4")
    assert len(kept) == MOST_ENTRIES
    assert kept[-2:] == (check(1), check(2))


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_line_hides_no_other_and_is_told(histories: JsonLinesHistories, folder: Path, what: str):
    histories.add("room-4", check(1))
    with (folder / "room-4.jsonl").open("ab") as file:
        file.write(DAMAGED[what] + b"\n")
    histories.add("room-4", check(2))
    assert histories.of("room-4") == (check(1), check(2))
    assert histories.remark == "history.damaged"
    histories.of("other")
    assert histories.remark is None


def test_a_line_torn_by_a_crash_takes_only_itself(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check(1))
    path = folder / "room-4.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    os.truncate(path, path.stat().st_size - 10)
    histories.add("room-4", check(3))
    assert histories.of("room-4") == (check(1), check(3))
    assert histories.remark == "history.damaged"


def test_an_entry_of_a_later_version_is_told_and_left_out(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check(1))
    path = folder / "room-4.jsonl"
    later = json.loads(path.read_text(encoding="utf-8"))
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**later, "schema": 2}) + "\n")
        file.write(json.dumps({**later, "entry": {**later["entry"], "mood": "good"}}) + "\n")
    assert histories.of("room-4") == (check(1), check(1))
    assert histories.remark == "history.damaged"


def test_of_a_file_far_too_large_the_end_is_read(histories: JsonLinesHistories, monkeypatch: pytest.MonkeyPatch):
    for at in range(20):
        histories.add("room-4", check(at))
    monkeypatch.setattr("samklang.store.histories._LARGEST_BYTES", 1000)
    kept = histories.of("room-4")
    assert 0 < len(kept) < 10
    assert kept[-1] == check(19)
    assert histories.remark is None


def test_what_is_forgotten_is_gone(histories: JsonLinesHistories, folder: Path):
    histories.add("room-4", check())
    histories.forget("room-4")
    histories.forget("room-4")
    histories.forget("../room-4")
    assert histories.of("room-4") == ()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("rig_id", ["", "..", "../settings", "/etc/passwd", "a/b", "Å"])
def test_a_name_that_is_no_id_reads_nothing(histories: JsonLinesHistories, rig_id: str):
    assert histories.of(rig_id) == ()
    assert histories.remark is None


def test_what_cannot_be_written_removed_or_read_is_one_line(histories: JsonLinesHistories, folder: Path):
    (folder / "room-4.jsonl" / "inside").mkdir(parents=True)
    with pytest.raises(Refused, match=r"^[^\n]+$"):
        histories.add("room-4", check())
    with pytest.raises(Refused, match=r"^[^\n]+$"):
        histories.forget("room-4")
    assert histories.of("room-4") == ()
    assert histories.remark == "history.damaged"


@pytest.mark.parametrize("when", [-1, 253_402_300_800_000, 2**63])
def test_a_time_that_no_calendar_has_is_left_out(histories: JsonLinesHistories, folder: Path, when: int):
    histories.add("room-4", check(1))
    path = folder / "room-4.jsonl"
    line = path.read_bytes()
    path.write_bytes(line + line.replace(b'"at_utc_ms":1,', b'"at_utc_ms":%d,' % when))
    assert path.read_bytes() != line * 2
    assert histories.of("room-4") == (check(1),)
    assert histories.remark == "history.damaged"


@pytest.mark.skipif(os.name == "nt", reason="limits no file's size")
def test_a_disk_that_fills_up_in_the_middle_of_an_entry_is_told_and_takes_only_that(
    histories: JsonLinesHistories, folder: Path
):
    import resource  # noqa: PLC0415 - exists on Unix only

    histories.add("room-4", check(1))
    size = (folder / "room-4.jsonl").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, before[1]))
    try:
        with pytest.raises(Refused):
            histories.add("room-4", check(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    histories.add("room-4", check(3))
    assert histories.of("room-4") == (check(1), check(3))
