"""The window as a whole: the primary button, the space bar, names for every control, languages, faults, the start."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui.hands import Hands

from samklang.bootstrap import SamklangHouse
from samklang.ui.application import build_shell, show_whole
from samklang.ui.controls import Button, Status
from samklang.ui.faults import Faults
from samklang.ui.room import Room
from samklang.ui.session.pages import Page
from samklang.ui.session.room import SessionRoom
from samklang.ui.settings.room import SettingsRoom
from samklang.ui.shell import Shell
from samklang.wording import LANGUAGES, texts

INTERACTIVE = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QListWidget, QAbstractSpinBox)
ROOMS = ("prepare", "session", "body", "courses", "settings")


@pytest.fixture
def window(qtbot: QtBot, house: SamklangHouse) -> Iterator[Shell]:
    shell = build_shell(house)
    qtbot.addWidget(shell)
    shell.show()
    yield shell
    shell.close()


def vault_is_open(room: SessionRoom) -> bool:
    return room.page is not Page.OPENING


def through_all_rooms(shell: Shell, qtbot: QtBot) -> Iterator[Room]:
    for room_id in ROOMS:
        shell.show_room(room_id)
        if isinstance(shell.room, SessionRoom):
            qtbot.waitUntil(partial(vault_is_open, shell.room), timeout=15000)
        qtbot.wait(50)
        yield shell.room


def test_every_control_in_every_room_and_language_has_a_name(window: Shell, qtbot: QtBot):
    nameless = []
    for language in LANGUAGES:
        window.change_language(language)
        for room in through_all_rooms(window, qtbot):
            for widget in [*window.findChildren(QWidget)]:
                spoken = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                inner = isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
                if isinstance(widget, INTERACTIVE) and widget.isVisible() and not inner and not spoken.strip():
                    nameless.append((language, room.room_id, type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_no_text_id_is_ever_shown(window: Shell, qtbot: QtBot):
    areas = {text_id.split(".")[0] for text_id in texts("da")}
    shown = []
    for language in LANGUAGES:
        window.change_language(language)
        for room in through_all_rooms(window, qtbot):
            for widget in window.findChildren(QWidget):
                if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible():
                    word = widget.text()
                    if "." in word and " " not in word and word.split(".")[0] in areas:
                        shown.append((room.room_id, word))
    assert shown == []


def test_another_language_holds_at_once_and_for_the_next_start(window: Shell, house: SamklangHouse):
    window.show_room("settings")
    settings = window.room
    assert isinstance(settings, SettingsRoom)
    languages = next(box for box in settings.findChildren(QComboBox) if box.count() == len(LANGUAGES))
    languages.setCurrentIndex(LANGUAGES.index("nb"))
    languages.activated.emit(LANGUAGES.index("nb"))
    assert window.windowTitle().startswith("Innstillinger")
    assert [room.title for room in window.rooms] == ["Klargjør", "Innstillinger"]
    rail = window.findChild(QWidget, "rail")
    assert rail is not None
    titles = [button.text() for button in rail.findChildren(QPushButton)]
    assert titles == ["Klargjør", "Økt", "Kropp", "Forløp", "Innstillinger"]
    window.show_room("courses")
    assert window.windowTitle().startswith("Forløp")
    assert SamklangHouse(folder=house.folder).settings.language == "nb"


def test_text_size_holds_at_once(window: Shell):
    window.show_room("settings")
    sizes = next(box for box in window.room.findChildren(QComboBox) if box.findData(150) >= 0)
    sizes.setCurrentIndex(sizes.findData(150))
    sizes.activated.emit(sizes.currentIndex())
    assert QApplication.font().pixelSize() == 22
    sizes.activated.emit(sizes.findData(100))
    sizes.setCurrentIndex(sizes.findData(100))
    sizes.activated.emit(sizes.currentIndex())
    assert QApplication.font().pixelSize() == 15


def test_a_window_larger_than_the_screen_is_made_to_fit(window: Shell):
    screen = window.screen().availableSize()
    window.resize(screen.width() + 200, screen.height() + 200)
    show_whole(window)
    assert window.isMaximized()
    assert window.height() <= screen.height()


def test_a_room_is_made_when_it_is_first_shown_and_kept(window: Shell):
    assert [room.room_id for room in window.rooms] == ["prepare"]
    window.show_room("courses")
    courses = window.room
    window.show_room("prepare")
    window.show_room("courses")
    assert window.room is courses
    assert [room.room_id for room in window.rooms] == ["prepare", "courses"]
    assert window.room_of(SettingsRoom) in window.rooms


def test_a_room_of_another_kind_is_a_fault(counter: "tuple[Hands, Counter]"):
    with pytest.raises(TypeError, match="session is not SessionRoom"):
        counter[0].shell.room_of(SessionRoom)


class Counter(Room):
    """A room that counts its primary action."""

    def __init__(self, house: SamklangHouse, room_id: str) -> None:
        self.room_id = room_id
        super().__init__(house)
        self.count = 0
        self.letters = 0
        self.field = QLineEdit(self)
        self.button = Button()
        self.button.setParent(self)
        self.button.move(0, 60)
        self.button.clicked.connect(self._press)
        self.pressed = 0
        self.add_key("P", self._letter)
        self.set_primary("Go")

    def do_primary(self) -> None:
        self.count += 1

    def _press(self) -> None:
        self.pressed += 1

    def _letter(self) -> None:
        self.letters += 1


@pytest.fixture
def counter(qtbot: QtBot, house: SamklangHouse) -> Iterator[tuple[Hands, Counter]]:
    room = Counter(house, "session")
    shell = Shell(house, {room.room_id: lambda _: room})
    qtbot.addWidget(shell)
    shell.show()
    yield Hands(qtbot, shell), room
    shell.close()


def test_the_space_bar_is_the_primary_button(counter: tuple[Hands, Counter]):
    hands, room = counter
    hands.press(Qt.Key.Key_Space)
    assert room.count == 1
    room.set_primary("Go", enabled=False)
    hands.press(Qt.Key.Key_Space)
    assert room.count == 1


def test_the_space_bar_types_where_one_types_and_presses_what_the_keyboard_chose(counter: tuple[Hands, Counter]):
    hands, room = counter
    room.field.setFocus()
    hands.type("a b p")
    assert room.field.text() == "a b p"
    room.button.setFocus(Qt.FocusReason.TabFocusReason)
    hands.press(Qt.Key.Key_Space)
    assert (room.count, room.letters, room.pressed) == (0, 0, 1)


def test_a_click_does_not_take_the_space_bar_away(counter: tuple[Hands, Counter], qtbot: QtBot):
    hands, room = counter
    qtbot.mouseClick(room.button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]
    assert room.pressed == 1
    hands.press(Qt.Key.Key_Space)
    assert (room.pressed, room.count) == (1, 1)


def test_single_keys_can_be_switched_off_and_ctrl_enter_stays(counter: tuple[Hands, Counter], house: SamklangHouse):
    hands, room = counter
    hands.press(Qt.Key.Key_P)
    assert room.letters == 1
    house.settings.put({"shell.single_keys": False})
    hands.shell.apply_settings()
    hands.press(Qt.Key.Key_P)
    hands.press(Qt.Key.Key_Space)
    assert (room.letters, room.count) == (1, 0)
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert room.count == 1


def test_a_line_belongs_to_the_room_that_said_it(qtbot: QtBot, house: SamklangHouse):
    one, other = Counter(house, "session"), Counter(house, "body")
    shell = Shell(house, {"session": lambda _: one, "body": lambda _: other})
    qtbot.addWidget(shell)
    shell.show()
    shell.show_room("body")
    shell.show_room("session")
    other.say("Noget andet", Status.CALM)
    assert shell.line == ""
    shell.show_room("body")
    assert shell.line == "Noget andet"
    shell.show_room("session")
    assert shell.line == ""
    shell.close()


def test_there_is_one_primary_button_and_it_stays_in_its_place(window: Shell, qtbot: QtBot):
    places = set()
    for _ in through_all_rooms(window, qtbot):
        primary = [each for each in window.findChildren(QPushButton) if each.property("primary") == "true"]
        assert len(primary) == 1
        if primary[0].isVisible():
            corner = primary[0].mapTo(window, primary[0].rect().bottomRight())
            places.add((corner.x(), corner.y()))
    assert len(places) == 1


def test_a_fault_is_told_calmly_and_logged_without_what_it_was_about(window: Shell, caplog: pytest.LogCaptureFixture):
    faults = Faults(window)
    faults.happened.connect(window.tell_fault)
    with caplog.at_level(logging.ERROR), pytest.raises(ValueError, match="Anna") as caught:
        int("Anna Berg")
    with caplog.at_level(logging.ERROR):
        faults._take(caught.type, caught.value, caught.tb)
    assert window.line == window.house.wording("shell.fault")
    assert "ValueError" in caplog.text
    assert "test_shell.py" in caplog.text
    assert "Anna" not in caplog.text


def test_the_courses_show_what_the_programme_holds(window: Shell, qtbot: QtBot):
    window.show_room("courses")
    sessions = window.room.findChild(QListWidget)
    assert sessions is not None
    assert sessions.count() == 6
    sessions.setCurrentRow(3)
    qtbot.wait(50)  # what was added is shown by the next turn of the event loop
    shown = {label.text() for label in window.room.findChildren(QLabel) if not label.isHidden()}
    assert "Forventningsafstemning og grænsesætning" in shown


@pytest.mark.usefixtures("window")
def test_qt_speaks_the_users_language_where_it_can():
    assert QLocale().language() == QLocale.Language.Danish


START = """
import sys
from pathlib import Path
from samklang.bootstrap import SamklangHouse
from samklang.ui.application import application, build_shell
app = application()
shell = build_shell(SamklangHouse(folder=Path(sys.argv[1])))
shell.show()
shell.grab()
print(*sys.modules)
app.processEvents()
print(*sys.modules)
shell.close()
"""

NEVER_HERE = {
    "av",
    "cv2",
    "gphoto2",
    "jinja2",
    "numpy",
    "psutil",
    "pulsectl",
    "scipy",
    "sounddevice",
    "sqlalchemy",
    "sqlcipher3",
    "vlc",
}
NOT_YET = {
    "msgspec",
    "multiprocessing",
    "samklang.domain.session",
    "samklang.engine.session",
    "samklang.catalog.folder",
}
"""Nothing of these before the first picture; the others never in the process that shows the window."""


def test_nothing_heavy_is_imported_before_the_first_picture(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    before, after = (set(line.split()) for line in done.stdout.splitlines())
    assert "samklang.ui.prepare.room" in before
    assert before & (NEVER_HERE | NOT_YET) == set()
    assert "samklang.catalog.folder" in after
    assert after & NEVER_HERE == set()
