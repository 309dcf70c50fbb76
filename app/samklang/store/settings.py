"""Remembered choices, such as the language and the last rig, in a small JSON file that holds no secret."""

import json
from collections.abc import Mapping
from pathlib import Path

from samklang.engine.ports import C, Choice, Refused
from samklang.store.atomic import write_atomically
from samklang.wording import LANGUAGES, Wording
from samklang.wording.faults import fault_reason

_LARGEST_BYTES = 1_000_000
"""Our proposal: a thousand times what we write; anything larger is not ours."""


class JsonSettings:
    """Choices in one JSON file; what we do not know in it is kept as it is.

    The copy before the last change stays beside it as `NAME.previous`. A file that cannot be read is put aside as
    `NAME.damaged` at the next change, so that nothing of it is lost; until then the previous copy counts, or, where
    that cannot be read either, the defaults.

    Args:
        path: The file; made at the first change, with its folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._previous = path.with_name(f"{path.name}.previous")
        read = _read(path)
        self._damaged = read is None
        self._choices: dict[str, object] = (_read(self._previous) or {}) if read is None else read

    @property
    def language(self) -> str:
        """The chosen language, one of `LANGUAGES`."""
        chosen = self.get("language", LANGUAGES[0])
        return chosen if chosen in LANGUAGES else LANGUAGES[0]

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know: the file was damaged."""
        return "store.settings_damaged" if self._damaged else None

    def get(self, key: str, default: C) -> C:
        """The choice, or `default` where none was made or what stands there is of another type."""
        found = self._choices.get(key)
        if type(found) is not type(default) or (isinstance(found, list) and any(type(it) is not str for it in found)):
            return default
        return found

    def put(self, choices: Mapping[str, Choice]) -> None:
        """Remember `choices`, durable when this returns.

        Raises:
            Refused: They cannot be saved; they count until the program ends all the same.
        """
        self._choices = {**self._choices, **choices}
        content = json.dumps(self._choices, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._damaged:
                self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
            elif self._path.exists():
                write_atomically(self._previous, self._path.read_bytes())
            write_atomically(self._path, content)
        except OSError as fault:
            wording = Wording(self.language)
            reason = fault_reason(fault, wording)
            raise Refused(wording("store.settings_not_saved", reason=reason)) from fault
        self._damaged = False


def _read(path: Path) -> dict[str, object] | None:
    """The file's choices, none where there is no file, None where it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
        found = json.loads(content.decode()) if len(content) <= _LARGEST_BYTES else None
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):  # not readable, not UTF-8, not JSON, nested too deep
        return None
    return found if isinstance(found, dict) else None
