"""Every text exists in all four languages, with the same names in it, and is used."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from samklang.wording import LANGUAGES, Wording, texts

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "app" / "samklang"
MOST_JOINTS = 3
"""An id may be put together from parts that are put together themselves, but not for ever."""


def names_in(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str):
    assert set(texts(language)) == set(texts("da"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_in_a_text_are_the_same_in_every_language(language: str):
    for text_id, danish in texts("da").items():
        assert names_in(texts(language)[text_id]) == names_in(danish), text_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str):
    assert [text_id for text_id, text in texts(language).items() if not text.strip()] == []


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="unknown language"):
        Wording("xx")


def test_a_missing_text_shows_its_id():
    assert Wording("da")("no.such.text") == "no.such.text"
    assert not Wording("da").has("no.such.text")
    assert not Wording("da").has("shell.no_such_text")
    assert Wording("da").has("shell.room.session")


class Spoken:
    """What the program, its templates and its data say between quotation marks, and what they join.

    An id is used when it stands somewhere, or when some f-string fits it and what stands in each of its gaps is used
    itself: `f"check.name.{code}"` uses `check.name.noise` because `noise` stands in the verdict rules.
    """

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._joined: set[str] = set()
        for path in PROGRAM.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                self._hear(node)
        for path in (PROGRAM / "reports" / "templates").iterdir():
            page = path.read_text(encoding="utf-8")
            self._words.update(re.findall(r'"([\w.]+)"', page))
            self._joined.update(_pattern(joint.split("~")) for joint in re.findall(r'word\(("[^),]*~[^),]*)', page))
        for folder in ("sessions", "hardware_profiles", "media"):
            for path in (ROOT / folder).rglob("*.toml"):
                self._words.update(re.findall(r"[\w.-]+", path.read_text(encoding="utf-8")))

    def _hear(self, node: ast.AST) -> None:
        match node:
            case ast.Constant(value=str(text)):
                self._words.add(text)
            case ast.AnnAssign(target=ast.Name(id=name)):
                self._words.add(name)  # measures and their reasons are told by the names of their fields
            case ast.JoinedStr(values=parts):
                fixed = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
                if re.fullmatch(r"[\w.-]+", fixed):
                    self._joined.add(
                        "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else GAP for p in parts)
                    )
            case _:
                pass

    def uses(self, text_id: str) -> bool:
        return self._fits(text_id, MOST_JOINTS) or self._fits(re.sub(r"\.(one|other)$", "", text_id), MOST_JOINTS)

    @cache  # noqa: B019 - lives as long as the test
    def _fits(self, text: str, joints: int) -> bool:
        return text in self._words or (
            joints > 0 and any(all(self._fits(gap, joints - 1) for gap in gaps) for gaps in self._gaps(text))
        )

    def _gaps(self, text: str) -> Iterator[tuple[str, ...]]:
        for joined in self._joined:
            for reach in (GAP, GAP_SHORT):  # as far as it goes, and as little
                fits = re.fullmatch(joined.replace(GAP, reach), text)
                if fits:
                    yield fits.groups()


GAP, GAP_SHORT = "(.+)", "(.+?)"


def _pattern(parts: list[str]) -> str:
    """A template's `"check.section." ~ section` as an expression."""
    return "".join(re.escape(part.strip(' "')) if '"' in part else GAP for part in parts)


def test_every_text_is_used():
    spoken = Spoken()
    assert [text_id for text_id in texts("da") if not spoken.uses(text_id)] == []


def test_a_text_nobody_uses_is_found():
    spoken = Spoken()
    unused = ["check.action.dance", "body.words.elephant", "session.nowhere", "fault.happiness"]
    assert [text_id for text_id in unused if spoken.uses(text_id)] == []
