"""`samklang sequence` as a user types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.lab.short_bag import PLAN, damage, seal_again

ENGLISH = [sys.executable, "-m", "samklang", "--language", "en", "sequence"]


def samklang(*arguments: str | Path, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*ENGLISH, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "SAMKLANG_HOME": str(home)},
        check=False,
        timeout=100,
    )


def test_the_default_sequence_is_listed_and_its_voice_called_a_placeholder(tmp_path: Path):
    done = samklang("list", home=tmp_path)
    assert done.returncode == 0
    assert "rest-body-short  version 1.0.0" in done.stdout
    assert "placeholder" in done.stdout


def test_the_default_sequence_is_verified_by_its_id(tmp_path: Path):
    done = samklang("verify", "rest-body-short", "--json", home=tmp_path)
    assert done.returncode == 0
    verdict = json.loads(done.stdout)
    assert (verdict["whole"], verdict["version"], verdict["flaws"]) == (True, "1.0.0", [])


def test_a_changed_bag_is_not_played_and_the_file_is_named(own_copy: Path, tmp_path: Path):
    damage(own_copy / "data/media/scan.mkv", 0.5)
    for action in ("verify", "play"):
        done = samklang(action, own_copy, home=tmp_path)
        assert done.returncode == 2
        assert "data/media/scan.mkv: this file has been changed." in done.stdout


def test_a_folder_that_is_no_bag_does_not_flood_the_terminal(tmp_path: Path):
    for number in range(50):
        (tmp_path / f"{number}.txt").touch()
    done = samklang("verify", tmp_path, home=tmp_path / "home")
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) == 22
    flaws = json.loads(samklang("verify", tmp_path, "--json", home=tmp_path / "home").stdout)["flaws"]
    assert lines[-1] == f"    ... and {len(flaws) - 20} more."


def test_a_truncated_bag_that_was_sealed_again_raises_the_alarm(own_copy: Path, tmp_path: Path):
    damage(own_copy / "data/media/movement.mkv", 0.5)
    seal_again(own_copy)
    done = samklang("play", own_copy, "--backend", "null", "--part", "movement", home=tmp_path)
    assert done.returncode == 2
    assert "Ended too early: 0:05 was planned." in done.stdout


def test_the_dry_run_proves_a_bag(short_folder: Path, tmp_path: Path):
    done = samklang("play", short_folder, "--backend", "null", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    records = json.loads(done.stdout)["records"]
    assert [record["part_id"] for record in records] == ["movement", "scan"]
    assert all(record["as_specified"] for record in records)
    assert all(len(record["manifest_sha256"]) == 64 for record in records)


def test_a_part_is_played_and_its_cues_are_printed(short_folder: Path, tmp_path: Path):
    done = samklang("play", short_folder, "--part", "movement", "--voice", "da", home=tmp_path)
    assert done.returncode in {0, 1}, done.stderr  # 1: this machine has no sound device, which is said
    assert "0:00  The whole body, sitting" in done.stdout
    assert "0:02  The arms, standing" in done.stdout
    assert "Played to the end" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("verify", "nowhere"), "nowhere"),
        (("play", "rest-body-short", "--voice", "fi"), "no voice in fi"),
        (("play", "rest-body-short", "--part", "dance"), "no part dance"),
        (("play", "rest-body-short", "--backend", "tape"), "tape"),
        (("probe", "nowhere.mp4"), "nowhere.mp4"),
        (("make", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str):
    done = samklang(*arguments, home=tmp_path)
    assert done.returncode == 3
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == "" or "whole" in done.stdout


@pytest.mark.parametrize("content", [b"", b"\0" * 100_000, b"just words " * 999, b"\x1aE\xdf\xa3" + b"\xff" * 5000])
def test_garbage_is_no_media(tmp_path: Path, content: bytes):
    garbage = tmp_path / "garbage.mkv"
    garbage.write_bytes(content)
    done = samklang("probe", garbage, home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.strip() == (
        "samklang: garbage.mkv: this is not a sound or video file that can be played. Choose another one."
    )


def test_a_look_inside_counts_everything(short_folder: Path, tmp_path: Path):
    done = samklang("probe", short_folder / "data/media/movement.mkv", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["picture"]["frames"], [track["samples"] for track in found["sound"]]) == (125, [240_000, 240_000])


def test_a_cut_off_recording_is_remarked(own_copy: Path, tmp_path: Path):
    media = own_copy / "data/media/movement.mkv"
    damage(media, 0.6)
    done = samklang("probe", media, home=tmp_path)
    assert done.returncode == 1
    assert "It ends early: it says 0:05" in done.stdout


def test_a_plan_is_made_into_a_bag_byte_for_byte_the_same_each_time(short_folder: Path, tmp_path: Path):
    done = samklang("make", PLAN, "--out", tmp_path / "made", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert samklang("verify", tmp_path / "made", home=tmp_path).returncode == 0
    made, before = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "made", short_folder)
    )
    assert made == before
