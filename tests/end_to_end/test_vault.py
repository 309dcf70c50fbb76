"""The vault on a real disk: what it refuses, what it notices, what it never shows."""

import hashlib
import json
import os
import random
import resource
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from samklang.engine.ports import Entry, NewEntry, Refused
from samklang.store import keys, schema
from samklang.store import sqlcipher as sqlcipher_log
from samklang.store.sqlcipher import SqlCipherEventLog
from samklang.store.vault import open_vault
from samklang.wording import Wording

DANISH = Wording("da")
PAGE_BYTES = 4096
CANARY = "Mette Kanariefugl"


def opened(path: Path, passphrase: str | None = None) -> SqlCipherEventLog:
    return open_vault(path, DANISH, {} if passphrase is None else {"SAMKLANG_PASSPHRASE": passphrase})


def entry(place: int) -> NewEntry:
    payload = json.dumps({"name": CANARY, "place": place, "note": "x" * 200}).encode()
    return NewEntry(f"event-{place}", "participant_named", 1, place, place, "Terapeut Kanariefugl", payload)


def fill(path: Path, count: int, passphrase: str | None = None, session: str = "monday") -> tuple[Entry, ...]:
    log = opened(path, passphrase)
    last = sum(1 for _ in log.read(session))
    log.append(session, last, [entry(last + place) for place in range(count)])
    stored = tuple(log.read(session))
    log.close()
    return stored


def bytes_in(folder: Path) -> dict[str, str]:
    return {it.name: hashlib.sha256(it.read_bytes()).hexdigest() for it in folder.iterdir() if it.is_file()}


def refusal(path: Path, passphrase: str | None = None) -> str:
    """The one line, with the proof that nothing was changed."""
    before = bytes_in(path.parent)
    with pytest.raises(Refused) as caught:
        opened(path, passphrase)
    assert bytes_in(path.parent) == before
    line = str(caught.value)
    assert "\n" not in line
    assert not line.startswith("store.")
    return line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessioner æøå.vault"


