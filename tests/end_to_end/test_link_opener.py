"""A link is handed to the system as one word, and a system that has nothing to open it with is told apart."""

import sys
import time
from pathlib import Path

import pytest

from samklang.bootstrap import SamklangHouse

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="on other systems a real browser would open")

LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=%7b%7d&a=$(touch b)"


def test_the_system_s_opener_gets_the_link_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    got = tmp_path / "got"
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf \'%s|%s\' "$#" "$1" > {got}.part && /bin/mv {got}.part {got}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert SamklangHouse().link_opener().open(LINK)
    deadline = time.monotonic() + 10
    while not got.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert got.read_text() == f"1|{LINK}"


def test_without_anything_to_open_it_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not SamklangHouse().link_opener().open(LINK)
