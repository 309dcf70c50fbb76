"""The vault's tables and how an older vault is brought up to date."""

from collections.abc import Sequence
from typing import Protocol

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE event (
            session_id TEXT NOT NULL,
            position INTEGER NOT NULL CHECK (position > 0),
            event_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            schema INTEGER NOT NULL,
            recorded_utc_ms INTEGER NOT NULL,
            monotonic_ns INTEGER NOT NULL,
            author TEXT NOT NULL,
            payload BLOB NOT NULL,
            chain BLOB NOT NULL,
            UNIQUE (session_id, position)
        ) STRICT
        """,
        # Where each session's chain ends. An old page put back under `event` no longer agrees with it.
        """
        CREATE TABLE head (
            session_id TEXT PRIMARY KEY NOT NULL,
            position INTEGER NOT NULL,
            chain BLOB NOT NULL,
            written INTEGER NOT NULL UNIQUE
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END",
        "CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append only'); END",
    ),
)
"""Statements that lead from version 0 to 1, from 1 to 2, ... Released steps are never edited."""

APPLICATION_ID = 0x53414D4B
"""`SAMK`: tells a vault from any other database that happens to open with the key."""


class Database(Protocol):
    """What we need of a database connection here."""

    def execute(self, statement: str, /) -> "Rows":
        """Run one statement."""
        ...


class Rows(Protocol):
    """The rows of one statement."""

    def fetchone(self) -> tuple[int, ...]:
        """The next row."""
        ...


class NewerVault(Exception):  # noqa: N818 - what was found, as Refused is
    """The vault was written by a later version of the program."""


def create(database: Database) -> None:
    """Mark an empty database as a vault and bring it up to date."""
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    bring_up_to_date(database)


def bring_up_to_date(database: Database, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Take the steps the vault has not taken yet, all or none.

    Raises:
        NewerVault: It has taken more steps than we know.
    """
    database.execute("BEGIN IMMEDIATE")  # two processes must not take the same step
    try:
        taken = _steps_taken(database, len(steps))
        for step in steps[taken:]:
            for statement in step:
                database.execute(statement)
        if taken < len(steps):
            database.execute(f"PRAGMA user_version = {len(steps)}")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _steps_taken(database: Database, known: int) -> int:
    taken = database.execute("PRAGMA user_version").fetchone()[0]
    if taken > known:
        raise NewerVault
    return taken
