"""Keyboard and patience of a person at the window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from samklang.ui.shell import Shell


class Hands:
    """Keys pressed where the focus is, as a person at the keyboard does."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self._qtbot = qtbot
        self.shell = shell

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        self._qtbot.keyClick(self.focus(), key, modifier)  # type: ignore[no-untyped-call]

    def type(self, text: str) -> None:
        """Letters."""
        self._qtbot.keyClicks(self.focus(), text)  # type: ignore[no-untyped-call]

    def focus(self) -> QWidget:
        """What has the focus."""
        return QApplication.focusWidget() or self.shell

    def until(self, reached: Callable[[], bool], *, within_s: float = 15) -> None:
        """Wait while the window lives."""
        self._qtbot.waitUntil(reached, timeout=round(within_s * 1000))
