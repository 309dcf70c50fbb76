"""Remembered choices on a real disk."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from samklang.engine.ports import Refused
from samklang.store.settings import JsonSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.json"


def test_nothing_chosen_gives_the_defaults_and_makes_no_file(path: Path):
    settings = JsonSettings(path)
    assert settings.get("prepare.microphone", "") == ""
    assert (settings.language, settings.remark) == ("da", None)
    assert not path.parent.exists()


def test_choices_are_there_after_the_next_start(path: Path):
    JsonSettings(path).put(
        {"language": "nb", "text_size": 1.5, "timers_hidden": True, "columns": 3, "seen": ["a", "å"]}
    )
    settings = JsonSettings(path)
    assert settings.language == "nb"
    assert settings.get("text_size", 1.0) == 1.5
    assert settings.get("timers_hidden", False) is True
    assert settings.get("columns", 1) == 3
    assert settings.get("seen", ["b"]) == ["a", "å"]
    assert settings.remark is None


def test_one_choice_leaves_the_others(path: Path):
    settings = JsonSettings(path)
    settings.put({"one": 1})
    settings.put({"two": 2})
    assert (settings.get("one", 0), JsonSettings(path).get("one", 0)) == (1, 1)


def test_what_a_later_version_wrote_is_kept(path: Path):
    path.parent.mkdir()
    path.write_text('{"later": {"deep": [1, null]}, "one": 1}')
    JsonSettings(path).put({"one": 2})
    assert json.loads(path.read_text()) == {"later": {"deep": [1, None]}, "one": 2}


@pytest.mark.parametrize("found", ["true", "1", '"x"', "null", "[1]", '["a", 1]', "{}"])
def test_a_choice_of_another_type_gives_the_default(path: Path, found: str):
    path.parent.mkdir()
    path.write_text(f'{{"it": {found}}}')
    settings = JsonSettings(path)
    for default in (False, 7, 7.5, "default", ["default"]):
        got = settings.get("it", default)
        assert type(got) is type(default)
        assert got == default or json.loads(found) == got


def test_a_language_we_do_not_have_gives_danish(path: Path):
    JsonSettings(path).put({"language": "klingon"})
    assert JsonSettings(path).language == "da"


def test_the_copy_before_the_last_change_is_kept(path: Path):
    settings = JsonSettings(path)
    settings.put({"one": 1})
    settings.put({"one": 2})
    assert json.loads(path.with_name("settings.json.previous").read_text()) == {"one": 1}
    assert sorted(it.name for it in path.parent.iterdir()) == ["settings.json", "settings.json.previous"]


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-5]),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(bytes(range(256))),
    "a list": lambda path: path.write_text("[1]"),
    "nested": lambda path: path.write_text("[" * 100_000),
    "huge": lambda path: path.write_text('{"x": "' + "x" * 1_000_001 + '"}'),
    "a folder": _folder_instead,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_told_and_put_aside_and_the_copy_counts(path: Path, damage: Callable[[Path], object]):
    settings = JsonSettings(path)
    settings.put({"one": 1})
    settings.put({"one": 2})
    damage(path)
    settings = JsonSettings(path)
    assert (settings.remark, settings.get("one", 0)) == ("store.settings_damaged", 1)
    settings.put({"two": 2})
    assert [settings.remark, JsonSettings(path).remark] == [None, None]
    assert json.loads(path.read_text()) == {"one": 1, "two": 2}
    assert path.with_name("settings.json.damaged").exists()
    assert json.loads(path.with_name("settings.json.previous").read_text()) == {"one": 1}
    JsonSettings(path).put({"two": 3})
    assert json.loads(path.with_name("settings.json.previous").read_text()) == {"one": 1, "two": 2}


def test_with_both_copies_damaged_the_defaults_count(path: Path):
    settings = JsonSettings(path)
    settings.put({"one": 1})
    settings.put({"one": 2})
    for copy in path.parent.iterdir():
        copy.write_text("{")
    settings = JsonSettings(path)
    assert (settings.get("one", 0), settings.remark) == (0, "store.settings_damaged")


def test_a_deleted_file_is_a_fresh_start(path: Path):
    settings = JsonSettings(path)
    settings.put({"one": 1})
    settings.put({"one": 2})
    path.unlink()
    settings = JsonSettings(path)
    assert (settings.get("one", 0), settings.remark) == (0, None)


def test_what_cannot_be_saved_counts_until_the_end_and_is_told_in_the_chosen_language(path: Path):
    path.parent.write_text("a file where the folder should be")
    settings = JsonSettings(path)
    with pytest.raises(Refused, match="Your choices could not be saved"):
        settings.put({"language": "en", "one": 1})
    assert settings.get("one", 0) == 1


def test_a_save_that_fails_in_the_middle_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = JsonSettings(path)
    settings.put({"one": 1})

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="der er ikke plads til mere"):
        settings.put({"one": 2})
    monkeypatch.undo()
    assert json.loads(path.read_text()) == {"one": 1}
    assert [it.name for it in path.parent.iterdir()] == ["settings.json"]


def test_the_file_is_its_owners_only(path: Path):
    JsonSettings(path).put({"one": 1})
    assert path.stat().st_mode & 0o777 == 0o600
