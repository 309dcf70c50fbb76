"""Fills a list of choices anew without losing the chosen one."""

from PySide6.QtWidgets import QComboBox


def fill(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    """Offer these, keeping the chosen one where it is still there."""
    chosen = box.currentData()
    box.blockSignals(True)  # noqa: FBT003 - Qt's own
    box.clear()
    for data, words in choices:
        box.addItem(words, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)  # noqa: FBT003 - Qt's own
