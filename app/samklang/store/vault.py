"""Opens the encrypted vault, or makes it where there is none; never overwrites what it cannot open.

Three files: PATH, the SQLCipher database under a random key; `PATH.keys`, the sidecar with that key wrapped in slots;
and, where no passphrase was given when the vault was made, `PATH.keyfile`, which opens its slot. All three are readable
by their owner only. The order of writing makes a crash at any moment harmless: key file, database under a temporary
name, sidecar (which names it), database under its own name. Each gets its name by a hard link, which, unlike a rename,
never takes the place of anything: as root a rename onto /dev/null would succeed.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samklang.engine.ports import Refused
from samklang.store import keys
from samklang.store.atomic import sync_folder, write_once
from samklang.store.sqlcipher import SqlCipherEventLog
from samklang.wording import Wording

PASSPHRASE = "SAMKLANG_PASSPHRASE"  # noqa: S105 - the variable's name, not its value

_LARGEST_SIDECAR_BYTES = 100_000


def open_vault(path: Path, wording: Wording, environment: Mapping[str, str] = os.environ) -> SqlCipherEventLog:
    """The vault at `path`, made if there is nothing.

    A vault made while SAMKLANG_PASSPHRASE was set needs it ever after; one made without has a key file beside it.

    Raises:
        Refused: It cannot be opened or made, in one line; nothing has been overwritten.
    """
    place = _Place(path.absolute(), wording)
    passphrase = environment.get(PASSPHRASE)
    if passphrase is not None and not passphrase.strip():
        raise Refused(wording("store.passphrase_empty"))
    try:
        if place.path.is_dir():
            raise place.refusal("store.vault_is_folder")
        content = place.sidecar_content()
        if content is None:
            _make(place, passphrase)
            content = place.sidecar_content()
        return _open(place, content or b"", passphrase)
    except OSError as fault:
        raise place.refusal("store.vault_not_opened") from fault


@dataclass(frozen=True, slots=True)
class _Place:
    """The three files of a vault."""

    path: Path
    wording: Wording

    @property
    def sidecar(self) -> Path:
        return self.path.with_name(f"{self.path.name}.keys")

    @property
    def key_file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.keyfile")

    def unfinished(self, vault_id: str) -> Path:
        """The database while it is being made."""
        return self.path.with_name(f"{self.path.name}.{vault_id}.new")

    def refusal(self, text_id: str) -> Refused:
        return Refused(self.wording(text_id, path=self.path))

    def sidecar_content(self) -> bytes | None:
        """What stands in the sidecar; None where there is nothing of that name."""
        if not os.path.lexists(self.sidecar):
            return None
        if not self.sidecar.is_file():  # a pipe would keep us waiting for ever
            raise self.refusal("store.keys_damaged")
        with self.sidecar.open("rb") as file:
            return file.read(_LARGEST_SIDECAR_BYTES)

    def file_key(self) -> bytes:
        """The 32 bytes in the key file, which must be nobody's but its owner's."""
        if not self.key_file.is_file():
            raise self.refusal("store.key_file_missing")
        with self.key_file.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(2 * keys.KEY_BYTES + 2)
        if os.name != "nt" and mode & 0o077:  # Windows keeps a user's folder to the user by itself
            raise self.refusal("store.key_file_open")
        try:
            key = bytes.fromhex(content.decode("ascii"))
        except ValueError:
            key = b""
        if len(key) != keys.KEY_BYTES:
            raise self.refusal("store.key_file_wrong")
        return key


def _make(place: _Place, passphrase: str | None) -> None:
    """Make a vault; of several processes that try at once one succeeds and all then open that one."""
    if os.path.lexists(place.path):
        raise place.refusal("store.vault_without_keys")
    place.path.parent.mkdir(parents=True, exist_ok=True)
    vault_id, data_key = secrets.token_hex(8), secrets.token_bytes(keys.KEY_BYTES)
    if passphrase is None:
        write_once(place.key_file, secrets.token_bytes(keys.KEY_BYTES).hex().encode() + b"\n")
        slot = keys.key_file_slot(vault_id, place.file_key(), data_key)
    else:
        slot = keys.passphrase_slot(vault_id, passphrase, data_key)
    unfinished = place.unfinished(vault_id)
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # its -wal and -shm get the same mode
    try:
        SqlCipherEventLog(unfinished, data_key, place.wording, new=True).close()
        ours = write_once(place.sidecar, keys.encode(keys.Sidecar(vault_id, (slot,))))
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    if not ours:
        unfinished.unlink()


def _open(place: _Place, content: bytes, passphrase: str | None) -> SqlCipherEventLog:
    try:
        sidecar = keys.decode(content)
        data_key = _data_key(place, sidecar, passphrase)
    except keys.SidecarDamaged:
        raise place.refusal("store.keys_damaged") from None
    _finish(place, sidecar)
    if not os.path.lexists(place.path):
        raise place.refusal("store.vault_gone")
    if not place.path.is_file() or place.path.stat().st_size == 0:  # SQLite would make an empty file a database
        raise place.refusal("store.vault_damaged")
    return SqlCipherEventLog(place.path, data_key, place.wording)


def _finish(place: _Place, sidecar: keys.Sidecar) -> None:
    """Give a vault whose making was interrupted, or has just been done, its own name; only where there is nothing."""
    unfinished = place.unfinished(sidecar.vault_id)
    with contextlib.suppress(FileExistsError, FileNotFoundError):  # it has its name already
        os.link(unfinished, place.path)
        sync_folder(place.path.parent)
    if place.path.exists() and unfinished.exists() and place.path.samefile(unfinished):
        unfinished.unlink()


def _data_key(place: _Place, sidecar: keys.Sidecar, passphrase: str | None) -> bytes:
    if passphrase is not None:
        if not sidecar.has("passphrase"):
            raise place.refusal("store.vault_has_no_passphrase")
        data_key = keys.open_with_passphrase(sidecar, passphrase)
        if data_key is None:
            raise place.refusal("store.passphrase_wrong")
        return data_key
    if not sidecar.has("key_file"):
        raise place.refusal("store.passphrase_needed")
    data_key = keys.open_with_key_file(sidecar, place.file_key())
    if data_key is None:
        raise place.refusal("store.key_file_wrong")
    return data_key
