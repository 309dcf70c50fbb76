"""The vault on a real disk: what it refuses, what it notices, what it never shows."""

import os
import random
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from tests.end_to_end.vault_lab import CANARY, bytes_in, entry, fill, in_child, opened, refusal

from samklang.engine.ports import Entry, NewEntry, Refused
from samklang.store import schema
from samklang.store import sqlcipher as sqlcipher_log

PAGE_BYTES = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessioner æøå.vault"


# --- what stands in the way


def test_a_folder_is_refused(path: Path):
    path.mkdir()
    assert "er en mappe" in refusal(path)


def test_a_file_of_somebody_elses_is_left_alone(path: Path):
    path.write_text("my shopping list")
    assert "er ladt urørt" in refusal(path)


def test_a_folder_that_is_a_file_is_refused(path: Path):
    path.write_text("a file")
    with pytest.raises(Refused, match="kan ikke åbnes eller oprettes"):
        opened(path / "sessions.vault")


def test_an_empty_file_is_somebody_elses_too(path: Path):
    path.touch()
    assert "er ladt urørt" in refusal(path)
    assert path.stat().st_size == 0


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def _link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("something", [_pipe, _link_to_nowhere, _link_to_a_device])
def test_nothing_that_is_there_is_ever_replaced(path: Path, something: Callable[[Path], None]):
    something(path)
    before = path.lstat()
    refusal(path)
    assert path.lstat() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("file", ["", ".keys", ".keyfile"])
@pytest.mark.parametrize("something", [_pipe, _link_to_nowhere, _link_to_a_device])
def test_what_has_taken_a_files_place_is_refused_and_left_alone(
    path: Path, file: str, something: Callable[[Path], None]
):
    fill(path, 1)
    taken = path.with_name(f"{path.name}{file}")
    taken.unlink()
    something(taken)
    before = taken.lstat()
    refusal(path)
    assert taken.lstat() == before


def test_a_missing_folder_is_made(path: Path):
    assert len(fill(path / "deep" / "down.vault", 2)) == 2


@pytest.mark.parametrize("length", [0, 1, 100, PAGE_BYTES, PAGE_BYTES + 7])
def test_a_truncated_database_is_refused(path: Path, length: int, capfd: pytest.CaptureFixture[str]):
    fill(path, 40)
    os.truncate(path, length)
    refusal(path)
    assert capfd.readouterr() == ("", "")


def test_garbage_is_refused_without_noise(path: Path, capfd: pytest.CaptureFixture[str]):
    fill(path, 1)
    path.write_bytes(random.Random(2).randbytes(20_000))
    assert "er beskadiget" in refusal(path)
    assert capfd.readouterr() == ("", "")


def _as_database(path: Path, statement: str) -> None:
    log = opened(path)
    log._database.execute(statement)
    log.close()


def test_a_vault_of_a_later_version_is_refused(path: Path):
    fill(path, 1)
    _as_database(path, f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    assert "nyere udgave" in refusal(path)


def test_another_database_under_our_key_is_refused(path: Path):
    fill(path, 1)
    _as_database(path, "PRAGMA application_id = 1")
    assert "er beskadiget" in refusal(path)


def test_an_older_vault_takes_the_steps_it_lacks(path: Path):
    stored = fill(path, 2)
    log = opened(path)
    steps = [*schema.STEPS, ("CREATE TABLE later (x)", "INSERT INTO later VALUES (7)")]
    schema.bring_up_to_date(log._database, steps)
    schema.bring_up_to_date(log._database, steps)  # taken once
    assert log._database.execute("SELECT x FROM later").fetchall() == [(7,)]
    assert log._database.execute("PRAGMA user_version").fetchone() == (2,)
    assert tuple(log.read("monday")) == stored
    log.close()


def test_a_step_that_fails_is_taken_back_whole(path: Path):
    log = opened(path)
    with pytest.raises(sqlcipher.OperationalError):
        schema.bring_up_to_date(log._database, [*schema.STEPS, ("CREATE TABLE later (x)", "no such statement")])
    assert log._database.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall() == []
    assert log._database.execute("PRAGMA user_version").fetchone() == (1,)
    log.close()


def test_a_writer_that_does_not_let_go_is_named_after_a_while(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlcipher_log, "BUSY_WAIT_S", 0.1)
    one, other = opened(path), opened(path)
    one._database.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused, match="andet program"):
        other.append("monday", 0, [entry(0)])
    one._database.execute("ROLLBACK")
    assert len(other.append("monday", 0, [entry(0)])) == 1
    one.close()
    other.close()


