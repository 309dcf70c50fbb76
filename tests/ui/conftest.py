"""A window on a private vault, and ways to use it as a person does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.desk import open_desk
from tests.ui.hands import Hands

from samklang.bootstrap import SamklangHouse
from samklang.ui import theme
from samklang.ui.session.pages import Page
from samklang.ui.session.room import SessionRoom
from samklang.ui.shell import Shell

__all__ = ["open_desk"]


@pytest.fixture(autouse=True)
def _no_window_lives_on(qapp: QApplication) -> None:
    """What a test before has left to be deleted goes now: each window that lives on makes every restyling slower."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def house(tmp_path: Path) -> SamklangHouse:
    """The real house, everything of the user's in a folder of the test's own."""
    return SamklangHouse(folder=tmp_path)


@pytest.fixture
def session_hands(qtbot: QtBot, qapp: QApplication, house: SamklangHouse) -> Iterator[tuple[Hands, SessionRoom]]:
    """A window with the Session room alone, its vault open."""
    theme.apply(qapp)
    room = SessionRoom(house)
    shell = Shell(house, {room.room_id: lambda _: room})
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    hands = Hands(qtbot, shell)
    hands.until(lambda: room.page in (Page.START, Page.REOPEN))
    yield hands, room
    shell.close()
