"""The laptop watch on this very machine: what it tells, whose programs it names, and what happens when it hangs."""

import itertools
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from samklang.devices.laptop import machine
from samklang.devices.laptop.asking import Asking
from samklang.devices.laptop.programs import shown, stealing, teams_runs
from samklang.devices.laptop.watch import WorkerLaptopWatch, watch_laptop
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.measures import Unknown
from samklang.engine.ports import LaptopWatch, Refused
from samklang.wording import Wording
from samklang.workers.supervisor import Patience

ENOUGH_S = 30.0
LAB = {"PYTHONPATH": str(Path(__file__).parents[2])}
"""With it a worker finds what the tests let hang."""


def until(true: Callable[[], bool]) -> bool:
    ends = time.monotonic() + ENOUGH_S
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[LaptopWatch]:
    watch = WorkerLaptopWatch(tmp_path / "not" / "made" / "yet")
    yield watch
    watch.close()


def test_this_machine_is_watched(watch: LaptopWatch):
    assert watch.poll() is None
    watch.start()
    assert until(lambda: watch.poll() is not None)
    told = watch.poll()
    assert isinstance(told, LaptopMeasures)
    assert told.cores == psutil.cpu_count()
    assert told.memory_total_gb == pytest.approx(psutil.virtual_memory().total / 1e9)
    assert isinstance(told.memory_free_gb, float)
    assert isinstance(told.disk_free_gb, float)
    assert isinstance(told.load_mean_percent, float)
    assert 0.0 <= told.load_mean_percent <= 100.0
    assert told.load_p95_percent == Unknown("too_short")
    assert told.probe is None  # nobody said yes
    assert not watch.failed


def test_the_command_line_waits_for_it(tmp_path: Path):
    told = watch_laptop(tmp_path, 0.5, Wording("en"))
    assert told.watched_s >= 0.5


