"""The page about the rig's history: when it was last tried for long, how its measures went, and all of it as a file."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from samklang.domain.history import HistoryEntry, Trend, checks_of, last_soak, trends
from samklang.engine.history import HistoryForm
from samklang.ui.controls import Status, StatusChip, clear, label
from samklang.ui.prepare.saving import PDF, Saving, chosen_export
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.prepare.technician.trend_view import TrendView, status_now
from samklang.ui.prepare.verdict_list import STATUS
from samklang.ui.theme import SPACE, Size

_FORMS: Final = {".csv": HistoryForm.CSV, ".json": HistoryForm.JSON, ".html": HistoryForm.HTML}
FILTERS: Final = "HTML (*.html);;PDF (*.pdf);;CSV (*.csv);;JSON (*.json)"
"""What Qt's dialog offers."""


class HistoryTool(Tool):
    """Numbers and dates only; no sound, no picture."""

    tool_id = "history"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._entries: tuple[HistoryEntry, ...] = ()
        self._of: object = None
        self._saving = Saving()
        self._heading = label("", Size.HEADING, wrap=True)
        self._text = label("", wrap=True)
        self._soak = label("", wrap=True)
        self._place = QWidget()
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, SPACE, SPACE, 0)
        self._grid.setHorizontalSpacing(SPACE * 2)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._text)
        self.body.addWidget(self._soak)
        self.body.addWidget(self._place)
        self.body.addStretch(1)

    @property
    def trends(self) -> tuple[Trend, ...]:
        """What is drawn."""
        return trends(self._entries)

    @property
    def text(self) -> str:
        """What is said of it."""
        return self._text.text()

    @property
    def primary(self) -> tuple[str, bool]:
        """Export, where there is anything."""
        return self.wording("prepare.history.export"), bool(self._entries)

    def do_primary(self) -> None:
        """Ask where to."""
        say = self.wording
        title, name = say("prepare.history.export"), say("prepare.history.file")
        chosen, form = QFileDialog.getSaveFileName(self, title, name, FILTERS)
        if chosen:
            self.save_to(chosen_export(chosen, form, FILTERS))

    def save_to(self, path: Path) -> None:
        """Write all of it there, in the form its name ends with."""
        rig, house, entries = self.ground.course.chosen.rig, self.house, self._entries
        if rig is None:
            return

        def made() -> bytes:
            if path.suffix.lower() == PDF:
                return house.history_pdf(rig, entries)
            return house.render_history(rig, entries, _FORMS[path.suffix.lower()]).encode()

        self._saving.write(path, made)

    def enter(self) -> None:
        """Read it anew."""
        self._of = None
        self.tick()

    def leave(self) -> None:
        """A file that is being written gets a moment to be whole."""
        self._saving.finish()

    def tick(self) -> None:
        """Another rig was chosen, or a file was written."""
        course = self.ground.course
        rig, camera = course.chosen.rig, course.chosen.camera
        if (rig, camera) != self._of:
            self._of = (rig, camera)
            histories = self.house.histories
            self._entries = () if rig is None else histories.of(rig.id)
            if rig is not None and histories.remark is not None:
                self.say(self.wording(histories.remark), Status.ATTENTION)
            self._show()
        if (told := self._saving.told(self.wording)) is not None:
            self.say(*told)

    def retranslate(self) -> None:
        """All words anew."""
        self._show()

    def _show(self) -> None:
        say, course = self.wording, self.ground.course
        rig, camera = course.chosen.rig, course.chosen.camera
        clear(self._grid)
        if rig is None:
            return
        self._heading.setText(self.ground.choice.rig_name(rig))
        checks = len(checks_of(self._entries))
        self._text.setText(say("prepare.history.checks", count=checks) if checks else say("prepare.history.nothing"))
        name = "" if camera is None else camera.name
        self._soak.setText(self.house.soak_line(last_soak(self._entries, name or None), name))
        words = self.house.check_words(rig)
        for line, trend in enumerate(self.trends):
            title, target = words.name(trend.part), rig.target(trend.part)
            spoken = say("prepare.history.spoken", name=title, count=trend.known)
            newest = next((value for _, value in reversed(trend.values) if value is not None), None)
            status = status_now(newest, target)
            chip = StatusChip(STATUS[status], say(f"check.status.{status}"))
            for at, item in enumerate((label(title), TrendView(trend, target, spoken), chip)):
                self._grid.addWidget(item, line, at)
        self._grid.setRowStretch(len(self.trends), 1)
        self.changed.emit()
