"""The Prepare room on demo devices and on the lab's real ones, used as a person uses it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QProgressBar, QScrollArea, QSlider, QWidget
from pytestqt.qtbot import QtBot
from tests.lab.camera import FREEZE, OK, UNPLUG, Behaviour, LabCamera
from tests.lab.pulse import LabPulse
from tests.ui.desk import StagedDevices

from samklang.bootstrap import SamklangHouse
from samklang.devices.camera import WorkerCamera
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.live import DEMO_ID, DeviceInfo, DeviceList
from samklang.engine.live_check import Plan, Step
from samklang.engine.ports import Camera, Devices, Microphone
from samklang.ui.prepare.picture.view import PictureView
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.prepare.saving import chosen_file
from samklang.ui.prepare.sound_view import SoundMeterView
from samklang.ui.shell import Shell
from samklang.wording import LANGUAGES, Wording

PLAN = Plan(quiet_s=1.1, speak_s=1.6)
DEMO = DeviceInfo(DEMO_ID, "")


@dataclass(frozen=True)
class LabHouse(SamklangHouse):
    """The real house in the lab's surroundings."""

    microphones: tuple[DeviceInfo, ...] = ()
    cameras: tuple[DeviceInfo, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def devices(self) -> Devices:
        return StagedDevices(DeviceList((*self.microphones, DEMO), (*self.cameras, DEMO)))

    def microphone(self, device: DeviceInfo) -> Microphone:
        return WorkerMicrophone(device, environment=self.environment)

    def camera(self, device: DeviceInfo) -> Camera:
        return WorkerCamera(device, environment=self.environment)


class Window:
    """The window with the Prepare room alone, and a clock that shows whether it is alive."""

    def __init__(self, qtbot: QtBot, house: SamklangHouse) -> None:
        self._qtbot = qtbot
        self.room = PrepareRoom(house, PLAN)
        self.shell = Shell(house, {self.room.room_id: lambda _: self.room})
        qtbot.addWidget(self.shell)
        self.shell.resize(1280, 800)
        self.shell.show()
        self.ticks: list[float] = []
        self._clock = QTimer(self.shell)
        self._clock.setInterval(10)
        self._clock.timeout.connect(lambda: self.ticks.append(time.monotonic()))
        self._clock.start()
        self.until(lambda: self.room.choice.known)

    def until(self, reached: Callable[[], bool], seconds: float = 20) -> None:
        self._qtbot.waitUntil(reached, timeout=round(seconds * 1000))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus: QWidget | None = self.shell.focusWidget()
        self._qtbot.keyClick(focus or self.shell, key, modifier)  # type: ignore[no-untyped-call]

    def choose(self, kind: str, place: int) -> None:
        """As with the mouse or the arrow keys."""
        box = self.room.choice.box(kind)
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def chosen(self) -> tuple[DeviceInfo | None, DeviceInfo | None]:
        return self.room.choice.microphone, self.room.choice.camera

    def startable(self) -> bool:
        return self.room.primary_enabled

    def check(self) -> None:
        """Space, and wait for the verdict."""
        self.press(Qt.Key.Key_Space)
        self.until(lambda: self.room.step in (Step.DONE, Step.BROKEN))


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []

    def begin(**surroundings: object) -> Window:
        opened.append(Window(qtbot, LabHouse(folder=tmp_path, **surroundings)))  # type: ignore[arg-type]
        return opened[-1]

    yield begin
    for window in opened:
        window.shell.close()


def test_a_check_on_demo_devices_runs_to_a_verdict(open_window: Callable[..., Window]):
    window = open_window()
    room = window.room
    assert room.primary_text == "Start tjek"
    steps: list[Step] = []
    room.primary_changed.connect(lambda: steps.append(room.step))
    window.press(Qt.Key.Key_Space)
    assert room.step is Step.OPENING
    window.until(lambda: room.step is Step.QUIET)
    assert room.guide.heading == "Vær stille"
    window.until(lambda: room.step is Step.SPEAK)
    window.until(lambda: room.findChildren(PictureView)[0].has_picture)
    window.until(lambda: room.step is Step.DONE)
    report = room.report
    assert report is not None
    assert report.sources.demo
    assert report.sound is not None
    assert report.picture is not None
    assert report.picture.faces == 1
    assert room.result.isVisible()
    assert room.result.action
    assert room.primary_text == "Tjek igen"
    assert not room.result.after.keep_button.isVisible(), "a played voice is nobody's good check"
    shown = [label.text() for label in room.findChildren(QLabel) if label.isVisible()]
    assert Wording("da")("prepare.demo.both") in shown


def test_stopping_and_checking_again(open_window: Callable[..., Window]):
    window = open_window()
    window.press(Qt.Key.Key_Space)
    window.until(lambda: window.room.step is Step.QUIET)
    assert not window.room.choice.box("camera").isEnabled()
    window.press(Qt.Key.Key_Space)
    assert window.room.step is Step.IDLE
    assert window.room.choice.box("camera").isEnabled()
    window.check()
    assert window.room.report is not None


def test_details_unfold_the_report_is_saved_and_leaving_lets_go(open_window: Callable[..., Window], tmp_path: Path):
    window = open_window()
    window.check()
    result = window.room.result
    assert not result.details.isVisible()
    window.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert result.details.isVisible()
    # What does not fit on a small screen is reached by keyboard, too.
    window.shell.resize(800, 450)
    (area, *_) = window.room.findChildren(QScrollArea)
    place = area.verticalScrollBar()
    window.until(lambda: place.maximum() > 0)
    window.press(Qt.Key.Key_PageDown)
    assert place.value() > 0
    window.press(Qt.Key.Key_PageUp)
    assert place.value() == 0
    window.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not result.details.isVisible()
    page = tmp_path / "report.html"
    window.room.save_to(page)
    window.until(lambda: "report.html" in window.shell.line)
    assert "DEMO" in page.read_text(encoding="utf-8")
    window.room.save_to(tmp_path / "no folder" / "report.html")
    window.until(lambda: window.shell.line == Wording("da")("prepare.result.not_saved"))
    window.room.save_to(tmp_path / "report.pdf")
    window.until(lambda: "report.pdf" in window.shell.line)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert not list(tmp_path.glob(".*.part"))
    # Leaving lets go of the devices, and the verdict stays.
    children = set(workers())
    assert len(children) == 3  # microphone, camera, and what watches the laptop
    window.room.leave()
    window.until(lambda: not children & set(workers()))
    window.room.enter()
    assert window.room.primary_text == "Tjek igen"


@pytest.mark.parametrize(
    ("name", "chosen_filter", "written"),
    [
        ("a.html", "HTML (*.html)", "a.html"),
        ("a.html", "PDF (*.pdf)", "a.pdf"),
        ("a.pdf", "HTML (*.html)", "a.pdf"),
        ("Room 2.1", "PDF (*.pdf)", "Room 2.1.pdf"),
        ("Room 2.1", "HTML (*.html)", "Room 2.1.html"),
    ],
)
def test_a_report_is_of_the_form_its_name_or_else_the_dialog_says(name: str, chosen_filter: str, written: str):
    assert chosen_file(name, chosen_filter) == Path(written)


def test_devices_are_chosen_first_and_remembered(open_window: Callable[..., Window]):
    window = open_window()
    choice = window.room.choice
    window.choose("camera", 1)
    assert window.chosen() == (DEMO, None)
    assert window.startable()
    window.choose("rig", 2)
    chosen = choice.rig
    window.choose("microphone", 1)
    assert not window.startable()
    window.choose("microphone", 0)
    again = open_window()
    assert again.room.choice.camera is None
    assert again.room.choice.microphone == DEMO
    assert again.room.choice.rig == chosen
    again.check()
    assert again.room.report is not None
    assert again.room.report.picture is None


def test_a_microphone_from_last_time_that_is_missing_is_said(open_window: Callable[..., Window]):
    first = open_window(microphones=(DeviceInfo("pulse:usb", "Desk microphone"),))
    first.choose("microphone", 0)
    again = open_window()
    assert again.chosen()[0] == DEMO
    name = Wording("da")("devices.demo.microphone")
    assert again.shell.line == Wording("da")("prepare.choose.missing_microphone", name=name)
    again.choose("microphone", 0)
    assert again.shell.line == ""


def test_every_control_has_a_name_and_every_word_is_there(open_window: Callable[..., Window]):
    window = open_window()
    window.check()
    for language in LANGUAGES:
        window.shell.change_language(language)
        controls: list[QWidget] = []
        for kind in (QAbstractButton, QSlider, QComboBox, QLineEdit, QProgressBar, PictureView, SoundMeterView):
            controls += window.room.findChildren(kind)
        named = [control for control in controls if not control.objectName().startswith("qt_")]
        own = [control for control in named if not isinstance(control.parent(), QComboBox)]
        assert [control for control in own if not control.accessibleName()] == []
        texts = [label.text() for label in window.room.findChildren(QLabel)]
        assert [text for text in texts if text.startswith(("prepare.", "check.", "devices."))] == []


@pytest.mark.parametrize("fault", [UNPLUG, FREEZE])
def test_a_camera_lost_in_a_check_is_one_calm_line_and_the_window_lives(
    open_window: Callable[..., Window], lab_camera: LabCamera, fault: Behaviour
):
    window = open_window(cameras=(lab_camera.info,), environment=lab_camera.environment)
    window.press(Qt.Key.Key_Space)
    window.until(lambda: window.room.step is Step.SPEAK)
    before = len(window.ticks)
    lab_camera.behave(fault)
    pulled = time.monotonic()
    window.until(lambda: window.room.step is Step.BROKEN)
    assert time.monotonic() - pulled < 2.0
    say = Wording("da")
    assert window.shell.line == say(f"prepare.help.camera.{'lost' if fault == UNPLUG else 'restarting'}")
    assert window.room.guide.heading == say("prepare.guide.broken.title")
    assert window.room.primary_text == say("prepare.primary.again")
    # The window went on: its own clock ticked all the time.
    window.until(lambda: len(window.ticks) - before > 50)
    gaps = np.diff([tick for tick in window.ticks if tick >= pulled])
    assert gaps.max() < 0.5
    lab_camera.behave(OK)
    window.until(lambda: window.shell.line == say("prepare.back.camera"))
    window.check()
    assert window.room.step is Step.DONE


def test_a_microphone_lost_in_a_check_is_one_calm_line(open_window: Callable[..., Window], lab_pulse: LabPulse):
    lab_pulse.play((np.random.default_rng(3).standard_normal(48_000) * 300).astype(np.int16))
    window = open_window(microphones=(lab_pulse.info,), environment=lab_pulse.environment)
    window.press(Qt.Key.Key_Space)
    window.until(lambda: window.room.step is Step.QUIET)
    lab_pulse.unplug()
    pulled = time.monotonic()
    window.until(lambda: window.room.step is Step.BROKEN)
    assert time.monotonic() - pulled < 2.0
    assert window.shell.line == Wording("da")("prepare.help.microphone.lost")
    assert window.room.choice.microphone == lab_pulse.info


def workers() -> list[int]:
    """The worker processes of this process."""
    own = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_text()
            except (OSError, IndexError):
                continue
            if parent == os.getpid() and "samklang.workers.child" in words:
                own.append(int(folder.name))
    return own


def test_the_room_needs_no_heavy_library_in_the_window_s_process():
    program = (
        "import sys, samklang.bootstrap, samklang.ui.prepare.room, samklang.devices.camera, "
        "samklang.devices.microphone, samklang.devices.listing;"
        "print([name for name in ('cv2', 'numpy', 'scipy', 'sounddevice', 'av', 'pulsectl') if name in sys.modules])"
    )
    seen = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
