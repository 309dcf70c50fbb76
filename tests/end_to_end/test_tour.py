"""`samklang tour` and `samklang shots` as the user starts them: a process of its own, without a screen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samklang.ui.tour import DONE


def samklang(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SAMKLANG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "samklang", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
        env=environment,
    )


@pytest.mark.timeout(300)
def test_the_tour_does_the_whole_main_job(tmp_path: Path):
    out, home = tmp_path / "out", tmp_path / "home"
    done = samklang("tour", "--out", str(out), home=home)
    assert "Traceback" not in done.stderr
    assert done.returncode == DONE, done.stdout
    report = json.loads((out / "check.json").read_text(encoding="utf-8"))
    assert report["verdict"] in {"ready", "remarks", "not_ready"}
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert len(summary["participants"]) == 6
    page = (out / "index.html").read_text(encoding="utf-8")
    shots = {path.name for path in (out / "shots").iterdir()}
    for room in ("prepare-verdict", "session-turn", "body-before", "body-playing", "courses", "settings"):
        for language in ("da", "en"):
            assert f"{room}-{language}.png" in shots
            assert f"{room}-{language}.png" in page
    assert "Demo" in page
    assert not (home / "sessions.vault").exists(), "the tour must not touch the user's own vault"


def test_a_place_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path):
    taken = tmp_path / "file"
    taken.write_text("")
    done = samklang("tour", "--out", str(taken), home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.strip().count("\n") == 0


@pytest.mark.parametrize("arguments", [("--languages", "da,xx"), ("--text", "abc"), ("--text", "9000")])
def test_nonsense_is_refused(arguments: tuple[str, str], tmp_path: Path):
    done = samklang("shots", *arguments, "--out", str(tmp_path / "out"), home=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
