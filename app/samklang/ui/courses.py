"""The Courses room: the programmes there are, as they are, read only: sessions, themes, tools and phases."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from samklang.domain.programme import Programme, SessionKind, SessionPlan
from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.ui.controls import Card, Status, clear, column, label, line, row, scrolled
from samklang.ui.room import Room
from samklang.ui.theme import SPACE, Size

_MINUTE_S = 60


class CoursesRoom(Room):
    """What each session of each programme holds. Courses with dates and people come later; nothing here pretends."""

    room_id = "courses"

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._about = label("", wrap=True, quiet=True)
        self._list = QListWidget()
        self._list.setWordWrap(True)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._plans: list[tuple[Programme, SessionPlan]] = []
        self._page = Card()
        content = QWidget()
        content.setLayout(column(self._page, None))
        beside = row(self._list, scrolled(content), spacing=SPACE * 2)
        beside.setStretch(0, 2)
        beside.setStretch(1, 5)
        self.setLayout(column(self._about, beside, spacing=SPACE * 2))
        self._list.currentRowChanged.connect(self._show)

    def enter(self) -> None:
        """Read the programmes when the room is first shown: they are files."""
        if not self._plans:
            self._load()

    def _load(self) -> None:
        try:
            programmes = self.house.catalog.programmes()
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)
            return
        self._plans = [(programme, plan) for programme in programmes for plan in programme.sessions]
        self.retranslate()
        self._list.setCurrentRow(0)

    def retranslate(self) -> None:
        """List the sessions anew in the language chosen."""
        words, language = self.wording, self.wording.language
        self._list.setAccessibleName(words("courses.sessions"))
        chosen = max(0, self._list.currentRow())
        self._list.clear()
        for programme, plan in self._plans:
            title = programme.text(language, f"{plan.theme}.title")
            QListWidgetItem(f"{self._name(programme, plan)}\n{title}", self._list)
        self._about.setText(words("courses.about" if self._plans else "courses.none"))
        if self._plans:
            self._list.setCurrentRow(chosen)

    def _name(self, programme: Programme, plan: SessionPlan) -> str:
        """Such as "REST 2", or "REST body" for the session that is always the same."""
        title = programme.text(self.wording.language, "programme.title")
        kind = str(plan.number) if plan.kind is SessionKind.CONVERSATION else self.wording("courses.body")
        return f"{title} {kind}"

    def _show(self, at: int) -> None:
        clear(self._page.body)
        if not 0 <= at < len(self._plans):
            return
        programme, plan = self._plans[at]
        words, language = self.wording, self.wording.language
        add = self._page.body.addWidget
        add(label(self._name(programme, plan), quiet=True))
        add(label(programme.text(language, f"{plan.theme}.title"), Size.HEADING, wrap=True))
        add(label(programme.text(language, f"{plan.theme}.explain"), wrap=True))
        if plan.tools:
            add(line())
            add(label(words("courses.tools"), strong=True))
        for tool in plan.tools:
            add(label(programme.text(language, f"{tool}.title"), strong=True, wrap=True))
            add(label(programme.text(language, f"{tool}.explain"), wrap=True))
        add(line())
        add(label(words("courses.phases", minutes=plan.planned_s // _MINUTE_S), strong=True, wrap=True))
        for phase in plan.phases:
            name = label(
                programme.text(language, f"session.{plan.id}.phase.{phase.id}.title", f"phase.{phase.id}.title"),
                wrap=True,
            )
            add(_phase_row(name, words("courses.minutes", count=phase.planned_s // _MINUTE_S)))
        add(line())
        add(label(programme.text(language, "programme.source"), Size.SMALL, quiet=True, wrap=True))


def _phase_row(name: QLabel, minutes: str) -> QWidget:
    length = label(minutes, quiet=True)
    length.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    whole = QWidget()
    beside = row(name, length, spacing=SPACE * 2)
    beside.setStretch(0, 1)
    whole.setLayout(beside)
    return whole
