"""The vault: a durable append of one event, beside a plain write with fdatasync, and SQLCipher with that sync."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from bench.row import Row
from samklang.domain.session.events import TurnStarted
from samklang.engine.codec import encode
from samklang.engine.ports import NewEntry
from samklang.store.vault import open_vault
from samklang.wording import Wording

EVENTS = 400
CHECKOUT = Path(__file__).parents[1]


def rows() -> list[Row]:
    """Row 7 of the yardsticks: elapsed time, for it is the disk that is waited for; medians of appends in turns.

    The yardstick speaks of speeds, at least half of a plain write's: here as times, at most twice as long.
    """
    entries = [_entry(number) for number in range(EVENTS)]
    # In the checkout: /tmp may be memory, where a sync costs nothing.
    with tempfile.TemporaryDirectory(dir=CHECKOUT, prefix=".bench-") as folder, ExitStack() as at_end:
        ours, plain, bare = (make(Path(folder), at_end) for make in (_ours, _plain, _bare))
        times = [(_elapsed_s(ours, entry), _elapsed_s(plain, entry), _elapsed_s(bare, entry)) for entry in entries]
    ours_s, plain_s, bare_s = (statistics.median(each) for each in zip(*times, strict=True))
    return [
        Row("durable append of one event / write and fdatasync of its bytes (elapsed)", ours_s, plain_s, 2.0),
        Row("the same / one insert in SQLCipher, WAL, one sync an event (elapsed)", ours_s, bare_s, 1.2),
    ]


def _entry(number: int) -> NewEntry:
    kind, schema, payload = encode(TurnStarted(1_800_000_000_000 + number * 7_000, number, f"p{number % 6 + 1}"))
    return NewEntry(f"{number:032x}", kind, schema, 1_800_000_000_000 + number, number, "bench", payload)


def _elapsed_s(append: Callable[[NewEntry], None], entry: NewEntry) -> float:
    before = time.perf_counter()
    append(entry)
    return time.perf_counter() - before


def _ours(folder: Path, at_end: ExitStack) -> Callable[[NewEntry], None]:
    log = open_vault(folder / "ours.vault", Wording("en"), {})
    at_end.callback(log.close)
    position = 0

    def append(entry: NewEntry) -> None:
        nonlocal position
        log.append("bench", position, [entry])
        position += 1

    return append


def _plain(folder: Path, at_end: ExitStack) -> Callable[[NewEntry], None]:
    file = os.open(folder / "plain.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    at_end.callback(os.close, file)

    def append(entry: NewEntry) -> None:
        os.write(file, entry.payload + b"\n")
        os.fdatasync(file)

    return append


def _bare(folder: Path, at_end: ExitStack) -> Callable[[NewEntry], None]:
    database = sqlcipher.connect(str(folder / "bare.db"), isolation_level=None)
    at_end.callback(database.close)
    for pragma in (f"key = \"x'{bytes(32).hex()}'\"", "journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE event (id TEXT PRIMARY KEY, kind TEXT, payload BLOB)")

    def append(entry: NewEntry) -> None:
        database.execute("INSERT INTO event VALUES (?, ?, ?)", (entry.event_id, entry.kind, entry.payload))

    return append
