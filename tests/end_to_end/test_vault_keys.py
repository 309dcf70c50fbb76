"""Who gets into the vault: passphrases, key files, and sidecars somebody has been at."""

import json
import os
import random
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.end_to_end.vault_lab import entry, fill, in_child, opened, refusal

from samklang.engine.ports import Refused
from samklang.store import keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessioner æøå.vault"


@pytest.fixture
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cost of the passphrase is not what is tested."""
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "_ITERATIONS", 2)


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
