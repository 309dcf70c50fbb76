"""Every text exists in all four languages, with the same names in it."""

from string import Formatter

import pytest

from samklang.wording import LANGUAGES, Wording, texts


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
