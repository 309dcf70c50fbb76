"""Makes and removes the rigs in the user's own folder: one TOML file each, never in the place of another."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from samklang.catalog.rigs import LONGEST_NAME, RigFolders
from samklang.domain.rig import BoundDevice, Range, Rig, Target
from samklang.engine.ports import Refused, RigDraft
from samklang.wording import LANGUAGES, Wording
from samklang.wording.faults import fault_reason

_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LONGEST_ID: Final = 40
"""Of an id made from a name; a longer one is cut."""
_SPELT: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ß": "ss"})


class OwnRigs:
    """The user's own rigs; the port is `engine.ports.RigFiles`.

    Args:
        folders: All rigs, the user's own folder first.
        wording: The language refusals are said in.
        write_once: Makes a file with its content, durable, unless it is there already; returns whether it made it.
    """

    def __init__(self, folders: RigFolders, wording: Wording, write_once: Callable[[Path, bytes], bool]) -> None:
        self._folders = folders
        self._wording = wording
        self._write_once = write_once

    def is_own(self, rig_id: str) -> bool:
        """Whether this rig's file is the user's own."""
        return _ID.fullmatch(rig_id) is not None and self._folders.own_path(rig_id).is_file()

    def bind(self, draft: RigDraft) -> Rig:
        """Write the rig's file, durable when this returns.

        Raises:
            Refused: The name or the id is none, there is such a rig already, the rig it is like is not there, or the
                file cannot be written.
        """
        name = " ".join(draft.name.split())[:LONGEST_NAME]
        rig_id = draft.id or id_of(name)
        if not name or not _ID.fullmatch(rig_id):
            raise Refused(self._wording("rig.no_id"))
        if self._folders.has(rig_id):
            raise Refused(self._wording("rig.exists", id=rig_id))
        like = self._folders.rig(draft.like)
        content = "\n".join(_lines(rig_id, name, like, draft, self._folders.targets_of(draft.like))) + "\n"
        path = self._folders.own_path(rig_id)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            made = self._write_once(path, content.encode())
        except OSError as fault:
            raise Refused(self._wording("rig.not_written", reason=fault_reason(fault, self._wording))) from fault
        if not made:
            raise Refused(self._wording("rig.exists", id=rig_id))
        try:
            return self._folders.rig(rig_id)
        except Refused:  # a device's name may hold what no file of ours may; nothing is left behind
            path.unlink(missing_ok=True)
            raise

    def remove(self, rig_id: str) -> None:
        """Remove the rig's file: what `bind` did is undone.

        Raises:
            Refused: It is not the user's own, or it cannot be removed.
        """
        if not self.is_own(rig_id):
            self._folders.rig(rig_id)  # there is none at all: that is the better answer
            raise Refused(self._wording("rig.not_own", id=rig_id))
        try:
            self._folders.own_path(rig_id).unlink()
        except OSError as fault:
            raise Refused(self._wording("rig.not_removed", reason=fault_reason(fault, self._wording))) from fault


def id_of(name: str) -> str:
    """An id made from a name: `Rum 4, østfløjen` is `rum-4-oestfloejen`; empty where nothing is left of it."""
    spelt = unicodedata.normalize("NFKD", name.lower().translate(_SPELT)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")[:_LONGEST_ID].strip("-")


def _lines(rig_id: str, name: str, like: Rig, draft: RigDraft, targets: tuple[Target, ...]) -> Iterator[str]:
    yield "schema = 1"
    yield f"id = {_quoted(rig_id)}"
    for key, part in (("laptop", like.laptop), ("microphone", like.microphone), ("camera", like.camera)):
        yield f"{key} = {_quoted(part.id)}"
    yield f"expected_faces = {like.expected_faces}"
    yield "\n[name]"
    yield from (f"{language} = {_quoted(name)}" for language in LANGUAGES)
    yield "\n[bound]"
    if draft.bound.laptop:
        yield f"laptop = {_quoted(draft.bound.laptop)}"
    for key, device in (("microphone", draft.bound.microphone), ("camera", draft.bound.camera)):
        if device is not None:
            yield from _device_lines(key, device)
    for target in targets:
        yield "\n[[target]]"
        yield f"check = {_quoted(target.check)}"
        yield f"pass = {_ends(target.pass_range)}"
        yield f"warn = {_ends(target.warn_range)}"
        yield f"source = {_quoted(target.source)}"


def _device_lines(key: str, device: BoundDevice) -> Iterator[str]:
    yield f"\n[bound.{key}]"
    yield f"name = {_quoted(device.name)}"
    if device.form is not None:
        yield f"form = {_quoted(device.form)}"
    if device.id:
        yield f"id = {_quoted(device.id)}"


def _ends(wanted: Range) -> str:
    ends = [f"{key} = {value!r}" for key, value in (("low", wanted.low), ("high", wanted.high)) if value is not None]
    return f"{{ {', '.join(ends)} }}"


def _quoted(text: str) -> str:
    """As a TOML string: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)