def test_a_watch_that_hangs_is_given_up(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    hanging = WorkerLaptopWatch(
        tmp_path,
        environment=LAB,
        target="tests.lab.beneath_targets:hang_laptop",
        patience=Patience(silence_s=0.2, restarts=0),
    )
    hanging.start()
    assert until(lambda: hanging.failed)
    assert hanging.poll() is None
    assert "silent" in caplog.text
    hanging.close()


def test_what_hangs_or_fails_leaves_the_rest_alone(tmp_path: Path):
    watch = WorkerLaptopWatch(tmp_path, environment=LAB, target="tests.lab.beneath_targets:stuck_laptop")
    watch.start()
    assert until(lambda: watch.poll() is not None)
    told = watch.poll()
    assert told is not None
    no_answer = Unknown("no_answer")
    assert told.on_mains == told.battery_percent == told.power_plan == told.network == no_answer
    assert isinstance(told.disk_free_gb, float)
    assert isinstance(told.load_mean_percent, float)
    assert isinstance(told.camera_holders, tuple)
    assert told.teams_running in (0.0, 1.0)
    assert until(lambda: watch.poll() not in (None, told))  # it goes on
    watch.close()


def test_a_watch_that_is_killed_comes_back(tmp_path: Path):
    watch = WorkerLaptopWatch(tmp_path)
    watch.start()
    assert until(lambda: watch.poll() is not None)
    pid = watch.worker_pid
    assert pid is not None
    psutil.Process(pid).kill()
    assert until(lambda: watch.worker_pid not in (None, pid))
    assert until(lambda: watch.poll() is not None)
    watch.close()


def test_a_watch_that_is_lost_says_so_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("samklang.devices.laptop.watch._LONGEST_S", 0.0)
    with pytest.raises(Refused, match="could not be looked at"):
        watch_laptop(tmp_path, 0.0, Wording("en"))


# --- what is ours and what is not


@pytest.fixture
def obs(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that is called as a known one."""
    program = shutil.copy(shutil.which("sleep") or "", tmp_path / "obs")
    running = subprocess.Popen([program, "60"])
    yield running
    running.kill()
    running.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="copies /bin/sleep")
def test_a_program_that_takes_devices_is_named_and_ours_are_not(obs: subprocess.Popen[bytes]):
    assert until(lambda: psutil.Process(obs.pid).name() == "obs")
    assert "OBS Studio" in stealing(machine.running_programs(frozenset()))
    ours = machine.our_processes(os.getpid())
    assert {os.getpid(), obs.pid} <= ours
    named = machine.running_programs(ours)
    assert len(named) < len(machine.running_programs(frozenset()))
    assert not any(name == "obs" for name in named) or "obs" in stealing(named)


def test_our_own_work_is_no_load():
    """One of our threads keeps a core busy: the core is told as busy, the load is told without it."""
    ending = threading.Event()

    def work() -> None:
        while not ending.is_set():
            sum(range(1000))

    with_us, without_us = machine.Load(os.getpid()), machine.Load(2**22 + 1)
    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(1.0)
    with_us.look()
    without_us.look()
    ending.set()
    worker.join()
    cleaned, whole = with_us.mean_percent, without_us.mean_percent
    assert isinstance(cleaned, float)
    assert isinstance(whole, float)
    assert cleaned < whole
    assert max(with_us.busy.values()) > 0


def test_one_busy_second_is_no_busy_computer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "FEWEST_LOOKS", 3)
    load = machine.Load(os.getpid())
    for _ in range(3):
        assert load.p95_percent == Unknown("too_short")
        time.sleep(0.06)
        load.look()
    assert isinstance(load.p95_percent, float)
    assert isinstance(load.mean_percent, float)
    assert load.mean_percent <= load.p95_percent <= 100.0


def test_load_that_was_not_looked_at_is_unknown():
    load = machine.Load(os.getpid())
    assert load.mean_percent == load.p95_percent == Unknown("too_short")
    assert load.watched_s == 0.0


def test_only_the_last_minute_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "WATCHED_S", 0.2)
    load = machine.Load(os.getpid())
    for _ in range(8):
        time.sleep(0.06)
        load.look()
    assert load.watched_s < 0.4


def test_a_disk_that_cannot_be_asked_is_unknown(tmp_path: Path):
    assert isinstance(machine.disk_free_gb(tmp_path / "a" / "b"), float)
    file = tmp_path / "file"
    file.write_text("")
    assert machine.disk_free_gb(file / "below") == Unknown("not_readable")


@pytest.mark.parametrize(
    ("processes", "named"),
    [
        (["Zoom.exe", "zoom.us", "explorer.exe"], ("Zoom",)),
        (["OBS64.EXE"], ("OBS Studio",)),
        (["ms-teams.exe", "chrome", "observer", "zoomer"], ()),
        ([], ()),
    ],
)
def test_known_programs_by_the_names_people_know(processes: list[str], named: tuple[str, ...]):
    assert stealing(processes) == named


def test_teams_is_told_by_all_its_names():
    for name in ("ms-teams.exe", "MSTeams", "Teams.exe", "teams-for-linux"):
        assert teams_runs(["init", name])
    assert not teams_runs(["msteamsupdate.exe", "steam"])


def test_names_are_fit_to_be_shown():
    assert shown(["Zoom", "zoom\x1b[31m\u202eevil", "Zoom", "", "x" * 200]) == ("Zoom", "zoom [31m evil", "?", "x" * 60)


# --- a question that hangs


def test_a_question_that_hangs_leaves_its_last_answer_for_a_while_only():
    stuck, for_ever = threading.Event(), threading.Event()
    asked = itertools.count()

    def ask() -> int:
        match next(asked):
            case 0:
                return 7
            case 1:
                stuck.wait()
                return 8
            case _:
                for_ever.wait()
                return 9

    asking = Asking(ask, 0.01, 0, patience_s=2.0)
    assert until(lambda: asking.newest == 7)
    assert until(lambda: asking.newest == 0)
    assert asking.answered
    stuck.set()
    assert until(lambda: asking.newest == 8)


def test_a_question_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture):
    for_ever = threading.Event()
    asked = itertools.count()

    def ask() -> int:
        match next(asked):
            case 0:
                raise OSError("/home/anna")
            case 1:
                return 5
            case _:
                for_ever.wait()
                return 6

    asking = Asking(ask, 0.01, 0)
    assert until(lambda: asking.newest == 5)
    assert "OSError" in caplog.text
    assert "anna" not in caplog.text