@pytest.fixture
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cost of the passphrase is not what is tested."""
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "_ITERATIONS", 2)


# --- keys


def test_a_passphrase_opens_what_it_made(path: Path):
    stored = fill(path, 3, "blåbærgrød")
    log = opened(path, "blåbærgrød")
    assert tuple(log.read("monday")) == stored
    log.close()
    assert not path.with_name(f"{path.name}.keyfile").exists()


def test_a_passphrase_typed_on_a_mac_is_the_same_passphrase(path: Path):
    fill(path, 1, "\u00e5ben")
    opened(path, "a\u030aben").close()


def test_a_key_file_opens_what_it_made(path: Path):
    stored = fill(path, 3)
    log = opened(path)
    assert tuple(log.read("monday")) == stored
    log.close()


def test_all_three_files_are_their_owners_only(path: Path):
    old = os.umask(0)
    try:
        log = opened(path)
        log.append("monday", 0, [entry(0)])
        modes = {it.name: stat.S_IMODE(it.stat().st_mode) for it in path.parent.iterdir()}
        log.close()
    finally:
        os.umask(old)
    assert set(modes.values()) == {0o600}
    assert len(modes) == 5  # with -wal and -shm


@pytest.mark.parametrize(
    ("made_with", "opened_with", "said"),
    [
        ("right", "wrong", "passer ikke"),
        ("right", None, "åbnes med en adgangssætning"),
        (None, "any", "åbnes med sin nøglefil"),
        (None, "  ", "er tom"),
    ],
)
def test_the_wrong_way_in_is_refused(path: Path, made_with: str | None, opened_with: str | None, said: str):
    fill(path, 1, made_with)
    assert said in refusal(path, opened_with)


def test_an_empty_passphrase_makes_no_vault(path: Path):
    assert "er tom" in refusal(path, "")
    assert list(path.parent.iterdir()) == []


def _remove(file: Path) -> None:
    file.unlink()


def _garbage(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(500))


def _another_key(file: Path) -> None:
    file.write_text("00" * 32)


def _open_to_the_group(file: Path) -> None:
    file.chmod(0o640)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_remove, "mangler"),
        (_garbage, "hører ikke til"),
        (_another_key, "hører ikke til"),
        (_open_to_the_group, "andre end dig"),
    ],
)
def test_a_key_file_that_will_not_do_is_refused(path: Path, harm: Callable[[Path], None], said: str):
    fill(path, 1)
    harm(path.with_name(f"{path.name}.keyfile"))
    assert said in refusal(path)


def _sidecar(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def harm(file: Path) -> None:
        fields = json.loads(file.read_text())
        change(fields)
        file.write_text(json.dumps(fields))

    return harm


def _slot(**changed: object) -> Callable[[Path], None]:
    return _sidecar(lambda fields: fields["slots"][0].update(changed))  # type: ignore[index]


HARMED_SIDECARS: dict[str, Callable[[Path], object]] = {
    "garbage": _garbage,
    "nested": lambda file: file.write_text("[" * 100_000),
    "no fields": lambda file: file.write_text("{}"),
    "a list": lambda file: file.write_text("[]"),
    "empty": lambda file: file.write_text(""),
    "later format": _sidecar(lambda fields: fields.update(format=2)),
    "path for a vault": _sidecar(lambda fields: fields.update(vault="../elsewhere")),
    "slots no list": _sidecar(lambda fields: fields.update(slots={})),
    "slot without kind": _sidecar(lambda fields: fields.update(slots=[{"kind": 1}])),
    "unknown derivation": _slot(kdf="rot13"),
    "a terabyte": _slot(memory_kib=1 << 40),
    "truth for a number": _slot(memory_kib=True),
    "for ever": _slot(iterations=10**9),
    "no lanes": _slot(lanes=0),
    "salt no base64": _slot(salt="short"),
    "short salt": _slot(salt="AAAA"),
    "nonce a number": _slot(nonce=7),
    "nothing wrapped": _slot(wrapped=""),
}


@pytest.mark.usefixtures("quick_argon2")
@pytest.mark.parametrize("harm", HARMED_SIDECARS.values(), ids=HARMED_SIDECARS.keys())
def test_a_damaged_or_forged_sidecar_is_refused(path: Path, harm: Callable[[Path], object]):
    fill(path, 1, "right")
    harm(path.with_name(f"{path.name}.keys"))
    assert "er beskadiget" in refusal(path, "right")


@pytest.mark.usefixtures("quick_argon2")
@pytest.mark.parametrize(
    "harm",
    [_slot(iterations=1), _sidecar(lambda fields: fields.update(vault="0" * 16))],
    ids=["weaker", "another vault"],
)
def test_weaker_parameters_or_another_vault_cannot_be_slipped_in(path: Path, harm: Callable[[Path], None]):
    fill(path, 1, "right")
    harm(path.with_name(f"{path.name}.keys"))
    assert "passer ikke" in refusal(path, "right")


def test_slots_of_kinds_to_come_are_left_alone(path: Path):
    stored = fill(path, 1)
    sidecar = path.with_name(f"{path.name}.keys")
    later = {"kind": "recovery_code", "anything": [1, 2]}
    _sidecar(lambda fields: fields["slots"].insert(0, later))(sidecar)  # type: ignore[attr-defined]
    log = opened(path)
    assert tuple(log.read("monday")) == stored
    log.close()
    assert keys.decode(sidecar.read_bytes()).slots[0] == later


def test_a_database_without_its_keys_is_left_alone(path: Path):
    fill(path, 1)
    path.with_name(f"{path.name}.keys").unlink()
    assert "nøglerne" in refusal(path)


def test_keys_without_their_database_make_no_empty_one(path: Path):
    fill(path, 1)
    path.unlink()
    assert "mangler" in refusal(path)
    assert not path.exists()


# --- what stands in the way


def test_a_folder_is_refused(path: Path):
    path.mkdir()
    assert "er en mappe" in refusal(path)


def test_a_file_of_somebody_elses_is_left_alone(path: Path):
    path.write_text("my shopping list")
    assert "er ladt urørt" in refusal(path)


def test_a_folder_that_is_a_file_is_refused(path: Path):
    path.write_text("a file")
    with pytest.raises(Refused, match="kan ikke åbnes eller laves"):
        opened(path / "sessions.vault")


def test_an_empty_file_may_become_a_vault(path: Path):
    path.touch()
    assert len(fill(path, 2)) == 2


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


def in_child(work: Callable[[], str]) -> str:
    """What `work` said, done in a forked child whose limits and rights it may change."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = work()
        except BaseException as fault:  # noqa: BLE001 - a process boundary: told to the parent
            said = f"{type(fault).__name__}: {fault}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


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


def test_the_key_is_nowhere_in_what_a_refusal_carries(path: Path):
    fill(path, 1)
    file_key = path.with_name(f"{path.name}.keyfile").read_text().strip()
    sidecar = keys.decode(path.with_name(f"{path.name}.keys").read_bytes())
    data_key = keys.open_with_key_file(sidecar, bytes.fromhex(file_key))
    assert data_key is not None
    path.write_bytes(b"x" * 9000)
    with pytest.raises(Refused) as caught:
        opened(path)
    fault: BaseException | None = caught.value
    while fault is not None:
        assert data_key.hex() not in repr(fault)
        assert file_key not in repr(fault)
        fault = fault.__cause__ or fault.__context__


# --- making it is interrupted


@pytest.mark.usefixtures("quick_argon2")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("passphrase", [None, "right"])
def test_a_making_that_is_cut_off_anywhere_can_be_made_again(path: Path, passphrase: str | None):
    """The child ends, as by a power cut, at its first, second, third... file operation, until it gets through."""
    for steps in range(1, 60):
        for file in path.parent.iterdir():
            file.unlink()

        def cut_off(steps: int = steps) -> str:
            left = steps

            def counting(real: Callable[..., object]) -> Callable[..., object]:
                def call(*arguments: object, **names: object) -> object:
                    nonlocal left
                    left -= 1
                    if left == 0:
                        os._exit(9)
                    return real(*arguments, **names)

                return call

            for name in ("open", "link", "fsync", "replace", "unlink", "rename"):
                setattr(os, name, counting(getattr(os, name)))
            opened(path, passphrase).close()
            return "made"

        said = in_child(cut_off)
        assert len(fill(path, 2, passphrase)) == 2
        if said == "made":
            assert steps > 5
            return
    pytest.fail("never got through")
