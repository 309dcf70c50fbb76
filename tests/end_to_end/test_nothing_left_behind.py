"""What a check writes: its report, its numbers in the rig's history, and nothing else anywhere in the user's home."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path


def test_a_check_leaves_only_its_numbers_behind(tmp_path: Path):
    home, ours = tmp_path / "home", tmp_path / "samklang"
    home.mkdir()
    voice = resources.files("moonshine_voice") / "assets" / "beckett.wav"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "samklang", "check", "--audio", str(voice), "--json"],
        env=kept | {"HOME": str(home), "SAMKLANG_HOME": str(ours)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert json.loads(done.stdout)["sound"]["overall_quality_mos"] is not None, "the quality model was asked"
    history = ours / "histories" / "laptop-alone.jsonl"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [history]
    assert "beckett" not in history.read_text(), "numbers and codes, no name of a file"
