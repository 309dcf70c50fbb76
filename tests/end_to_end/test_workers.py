"""Workers as processes: hung ones come back, dead parents leave nothing behind, tasks keep to their limits."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.supervisor import Patience, Supervisor, Trouble, WorkerState
from samklang.workers.task import run_task

ROOT = Path(__file__).parents[2]
HERE = "tests.end_to_end.worker_targets"
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}
SHARED = Path("/dev/shm")  # noqa: S108 - where Linux keeps shared memory


def wait_until(happened: Callable[[], object], seconds: float = 10) -> float:
    """How long it took."""
    started = time.monotonic()
    while not happened():
        assert time.monotonic() - started < seconds, "it never happened"
        time.sleep(0.01)
    return time.monotonic() - started


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


Start = Callable[..., Supervisor[Any]]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Supervisor[Any]] = []

    def begin(
        name: str, report_type: type = int, patience: Patience | None = None, **arguments: object
    ) -> Supervisor[Any]:
        worker: Supervisor[Any] = Supervisor(
            f"{HERE}:{name}", arguments, report_type, patience=patience, environment=ENVIRONMENT
        )
        started.append(worker)
        worker.start()
        return worker

    yield begin
    for worker in started:
        worker.close(wait_s=5)


def test_reports_and_frames_come_through(start: Start):
    worker = start("count", hang_after=-1)
    wait_until(lambda: worker.status.state is WorkerState.RUNNING)
    numbers: list[int] = []
    sequences: list[int] = []
    while len(sequences) < 20:
        numbers += worker.poll()
        frame = worker.frame()
        if frame is not None:
            assert set(frame.pixels) == {frame.sequence % 256}, "a torn frame"
            assert (frame.width, frame.height, frame.channels) == (16, 16, 3)
            sequences.append(frame.sequence)
    numbers += worker.poll()
    assert numbers == list(range(1, len(numbers) + 1))
    assert sequences == sorted(set(sequences))


def test_orders_arrive_in_order(start: Start):
    worker = start("echo", str, greeting="hello")
    wait_until(lambda: worker.status.state is WorkerState.RUNNING)
    for name in ("one", "two", "three"):
        worker.send(name)
    heard: list[str] = []

    def all_heard() -> bool:
        heard.extend(worker.poll())
        return len(heard) == 3

    wait_until(all_heard)
    assert heard == ["hello one", "hello two", "hello three"]


def test_a_hung_worker_is_killed_and_comes_back(start: Start):
    worker = start("count", hang_after=30)
    wait_until(lambda: 30 in worker.poll())
    first = worker.pid
    assert first is not None
    assert wait_until(lambda: worker.status.state is WorkerState.RESTARTING) < 2.0
    wait_until(lambda: not alive(first))
    wait_until(lambda: 1 in worker.poll())
    assert worker.pid != first
    assert (worker.status.restarts, worker.status.trouble) == (1, Trouble.SILENT)


def test_a_worker_that_is_killed_comes_back_and_is_given_up_after_three_restarts(start: Start):
    worker = start("crash", patience=Patience(restarts=3))
    wait_until(lambda: worker.status.state is WorkerState.FAILED)
    assert (worker.status.restarts, worker.status.trouble) == (3, Trouble.CRASHED)
    assert worker.pid is None


def test_a_refusal_is_not_tried_again(start: Start):
    worker = start("refuse")
    wait_until(lambda: worker.status.state is WorkerState.FAILED)
    assert (worker.status.restarts, worker.status.trouble, worker.status.line) == (
        0,
        Trouble.REFUSED,
        "No such thing.",
    )


def test_closing_ends_the_child(start: Start):
    worker = start("count", hang_after=-1)
    wait_until(worker.poll)
    pid = worker.pid
    assert pid is not None
    worker.close()
    wait_until(lambda: worker.status.state is WorkerState.ENDED)
    wait_until(lambda: not alive(pid))


def test_no_name_is_left_in_shared_memory_after_a_child_is_killed(start: Start):
    before = set(SHARED.iterdir())
    worker = start("count", hang_after=-1, patience=Patience(restarts=0))
    wait_until(worker.frame)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: worker.status.state is WorkerState.FAILED)
    wait_until(lambda: not {each for each in set(SHARED.iterdir()) - before if each.name.startswith("psm_")})


PARENT = """
import sys, time
from samklang.workers.supervisor import Supervisor
worker = Supervisor("{target}", {arguments}, int)
worker.start()
while worker.pid is None or {not_ready}:
    time.sleep(0.01)
print(worker.pid, flush=True)
time.sleep(3600)
"""


@pytest.mark.parametrize(
    ("target", "arguments", "not_ready"),
    [("count", {"hang_after": -1}, "not worker.frame()"), ("hang_deaf", {}, "worker.status.state != 'running'")],
)
def test_a_child_ends_by_itself_when_its_parent_is_killed(target: str, arguments: dict[str, int], not_ready: str):
    before = set(SHARED.iterdir())
    program = PARENT.format(target=f"{HERE}:{target}", arguments=arguments, not_ready=not_ready)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **ENVIRONMENT},
    ) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
        wait_until(lambda: not alive(pid))
        assert parent.stderr.read() == b""
    wait_until(lambda: not {each for each in set(SHARED.iterdir()) - before if each.name.startswith("psm_")})


def run(name: str, result_type: type = int, arguments: dict[str, object] | None = None, **limits: Any):  # noqa: ANN401 - run_task knows
    return run_task(f"{HERE}:{name}", arguments or {}, result_type, environment=ENVIRONMENT, **limits)


def test_numpy_starts_no_threads_unless_asked_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    assert run("threads_numpy_starts") == 0
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert run("threads_numpy_starts") == min(2, os.cpu_count() or 1) - 1


def test_a_task_gets_typed_arguments_and_gives_a_typed_result():
    shares: list[float] = []
    result = run("add", list[str], arguments={"first": 1, "path": Path("a/b.wav")}, progress=shares.append)
    assert result == ["2", "b.wav"]
    assert shares == [0.5]


@pytest.mark.parametrize(
    ("name", "limits", "text_id"),
    [
        ("eat_memory", {}, "devices.task.memory"),
        ("sleep_long", {"timeout_s": 0.5}, "devices.task.too_long"),
        ("stall_after_a_start", {"idle_timeout_s": 0.5}, "devices.task.too_long"),
        ("die", {}, "devices.task.crashed"),
        ("wrong_kind", {}, "devices.task.crashed"),
        ("no_such_function", {}, "devices.task.crashed"),
    ],
)
def test_a_task_that_goes_wrong_is_one_line(name: str, limits: dict[str, Any], text_id: str):
    with pytest.raises(Refused) as refused:
        run(name, wording=Wording("en"), **limits)
    assert str(refused.value) == Wording("en")(text_id)


def test_a_task_s_own_refusal_comes_through():
    with pytest.raises(Refused, match=r"^This is not a recording\.$"):
        run("decline")


def test_a_task_can_be_cancelled():
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    with pytest.raises(Refused) as refused:
        run("sleep_long", cancel=cancel, wording=Wording("en"))
    assert str(refused.value) == Wording("en")("devices.task.cancelled")


def test_what_a_child_prints_reaches_nobody(capfd: pytest.CaptureFixture[str]):
    assert run("print_noise") == 7
    assert capfd.readouterr() == ("", "")
