"""Verifies a sequence bag before it plays: every file, byte for byte, none missing, none too many, nothing unknown.

Our own check instead of `bagit.Bag.validate`, which passes over strangers beside `data/` and stops at some faults
before it has named the others. What `bagit` seals, this accepts, and the other way round.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from samklang.domain.sequence import Flaw, Sequence, flaws
from samklang.engine.ports import Refused, SealedBag
from samklang.engine.sequence_file import decode_sequence
from samklang.playback.captions import of_part, offsets_ms, read_vtt

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_FILES = frozenset({"bagit.txt", "bag-info.txt", MANIFEST})
DESCRIPTION = "data/sequence.json"

_LINE = re.compile(r"([0-9a-f]{64}) [ *]?(\S.*)")
_LARGEST_TEXT_BYTES = 4_000_000
"""Manifests, descriptions and captions larger than this are not ours: our proposal."""
_BLOCK_BYTES = 1 << 20


def verify_bag(folder: Path) -> SealedBag | tuple[Flaw, ...]:
    """Check every file of the bag in `folder`.

    Returns:
        The bag, or everything that is wrong with it, each file named.
    """
    if not folder.is_dir():
        return (Flaw("no_bag", folder.name),)
    present = dict(_present(folder))
    links = tuple(Flaw("link", name) for name, path in present.items() if path.is_symlink())
    if links:
        return links
    sealed, found = _sealed(folder)
    found += _stray(present, sealed)
    found += tuple(_differing(folder, sealed))
    if found:
        return found
    try:
        sequence = decode_sequence(_text(folder / DESCRIPTION).encode())
    except Refused as refusal:
        return (Flaw("description", str(refusal)),)
    found = flaws(sequence) + tuple(_unknown(sealed, sequence)) + tuple(_caption_flaws(folder, sequence))
    if found:
        return found
    return SealedBag(folder, sequence, _sha256(folder / MANIFEST), len(sealed))


def _present(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file and link in the bag, by its path in it with forward slashes; no folder outside is entered."""
    for parent, folders, files in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(parent) / name
            yield path.relative_to(folder).as_posix(), path


def _sealed(folder: Path) -> tuple[dict[str, str], tuple[Flaw, ...]]:
    """Checksums by path from both manifests, and what is wrong with these."""
    sealed: dict[str, str] = {}
    found: list[Flaw] = []
    for manifest in (TAG_MANIFEST, MANIFEST):
        try:
            lines = _text(folder / manifest).splitlines()
        except Refused:
            found.append(Flaw("missing", manifest))
            continue
        for line in lines:
            match = _LINE.fullmatch(line)
            if match is None or match[2] in sealed or not _belongs(match[2], manifest):
                found.append(Flaw("manifest_line", f"{manifest}: {line[:80]}"))
            else:
                sealed[match[2]] = match[1]
    found.extend(Flaw("unsealed", name) for name in sorted(TAG_FILES - set(sealed)) if not found)
    return sealed, tuple(found)


def _belongs(name: str, manifest: str) -> bool:
    if manifest == TAG_MANIFEST:
        return name in TAG_FILES
    parts = name.split("/")
    return parts[0] == "data" and not {"", ".", ".."} & set(parts) and "\\" not in name


def _stray(present: dict[str, Path], sealed: dict[str, str]) -> tuple[Flaw, ...]:
    """Files that no manifest names."""
    return tuple(Flaw("extra", name) for name in sorted(set(present) - set(sealed) - {TAG_MANIFEST}))


def _differing(folder: Path, sealed: dict[str, str]) -> Iterator[Flaw]:
    for name, checksum in sealed.items():
        path = folder / name
        if not path.is_file():
            yield Flaw("missing", name)
        elif _sha256(path) != checksum:
            yield Flaw("changed", name)


def _unknown(sealed: dict[str, str], sequence: Sequence) -> Iterator[Flaw]:
    """Sealed files the description does not know, and known ones that were not sealed."""
    needed = {DESCRIPTION, "data/chapters.vtt"}
    needed |= {f"data/captions.{language}.vtt" for language in sequence.languages}
    needed |= {f"data/{part.media}" for part in sequence.parts}
    data = {name for name in sealed if name.startswith("data/")}
    for name in sorted(needed - data):
        yield Flaw("missing", name)
    for name in sorted(data - needed - {"data/plan.toml"}):
        yield Flaw("unknown", name)


def _caption_flaws(folder: Path, sequence: Sequence) -> Iterator[Flaw]:
    starts = offsets_ms(sequence.parts)
    cues = {f"{part.id}/{cue.id}" for part in sequence.parts for cue in part.cues}
    for language in sequence.languages:
        name = f"captions.{language}.vtt"
        if not (folder / "data" / name).is_file():
            continue  # already named
        try:
            captions = read_vtt(_text(folder / "data" / name), name)
        except Refused as refusal:
            yield Flaw("captions", str(refusal))
            continue
        for caption in captions:
            if caption.id.rpartition("/")[0] not in cues:
                yield Flaw("caption_cue", f"{name}: {caption.id}")
        for part in sequence.parts:
            for caption in of_part(captions, part, starts[part.id]):
                if not 0 <= caption.start_ms < caption.end_ms <= part.duration_ms:
                    yield Flaw("caption_outside", f"{name}: {caption.id}")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_TEXT_BYTES + 1)
        if len(content) > _LARGEST_TEXT_BYTES:
            raise Refused(f"{path.name}: too large")
        return content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name}: {type(error).__name__}") from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
