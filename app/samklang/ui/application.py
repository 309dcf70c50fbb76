"""Builds the application: theme, rooms, window; and ends it in good order."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.ui import theme
from samklang.ui.controls import Status
from samklang.ui.faults import Faults
from samklang.ui.room import Room
from samklang.ui.shell import Shell

if TYPE_CHECKING:
    from samklang.engine.live_check import Plan

WINDOW_SIZE_PX = (1280, 800)
"""What a common laptop shows whole; our proposal."""


def application() -> QApplication:
    """The one application of this process, with our look."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Samklang")
    app.setDesktopFileName("samklang")
    return app


def build_shell(house: House, check_plan: "Plan | None" = None) -> Shell:
    """The window, not shown yet; each room is imported and made when it is first shown.

    Args:
        house: What the window may ask for.
        check_plan: How long the steps of a check take, where not as usual.
    """
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, house.settings.get("shell.text_percent", 100))
    QLocale.setDefault(QLocale(house.wording.language))

    def prepare(house: House) -> Room:
        from samklang.ui.prepare.room import PrepareRoom  # noqa: PLC0415 - when first shown, as those below

        return PrepareRoom(house, check_plan)

    def settings(house: House) -> Room:
        from samklang.ui.settings.room import SettingsRoom  # noqa: PLC0415

        room = SettingsRoom(house)
        room.language_chosen.connect(shell.change_language)
        room.changed.connect(shell.apply_settings)
        return room

    shell = Shell(
        house, {"prepare": prepare, "session": _session, "body": _body, "courses": _courses, "settings": settings}
    )
    shell.resize(*WINDOW_SIZE_PX)
    return shell


def _session(house: House) -> Room:
    from samklang.ui.session.room import SessionRoom  # noqa: PLC0415

    return SessionRoom(house)


def _body(house: House) -> Room:
    from samklang.ui.body.room import BodyRoom  # noqa: PLC0415

    return BodyRoom(house)


def _courses(house: House) -> Room:
    from samklang.ui.courses import CoursesRoom  # noqa: PLC0415

    return CoursesRoom(house)


def has_screen(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is somewhere to show a window: elsewhere than on Linux there always is."""
    return system != "linux" or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run(house: House) -> int:
    """Show the window until it is closed.

    Returns:
        The exit code.

    Raises:
        Refused: There is no screen; Qt would abort the process.
    """
    if not has_screen():
        raise Refused(house.wording("shell.no_screen"))
    app = application()
    shell = build_shell(house)
    faults = Faults(shell)
    faults.happened.connect(shell.tell_fault)
    faults.install()
    if (remark := house.settings.remark) is not None:
        shell.say(house.wording(remark), Status.ATTENTION)
    show_whole(shell)
    return app.exec()


def show_whole(shell: Shell) -> None:
    """Show the window; on a screen it does not fit on, as large as the screen, so that the primary button is seen."""
    room = shell.screen().availableSize()
    if shell.width() < room.width() and shell.height() < room.height():
        shell.show()
    else:
        shell.resize(shell.size().boundedTo(room))  # where no window manager does it
        shell.showMaximized()
