"""Reads data somebody else wrote: bounded, typed, and refused in one line that says which file and what is wrong."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from samklang.engine.ports import Refused
from samklang.wording import Wording

LARGEST_BYTES = 1_000_000
"""Largest description we read; ours are below 20 kB. Our proposal."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_VERSION = re.compile(r"(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})")

_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that order a terminal about or turn the direction of what follows; line ends and tabs are none."""

_MOST_KEY_STEPS = 1_000_000
"""Bounds tomllib's time: it walks every key's dotted path anew, so that a key of 100,000 names takes it minutes. With
at most so many steps a file took under a second. Our own files need about a thousandth of it."""

T = TypeVar("T")


class NotValid(Refused):
    """The file could be read, but what stands in it is not what it should be."""


def read_bytes(path: Path, root: Path, wording: Wording, largest_bytes: int = LARGEST_BYTES) -> bytes:
    """The content of `path`, which must be a plain file inside `root` even after every link is followed.

    Raises:
        Refused: It is missing, outside, not a file, too large or not readable.
    """
    file = path.name
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve(strict=True)):
            raise Refused(wording("catalog.outside", file=file))
        if not real.is_file():
            raise Refused(wording("catalog.no_file", file=file, folder=path.parent))
        with real.open("rb") as opened:
            content = opened.read(largest_bytes + 1)
    except FileNotFoundError:
        raise Refused(wording("catalog.no_file", file=file, folder=path.parent)) from None
    except (OSError, RuntimeError) as fault:  # RuntimeError: links in a circle
        raise Refused(wording("catalog.not_readable", file=file)) from fault
    if len(content) > largest_bytes:
        raise Refused(wording("catalog.too_large", file=file, limit_mb=f"{largest_bytes / 1e6:g}"))
    return content


def read_toml(path: Path, root: Path, wording: Wording) -> "Fields":
    """A TOML file's fields.

    Raises:
        Refused: As `read_bytes`; or it is not UTF-8, not TOML, or nested too deep.
    """
    content = _text(path, root, wording)
    if _key_steps(content) > _MOST_KEY_STEPS:
        raise Refused(wording("catalog.too_deep", file=path.name))
    try:
        table = tomllib.loads(content)
    except RecursionError:
        raise Refused(wording("catalog.too_deep", file=path.name)) from None
    except ValueError as fault:  # tomllib.TOMLDecodeError, and integers longer than Python converts
        raise Refused(wording("catalog.not_toml", file=path.name, reason=_one_line(fault))) from None
    return Fields(table, path.name, wording)


def _text(path: Path, root: Path, wording: Wording) -> str:
    try:
        return read_bytes(path, root, wording).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(wording("catalog.not_utf8", file=path.name)) from None


def _key_steps(content: str) -> int:
    """No fewer steps than the dotted keys can cost: a key stands on one line, and its path has a table's before it.

    Dots in prose are counted too; that does no harm, since few lines have many.
    """
    dots = [line.count(".") for line in content.split("\n")]
    return max(dots) * (len(dots) + sum(dots))


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a file. Every field asked for is checked; `end` refuses those nobody asked for.

    Attributes:
        table: As read; its keys and values may be anything.
        where: What a refusal names: the file, then the path within it.
    """

    table: dict[str, object]
    where: str
    wording: Wording

    def refusal(self, text_id: str, key: str, **names: object) -> NotValid:
        """The one line about `key`, to be raised."""
        return NotValid(self.wording(text_id, where=self.where, key=_shown(key), **names))

    def end(self, known: Iterable[str]) -> None:
        """Refuse any field that is not in `known`."""
        for key in self.table.keys() - set(known):
            raise self.refusal("catalog.unknown", key)

    def has(self, key: str) -> bool:
        """Whether the field is there."""
        return key in self.table

    def text(self, key: str, default: str | None = None, longest: int = 1000) -> str:
        """A string of at most `longest` characters; required where there is no default."""
        value = self._get(key, default, str, "catalog.kind.text")
        if len(value) > longest:
            raise self.refusal("catalog.too_long", key, limit=longest)
        if _UNSHOWN.search(value):
            raise self.refusal("catalog.unshown", key)
        return value

    def identifier(self, key: str, default: str | None = None) -> str:
        """Lower-case letters, digits and hyphens, at most 64: safe as a file name everywhere."""
        value = self.text(key, default)
        if value != default and not _ID.fullmatch(value):
            raise self.refusal("catalog.bad_id", key, value=_shown(value))
        return value

    def version(self, key: str) -> str:
        """MAJOR.MINOR.PATCH after Semantic Versioning."""
        value = self.text(key)
        if not _VERSION.fullmatch(value):
            raise self.refusal("catalog.bad_version", key, value=_shown(value))
        return value

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """One of a few words."""
        value, allowed = self.text(key, default), list(choices)
        if value not in allowed:
            raise self.refusal("catalog.not_one_of", key, value=_shown(value), choices=", ".join(allowed))
        return value

    def truth(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        return self._get(key, default, bool, "catalog.kind.truth")

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number between `low` and `high`, both allowed."""
        value = self._get(key, None, int, "catalog.kind.whole")
        self._within(key, value, low, high)
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number between `low` and `high`, both allowed; never NaN."""
        value = self.table.get(key, default)
        if type(value) is int and low <= value <= high:
            return float(value)
        checked = self._get(key, default, float, "catalog.kind.number") if type(value) is not int else float("nan")
        self._within(key, checked, low, high)
        return checked

    def texts(self, key: str, default: tuple[str, ...] | None = None, most: int = 100) -> tuple[str, ...]:
        """A list of at most `most` strings."""
        if default is not None and key not in self.table:
            return default
        items = self._get(key, None, list, "catalog.kind.texts")
        if len(items) > most:
            raise self.refusal("catalog.too_many", key, limit=most)
        if any(type(item) is not str for item in items):
            raise self.refusal("catalog.wrong_kind", key, kind=self.wording("catalog.kind.texts"))
        if any(_UNSHOWN.search(item) for item in items):
            raise self.refusal("catalog.unshown", key)
        return tuple(str(item) for item in items)

    def inner(self, key: str) -> "Fields":
        """The table inside."""
        table = self._get(key, None, dict, "catalog.kind.table")
        return Fields(table, f"{self.where}: {_shown(key)}", self.wording)

    def tables(self, key: str, most: int = 200) -> Iterator["Fields"]:
        """The tables of a list of at most `most`, each named by its place, from 1."""
        items = self._get(key, None, list, "catalog.kind.tables")
        if len(items) > most:
            raise self.refusal("catalog.too_many", key, limit=most)
        for place, item in enumerate(items, start=1):
            if not isinstance(item, dict):
                raise self.refusal("catalog.wrong_kind", key, kind=self.wording("catalog.kind.tables"))
            yield Fields(item, f"{self.where}: {_shown(key)} {place}", self.wording)

    def _get(self, key: str, default: T | None, kind: type[T], kind_text: str) -> T:
        value = self.table.get(key, default)
        if value is None:
            raise self.refusal("catalog.missing", key)
        if type(value) is not kind:  # exactly: a truth value is an int to isinstance
            raise self.refusal("catalog.wrong_kind", key, kind=self.wording(kind_text))
        return value

    def _within(self, key: str, value: float, low: float, high: float) -> None:
        if not low <= value <= high:
            raise self.refusal("catalog.out_of_range", key, low=f"{low:g}", high=f"{high:g}")


def _shown(value: str) -> str:
    """The value as it may stand in a line: printable and not long."""
    printable = "".join(sign if sign.isprintable() else "?" for sign in value)
    return printable if len(printable) <= 60 else f"{printable[:60]}..."  # noqa: PLR2004 - a readable length
