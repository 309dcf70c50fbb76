"""The saved good check of each rig, one small JSON file a rig, numbers only; beside it a small picture, if wanted."""

import json
import re
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from samklang.domain.measures import Measured, Unknown
from samklang.domain.reference import Reference
from samklang.engine.ports import Refused
from samklang.store.atomic import write_atomically
from samklang.store.times import LATEST_UTC_MS
from samklang.wording import Wording
from samklang.wording.faults import fault_reason

_SCHEMA = 2
_LARGEST_PICTURE_BYTES = 500_000
_JPEG = b"\xff\xd8\xff"
"""What every JPEG begins with."""
_LARGEST_BYTES = 100_000
"""Our proposal: thirty times what we write; anything larger is not ours."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""As the catalogue's ids: safe as a file name everywhere."""
_REASON = re.compile(r"[a-z][a-z0-9_]{0,63}")


class JsonReferences:
    """References in a folder, `RIG.json` each, and `RIG.jpg` where a small picture was wanted.

    Args:
        folder: Made at the first save.
        wording: The language refusals are said in.
    """

    def __init__(self, folder: Path, wording: Wording) -> None:
        self._folder = folder
        self._wording = wording
        self._remark: str | None = None

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `load`: the file was damaged."""
        return self._remark

    def load(self, rig_id: str) -> Reference | None:
        """The rig's reference; none where none was saved or what stands there cannot be read."""
        self._remark = None
        if not _ID.fullmatch(rig_id):
            return None
        path = self._path(rig_id)
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST_BYTES + 1)
            return _reference(rig_id, content)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):  # not readable, not UTF-8, not JSON, nested too deep, not ours
            self._remark = "store.reference_damaged"
            return None

    def save(self, reference: Reference) -> None:
        """Keep this one in place of the rig's last, durable when this returns.

        Raises:
            Refused: It cannot be saved; the last one stays.
        """
        path = self._path(reference.rig_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, _content(reference))
        except OSError as fault:
            raise self._refusal(fault) from fault

    def forget(self, rig_id: str) -> None:
        """Remove the rig's reference and its small picture; nothing happens where there is none.

        Raises:
            Refused: It cannot be removed.
        """
        if not _ID.fullmatch(rig_id):
            return
        try:
            self._thumbnail_path(rig_id).unlink(missing_ok=True)
            self._path(rig_id).unlink(missing_ok=True)
        except OSError as fault:
            raise self._refusal(fault) from fault

    def save_thumbnail(self, rig_id: str, jpeg: bytes) -> None:
        """Keep a small picture of the good check; only ever called where the user ticked it.

        Raises:
            Refused: It cannot be saved, or it is no small JPEG; the last one stays.
            ValueError: `rig_id` is no id of a rig.
        """
        if not _ID.fullmatch(rig_id):
            raise ValueError(f"no id of a rig: {rig_id!r}")
        if not jpeg.startswith(_JPEG) or len(jpeg) > _LARGEST_PICTURE_BYTES:
            raise Refused(self._wording("store.thumbnail_not_small"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._thumbnail_path(rig_id), jpeg)
        except OSError as fault:
            raise self._refusal(fault) from fault

    def thumbnail(self, rig_id: str) -> bytes | None:
        """The small picture, a JPEG; none where none was kept or what stands there is none."""
        if not _ID.fullmatch(rig_id):
            return None
        try:
            with self._thumbnail_path(rig_id).open("rb") as file:
                content = file.read(_LARGEST_PICTURE_BYTES + 1)
        except OSError:  # none there, or not ours to read
            return None
        return content if content.startswith(_JPEG) and len(content) <= _LARGEST_PICTURE_BYTES else None

    def _thumbnail_path(self, rig_id: str) -> Path:
        return self._folder / f"{rig_id}.jpg"

    def _path(self, rig_id: str) -> Path:
        return self._folder / f"{rig_id}.json"

    def _refusal(self, fault: OSError) -> Refused:
        return Refused(self._wording("store.reference_not_saved", reason=fault_reason(fault, self._wording)))


def _content(reference: Reference) -> bytes:
    known, reasons = _parted(reference.measures)
    picture, picture_reasons = _parted(reference.picture)
    document = {
        "schema": _SCHEMA,
        "rig": reference.rig_id,
        "saved_utc_ms": reference.saved_utc_ms,
        "program_version": reference.program_version,
        "microphone_id": reference.microphone_id,
        "microphone_name": reference.microphone_name,
        "measures": known,
        "reasons": reasons,
        "camera_id": reference.camera_id,
        "camera_name": reference.camera_name,
        "picture": picture,
        "picture_reasons": picture_reasons,
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"


def _parted(measures: Mapping[str, Measured]) -> tuple[dict[str, float], dict[str, str]]:
    """What is known, and why the rest is not."""
    known = {name: value for name, value in measures.items() if not isinstance(value, Unknown)}
    return known, {name: value.reason for name, value in measures.items() if isinstance(value, Unknown)}


def _reference(rig_id: str, content: bytes) -> Reference:
    """What stands in a file.

    Raises:
        ValueError: It is not one of our references for this rig.
    """
    if len(content) > _LARGEST_BYTES:
        raise ValueError("too large")
    document = json.loads(content.decode())
    if not isinstance(document, dict) or document.get("rig") != rig_id:
        raise ValueError("not a reference for this rig")
    match document.get("schema"):
        case 2:  # as we write it: `_SCHEMA`
            pass
        case 1:  # before the picture was kept as well
            document |= {"camera_id": "", "camera_name": "", "picture": {}, "picture_reasons": {}}
        case _:
            raise ValueError("of a later version")
    saved_utc_ms = document.get("saved_utc_ms")
    if type(saved_utc_ms) is not int or not 0 <= saved_utc_ms <= LATEST_UTC_MS:
        raise ValueError("no time")
    return Reference(
        rig_id=rig_id,
        saved_utc_ms=saved_utc_ms,
        program_version=_text(document, "program_version"),
        microphone_id=_text(document, "microphone_id"),
        microphone_name=_text(document, "microphone_name"),
        measures=MappingProxyType({**_numbers(document, "measures"), **_reasons(document, "reasons")}),
        camera_id=_text(document, "camera_id"),
        camera_name=_text(document, "camera_name"),
        picture=MappingProxyType({**_numbers(document, "picture"), **_reasons(document, "picture_reasons")}),
    )


def _text(document: Mapping[str, object], key: str) -> str:
    found = document.get(key)
    if not isinstance(found, str):
        raise ValueError(f"{key} is no text")  # noqa: TRY004 - a file is wrong, not a caller
    return found


def _numbers(document: Mapping[str, object], key: str) -> dict[str, Measured]:
    found = document.get(key)
    if not isinstance(found, dict) or any(
        type(each) not in (int, float) or not isfinite(each) for each in found.values()
    ):
        raise ValueError(f"{key} that are no numbers")
    return found


def _reasons(document: Mapping[str, object], key: str) -> dict[str, Measured]:
    found = document.get(key)
    if not isinstance(found, dict) or any(
        type(each) is not str or not _REASON.fullmatch(each) for each in found.values()
    ):
        raise ValueError(f"{key} that are no codes")
    return {name: Unknown(reason) for name, reason in found.items()}
