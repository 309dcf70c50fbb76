"""What is kept on the disk besides sessions: packs, profiles and sequences, choices, good checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:  # everything imports the ports; nobody needs all that passes through them
    from samklang.domain import sequence as body
    from samklang.domain.history import HistoryEntry
    from samklang.domain.programme import Programme
    from samklang.domain.reference import Reference
    from samklang.domain.rig import Bound, Rig


@dataclass(frozen=True, slots=True)
class PackReview:
    """What there is to say about a programme pack.

    Attributes:
        programme: The programme, or None where its structure is refused.
        refusal: Why it is refused, in one line, or None.
        missing_texts: language -> ids of the texts it lacks; languages that lack none are left out.
    """

    programme: Programme | None
    refusal: str | None
    missing_texts: Mapping[str, tuple[str, ...]]


class Catalog(Protocol):
    """Programmes, rigs and sequences: the installed copy or the checkout, the user's own folder on top."""

    def programmes(self) -> tuple[Programme, ...]:
        """All programmes that can be read, by id."""
        ...

    def refused_programmes(self) -> tuple[str, ...]:
        """Why the others cannot be read: a line each, with its folder."""
        ...

    def programme(self, programme_id: str) -> Programme:
        """One programme.

        Raises:
            Refused: There is none with this id, or its pack is not valid.
        """
        ...

    def review(self, folder: Path) -> PackReview:
        """What there is to say about the programme pack in any folder.

        Raises:
            Refused: There is no such folder, or what is in it cannot be read at all.
        """
        ...

    def rigs(self) -> tuple[Rig, ...]:
        """All rigs whose profiles can be read, by id."""
        ...

    def refused_rigs(self) -> tuple[str, ...]:
        """Why the others cannot be read, a line each."""
        ...

    def rig(self, rig_id: str) -> Rig:
        """One rig.

        Raises:
            Refused: There is none with this id, or a file it is made of is not valid.
        """
        ...

    def sequences(self) -> tuple[body.Sequence, ...]:
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

    Nothing secret, no names of people. Keys are dotted words, as `prepare.microphone`; the asker knows the default.
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


class References(Protocol):
    """The saved good check of each rig: numbers and the devices' names, never any sound; a small picture if wanted."""

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `load`: what was saved is damaged; None when all is well."""
        ...

    def load(self, rig_id: str) -> Reference | None:
        """The rig's reference; none where none was saved or what was saved cannot be read."""
        ...

    def save(self, reference: Reference) -> None:
        """Keep this one in place of the rig's last, durable when this returns.

        Raises:
            Refused: It cannot be saved; the last one stays.
        """
        ...

    def forget(self, rig_id: str) -> None:
        """Remove the rig's reference and its small picture; nothing happens where there is none.

        Raises:
            Refused: It cannot be removed.
        """
        ...

    def save_thumbnail(self, rig_id: str, jpeg: bytes) -> None:
        """Keep a small picture beside the rig's reference, only where the user ticked it.

        Raises:
            Refused: It cannot be saved, or it is no small JPEG; the last one stays.
            ValueError: `rig_id` is no id of a rig.
        """
        ...

    def thumbnail(self, rig_id: str) -> bytes | None:
        """The small picture, a JPEG; none where none was kept."""
        ...


class Histories(Protocol):
    """What each rig's checks and endurance tests came to, the newest `MOST_ENTRIES` of them: numbers and codes only."""

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `of`: some lines are damaged; None when all is well."""
        ...

    def of(self, rig_id: str) -> tuple[HistoryEntry, ...]:
        """All that can be read, in the order they were added."""
        ...

    def add(self, rig_id: str, entry: HistoryEntry) -> None:
        """Add this one, durable when this returns; what stands there stays.

        Raises:
            Refused: It cannot be saved.
        """
        ...

    def forget(self, rig_id: str) -> bool:
        """Remove all of the rig's; tells whether there was any.

        Raises:
            Refused: It cannot be removed.
        """
        ...


@dataclass(frozen=True, slots=True)
class RigDraft:
    """A rig to be made.

    Attributes:
        name: What people call it; its id is made from it.
        like: Id of the rig whose kinds of equipment, expected faces and targets it takes over.
        bound: What it is recognised by.
        id: Its id; empty makes one from the name.
    """

    name: str
    like: str
    bound: Bound
    id: str = ""


class RigFiles(Protocol):
    """The rigs in the user's own folder, which may be made and removed; those that came with the program may not."""

    def is_own(self, rig_id: str) -> bool:
        """Whether this rig's file is the user's own."""
        ...

    def bind(self, draft: RigDraft) -> Rig:
        """Write the rig's file, durable when this returns.

        Raises:
            Refused: The name or the id is none, there is such a rig already, the rig it is like is not there, or the
                file cannot be written.
        """
        ...

    def remove(self, rig_id: str) -> None:
        """Remove the rig's file: what `bind` did is undone.

        Raises:
            Refused: It is not the user's own, or it cannot be removed.
        """
        ...
