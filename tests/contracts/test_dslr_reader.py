"""A DSLR read through the real libgphoto2: its virtual Nikon, and what happens where there is none."""

import sys
import time
from pathlib import Path

import pytest

from samklang.devices import dslr_worker
from samklang.devices.dslr_reader import WorkerDslrReader, read_dslr
from samklang.devices.dslr_worker import READING_S, is_camera, read_once
from samklang.domain.dslr import DslrNow, DslrState
from samklang.domain.measures import Unknown
from samklang.workers.supervisor import Patience

gphoto2 = pytest.importorskip("gphoto2", reason="the optional extra dslr")


@pytest.fixture
def virtual(tmp_path: Path) -> dict[str, str]:
    """Environment in which libgphoto2 has a camera: it reads it when it is loaded, so in the worker only."""
    return {"VCAMERADIR": str(tmp_path)}


def test_a_camera_is_read_and_let_go(virtual: dict[str, str]):
    reader = WorkerDslrReader(environment=virtual)
    assert reader.poll() == DslrNow(DslrState.READING)
    read = read_dslr(reader)
    assert read.state is DslrState.READ
    told = read.measures
    assert told is not None
    assert told.model == "Nikon DSC D750"
    assert told.read_from_camera
    assert told.battery_percent == 50.0
    # The virtual body has no such settings; a real one has (test_dslr_words.py).
    assert told.on_mains == told.auto_off_s == told.focus_mode == told.white_balance == Unknown("not_told")
    assert told.live_view_blocks == Unknown("not_told")
    again = read_dslr(WorkerDslrReader(environment=virtual))
    assert again == read  # it was closed: a second look finds it free


def test_another_language_of_the_system_changes_nothing(virtual: dict[str, str]):
    read = read_dslr(WorkerDslrReader(environment=virtual | {"LANG": "da_DK.UTF-8"}))
    assert read.measures is not None
    assert read.measures.battery_percent == 50.0


def test_where_no_camera_is_plugged_in_it_says_so():
    assert read_dslr(WorkerDslrReader()) == DslrNow(DslrState.NO_CAMERA)


def test_a_camera_that_does_not_answer_is_given_up():
    hanging = WorkerDslrReader(
        environment={"PYTHONPATH": str(Path(__file__).parents[2])},
        target="tests.lab.beneath_targets:hang_camera",
        patience=Patience(silence_s=0.3, restarts=0),
    )
    assert read_dslr(hanging) == DslrNow(DslrState.NO_ANSWER)


def test_a_reader_that_crashes_says_so():
    crashing = WorkerDslrReader(target="tests.lab.beneath_targets:no_such_function")
    assert read_dslr(crashing) == DslrNow(DslrState.FAILED)


def test_a_reader_that_is_closed_stays_quiet(virtual: dict[str, str]):
    reader = WorkerDslrReader(environment=virtual)
    reader.start()
    reader.close()
    time.sleep(0.1)
    assert reader.poll().state in (DslrState.READING, DslrState.READ)


def test_a_telephone_that_charges_is_no_camera():
    models = (
        "Nikon DSC D750",
        "Canon EOS 70D",
        "Sony Alpha-A6000 (MTP)",
        "Apple iPhone 5 (PTP mode)",
        "Panasonic P905i",
    )
    assert [model for model in models if is_camera(gphoto2, model)] == [
        "Nikon DSC D750",
        "Canon EOS 70D",
        "Sony Alpha-A6000 (MTP)",
    ]


def test_it_may_take_no_longer_than_the_port_says():
    assert READING_S <= 15.0


# --- without the library, and cameras that say no: what libgphoto2 answers, answered by a library of our own


class AbilitiesList:
    """A telephone is what is called one."""

    def load(self) -> None: ...

    def lookup_model(self, model: str) -> str:
        return model

    def get_abilities(self, model: str) -> "AbilitiesList":
        self.device_type = int("phone" in model)
        return self


