"""Writes a check's report in a thread of its own: a PDF takes tenths of a second, a folder on a network longer."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QWidget

from samklang.ui.controls import Status

if TYPE_CHECKING:  # the window is seen before there is a report
    from collections.abc import Callable

    from samklang.engine.check import CheckReport
    from samklang.engine.house import House
    from samklang.wording import Wording

PDF: Final = ".pdf"
HTML: Final = ".html"
FILTERS: Final = f"HTML (*{HTML});;PDF (*{PDF})"
"""What Qt's dialog offers."""

_LAST_CHANCE_S: Final = 3.0


class Saving:
    """Saves one report after the other; nothing waits for the disk but `finish`."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._path = Path()
        self._saved = False

    @property
    def under_way(self) -> bool:
        """Whether a report is being written, or how that ended has not been told yet."""
        return self._thread is not None

    def begin(self, report: CheckReport, path: Path, house: House) -> None:
        """Write the report there, as a PDF where the name says so, else as one HTML page.

        Nothing happens while another is being written.
        """

        def made() -> bytes:
            if path.suffix.lower() == PDF:
                return house.check_pdf(report)
            from samklang.engine.check import CheckForm  # noqa: PLC0415 - as above

            return house.render_check(report, CheckForm.HTML).encode()

        self.write(path, made)

    def write(self, path: Path, made: Callable[[], bytes]) -> None:
        """Write what is made there; likewise."""
        if self._thread is not None:
            return
        self._path, self._saved = path, False
        self._thread = threading.Thread(target=self._write, args=(made,), name="report")
        self._thread.start()

    def outcome(self) -> tuple[str, bool] | None:
        """The file's name and whether it was written, told once; None while there is nothing to tell."""
        if self._thread is None or self._thread.is_alive():
            return None
        self._thread = None
        return self._path.name, self._saved

    def told(self, say: Wording) -> tuple[str, Status] | None:
        """The outcome in words, told once."""
        match self.outcome():
            case (name, True):
                return say("prepare.result.saved", name=name), Status.GOOD
            case (_, False):
                return say("prepare.result.not_saved"), Status.ATTENTION
            case _:
                return None

    def finish(self) -> None:
        """The window closes: give a report that is being written a moment to be whole."""
        if self._thread is not None:
            self._thread.join(_LAST_CHANCE_S)

    def _write(self, made: Callable[[], bytes]) -> None:
        """Whole or not at all: a report from before stays until the new one is complete."""
        unfinished = self._path.with_name(f".{self._path.name}.part")
        try:
            unfinished.write_bytes(made())
            unfinished.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):  # the folder itself is gone
                unfinished.unlink(missing_ok=True)
            return
        self._saved = True


def asked_file(over: QWidget, say: Wording, name_id: str = "prepare.result.file") -> Path | None:
    """Ask where a report is to be written; None where the user thought better of it.

    Args:
        over: The dialog stands over it.
        say: The words.
        name_id: Text id of the name that is offered.
    """
    name, form = QFileDialog.getSaveFileName(over, say("prepare.result.save"), say(name_id), FILTERS)
    return chosen_file(name, form) if name else None


def chosen_file(name: str, chosen_filter: str) -> Path:
    """Where to write: Qt's dialog gives the name as it stands, whatever form was chosen beside it.

    Args:
        name: As the dialog gives it.
        chosen_filter: One of `FILTERS`.
    """
    path, wanted = Path(name), PDF if PDF in chosen_filter else HTML
    if path.suffix.lower() == PDF or (path.suffix.lower() == HTML and wanted == HTML):
        return path
    return path.with_suffix(PDF) if path.suffix.lower() == HTML else path.with_name(path.name + wanted)


def chosen_export(name: str, chosen_filter: str, filters: str) -> Path:
    """Likewise for a dialog that offers several forms: an ending that is none of theirs gets the chosen one.

    Args:
        name: As the dialog gives it.
        chosen_filter: One of `filters`.
        filters: `NAME (*.ENDING)`, parted by `;;`.
    """
    path = Path(name)
    endings = {each: f".{each.rpartition('.')[2].rstrip(')')}" for each in filters.split(";;")}
    if path.suffix.lower() in endings.values():
        return path
    return path.with_name(path.name + endings.get(chosen_filter, HTML))
