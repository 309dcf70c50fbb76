"""`samklang programme` as a user types it: what it says and how it ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from samklang.catalog.folder import installed_folder
from samklang.wording import LANGUAGES

REST = installed_folder() / "sessions" / "rest"


def samklang(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [Path(sys.executable).with_name("samklang"), *map(str, arguments)],
        env={**os.environ, "SAMKLANG_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in result.stderr
    return result


def test_list_and_show_tell_the_same_in_words_and_in_json(tmp_path: Path):
    listed = samklang(tmp_path, "programme", "list")
    fields = json.loads(samklang(tmp_path, "programme", "list", "--json").stdout)
    rest = next(it for it in fields if it["id"] == "rest")
    assert (listed.returncode, rest["sessions"]) == (0, 6)
    assert f"rest  {rest['version']}  REST  (6 sessioner)" in listed.stdout
    shown = samklang(tmp_path, "programme", "show", "rest")
    fields = json.loads(samklang(tmp_path, "programme", "show", "rest", "--json").stdout)
    assert [it["id"] for it in fields["action"]][:1] == ["conversation-1"]
    for plan in fields["action"]:
        assert plan["planned_s"] == sum(phase["planned_s"] for phase in plan["action"])
        for words in (plan["title"], *(it["title"] for it in (*plan["tools"], *plan["action"]))):
            assert words in shown.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_show_speaks_every_language(tmp_path: Path, language: str):
    shown = samklang(tmp_path, "--language", language, "programme", "show", "rest").stdout
    assert "programme." not in shown
    assert "theme." not in shown
    assert "phase." not in shown


def test_a_sound_pack_ends_with_0(tmp_path: Path):
    result = samklang(tmp_path, "programme", "validate", REST)
    assert (result.returncode, result.stderr) == (0, "")
    fields = json.loads(samklang(tmp_path, "programme", "validate", REST, "--json").stdout)
    assert (fields["verdict"], fields["missing_texts"], fields["id"]) == ("valid", {}, "rest")


def test_missing_texts_are_listed_by_language_and_end_with_1(tmp_path: Path):
    pack = shutil.copytree(REST, tmp_path / "pack")
    (pack / "text" / "sv.toml").unlink()
    result = samklang(tmp_path, "programme", "validate", pack)
    assert result.returncode == 1
    assert "Svensk: " in result.stdout
    assert "  theme.symptoms.title\n" in result.stdout
    result = samklang(tmp_path, "programme", "validate", pack, "--json")
    fields = json.loads(result.stdout)
    assert (result.returncode, fields["verdict"], list(fields["missing_texts"])) == (1, "remarks", ["sv"])


def test_a_refused_structure_ends_with_2(tmp_path: Path):
    pack = shutil.copytree(REST, tmp_path / "pack")
    (pack / "programme.toml").write_text('id = "../etc"')
    result = samklang(tmp_path, "programme", "validate", pack)
    assert (result.returncode, result.stdout.count("\n"), result.stderr) == (2, 1, "")
    result = samklang(tmp_path, "programme", "validate", pack, "--json")
    assert (result.returncode, json.loads(result.stdout)["verdict"]) == (2, "refused")


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "nowhere"),
        ("validate", "."),
        ("validate", __file__),
        ("show", "nothing"),
        ("show", "../rest"),
        ("show",),
        (),
        ("sing",),
    ],
    ids=str,
)
def test_bad_input_is_one_line_and_ends_with_3(tmp_path: Path, arguments: tuple[str, ...]):
    result = samklang(tmp_path, "programme", *arguments)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("samklang: ")
    assert result.stderr.count("\n") == 1


def test_the_users_own_programme_is_listed_beside_ours(tmp_path: Path):
    pack = shutil.copytree(REST, tmp_path / "sessions" / "mine")
    text = (pack / "programme.toml").read_text(encoding="utf-8")
    (pack / "programme.toml").write_text(text.replace('id = "rest"', 'id = "mine"'), encoding="utf-8")
    ids = {it["id"] for it in json.loads(samklang(tmp_path, "programme", "list", "--json").stdout)}
    assert {"mine", "rest"} <= ids


def test_a_programme_that_cannot_be_read_is_told_and_the_others_listed(tmp_path: Path):
    pack = shutil.copytree(REST, tmp_path / "sessions" / "mine")
    (pack / "programme.toml").write_text("id = 7")
    result = samklang(tmp_path, "programme", "list")
    assert result.returncode == 1
    assert result.stdout.startswith("rest  ")
    assert (str(pack) in result.stderr, result.stderr.count("\n")) == (True, 1)
