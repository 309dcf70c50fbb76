"""`samklang rig bind`, `which`, `remove`, `history`, `forget-history` and `soak`, from the command line."""

import json
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.unit.check_examples import GOOD_SOUND
from tests.unit.live_fakes import FakeMicrophone
from tests.unit.soak_examples import result

from samklang.bootstrap import SamklangHouse
from samklang.cli.main import main
from samklang.domain.history import CheckEntry
from samklang.domain.live import DeviceForm, DeviceInfo, DeviceList, MicrophoneNow
from samklang.domain.soak import SoakResult
from samklang.domain.verdict import Overall, Status
from samklang.engine.ports import Microphone

MICROPHONES = (DeviceInfo("pulse:yeti", "Blue Yeti", form=DeviceForm.USB), DeviceInfo("demo", ""))
CAMERAS = (DeviceInfo("/dev/video2", "Cam Link 4K", form=DeviceForm.USB), DeviceInfo("demo", ""))
BIND = ("rig", "bind", "rum-4", "--name", "Rum 4", "--mic", "yeti", "--video", "2", "--like", "laptop-microphone-dslr")


@dataclass(frozen=True)
class Plugged(SamklangHouse):
    """The real house with this plugged in."""

    there: DeviceList = field(default_factory=lambda: DeviceList(MICROPHONES, CAMERAS))

    def list_devices(self) -> DeviceList:
        return self.there


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAMKLANG_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str, plugged: DeviceList | None = None) -> int:
    return main(["--language", "en", *arguments], Plugged() if plugged is None else Plugged(there=plugged))


def test_a_rig_is_bound_recognised_missed_and_removed(capsys: pytest.CaptureFixture[str], home: Path):
    assert run("rig", "which") == 2
    assert "No rig is bound" in capsys.readouterr().out
    assert run(*BIND) == 0
    assert "Blue Yeti" in capsys.readouterr().out
    assert run("rig", "which") == 0
    assert capsys.readouterr().out == "This is Rum 4. Everything is plugged in.\n"
    assert run("rig", "which", plugged=DeviceList(MICROPHONES, CAMERAS[1:])) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == ["No rig is all plugged in.", "Rum 4: the camera Cam Link 4K is not plugged in."]
    assert run("rig", "show", "rum-4") == 0
    assert run(*BIND) == 3
    assert "already" in capsys.readouterr().err
    assert run("rig", "remove", "rum-4") == 0
    assert run("rig", "which") == 2
    assert not list(home.rglob("*.toml"))


