"""The ports: what the engine, the window and the command line ask of the world, as Protocols.

Concrete adapters implement them in `store`, `devices`, `playback` and `catalog`; only `bootstrap` chooses between
them. Expected outcomes are values; a port raises `Refused` for bad input, in one line fit for a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from samklang.domain.programme import Programme
from samklang.domain.sequence import Sequence as BodySequence


class Refused(Exception):  # noqa: N818 - it is an answer, not an accident
    """Bad input: a file, device, pack, database, link or argument that cannot be used.

    The message is one line for a person, in the user's language where the raiser knows it. The command line prints it
    and ends with exit code 3; the window shows it and goes on.
    """


class Clock(Protocol):
    """Time as the engine reads it. The domain never does."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary start; never goes back."""
        ...

    def utc_ms(self) -> int:
        """Wall clock, milliseconds since 1970-01-01 UTC; may jump."""
        ...


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An event about to be stored.

    Attributes:
        event_id: Unique for ever; makes a retry safe.
        kind: Short stable word, never a class path.
        schema: Version of the payload's shape, from 1.
        payload: UTF-8 JSON.
    """

    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored event: `NewEntry` with its place and its link in the chain.

    Attributes:
        position: 1, 2, 3... within its session.
        chain: SHA-256 over the previous entry's chain and this row (see `engine.chain`).
    """

    session_id: str
    position: int
    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes
    chain: bytes


class PositionTaken(Exception):  # noqa: N818 - optimistic concurrency: somebody else appended first
    """Another author appended at this position first; re-read and decide again."""


class EventLog(Protocol):
    """An append-only log, many sessions in one."""

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Store `entries` at positions `after + 1...`, all or none, durable when this returns.

        Entries whose `event_id` is already stored in this session at the same place are not stored twice.

        Raises:
            PositionTaken: `after` is not the last position any more.
            Refused: The disk is full or read-only, the log is damaged, ...
        """
        ...

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        """The session's entries from position `after + 1`, in order, the chain verified on the way.

        Raises:
            Refused: The chain does not hold.
        """
        ...

    def session_ids(self) -> tuple[str, ...]:
        """All sessions in the log, the one that was written to last first."""
        ...

    def close(self) -> None:
        """Release the log; nothing may be called afterwards."""
        ...


class Catalog(Protocol):
    """Programmes and sequences: the installed copy or the checkout, the user's own folder on top.

    Rigs are added in `samklang.domain.rig` and read through `rigs()` and `rig()`.
    """

    def programmes(self) -> tuple[Programme, ...]:
        """All programmes that can be read, by id."""
        ...

    def programme(self, programme_id: str) -> Programme:
        """One programme.

        Raises:
            Refused: There is none with this id, or its pack is not valid.
        """
        ...

    def sequences(self) -> tuple[BodySequence, ...]:
        """All sequences whose description can be read. Their media are verified before they play, not here."""
        ...

    def sequence_folder(self, sequence_id: str) -> Path:
        """The bag's folder.

        Raises:
            Refused: There is none with this id.
        """
        ...


Choice: TypeAlias = bool | int | float | str | list[str]
"""What can be remembered from one start to the next."""

C = TypeVar("C", bound=Choice)


class Settings(Protocol):
    """Choices remembered from one start to the next: language, last rig, devices by name, text size, hidden timers.

    Nothing secret, no names of people. Keys are dotted words, such as `prepare.microphone`; whoever asks knows the
    default.
    """

    @property
    def language(self) -> str:
        """The chosen language, one of `samklang.wording.LANGUAGES`; Danish where none was chosen."""
        ...

    @property
    def remark(self) -> str | None:
        """Text id of what the user should be told once, such as that the file was damaged; None when all is well."""
        ...

    def get(self, key: str, default: C) -> C:
        """The choice, or `default` where none was made or what is stored is of another type than `default`."""
        ...

    def put(self, choices: Mapping[str, Choice]) -> None:
        """Remember `choices`, durable when this returns; all others stay.

        Raises:
            Refused: They cannot be saved; they count until the program ends all the same.
        """
        ...