@pytest.mark.parametrize("statement", ["UPDATE event SET payload = x'00'", "DELETE FROM event"])
def test_nothing_stored_can_be_changed_or_removed(path: Path, statement: str):
    fill(path, 1)
    log = opened(path)
    with pytest.raises(sqlcipher.IntegrityError, match="append only"):
        log._database.execute(statement)
    log.close()


# --- trouble with the disk, in a process of its own


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child only writes and leaves
def test_a_full_disk_is_told_and_loses_nothing(path: Path):
    stored = fill(path, 5)

    def until_full() -> str:
        log = opened(path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        for place in range(5, 10_000):
            try:
                log.append("monday", place, [entry(place)])
            except Refused as refused:
                try:
                    log.append("monday", place, [entry(place)])
                except Refused:
                    return f"{place} {len(list(log.read('monday')))} {refused}"
        return "never full"

    acknowledged, still_read, said = in_child(until_full).split(" ", 2)
    assert "blev ikke gemt" in said
    assert still_read == acknowledged
    log = opened(path)
    read = tuple(log.read("monday"))
    log.close()
    assert read[: len(stored)] == stored
    assert len(read) == int(acknowledged)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else to whom the folder is read-only")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("made", [True, False])
def test_a_folder_one_may_not_write_in_is_refused(path: Path, *, made: bool):
    if made:
        fill(path, 2)
        for file in path.parent.iterdir():
            os.chown(file, 65534, 65534)
    for folder in path.parents:
        if folder.stat().st_uid == 0 and folder not in (Path("/"), Path("/tmp")):  # noqa: S108 - pytest's own place
            folder.chmod(0o755)
    before = bytes_in(path.parent)

    def as_nobody() -> str:
        os.setgid(65534)
        os.setuid(65534)
        log = opened(path)
        log.append("monday", 2, [entry(2)])
        return "opened"

    assert in_child(as_nobody).startswith("Refused: ")
    assert bytes_in(path.parent) == before


# --- damage inside


def read_or_refused(path: Path) -> dict[str, tuple[Entry, ...]] | None:
    """Everything in the vault, or None where it was refused."""
    try:
        log = opened(path)
    except Refused:
        return None
    try:
        return {session: tuple(log.read(session)) for session in log.session_ids()}
    except Refused:
        return None
    finally:
        log.close()


def test_no_flipped_bit_ever_changes_what_is_read(path: Path, capfd: pytest.CaptureFixture[str]):
    fill(path, 30, session="monday")
    fill(path.with_name("other.vault"), 1)
    whole, good = read_or_refused(path), path.read_bytes()
    chance = random.Random(20)
    noticed = 0
    for _ in range(150):
        damaged = bytearray(good)
        damaged[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        read = read_or_refused(path)
        assert read in (None, whole)
        noticed += read is None
    assert noticed > 100  # the rest hit pages that no reading needs
    path.write_bytes(good)
    assert read_or_refused(path) == whole
    assert capfd.readouterr() == ("", "")


def test_an_old_page_put_back_is_noticed(path: Path):
    """SQLCipher alone lets most of them pass: each page carries its own checksum and nothing says which is newest."""
    fill(path, 25)
    fill(path.with_name("unused.vault"), 1)
    old = path.read_bytes()
    log = opened(path)
    log.append("monday", 25, [entry(place) for place in range(25, 50)])
    log.append("tuesday", 0, [NewEntry("t", "note", 1, 0, 0, "x", b"{}")])
    log.close()
    new = path.read_bytes()
    whole = read_or_refused(path)
    pages = [place for place in range(0, len(old), PAGE_BYTES) if old[place:][:PAGE_BYTES] != new[place:][:PAGE_BYTES]]
    assert len(pages) > 2
    noticed = 0
    for place in pages:
        path.write_bytes(new[:place] + old[place : place + PAGE_BYTES] + new[place + PAGE_BYTES :])
        read = read_or_refused(path)
        assert read in (None, whole), f"page {place // PAGE_BYTES + 1}"
        noticed += read is None
    assert noticed > 0


@pytest.mark.parametrize(
    "statements",
    [
        "UPDATE event SET payload = x'7b7d' WHERE position = 2",
        "UPDATE event SET author = 'x' WHERE position = 2",
        "UPDATE event SET recorded_utc_ms = 7 WHERE position = 5",
        "UPDATE event SET chain = zeroblob(32) WHERE position = 5",
        "UPDATE event SET session_id = 'tuesday' WHERE position = 5",
        "DELETE FROM event WHERE position = 2",
        "DELETE FROM event WHERE position = 5",
        "DELETE FROM event",
        "DELETE FROM head",
        "UPDATE head SET position = 4",
        "UPDATE head SET chain = zeroblob(32)",
        "UPDATE head SET session_id = 'tuesday'",
        "DELETE FROM event WHERE position = 5; UPDATE head SET position = 4",
    ],
)
def test_a_row_changed_behind_our_back_is_seen(path: Path, statements: str):
    fill(path, 5)
    log = opened(path)
    log._database.executescript("DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed")
    log._database.executescript(statements)
    with pytest.raises(Refused, match="er ladt urørt"):
        (list(log.read("monday")), list(log.read("tuesday")), log.session_ids())
    log.close()


def test_nothing_is_appended_where_the_end_is_not_the_end(path: Path):
    fill(path, 5)
    log = opened(path)
    log._database.execute("UPDATE head SET chain = zeroblob(32)")
    with pytest.raises(Refused, match="er ladt urørt"):
        log.append("monday", 5, [entry(5)])
    log.close()


def test_every_append_is_synced_to_the_disk_before_it_returns(path: Path):
    """What SQLite promises at these settings; that the promise is kept was shown with 5,000 images of power cuts."""
    log = opened(path)
    settings = [log._database.execute(f"PRAGMA {it}").fetchone()[0] for it in ("journal_mode", "synchronous")]
    log.close()
    assert settings == ["wal", 2]


def test_a_cut_off_write_ahead_log_gives_whole_appends_or_fewer(path: Path, tmp_path: Path):
    log = opened(path)
    for place in range(0, 30, 3):
        log.append("monday", place, [entry(place), entry(place + 1), entry(place + 2)])
    whole = tuple(log.read("monday"))
    files = {it.name: it.read_bytes() for it in path.parent.iterdir() if not it.name.endswith("-shm")}
    log.close()
    wal = f"{path.name}-wal"
    chance = random.Random(7)
    lengths = set()
    for number in range(40):
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
        os.truncate(folder / wal, chance.randrange(len(files[wal])))
        read = read_or_refused(folder / path.name)
        assert read is not None
        found = read.get("monday", ())
        assert found == whole[: len(found)]
        assert len(found) % 3 == 0
        lengths.add(len(found))
    assert len(lengths) > 4


# --- nothing in clear


@pytest.mark.parametrize("passphrase", [None, "solsort-kanariefugl"])
def test_no_name_and_no_secret_stands_in_any_file(path: Path, passphrase: str | None):
    log = opened(path, passphrase)
    log.append("tirsdag kanariefugl", 0, [entry(place) for place in range(50)])
    files = {it.name: it.read_bytes() for it in path.parent.iterdir()}
    assert any(name.endswith("-wal") and content for name, content in files.items())
    log.close()
    files |= {f"{it.name} closed": it.read_bytes() for it in path.parent.iterdir()}
    for name, content in files.items():
        for secret in (CANARY, "anariefugl", "participant_named", "event-1", "CREATE TABLE", "SQLite format"):
            assert secret.encode() not in content, name
            assert secret.encode("utf-16-le") not in content, name
