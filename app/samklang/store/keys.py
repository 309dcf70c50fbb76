"""The vault's data key, stored only wrapped: each slot in the sidecar file opens it on its own.

A slot is a JSON object with a `kind`. Two kinds are known, `passphrase` and `key_file`; slots of other kinds are kept
and left alone, so that a keyring or a recovery code can be added beside them.
"""

import base64
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

FORMAT = 1

KEY_BYTES = 32
"""256 bits: the size of SQLCipher's key and of ChaCha20's."""

_MEMORY_KIB, _ITERATIONS, _LANES = 64 * 1024, 3, 4
"""Argon2id as RFC 9106 recommends where 2 GiB are too much (its second choice); 0.15-0.2 s on the machines we saw."""

_MOST_MEMORY_KIB, _MOST_ITERATIONS, _MOST_LANES = 1024 * 1024, 20, 16
"""What a sidecar may ask of us: a forged one must not take all memory or hold the program for minutes. Our proposal."""

Slot: TypeAlias = Mapping[str, object]


class SidecarDamaged(Exception):  # noqa: N818 - what happened, as Refused is
    """The sidecar cannot be read as what we write."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What stands in the sidecar file.

    Attributes:
        vault_id: Ties the sidecar to the database that was made with it.
    """

    vault_id: str
    slots: tuple[Slot, ...]

    def has(self, kind: str) -> bool:
        """Whether there is a slot of this kind."""
        return any(slot["kind"] == kind for slot in self.slots)


def encode(sidecar: Sidecar) -> bytes:
    """The sidecar as JSON."""
    fields = {"format": FORMAT, "vault": sidecar.vault_id, "slots": [dict(slot) for slot in sidecar.slots]}
    return json.dumps(fields, indent=1).encode() + b"\n"


def decode(content: bytes) -> Sidecar:
    """The sidecar in `content`.

    Raises:
        SidecarDamaged: It is not one, or one of a later version.
    """
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        raise SidecarDamaged from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise SidecarDamaged
    vault_id, slots = fields.get("vault"), fields.get("slots")
    if not isinstance(vault_id, str) or not vault_id.isalnum() or not isinstance(slots, list):
        raise SidecarDamaged
    if not all(isinstance(slot, dict) and isinstance(slot.get("kind"), str) for slot in slots):
        raise SidecarDamaged
    return Sidecar(vault_id, tuple(slots))


def passphrase_slot(vault_id: str, passphrase: str, data_key: bytes) -> Slot:
    """A slot that the passphrase opens."""
    slot = {
        "kind": "passphrase",
        "kdf": "argon2id",
        "salt": _text(secrets.token_bytes(16)),
        "memory_kib": _MEMORY_KIB,
        "iterations": _ITERATIONS,
        "lanes": _LANES,
    }
    return _wrapped(vault_id, slot, _from_passphrase(slot, passphrase), data_key)


def key_file_slot(vault_id: str, file_key: bytes, data_key: bytes) -> Slot:
    """A slot that the key file's 32 bytes open."""
    return _wrapped(vault_id, {"kind": "key_file"}, file_key, data_key)


def open_with_passphrase(sidecar: Sidecar, passphrase: str) -> bytes | None:
    """The data key, or None where the passphrase opens no slot.

    Raises:
        SidecarDamaged: A passphrase slot is not what we write.
    """
    for slot in sidecar.slots:
        if slot["kind"] == "passphrase":
            data_key = _unwrapped(sidecar.vault_id, slot, _from_passphrase(slot, passphrase))
            if data_key is not None:
                return data_key
    return None


def open_with_key_file(sidecar: Sidecar, file_key: bytes) -> bytes | None:
    """The data key, or None where the key opens no slot.

    Raises:
        SidecarDamaged: A key file slot is not what we write.
    """
    for slot in sidecar.slots:
        if slot["kind"] == "key_file":
            data_key = _unwrapped(sidecar.vault_id, slot, file_key)
            if data_key is not None:
                return data_key
    return None


def _from_passphrase(slot: Slot, passphrase: str) -> bytes:
    if slot.get("kdf") != "argon2id":
        raise SidecarDamaged
    lanes = _bounded(slot, "lanes", 1, _MOST_LANES)
    derivation = Argon2id(
        salt=_bytes(slot, "salt", 16),
        length=KEY_BYTES,
        iterations=_bounded(slot, "iterations", 1, _MOST_ITERATIONS),
        lanes=lanes,
        memory_cost=_bounded(slot, "memory_kib", 8 * lanes, _MOST_MEMORY_KIB),
    )
    # The same word typed on a Mac and on Windows may be other code points: NFC makes them one.
    return derivation.derive(unicodedata.normalize("NFC", passphrase).encode())


def _wrapped(vault_id: str, slot: Slot, key: bytes, data_key: bytes) -> Slot:
    nonce = secrets.token_bytes(12)
    described = {**slot, "nonce": _text(nonce)}
    sealed = ChaCha20Poly1305(key).encrypt(nonce, data_key, _said_along(vault_id, described))
    return {**described, "wrapped": _text(sealed)}


def _unwrapped(vault_id: str, slot: Slot, key: bytes) -> bytes | None:
    nonce, sealed = _bytes(slot, "nonce", 12), _bytes(slot, "wrapped", KEY_BYTES + 16)
    described = {name: value for name, value in slot.items() if name != "wrapped"}
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, _said_along(vault_id, described))
    except InvalidTag:
        return None


def _said_along(vault_id: str, slot: Slot) -> bytes:
    """What the cipher authenticates besides the key: neither the parameters nor the vault can be swapped."""
    return json.dumps({"vault": vault_id, **slot}, sort_keys=True).encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(slot: Slot, name: str, length: int) -> bytes:
    try:
        content = base64.b64decode(str(slot[name]), validate=True)
    except (KeyError, ValueError):
        raise SidecarDamaged from None
    if len(content) != length:
        raise SidecarDamaged
    return content


def _bounded(slot: Slot, name: str, low: int, high: int) -> int:
    value = slot.get(name)
    if type(value) is not int or not low <= value <= high:
        raise SidecarDamaged
    return value
