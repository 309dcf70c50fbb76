"""What each rig's checks and endurance tests came to: one file a rig, a line of JSON an entry, added at the end."""

import os
import re
from collections import deque
from dataclasses import astuple, replace
from pathlib import Path
from typing import Final

import msgspec

from samklang.domain.history import MOST_ENTRIES, CheckEntry, HistoryEntry
from samklang.domain.soak import SoakPoint, SoakResult
from samklang.engine.ports import Refused
from samklang.store.atomic import sync_folder, write_atomically
from samklang.store.times import LATEST_UTC_MS
from samklang.wording import Wording
from samklang.wording.faults import fault_reason

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""As the catalogue's ids: safe as a file name everywhere."""

_SPARE: Final = 100
"""So many lines more may stand there before the file is written anew without the oldest (ours)."""

_LARGEST_BYTES: Final = 40_000_000
"""Twice what 600 endurance tests take; of a larger file the end is read (ours)."""

_Number = float | None


class _CheckLine(msgspec.Struct, frozen=True, tag="check", tag_field="kind"):
    schema: int
    entry: CheckEntry


class _SoakLine(msgspec.Struct, frozen=True, tag="soak", tag_field="kind"):
    """The time line as bare rows, in the order of `SoakPoint`'s fields: it is most of the line."""

    schema: int
    entry: SoakResult
    timeline: tuple[tuple[float, float, _Number, _Number, _Number, _Number, _Number, _Number, _Number], ...]


_SCHEMA: Final = 1
_DECODER: Final = msgspec.json.Decoder(_CheckLine | _SoakLine)


class JsonLinesHistories:
    """Histories in a folder, `RIG.jsonl` each.

    A line that was torn by a crash or written by something else is skipped and told; the others count. Two programs
    may add at once; where one of them writes the file anew at that very moment, the other's entry may be lost.

    Args:
        folder: Made at the first entry.
        wording: The language refusals are said in.
    """

    def __init__(self, folder: Path, wording: Wording) -> None:
        self._folder = folder
        self._wording = wording
        self._remark: str | None = None

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `of`: some of it could not be read."""
        return self._remark

    def of(self, rig_id: str) -> tuple[HistoryEntry, ...]:
        """All that can be read, in the order they were added; the newest `MOST_ENTRIES`."""
        self._remark = None
        if not _ID.fullmatch(rig_id):
            return ()
        found: deque[HistoryEntry] = deque(maxlen=MOST_ENTRIES)
        try:
            lines = self._lines(rig_id)
        except FileNotFoundError:
            return ()
        except OSError:
            self._remark = "history.damaged"
            return ()
        for line in lines:
            entry = _entry(line)
            if entry is None:
                self._remark = "history.damaged"
            else:
                found.append(entry)
        return tuple(found)

    def add(self, rig_id: str, entry: HistoryEntry) -> None:
        """Add this one, durable when this returns.

        Raises:
            Refused: It cannot be saved.
        """
        path = self._path(rig_id)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _append(path, _line(entry))
            lines = self._lines(rig_id)
            if len(lines) > MOST_ENTRIES + _SPARE:
                write_atomically(path, b"".join(line + b"\n" for line in lines[-MOST_ENTRIES:]))
        except OSError as fault:
            raise self._refusal(fault) from fault

    def forget(self, rig_id: str) -> bool:
        """Remove all of the rig's; tells whether there was any.

        Raises:
            Refused: It cannot be removed.
        """
        if not _ID.fullmatch(rig_id):
            return False
        try:
            self._path(rig_id).unlink()
        except FileNotFoundError:
            return False
        except OSError as fault:
            raise self._refusal(fault) from fault
        return True

    def _lines(self, rig_id: str) -> list[bytes]:
        with self._path(rig_id).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            start = file.seek(max(0, size - _LARGEST_BYTES))
            lines = [line for line in file.read(_LARGEST_BYTES).split(b"\n") if line.strip()]
        return lines[1:] if start else lines

    def _path(self, rig_id: str) -> Path:
        return self._folder / f"{rig_id}.jsonl"

    def _refusal(self, fault: OSError) -> Refused:
        return Refused(self._wording("history.not_saved", reason=fault_reason(fault, self._wording)))


def _append(path: Path, line: bytes) -> None:
    """One write at the very end, on a line of its own even after a torn one."""
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        torn = file.seek(0, os.SEEK_END) > 0 and _last_byte(path) != b"\n"
        rest = memoryview((b"\n" if torn else b"") + line + b"\n")
        while rest:  # a disk that fills up takes a part without a word, and refuses the next
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)


def _line(entry: HistoryEntry) -> bytes:
    if isinstance(entry, CheckEntry):
        return msgspec.json.encode(_CheckLine(_SCHEMA, entry))
    rows = tuple(tuple(_rounded(value) for value in astuple(point)) for point in entry.timeline)
    return msgspec.json.encode(
        {"kind": "soak", "schema": _SCHEMA, "entry": replace(entry, timeline=()), "timeline": rows}
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _entry(line: bytes) -> HistoryEntry | None:
    """What stands in a line, or None where it is not one of ours."""
    try:
        read: _CheckLine | _SoakLine = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # ValidationError is a DecodeError
        return None
    written_utc_ms = read.entry.at_utc_ms if isinstance(read, _CheckLine) else read.entry.begun_utc_ms
    if read.schema != _SCHEMA or not 0 <= written_utc_ms <= LATEST_UTC_MS:
        return None
    if isinstance(read, _CheckLine):
        return read.entry
    return replace(read.entry, timeline=tuple(SoakPoint(*row) for row in read.timeline))
