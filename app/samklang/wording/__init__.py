"""Every word shown to a user, by id, in Danish, Norwegian bokmål, Swedish and English.

One TOML file a language and area, `text/LANG/AREA.toml`; nested tables make dotted ids, so `[action] start = "Start"`
in `session.toml` is `session.action.start`. A text may hold `{names}`; one that counts has two forms, `ID.one` and
`ID.other`. All four languages hold the same ids and the same names, which a test proves.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

LANGUAGES = ("da", "nb", "sv", "en")
"""Danish first: it is the language of the first programme and the one a missing text falls back to."""


class Wording:
    """The texts of one language.

    Args:
        language: One of `LANGUAGES`.

    Raises:
        ValueError: The language is not one of ours.
    """

    def __init__(self, language: str = "da") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}: one of {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, text_id: str, **names: object) -> str:
        """The text, its `{names}` filled in; the id itself where there is no such text.

        With a `count`, the form `TEXT_ID.one` or `TEXT_ID.other` is chosen where there is one.
        """
        table = area_texts(self.language, _area_of(text_id))
        if "count" in names:
            form = f"{text_id}.{'one' if names['count'] == 1 else 'other'}"
            text_id = form if form in table else text_id
        found = table.get(text_id)
        if found is None:
            return text_id
        return found.format_map(names) if names else found

    def has(self, text_id: str) -> bool:
        """Whether there is such a text, in one form or in the two of a text that counts."""
        table = area_texts(self.language, _area_of(text_id))
        return text_id in table or f"{text_id}.other" in table


@cache
def area_texts(language: str, area: str) -> Mapping[str, str]:
    """The texts of one area of a language by dotted id, read when first asked for; none where there is no such area."""
    file = _folder(language) / f"{area}.toml"
    if not file.is_file():
        return {}
    return {f"{area}.{text_id}": text for text_id, text in _flat(tomllib.loads(file.read_text(encoding="utf-8")))}


def texts(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted id."""
    areas = sorted(file.name.removesuffix(".toml") for file in _folder(language).iterdir())
    return {text_id: text for area in areas for text_id, text in area_texts(language, area).items()}


def _folder(language: str) -> Traversable:
    return resources.files(__name__) / "text" / language


def _area_of(text_id: str) -> str:
    return text_id.partition(".")[0]


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
