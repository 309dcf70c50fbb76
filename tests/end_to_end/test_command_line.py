"""The command line as a whole: every subcommand is listed, and only the one that is named is imported."""

import subprocess
import sys

import pytest

from samklang.bootstrap import SamklangHouse
from samklang.cli.commands import BAD_INPUT, HELP
from samklang.cli.main import main

IMPORTED = """
import sys
from samklang.cli.main import parser
parser().parse_args(sys.argv[1:])
print(*sorted(name for name in sys.modules if name.startswith("samklang.cli.")))
"""


def test_the_help_lists_every_subcommand_with_a_line(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["--help"], SamklangHouse())
    shown = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    for name, purpose in HELP.items():
        assert f"{name} {purpose}" in shown


@pytest.mark.parametrize("name", HELP)
def test_every_subcommand_explains_itself(name: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"], SamklangHouse())
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: samklang {name} ")


@pytest.mark.parametrize("arguments", [["sing"], ["devices", "--loud"], ["rig", "sing"], ["sequence", "play"]])
def test_a_wrong_argument_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(arguments, SamklangHouse())
    assert ended.value.code == BAD_INPUT
    said = capsys.readouterr().err
    assert said.startswith("samklang: ")
    assert said.count("\n") == 1


def test_only_what_is_named_is_imported():
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, "devices"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["samklang.cli.commands", "samklang.cli.devices", "samklang.cli.main"]
