"""`samklang rig`: which rigs there are and what a check must reach."""

import json
from pathlib import Path

import pytest

from samklang.bootstrap import SamklangHouse
from samklang.cli.main import main
from samklang.domain.checks import UNITS
from samklang.wording import LANGUAGES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAMKLANG_HOME", str(tmp_path))
    return tmp_path


def test_list_names_the_three_rigs(capsys: pytest.CaptureFixture[str]):
    assert main(["rig", "list"], SamklangHouse()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["laptop-alone", "laptop-microphone-dslr", "laptop-usb-microphone"]
    assert lines[0].endswith("Kun den bærbare")


def test_list_for_programs(capsys: pytest.CaptureFixture[str]):
    assert main(["--language", "en", "rig", "list", "--json"], SamklangHouse()) == 0
    assert json.loads(capsys.readouterr().out)[0] == {
        "id": "laptop-alone",
        "name": "Laptop alone",
        "laptop": "office",
        "microphone": "built-in",
        "camera": "built-in-720p",
        "expected_faces": 1,
    }


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_own_rig_that_cannot_be_read_is_said(form: tuple[str, ...], home: Path, capsys: pytest.CaptureFixture[str]):
    (home / "hardware_profiles" / "rigs").mkdir(parents=True)
    (home / "hardware_profiles" / "rigs" / "mine.toml").write_text('id = "mine"\n')
    assert main(["rig", "list", *form], SamklangHouse()) == 1
    said = capsys.readouterr()
    assert "laptop-alone" in said.out
    assert said.err == "mine.toml: schema mangler.\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_show_tells_everything_in_words(language: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--language", language, "rig", "show", "laptop-microphone-dslr"], SamklangHouse()) == 0
    said = capsys.readouterr().out
    assert "1080" in said
    assert "HDMI" in said
    assert "check." not in said


def test_show_for_programs_names_every_source(capsys: pytest.CaptureFixture[str]):
    assert main(["rig", "show", "laptop-usb-microphone", "--json"], SamklangHouse()) == 0
    document = json.loads(capsys.readouterr().out)
    assert {each["check"] for each in document["targets"]} == set(UNITS)
    assert all(each["source"] for each in [*document["targets"], *document["quirks"]])


def test_a_rig_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]):
    assert main(["rig", "show", "sold"], SamklangHouse()) == 3
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_a_broken_rig_of_ones_own_is_left_out_of_the_list_and_refused_by_name(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    (home / "hardware_profiles" / "rigs").mkdir(parents=True)
    (home / "hardware_profiles" / "rigs" / "mine.toml").write_text("schema = 1\n")
    assert main(["rig", "list"], SamklangHouse()) == 1
    assert "mine" not in capsys.readouterr().out
    assert main(["rig", "show", "mine"], SamklangHouse()) == 3
