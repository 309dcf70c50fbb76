"""The event log in a SQLCipher database: an append is on disk, fsync and all, before it returns."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import RLock
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher

from samklang.engine.chain import GENESIS, ChainBroken, chained, verify
from samklang.engine.ports import Entry, NewEntry, Refused
from samklang.store import schema
from samklang.store.retry import stored_already
from samklang.wording import Wording

BUSY_WAIT_S = 5.0
"""How long an append waits for another process that writes; one takes milliseconds. Our proposal."""

_COLUMNS = "session_id, position, event_id, kind, schema, recorded_utc_ms, monotonic_ns, author, payload, chain"

# SQLite's primary result codes (sqlite.org/rescode.html) that have a sentence of their own.
_TEXT_IDS = {
    5: "store.vault_busy",  # SQLITE_BUSY
    6: "store.vault_busy",  # SQLITE_LOCKED
    8: "store.vault_read_only",  # SQLITE_READONLY
    10: "store.vault_disk",  # SQLITE_IOERR
    11: "store.vault_damaged",  # SQLITE_CORRUPT
    13: "store.vault_full",  # SQLITE_FULL
    14: "store.vault_not_opened",  # SQLITE_CANTOPEN
    26: "store.vault_damaged",  # SQLITE_NOTADB: page 1 does not authenticate under the key
}


class SqlCipherEventLog:
    """Sessions in an encrypted database file. Safe to use from several threads and processes.

    Args:
        path: An existing file: a vault, or empty and to be made one with `new`.
        data_key: 32 bytes; never part of a message, a log or an address.
        wording: The language refusals are said in.
        new: Make the tables first.

    Raises:
        Refused: It cannot be opened with this key; nothing has been changed.
    """

    def __init__(self, path: Path, data_key: bytes, wording: Wording, *, new: bool = False) -> None:
        self._path = path
        self._wording = wording
        self._lock = RLock()
        with self._in_one_line():
            self._database = sqlcipher.connect(
                f"file:{quote(str(path))}?mode=rw",
                uri=True,
                timeout=BUSY_WAIT_S,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with self._in_one_line():
                self._prepare(data_key, new=new)
        except BaseException:
            self._database.close()
            raise

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Store `entries` at `after + 1...`, all or none, durable when this returns.

        Raises:
            PositionTaken: `after` is not the last position any more.
            Refused: The disk is full or read-only, another program holds the vault, or it is damaged.
            ValueError: An event's id was used for another event.
        """
        with self._transaction("BEGIN IMMEDIATE"):
            last, chain = self._head(session_id)
            here = self._rows(session_id, after + 1, after + len(entries))
            stored = stored_already(here, last, after, entries)
            added = chained(chain, session_id, last, entries[len(stored) :])
            if added:
                self._insert(added)
        return (*stored, *added)

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        """The session's entries from `after + 1`, in order; the chain is verified before the first is handed out.

        Raises:
            Refused: The chain does not hold, or the vault is damaged.
        """
        with self._transaction("BEGIN"):
            last, _ = self._head(session_id)
            rows = self._rows(session_id, max(after, 1), last)
        previous = GENESIS
        if rows and rows[0].position == after:
            previous = rows.pop(0).chain
        try:
            entries = tuple(verify(rows, session_id=session_id, after=after, previous=previous))
        except ChainBroken as broken:
            raise self._broken(broken.position) from broken
        return iter(entries)

    def session_ids(self) -> tuple[str, ...]:
        """All sessions, the one written to last first.

        Raises:
            Refused: The vault is damaged.
        """
        with self._transaction("BEGIN"):
            rows = self._database.execute("SELECT session_id FROM head ORDER BY written DESC").fetchall()
            stored = self._database.execute("SELECT DISTINCT session_id FROM event").fetchall()
        if set(rows) != set(stored):
            raise Refused(self._wording("store.vault_damaged", path=self._path))
        return tuple(session_id for (session_id,) in rows)

    def close(self) -> None:
        """Release the file; what is in the write-ahead log is moved into it."""
        with self._lock:
            self._database.close()

    def _prepare(self, data_key: bytes, *, new: bool) -> None:
        execute = self._database.execute
        execute("PRAGMA cipher_log_level = NONE")  # else SQLCipher writes "hmac check failed" to our stderr
        execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
        execute("PRAGMA temp_store = MEMORY")  # nothing may be spilt to disk in clear
        execute("PRAGMA trusted_schema = OFF")
        # The first read shows whether the key fits. A file cut down to a few bytes passes for an empty database with
        # SQLite, which would then make it one: nothing is written before we know that it is a vault.
        if execute("PRAGMA application_id").fetchone()[0] != (0 if new else schema.APPLICATION_ID):
            raise Refused(self._wording("store.vault_damaged", path=self._path))
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA fullfsync = ON")  # macOS: fsync alone leaves it in the drive's cache
        execute("PRAGMA checkpoint_fullfsync = ON")
        try:
            schema.create(self._database) if new else schema.bring_up_to_date(self._database)
        except schema.NewerVault:
            raise Refused(self._wording("store.vault_newer", path=self._path)) from None

    def _head(self, session_id: str) -> tuple[int, bytes]:
        """The session's last position and its chain, on which `head` and `event` must agree."""
        execute = self._database.execute
        head = execute("SELECT position, chain FROM head WHERE session_id = ?", (session_id,)).fetchone()
        last = execute(
            "SELECT position, chain FROM event WHERE session_id = ? ORDER BY position DESC LIMIT 1", (session_id,)
        ).fetchone()
        (rows,) = execute("SELECT count(*) FROM event WHERE session_id = ?", (session_id,)).fetchone()
        position, chain = head or (0, GENESIS)
        if head != last or rows != position:
            raise self._broken(min(position, rows) + 1)
        return position, chain

    def _rows(self, session_id: str, first: int, last: int) -> list[Entry]:
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM event WHERE session_id = ? AND position BETWEEN ? AND ? ORDER BY position",  # noqa: S608 - our own column names
            (session_id, first, last),
        )
        return [Entry(*row) for row in rows.fetchall()]

    def _insert(self, added: tuple[Entry, ...]) -> None:
        try:
            self._database.executemany(
                f"INSERT INTO event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own column names
                [tuple(getattr(entry, column) for column in _COLUMNS.split(", ")) for entry in added],
            )
        except sqlcipher.IntegrityError as fault:
            raise ValueError("an event's id was used for another event") from fault
        self._database.execute(
            "INSERT INTO head SELECT ?, ?, ?, coalesce(max(written), 0) + 1 FROM head WHERE true "
            "ON CONFLICT (session_id) DO UPDATE "
            "SET position = excluded.position, chain = excluded.chain, written = excluded.written",
            (added[-1].session_id, added[-1].position, added[-1].chain),
        )

    def _broken(self, position: int) -> Refused:
        return Refused(self._wording("store.chain_broken", path=self._path, position=position))

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, self._in_one_line():
            self._database.execute(begin)
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # a full disk may have rolled it back already
                    with contextlib.suppress(sqlcipher.Error):
                        self._database.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _in_one_line(self) -> Iterator[None]:
        """What SQLite has to say, as one line; what is our own mistake goes through as it is."""
        try:
            yield
        except sqlcipher.DatabaseError as fault:
            text_id = _TEXT_IDS.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
            if text_id is None:
                raise
            raise Refused(self._wording(text_id, path=self._path)) from fault