def test_which_for_programs_names_the_devices_to_take(capsys: pytest.CaptureFixture[str]):
    run(*BIND, "--any-laptop", "--json")
    assert json.loads(capsys.readouterr().out)["id"] == "rum-4"
    assert run("rig", "which", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rig"], found["why"]) == ("rum-4", "only_one")
    assert found["rigs"] == [
        {
            "id": "rum-4",
            "complete": True,
            "microphone": "pulse:yeti",
            "camera": "/dev/video2",
            "laptop_fits": False,
            "missing": [],
        }
    ]
    assert run("rig", "which", "--json", plugged=DeviceList(MICROPHONES[1:], CAMERAS)) == 1
    (missing,) = json.loads(capsys.readouterr().out)["rigs"][0]["missing"]
    assert (missing["part"], missing["name"], missing["why"]) == ("microphone", "Blue Yeti", "not_plugged_in")


def test_several_rigs_that_fit_are_left_to_the_person(capsys: pytest.CaptureFixture[str]):
    run(*BIND)
    run("rig", "bind", "rum-5", "--mic", "yeti", "--video", "2")
    capsys.readouterr()
    assert run("rig", "which") == 1
    assert "Rum 4, rum-5" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("rig", "bind", "x"),
        ("rig", "bind", "x", "--mic", "demo"),
        ("rig", "bind", "X Y", "--mic", "yeti"),
        ("rig", "bind", "x", "--mic", "elsewhere"),
        ("rig", "bind", "x", "--mic", "yeti", "--like", "nowhere"),
        ("rig", "bind", "laptop-alone", "--mic", "yeti"),
        ("rig", "remove", "laptop-alone"),
        ("rig", "remove", "nowhere"),
        ("rig", "history", "nowhere"),
        ("rig", "history", "laptop-alone", "--csv", "/no/such/folder/x.csv"),
        ("soak",),
        ("soak", "--mic", " "),
        ("soak", "--mic", "demo", "--video", ""),
        ("rig", "bind", "rum-5", "--mic", ""),
        ("soak", "--mic", "demo", "--minutes", "0.1"),
        ("soak", "--mic", "demo", "--minutes", "nan"),
        ("soak", "--mic", "demo", "--minutes", "9999"),
        ("soak", "--mic", "demo", "--rig", "nowhere"),
        ("soak", "--mic", "demo", "--html", "/no/such/folder/x.html"),
        ("soak", "--mic", "elsewhere", "--minutes", "1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    assert run(*arguments) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_history_is_told_exported_and_forgotten(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    histories = SamklangHouse().histories
    entry = CheckEntry(
        1_763_700_000_000,
        "0.4.0",
        live=True,
        overall=Overall.REMARKS,
        statuses={"noise": Status.WARN},
        measures={"sound.noise_floor_dbfs": -50.5},
    )
    histories.add("laptop-alone", entry)
    histories.add("laptop-alone", result(rig_id="laptop-alone"))
    assert run("rig", "history", "laptop-alone") == 0
    said = capsys.readouterr().out
    assert "2025-11-21T04:40:00Z  Usable, with remarks: Noise" in said
    assert "Endurance test passed" in said
    for form in ("csv", "html", "pdf"):
        page = tmp_path / f"history.{form}"
        assert run("rig", "history", "laptop-alone", f"--{form}", str(page)) == 0
        assert page.stat().st_size > 100
    assert (tmp_path / "history.csv").read_text(encoding="utf-8-sig").startswith("checked_utc,")
    assert run("rig", "history", "laptop-alone", "--json") == 0
    capsys.readouterr()
    assert run("rig", "forget-history", "laptop-alone") == 0
    assert histories.of("laptop-alone") == ()


def test_damage_is_told_beside_what_can_be_read(capsys: pytest.CaptureFixture[str], home: Path):
    (home / "histories").mkdir()
    (home / "histories" / "laptop-alone.jsonl").write_text("{\n")
    assert run("rig", "history", "laptop-alone") == 0
    assert "could not be read" in capsys.readouterr().err


class Stopped(FakeMicrophone):
    """Ctrl-C comes while it is asked for the twentieth time."""

    polls = 0

    def poll(self) -> MicrophoneNow:
        self.polls += 1
        if self.polls == 20:
            raise KeyboardInterrupt
        return super().poll()


def test_ctrl_c_ends_a_soak_with_what_it_saw(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    @dataclass(frozen=True)
    class Interrupted(Plugged):
        def microphone(self, device: DeviceInfo) -> Microphone:
            stopped = Stopped(GOOD_SOUND)
            stopped.info = device
            return stopped

    page = tmp_path / "soak.html"
    arguments = ["--language", "en", "soak", "--mic", "yeti", "--html", str(page)]
    assert main(arguments, Interrupted()) == 1
    said = capsys.readouterr()
    assert "stopped early" in said.out
    assert "Blue Yeti" in page.read_text(encoding="utf-8")
    assert said.err == "The test is kept in the history of laptop-alone.\n"
    (kept,) = SamklangHouse().histories.of("laptop-alone")
    assert isinstance(kept, SoakResult)
    assert (kept.complete, kept.microphone, kept.planned_s) == (False, "Blue Yeti", 9000.0)
    assert 0.5 < kept.watched_s < 60


@pytest.mark.skipif(os.name == "nt", reason="ends programs otherwise")
@pytest.mark.parametrize("sign", ["SIGTERM", "SIGHUP"])
def test_a_soak_ended_from_outside_is_reported_and_kept_too(sign: str, capsys: pytest.CaptureFixture[str]):
    class Ended(FakeMicrophone):
        polls = 0

        def poll(self) -> MicrophoneNow:
            self.polls += 1
            if self.polls == 20:
                os.kill(os.getpid(), getattr(signal, sign))
            return super().poll()

    @dataclass(frozen=True)
    class Ending(Plugged):
        def microphone(self, device: DeviceInfo) -> Microphone:
            ended = Ended(GOOD_SOUND)
            ended.info = device
            return ended

    before = signal.getsignal(getattr(signal, sign))
    assert main(["--language", "en", "soak", "--mic", "yeti"], Ending()) == 1
    assert "stopped early" in capsys.readouterr().out
    assert len(SamklangHouse().histories.of("laptop-alone")) == 1
    assert signal.getsignal(getattr(signal, sign)) == before


def test_a_page_that_cannot_be_written_any_more_loses_no_soak(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    folder = tmp_path / "stick"
    folder.mkdir()

    class Unplugging(Stopped):
        def poll(self) -> MicrophoneNow:
            if self.polls == 10:
                folder.rmdir()
            return super().poll()

    @dataclass(frozen=True)
    class Stick(Plugged):
        def microphone(self, device: DeviceInfo) -> Microphone:
            stopped = Unplugging(GOOD_SOUND)
            stopped.info = device
            return stopped

    assert main(["--language", "en", "soak", "--mic", "yeti", "--html", str(folder / "soak.html")], Stick()) == 3
    said = capsys.readouterr()
    assert "stopped early" in said.out
    assert said.err.splitlines()[0] == "The test is kept in the history of laptop-alone."
    assert "soak.html" in said.err
    assert len(SamklangHouse().histories.of("laptop-alone")) == 1


@pytest.mark.skipif(os.name == "nt", reason="has no such pipes")
def test_a_network_camera_that_is_not_there_is_named_as_such_and_its_password_never(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["--language", "en", "soak", "--video", "http://me:hunter2@127.0.0.1:9/x?key=hunter3"], Plugged()) == 3
    said = capsys.readouterr()
    assert "same network" in said.err
    assert "hunter" not in said.err + said.out


def test_a_report_never_takes_the_place_of_what_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run("rig", "history", "laptop-alone", "--csv", str(pipe)) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert pipe.is_fifo()


def test_a_history_that_is_not_there_is_not_called_erased(capsys: pytest.CaptureFixture[str]):
    for rig_id in ("laptop-alnoe", "../x", ""):
        assert run("rig", "forget-history", rig_id) == 0
        assert capsys.readouterr().out == f'There is no history of "{rig_id}".\n'
