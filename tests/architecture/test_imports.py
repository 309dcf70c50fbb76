"""Import-linter guards the direction of imports, and is shown to notice a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "app"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("package", "violation", "contract"),
    [
        ("domain", "import samklang.engine", "Imports point down only"),
        ("store", "import samklang.catalog", "Imports point down only"),
        ("engine", "import PySide6.QtCore", "Qt only in ui"),
        ("domain", "import numpy", "The domain needs nothing but the standard library"),
    ],
)
def test_a_planted_violation_is_caught(house: Path, package: str, violation: str, contract: str):
    (house / "app" / "samklang" / package / "planted.py").write_text(f'"""Planted."""\n\n{violation}\n')
    result = lint(house)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout
