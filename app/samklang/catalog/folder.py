"""The catalogue on disk: the installed copy or the checkout, with the user's own folder on top by id."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samklang.catalog.packs import DESCRIPTION as PACK_DESCRIPTION
from samklang.catalog.packs import missing_texts, read_pack
from samklang.catalog.rigs import RigFolders
from samklang.catalog.untrusted import NotValid
from samklang.domain.programme import Programme
from samklang.domain.rig import Rig
from samklang.domain.sequence import Sequence
from samklang.engine.ports import PackReview, Refused
from samklang.wording import Wording

PROGRAMMES = "sessions"
SEQUENCES = "media"
RIGS = "hardware_profiles"


def installed_folder() -> Path:
    """Where our own `sessions/`, `media/` and `hardware_profiles/` are: inside the package, else in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_data"
    return installed if installed.is_dir() else package.parents[1]


@dataclass(frozen=True)
class FolderCatalog:
    """Packs, bags and profiles in folders.

    Args:
        roots: Folders that hold `sessions/`, `media/` and `hardware_profiles/`, the user's own first: where two have
            something with the same id, the first counts.
        wording: The language refusals are said in.
    """

    roots: tuple[Path, ...]
    wording: Wording

    @classmethod
    def of_this_installation(cls, own: Path, wording: Wording) -> "FolderCatalog":
        """What came with the program, `own` on top."""
        return cls((own, installed_folder()), wording)

    def programmes(self) -> tuple[Programme, ...]:
        """All programmes that can be read, by id."""
        found: dict[str, Programme] = {}
        for folder in self._folders(PROGRAMMES, PACK_DESCRIPTION):
            try:
                programme = read_pack(folder, self.wording).programme
            except Refused:
                continue
            found.setdefault(programme.id, programme)
        return tuple(found[programme_id] for programme_id in sorted(found))

    def refused_programmes(self) -> tuple[str, ...]:
        """Why the others cannot be read: a line each, with its folder."""
        refusals = []
        for folder in self._folders(PROGRAMMES, PACK_DESCRIPTION):
            try:
                read_pack(folder, self.wording)
            except Refused as refusal:
                refusals.append(f"{folder}: {refusal}")
        return tuple(refusals)

    def programme(self, programme_id: str) -> Programme:
        """One programme.

        Raises:
            Refused: There is none with this id, or the pack in the folder of this name is not valid.
        """
        for folder in self._folders(PROGRAMMES, PACK_DESCRIPTION):
            try:
                programme = read_pack(folder, self.wording).programme
            except Refused:
                if folder.name == programme_id:
                    raise
                continue
            if programme.id == programme_id:
                return programme
        ids = ", ".join(programme.id for programme in self.programmes()) or self.wording("catalog.none")
        raise Refused(self.wording("catalog.no_programme", id=programme_id, ids=ids))

    def review(self, folder: Path) -> PackReview:
        """What there is to say about the pack in any folder.

        Raises:
            Refused: There is no such folder, or it cannot be read.
        """
        try:
            pack = read_pack(folder, self.wording)
        except NotValid as refusal:
            return PackReview(None, str(refusal), {})
        return PackReview(pack.programme, None, {key: ids for key, ids in missing_texts(pack).items() if ids})

    def rigs(self) -> tuple[Rig, ...]:
        """All rigs whose profiles can be read, by id."""
        return self._rig_folders.rigs()

    def refused_rigs(self) -> tuple[str, ...]:
        """Why the others cannot be read, a line each."""
        return self._rig_folders.refusals()

    def rig(self, rig_id: str) -> Rig:
        """One rig.

        Raises:
            Refused: There is none with this id, or a file it is made of is not valid.
        """
        return self._rig_folders.rig(rig_id)

    def sequences(self) -> tuple[Sequence, ...]:
        """All sequences whose description can be read, by id."""
        found = {sequence.id: sequence for sequence, _ in self._bags()}
        return tuple(found[sequence_id] for sequence_id in sorted(found))

    def sequence_folder(self, sequence_id: str) -> Path:
        """The bag's folder.

        Raises:
            Refused: There is none with this id.
        """
        folders = {sequence.id: folder for sequence, folder in self._bags()}
        if sequence_id not in folders:
            ids = ", ".join(sorted(folders)) or self.wording("catalog.none")
            raise Refused(self.wording("catalog.no_sequence", id=sequence_id, ids=ids))
        return folders[sequence_id]

    @property
    def _rig_folders(self) -> RigFolders:
        return RigFolders(tuple(root / RIGS for root in self.roots), self.wording)

    def _bags(self) -> Iterator[tuple[Sequence, Path]]:
        """Readable bags, each id once."""
        seen: set[str] = set()
        from samklang.catalog.bag import DESCRIPTION, read_description  # noqa: PLC0415 - msgspec; rigs need none

        for folder in self._folders(SEQUENCES, DESCRIPTION):
            try:
                sequence = read_description(folder, self.wording)
            except Refused:
                continue
            if sequence.id not in seen:
                seen.add(sequence.id)
                yield sequence, folder

    def _folders(self, kind: str, description: str | Path) -> Iterator[Path]:
        """Folders of a kind that have a description, the user's own first; none that a link leads out of its root."""
        for root in self.roots:
            try:
                folders = sorted((root / kind).iterdir())
            except OSError:  # no such folder, or not ours to read
                continue
            for folder in folders:
                # realpath, for links in a circle make Path.resolve raise
                inside = Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root / kind))
                if inside and (folder / description).is_file():
                    yield folder
