"""Saving the summary of a closed session where the user says, as a page to read or as data."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from samklang.domain.session import Session
from samklang.domain.session.events import Event
from samklang.engine.ports import Refused
from samklang.engine.unusable import refusal_line
from samklang.ui.controls import Status
from samklang.ui.room import Room
from samklang.wording.faults import fault_reason

FORMS = ("html", "json")


def save_summary(room: Room, session: Session, read_events: Callable[[], Sequence[Event]]) -> QFileDialog:
    """Ask where, without holding up the window, then read and save; the outcome is said in the room's line.

    Returns:
        The dialog, open.
    """
    words = room.wording
    dialog = QFileDialog(room, words("session.next.save"), suggested_path(session))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    filters = {f"{words(f'session.summary.format_{form}')} (*.{form})": form for form in FORMS}
    dialog.setNameFilters(list(filters))
    # Explicit words: Qt brings none of its own in bokmål.
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, words("shell.dialog.save"))
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, words("shell.dialog.cancel"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def save() -> None:
        chosen = Path(dialog.selectedFiles()[0])
        form = chosen.suffix.removeprefix(".").lower()
        if form not in FORMS:
            form = filters.get(dialog.selectedNameFilter(), FORMS[0])
            chosen = chosen.with_name(f"{chosen.name}.{form}")
        try:
            events = read_events()
        except Refused as refusal:
            room.say(refusal_line(refusal, words), Status.BAD)
        else:
            write_summary(room, session, events, chosen, form)

    dialog.accepted.connect(save)
    dialog.open()
    return dialog


def write_summary(room: Room, session: Session, events: Sequence[Event], path: Path, form: str) -> None:
    """Write the summary and say so, or say why not."""
    words = room.wording
    try:
        path.write_text(room.house.render_summary(session, form, events=events), encoding="utf-8")
    except Refused as refusal:
        room.say(str(refusal), Status.ATTENTION)
    except OSError as fault:
        room.say(words("session.summary.not_saved", reason=fault_reason(fault, words)), Status.ATTENTION)
    else:
        room.say(words("session.summary.saved", path=path), Status.GOOD)


def suggested_path(session: Session) -> str:
    """A name without any person's name in it, in the user's documents."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(folder) / f"{session.programme.split('|')[0]}-{session.plan.id}.html")
