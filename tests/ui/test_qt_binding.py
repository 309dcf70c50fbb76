"""The Qt binding does not eat references to None (see docs/decisions/0060)."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 1000


def test_a_thousand_qt_calls_leave_none_alone(qtbot: QtBot):
    label = QLabel("one")
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("two")
    assert sys.getrefcount(None) - before > -CALLS / 10