class Library:
    """As much of gphoto2 as is asked; every call that `fails` names raises with libgphoto2's own number."""

    class GPhoto2Error(Exception):
        """As theirs."""

        def __init__(self, code: int) -> None:
            super().__init__(code)
            self.code = code

    def __init__(self, cameras: list[tuple[str, str]], told: dict[str, str], fails: dict[str, int]) -> None:
        self.cameras = cameras
        self.told = told
        self.fails = fails
        self.closed = 0
        library = self

        class Widget:
            def __init__(self, value: str) -> None:
                self.value = value

            def get_value(self) -> str:
                return self.value

        class OneCamera:
            @staticmethod
            def autodetect() -> "Library":
                return library

            def init(self) -> None:
                library.fail("init")

            def get_single_config(self, name: str) -> Widget:
                library.fail(name)
                if name not in library.told:
                    raise Library.GPhoto2Error(-2)
                return Widget(library.told[name])

            def exit(self) -> None:
                library.closed += 1
                library.fail("exit")

        self.Camera = OneCamera
        self.CameraAbilitiesList = AbilitiesList
        self.GP_DEVICE_STILL_CAMERA = 0

    def fail(self, what: str) -> None:
        if what in self.fails:
            raise Library.GPhoto2Error(self.fails[what])

    def count(self) -> int:
        return len(self.cameras)

    def get_name(self, at: int) -> str:
        return self.cameras[at][0]

    def get_value(self, at: int) -> str:
        return self.cameras[at][1]


EOS = ("Canon EOS 70D", "usb:001,099")


def look(
    monkeypatch: pytest.MonkeyPatch,
    *cameras: tuple[str, str],
    told: dict[str, str] | None = None,
    fails: dict[str, int] | None = None,
) -> tuple[DslrNow, Library]:
    library = Library(list(cameras), told or {}, fails or {})
    monkeypatch.setitem(sys.modules, "gphoto2", library)
    return read_once(), library


def test_without_the_library_the_checklist_is_the_way(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "gphoto2", None)
    assert read_once() == DslrNow(DslrState.NO_LIBRARY)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (-53, DslrState.BUSY),
        (-60, DslrState.BUSY),
        (-110, DslrState.BUSY),
        (-52, DslrState.NO_CAMERA),
        (-10, DslrState.NO_ANSWER),
        (-1, DslrState.FAILED),
    ],
    ids=["held by the desktop", "locked", "busy itself", "pulled out", "no answer", "anything else"],
)
def test_why_a_camera_cannot_be_had(monkeypatch: pytest.MonkeyPatch, code: int, state: DslrState):
    now, library = look(monkeypatch, EOS, fails={"init": code})
    assert now == DslrNow(state)
    assert library.closed == 1


def test_a_camera_that_is_pulled_out_while_it_is_read_is_not_half_known(monkeypatch: pytest.MonkeyPatch):
    told = {"batterylevel": "75%", "autopoweroff": "0"}
    now, library = look(monkeypatch, EOS, told=told, fails={"autopoweroff": -7, "exit": -7})
    assert now == DslrNow(DslrState.NO_CAMERA)
    assert library.closed == 1


def test_a_camera_is_closed_also_when_all_went_well(monkeypatch: pytest.MonkeyPatch):
    now, library = look(monkeypatch, EOS, ("Some player", "disk:/media/x"), told={"batterylevel": "75%"})
    assert now.measures is not None
    assert now.measures.battery_percent == 75.0
    assert library.closed == 1


def test_a_telephone_beside_the_camera_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    phone = ("A phone", "usb:001,098")
    now, _ = look(monkeypatch, phone, EOS, told={"batterylevel": "75%"})
    assert now.measures is not None
    assert now.measures.model == "Canon EOS 70D"
    assert look(monkeypatch, phone)[0] == DslrNow(DslrState.NO_CAMERA)


def test_of_two_cameras_none_is_guessed(monkeypatch: pytest.MonkeyPatch):
    assert look(monkeypatch, EOS, ("Nikon Z6", "usb:001,007"))[0] == DslrNow(DslrState.SEVERAL)


@pytest.mark.skipif(sys.platform != "linux", reason="the nodes of USB are Linux'")
def test_a_camera_that_is_not_ours_to_open_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    node = tmp_path / "001" / "099"
    node.parent.mkdir()
    node.write_text("")
    monkeypatch.setattr(dslr_worker, "USB_NODES", tmp_path)
    monkeypatch.setattr("os.access", lambda place, _mode: place != node)
    assert look(monkeypatch, EOS)[0] == DslrNow(DslrState.NOT_ALLOWED)
