"""Builds the application: theme, rooms, window; and ends it in good order."""

import sys

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from samklang.engine.house import House
from samklang.engine.live_check import Plan
from samklang.ui import theme
from samklang.ui.body.room import BodyRoom
from samklang.ui.controls import Status
from samklang.ui.courses import CoursesRoom
from samklang.ui.faults import Faults
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.session.room import SessionRoom
from samklang.ui.settings.room import SettingsRoom
from samklang.ui.shell import Shell

WINDOW_SIZE_PX = (1280, 800)
"""What a common laptop shows whole; our proposal."""


def application() -> QApplication:
    """The one application of this process, with our look."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Samklang")
    app.setDesktopFileName("samklang")
    return app


def build_shell(house: House, check_plan: Plan | None = None) -> Shell:
    """The window with all its rooms, not shown yet.

    Args:
        house: What the window may ask for.
        check_plan: How long the steps of a check take, where not as usual.
    """
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, house.settings.get("shell.text_percent", 100))
    QLocale.setDefault(QLocale(house.wording.language))
    settings_room = SettingsRoom(house)
    work = (PrepareRoom(house, check_plan), SessionRoom(house), BodyRoom(house))
    shell = Shell(house, (*work, CoursesRoom(house), settings_room))
    settings_room.language_chosen.connect(shell.change_language)
    settings_room.changed.connect(shell.apply_settings)
    shell.resize(*WINDOW_SIZE_PX)
    return shell


def run(house: House) -> int:
    """Show the window until it is closed.

    Returns:
        The exit code.
    """
    app = application()
    shell = build_shell(house)
    faults = Faults(shell)
    faults.happened.connect(shell.tell_fault)
    faults.install()
    if (remark := house.settings.remark) is not None:
        shell.say(house.wording(remark), Status.ATTENTION)
    shell.show()
    return app.exec()
