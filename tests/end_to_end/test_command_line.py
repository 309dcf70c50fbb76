"""The command as it is found in the wild: closed streams, readers that go, poor encodings, Ctrl-C, no screen."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SAMKLANG = (sys.executable, "-m", "samklang")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**plain, "SAMKLANG_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"}


def samklang(environment: dict[str, str], *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*SAMKLANG, *map(str, arguments)]
    return subprocess.run(
        command,
        env=environment | more,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "session.txt"
    path.write_text("00:00 open Åse 李\n00:30 arrive Åse\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "arguments", [("programme", "show", "rest"), ("programme", "show", "rest", "--json"), ("--help",)]
)
@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
def test_a_reader_who_goes_is_no_fault(environment: dict[str, str], arguments: tuple[str, ...]):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [*SAMKLANG, *arguments], env=environment, stdout=pipe, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes streams")
@pytest.mark.parametrize("arguments", ["programme list", "rig list --json", "session script {script} {where} --json"])
def test_a_closed_output_is_no_fault(environment: dict[str, str], script: Path, arguments: str):
    words = arguments.format(script=script, where="--programme rest --session 1")
    line = f"exec '{sys.executable}' -m samklang {words} >&-"
    done = subprocess.run(["/bin/sh", "-c", line], env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("rig", "list"), ("programme", "show", "rest"), ("sequence", "list")])
def test_a_poor_encoding_costs_letters_only(environment: dict[str, str], arguments: tuple[str, ...]):
    done = samklang(environment, *arguments, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout


def test_json_is_whole_in_a_poor_encoding(environment: dict[str, str], script: Path):
    done = samklang(
        environment, "session", "script", script, "--programme", "rest", "--session", "1", "--json",
        PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)["participants"]) == {"Åse", "李"}


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a whole console there")
def test_ctrl_c_ends_a_script_in_one_line_and_keeps_what_is_stored(environment: dict[str, str], tmp_path: Path):
    script, vault = tmp_path / "long.txt", tmp_path / "kept.vault"
    turns = (f"{1 + at // 60:02}:{at % 60:02} {'end-turn' if at % 2 else 'turn Anna'}" for at in range(30_000))
    script.write_text("\n".join(["00:00 open Anna", *turns]), encoding="utf-8")
    arguments = ("--language", "en", "session", "script", script, "--programme", "rest", "--session", "1")
    running = subprocess.Popen(
        [*SAMKLANG, *map(str, arguments), "--store", str(vault)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert running.stdout is not None
    acknowledged = [running.stdout.readline() for _ in range(20)]
    running.send_signal(signal.SIGINT)
    rest, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (130, "Stopped.\n")
    last = int((rest.splitlines() or acknowledged)[-1].split()[0])
    kept = json.loads(samklang(environment, "session", "list", "--store", vault, "--json").stdout)
    assert kept[0]["position"] >= last


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a whole console there")
def test_ctrl_c_ends_the_look_for_devices_in_one_line(environment: dict[str, str]):
    running = subprocess.Popen(
        [*SAMKLANG, "--language", "en", "devices"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    while running.poll() is None and not _children(running.pid):
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (130, "Stopped.\n")


def _children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_without_a_screen_the_window_is_refused_in_one_line(environment: dict[str, str]):
    done = samklang(environment, "--language", "en", DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "samklang: There is no screen here to show the window on. "
        "Most works without: try samklang tour or samklang --help.\n"
    )


@pytest.mark.parametrize("verb", [("list",), ("show", "some-id")])
def test_reading_a_vault_that_is_not_there_makes_none(environment: dict[str, str], tmp_path: Path, verb: tuple[str]):
    missing = tmp_path / "typo" / "sessions.vault"
    done = samklang(environment, "--language", "en", "session", *verb, "--store", missing)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"samklang: There are no stored sessions in {missing}: the file does not exist.\n"
    assert not missing.parent.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("programme", "show", "{name}"),
        ("programme", "validate", "/no/{name}"),
        ("session", "show", "{name}"),
        ("session", "script", "{name}", "--programme", "rest", "--session", "1"),
        ("session", "list", "--store", "/no/{name}"),
        ("sequence", "verify", "{name}"),
        ("sequence", "probe", "{name}"),
        ("check", "--audio", "{name}"),
        ("rig", "show", "{name}"),
    ],
)
def test_a_name_never_breaks_the_line_or_orders_the_terminal_about(
    environment: dict[str, str], arguments: tuple[str, ...]
):
    done = samklang(environment, *(each.format(name="a\x1b[31m\nb\u2028c") for each in arguments))
    assert (done.returncode, done.stdout) == (3, "")
    line = done.stderr.removesuffix("\n")
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_nobody_is_asked_to_speak_before_a_file_is_refused(environment: dict[str, str], tmp_path: Path):
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"no video at all")
    done = samklang(environment, "--language", "en", "check", "--mic", "demo", "--video", garbage)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("samklang: garbage.mp4 cannot be read")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("place", [".", "/"])
def test_a_folder_without_a_name_is_named_all_the_same(environment: dict[str, str], place: str):
    done = samklang(environment, "--language", "en", "check", "--audio", place)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"samklang: {place} is a folder.")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("da", "filen eller mappen findes ikke"),
        ("nb", "filen eller mappen finnes ikke"),
        ("sv", "filen eller mappen finns inte"),
        ("en", "the file or folder does not exist"),
    ],
)
def test_what_the_system_refuses_is_said_in_the_users_language(environment: dict[str, str], language: str, reason: str):
    done = samklang(environment, "--language", language, "session", "script", "/no", "--programme", "rest", "--session", "1")  # fmt: skip  # noqa: E501 - one command line
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.endswith(f": {reason}\n")
