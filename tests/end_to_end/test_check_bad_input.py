"""What `samklang check` refuses: one readable line, exit code 3, nothing lost."""

import os
from pathlib import Path

import pytest
from tests.end_to_end.check_lab import Command

from samklang.bootstrap import SamklangHouse
from samklang.cli.main import main

BAD_INPUT = [
    ("--audio", "missing.wav"),
    ("--audio", "garbage.mp4"),
    ("--audio", "empty.wav"),
    ("--audio", "text.wav"),
    ("--audio", "folder.wav"),
    ("--audio", "cut good.wav"),
    ("--audio", ""),
    ("--video", "missing.mp4"),
    ("--video", "garbage.mp4"),
    ("--video", "empty.wav"),
    ("--video", "text.wav"),
    ("--video", "folder.wav"),
    ("--video", "cut good.mp4"),
    ("--video", "good.wav"),
    ("--video", ""),
    ("--video", " "),
    ("--video", "http://127.0.0.1:9/stream"),
    ("--video", "rtsp://127.0.0.1/stream"),
    ("--video", "concat:good.mp4|good.mp4"),
    ("--video", "9999"),
    ("--audio", "good.wav", "--silence", "missing.wav"),
    ("--audio", "good.wav", "--silence", "garbage.mp4"),
    ("--audio", "good.wav", "--video", "garbage.mp4"),
    ("--audio", "garbage.mp4", "--video", "good.mp4"),
    ("--audio", "good.wav", "--rig", "nobody's"),
    ("--audio", "good.wav", "--rig", "../rigs/laptop-alone"),
    ("--audio", "good.wav", "--mic", "demo"),
    ("--audio", "good.wav", "--seconds", "0"),
    ("--audio", "good.wav", "--seconds", "nan"),
    ("--audio", "good.wav", "--seconds", "soon"),
    ("--audio", "good.wav", "--html", "nowhere/report.html"),
    ("--audio", "good.wav", "--html", "folder.wav"),
    ("--audio", "good.wav", "--html", "good.wav"),
    ("--video", "good.mp4", "--html", "good.mp4"),
    ("--audio", "good.wav", "--seconds", "inf"),
    ("--audio", "x" * 5000),
    ("--video", "x" * 5000),
    ("--video", "9" * 5000),
    ("--audio", "good.wav", "--html", "x" * 5000),
    ("--audio", "good.wav", "--rig", "x" * 5000),
    ("--mic", "x" * 5000),
    ("--mic", "a\nb"),
    ("--mic", ""),
    ("--audio", "good.wav", "--json", "--html", "report.html"),
    ("--audio", "good.wav", "--pdf", "nowhere/report.pdf"),
    ("--audio", "good.wav", "--pdf", "good.wav"),
    ("--audio", "good.wav", "--mood", "fine"),
    ("--mic", "no such microphone"),
    ("--laptop", "--save-good"),
    ("--silence", "silence.wav"),
    ("good.wav",),
    (),
]


@pytest.mark.parametrize("arguments", BAD_INPUT, ids=lambda arguments: " ".join(arguments)[:60])
def test_bad_input_is_one_line_and_exit_code_3(
    recordings: Path,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("SAMKLANG_HOME", environment["SAMKLANG_HOME"])
    whole = [
        str(recordings / each) if 0 < len(each) < 99 and (recordings / each).exists() else each for each in arguments
    ]
    # In this process, for there are many; the measuring itself runs in workers all the same.
    try:
        code = main(["check", *whole], SamklangHouse())
    except SystemExit as end:  # argparse's own refusals
        code = int(str(end.code))
    said = capsys.readouterr()
    assert code == 3
    assert said.out == ""
    assert said.err.startswith("samklang: ")
    assert said.err.count("\n") == 1
    assert len(said.err) > len("samklang: \n")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="has no folder that nobody can write in")
def test_a_page_that_cannot_be_written_takes_nothing_from_the_report(check: Command, recordings: Path):
    found = check("--audio", recordings / "good.wav", "--html", "/proc/report.html")
    assert (found.code, found.err.count("\n")) == (3, 1)
    assert "/proc/report.html" in found.err
    assert "good.wav" in found.out


def test_bad_input_leaves_no_trace_of_python(check: Command, recordings: Path):
    found = check("--audio", recordings / "garbage.mp4", "--video", recordings / "cut good.mp4")
    assert (found.code, found.out, found.err.count("\n")) == (3, "", 1)


@pytest.mark.parametrize(
    "name", ["møde i dag.wav", "a\nb.wav", "-dash.wav", "concat:x|y.wav", "<b>&'\".wav", "100%{db}.wav"]
)
def test_names_are_only_names(check: Command, recordings: Path, tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes((recordings / "good.wav").read_bytes())
    page = tmp_path / "report.html"
    found = check("--audio", path, "--silence", recordings / "silence.wav", "--html", page)
    assert found.code == 0
    assert name.replace("\n", "?") in found.out
    assert "<b>" not in page.read_text(encoding="utf-8")


def test_a_name_that_is_no_text_is_refused(check: Command, recordings: Path, tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.wav"))
    path.write_bytes((recordings / "good.wav").read_bytes())
    found = check("--audio", path)
    assert (found.code, found.err.count("\n")) == (3, 1)
