"""A vault to spoil: made, filled, looked at from outside, used by a child with other rights and limits."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from samklang.engine.ports import Entry, NewEntry, Refused
from samklang.store.sqlcipher import SqlCipherEventLog
from samklang.store.vault import open_vault
from samklang.wording import Wording

DANISH = Wording("da")
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
