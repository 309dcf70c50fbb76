"""`samklang check` as a technician runs it: real recordings in, words and exit codes out."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from tests.end_to_end.check_lab import Command
from tests.end_to_end.check_recordings import RATE_HZ
from tests.lab.pulse import LabPulse


def test_a_good_rig_is_ready(check: Command, recordings: Path):
    found = check(
        *("--audio", recordings / "good.wav", "--silence", recordings / "silence.wav"),
        *("--video", recordings / "good.mp4", "--json"),
    )
    assert found.code == 0, found.out
    document = found.document
    assert (document["verdict"], document["next_action_code"], document["demo"]) == ("ready", "go_on", False)
    assert document["rig"] == "laptop-alone"
    assert document["sources"] == {"sound": "good.wav", "silence": "silence.wav", "picture": "good.mp4"}
    assert document["sound"]["active_speech_level_dbfs"] == pytest.approx(-20.0, abs=0.1)
    assert document["sound"]["noise_floor_dbfs"] == pytest.approx(-70.0, abs=1.0)
    assert document["picture"]["frame_rate_fps"] == pytest.approx(30.0, abs=0.5)
    assert (document["picture"]["width"], document["picture"]["height"]) == (1280, 720)
    assert document["picture"]["faces"] == 1
    assert str(recordings) not in found.out


def test_text_for_a_technician(check: Command, recordings: Path):
    found = check("--audio", recordings / "good.wav", "--silence", recordings / "silence.wav", language="da")
    assert found.code == 0
    assert found.err == ""
    assert re.search("✓ i orden  Stemmens styrke +-20,0 dBFS  -24 til -16 dBFS\n", found.out)
    assert "Billedet er ikke tjekket." in found.out
    assert found.out.endswith("Lyden er klar\nNæste skridt: Tjek også billedet.\n")


def test_without_silence_the_noise_is_not_known(check: Command, recordings: Path):
    found = check("--audio", recordings / "good.wav", "--json")
    assert found.code == 1
    assert found.document["sound"]["reasons"]["noise_floor_dbfs"] == "no_silence"
    assert found.document["next_action_code"] == "record_silence"


def test_a_weak_voice_is_turned_up(check: Command, recordings: Path):
    found = check("--audio", recordings / "quiet.wav", "--silence", recordings / "silence.wav", "--json")
    assert found.code == 2
    assert found.document["next_action_code"] == "speech_level_low"
    assert found.document["next_action_figures"] == {"db": 14}
    assert "about 14 dB" in found.document["next_action"]


def test_a_voice_that_is_cut_off_is_turned_down(check: Command, recordings: Path):
    found = check("--audio", recordings / "clipped.wav", "--silence", recordings / "silence.wav", "--json")
    assert found.code == 2
    assert found.status("clipping") == "fail"
    assert found.document["next_action_code"] in {"clipping_gain_down", "speech_level_high"}


def test_noise_is_named(check: Command, recordings: Path):
    found = check("--audio", recordings / "good.wav", "--silence", recordings / "noise.wav", "--json")
    assert found.code == 2
    assert found.document["next_action_check"] == "noise"


def test_a_dead_input_and_a_dead_side_are_named(check: Command, recordings: Path):
    dead = check("--audio", recordings / "dead.wav", "--json")
    assert (dead.code, dead.document["next_action_code"]) == (2, "input_silent")
    side = check("--audio", recordings / "one side.wav", "--silence", recordings / "silence.wav", "--json")
    assert (side.code, side.document["next_action_code"]) == (2, "dead_channel")


def test_15_new_pictures_in_a_30_fps_file_are_15(check: Command, recordings: Path):
    found = check("--video", recordings / "half.mp4", "--json")
    assert found.code == 2
    assert found.document["picture"]["nominal_frame_rate_fps"] == pytest.approx(30.0)
    assert found.document["picture"]["frame_rate_fps"] == pytest.approx(15.0, abs=0.4)
    assert found.document["next_action_check"] == "frame_rate"


def test_black_and_dark_pictures_are_told_apart(check: Command, recordings: Path):
    black = check("--video", recordings / "black.mp4", "--json")
    assert (black.code, black.document["next_action_code"]) == (2, "black")
    dark = check("--video", recordings / "dark.mp4", "--json")
    assert (dark.code, dark.document["next_action_code"]) == (2, "exposure_low")


def test_a_dslr_is_held_to_more(check: Command, recordings: Path):
    found = check("--video", recordings / "good.mp4", "--rig", "laptop-microphone-dslr", "--json")
    assert found.code == 1
    assert found.document["next_action_check"] == "frame_size"
    assert "HDMI" in found.document["next_action"]


def test_html_is_written_beside_the_text(check: Command, recordings: Path, tmp_path: Path):
    page = tmp_path / "report.html"
    page.write_text("the report from before")
    found = check("--audio", recordings / "quiet.wav", "--html", page, language="da")
    assert found.code == 2
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "Lyden er ikke klar" in html
    assert found.out.endswith(f"Rapporten ligger i {page}.\n")
    assert [each.name for each in tmp_path.iterdir() if "report" in each.name] == ["report.html"]


def test_pdf_is_written_beside_the_text(check: Command, recordings: Path, tmp_path: Path):
    page = tmp_path / "report.pdf"
    found = check("--audio", recordings / "quiet.wav", "--pdf", page, language="da")
    assert found.code == 2
    assert page.read_bytes().startswith(b"%PDF-")
    assert found.out.endswith(f"Rapporten ligger i {page}.\n")


def test_a_refused_check_leaves_the_report_from_before(check: Command, recordings: Path, tmp_path: Path):
    page = tmp_path / "report.html"
    page.write_text("the report from before")
    assert check("--audio", recordings / "garbage.mp4", "--html", page).code == 3
    assert page.read_text() == "the report from before"


def test_a_terminal_without_our_signs_gets_plainer_ones(check: Command, recordings: Path):
    found = check("--audio", recordings / "quiet.wav", language="da", PYTHONIOENCODING="ascii")
    assert found.code == 2
    assert "X ikke i orden" in found.out


def test_the_rig_chosen_last_is_used(check: Command, recordings: Path, environment: dict[str, str]):
    home = Path(environment["SAMKLANG_HOME"])
    home.mkdir()
    (home / "settings.json").write_text('{"rig": "laptop-usb-microphone"}')
    assert check("--audio", recordings / "good.wav", "--json").document["rig"] == "laptop-usb-microphone"
    (home / "settings.json").write_text('{"rig": "sold"}')
    found = check("--audio", recordings / "good.wav", "--json")
    assert found.document["rig"] == "laptop-alone"
    assert "sold" in found.err


def test_a_good_check_is_kept_and_the_next_one_says_what_differs(
    check: Command, recordings: Path, environment: dict[str, str]
):
    silence = ("--silence", recordings / "silence.wav")
    first = check("--audio", recordings / "good.wav", *silence, "--json", "--save-good")
    assert (first.code, first.document["differences"]) == (0, None)
    assert "saved as good for laptop-alone" in first.err
    kept = Path(environment["SAMKLANG_HOME"]) / "references" / "laptop-alone.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["measures"]["channels"] == 1
    again = check("--audio", recordings / "good.wav", *silence)
    assert again.code == 0
    assert "As last time" in again.out
    quiet = check("--audio", recordings / "quiet.wav", *silence, "--json", "--save-good")
    assert quiet.code == 2
    assert quiet.err == "The check is not saved as good: it is not ready yet.\n"
    found = {each["what"]: each for each in quiet.document["differences"] if each["kind"] == "changed"}
    assert found["active_speech_level_dbfs"]["now"] == pytest.approx(-34.0, abs=0.2)
    elsewhere = check("--audio", recordings / "good.wav", *silence, "--json", "--rig", "laptop-usb-microphone")
    assert elsewhere.document["differences"] is None


def test_a_damaged_good_check_is_one_calm_line(check: Command, recordings: Path, environment: dict[str, str]):
    kept = Path(environment["SAMKLANG_HOME"]) / "references" / "laptop-alone.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    found = check("--audio", recordings / "good.wav", "--silence", recordings / "silence.wav", "--json")
    assert (found.code, found.document["differences"]) == (0, None)
    assert found.err.startswith("The saved good check could not be read")
    assert found.err.count("\n") == 1


def test_a_demo_is_never_kept_as_good(check: Command, environment: dict[str, str]):
    found = check("--mic", "demo", "--seconds", "3", "--save-good")
    assert "it was a try with the demo" in found.err
    assert not (Path(environment["SAMKLANG_HOME"]) / "references").exists()


def test_a_microphone_switched_off_in_the_system_is_named_and_nothing_else(check: Command, lab_pulse: LabPulse):
    lab_pulse.play(np.full(RATE_HZ, 400, np.int16))
    with lab_pulse.control() as pulse:
        (source,) = pulse.source_list()
        pulse.mute(source, mute=True)
    found = check("--mic", "Lab", "--seconds", "3", "--json", **lab_pulse.environment)
    assert (found.code, found.document["next_action_check"]) == (2, "muted")
    verdicts = [each for each in found.document["verdicts"] if each["section"] == "sound"]
    assert [each["check"] for each in verdicts if each["status"] in {"warn", "fail"}] == ["muted"]
    assert found.document["laptop"]["watched_s"] > 0  # what is plugged in hangs on this computer


def test_help_says_that_a_video_is_only_looked_at(check: Command):
    found = check("--help")
    assert found.code == 0
    assert "give the same file with --audio" in " ".join(found.out.split())


def test_demo_devices_are_marked_as_demo(check: Command):
    found = check("--mic", "demo", "--video", "demo", "--seconds", "3", "--json")
    assert found.code in {0, 1, 2}, found.err
    document = found.document
    assert document["demo"] is True
    assert document["sound"]["active_speech_level_dbfs"] is not None
    assert document["picture"]["frame_rate_fps"] is not None
    assert found.err.count("\n") == 2  # be quiet, speak


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals there")
def test_a_terminal_sees_how_far_it_is_and_then_nothing_of_it(hours: Path, environment: dict[str, str]):
    import pty  # noqa: PLC0415 - exists on Unix only

    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("no pseudo-terminals here, as in a bare chroot")
    done = subprocess.Popen(
        [sys.executable, "-m", "samklang", "--language", "en", "check", "--audio", str(hours)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed
        while more := os.read(ours, 4096):
            seen += more
    os.close(ours)
    assert done.wait(timeout=10) in {1, 2}
    lines = seen.decode().split("\r")
    assert any(line.startswith("Measuring … ") for line in lines)
    assert [line.strip() for line in lines[-2:]] == ["", ""]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_it_and_its_workers_without_a_word_too_many(
    hours: Path, recordings: Path, environment: dict[str, str]
):
    running = subprocess.Popen(
        [sys.executable, "-m", "samklang", "check", "--audio", str(hours), "--video", str(recordings / "good.mp4")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    workers: list[psutil.Process] = []
    while len(workers) < 2 and running.poll() is None:  # sound and picture are measured at the same time
        workers = psutil.Process(running.pid).children(recursive=True)
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # a terminal tells the workers as well
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (130, "", "Stoppet.\n")
    assert psutil.wait_procs(workers, timeout=5)[1] == []
