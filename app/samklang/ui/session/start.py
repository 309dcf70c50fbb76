"""The page before a session: which session it is today, who takes part, and how it will go."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from samklang.domain.programme import Programme, SessionPlan
from samklang.domain.session.commands import OpenSession
from samklang.ui.controls import Card, clear, column, label, row, scrolled
from samklang.ui.session.words import SessionTexts
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

_MINUTE_S = 60


class StartPage(QWidget):
    """Choose and name.

    Attributes:
        changed: What was chosen or typed changed; see `problem` and `command`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choices: list[tuple[Programme, SessionPlan]] = []
        self._words: Wording | None = None
        self._heads = {name: label("", Size.LARGE, strong=True) for name in ("heading", "people", "plan")}
        self._sessions = QListWidget()
        self._sessions.setWordWrap(True)
        self._sessions.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._sessions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names = QPlainTextEdit()
        self._names.setTabChangesFocus(True)
        self._hint = label("", Size.SMALL, quiet=True, wrap=True)
        self._note = label("", Size.SMALL, quiet=True, wrap=True)
        self._plan = Card(calm=True)
        left = column(self._heads["heading"], self._sessions, spacing=SPACE)
        middle = column(self._heads["people"], self._hint, self._names, self._note, spacing=SPACE)
        plan = QWidget()
        plan.setLayout(column(self._plan, None))
        right = column(self._heads["plan"], scrolled(plan), spacing=SPACE)
        whole = row(spacing=SPACE * 3)
        for part, share in ((left, 5), (middle, 4), (right, 5)):
            whole.addLayout(part, share)
        self.setLayout(whole)
        self._sessions.currentRowChanged.connect(self._show_plan)
        self._names.textChanged.connect(self.changed)

    def show_programmes(self, programmes: Sequence[Programme]) -> None:
        """Offer the sessions of these programmes."""
        self._choices = [(programme, plan) for programme in programmes for plan in programme.sessions]
        self._list_sessions()

    def suggest_names(self, names: Sequence[str]) -> None:
        """Begin with the names of the session before, unless somebody has begun to type."""
        if names and not self._names.toPlainText().strip():
            self._names.setPlainText("\n".join(names))

    def invite_names(self) -> None:
        """Where there are no names yet, typing them is the next thing."""
        if not self.names:
            self._names.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, session_id: str) -> None:
        """Choose the session with this id."""
        for at, (_, plan) in enumerate(self._choices):
            if plan.id == session_id:
                self._sessions.setCurrentRow(at)

    @property
    def names(self) -> tuple[str, ...]:
        """The names typed, blanks at their ends and empty lines left out."""
        return tuple(name for typed in self._names.toPlainText().splitlines() if (name := " ".join(typed.split())))

    @property
    def texts(self) -> SessionTexts | None:
        """The chosen session's texts, or None where nothing is chosen."""
        at = self._sessions.currentRow()
        if self._words is None or not 0 <= at < len(self._choices):
            return None
        return SessionTexts(*self._choices[at], self._words)

    def problem(self) -> str:
        """Why it cannot begin yet, in one line, or an empty text."""
        words = self._words
        if words is None or self.texts is None:
            return ""
        if not self.names:
            return words("session.start.no_names")
        seen: set[str] = set()
        for name in self.names:
            if name.casefold() in seen:
                return words("session.start.same_name", name=name)
            seen.add(name.casefold())
        return ""

    def command(self) -> OpenSession | None:
        """The command that begins the session, or None where something is missing."""
        texts = self.texts
        if texts is None or texts.programme is None or not self.names or self.problem():
            return None
        programme = texts.programme
        return OpenSession(f"{programme.id}|{programme.version}", texts.plan, self.names)

    def retranslate(self, words: Wording) -> None:
        """All words anew; what was chosen and typed stays."""
        self._words = words
        for name, head in self._heads.items():
            head.setText(words(f"session.start.{name}"))
        self._hint.setText(words("session.start.people_hint"))
        self._note.setText(words("session.start.people_note"))
        self._names.setAccessibleName(words("session.start.people"))
        self._sessions.setAccessibleName(words("session.start.heading"))
        self._list_sessions()

    def _list_sessions(self) -> None:
        if self._words is None:
            return
        chosen = max(0, self._sessions.currentRow())
        self._sessions.clear()
        for programme, plan in self._choices:
            texts = SessionTexts(programme, plan, self._words)
            name = f"{texts.name}\n{texts.theme}"
            QListWidgetItem(name, self._sessions)
        if self._choices:
            self._sessions.setCurrentRow(chosen)

    def _show_plan(self) -> None:
        clear(self._plan.body)
        texts = self.texts
        if texts is not None:
            add = self._plan.body.addWidget
            total = texts.words("session.start.minutes", count=texts.plan.planned_s // _MINUTE_S)
            add(label(f"{texts.name} \N{MIDDLE DOT} {total}", quiet=True))
            add(label(texts.theme, Size.LARGE, strong=True, wrap=True))
            for tool in texts.plan.tools:
                add(label(f"\N{BULLET} {texts.text(f'{tool}.title')}", wrap=True))
            for phase in texts.plan.phases:
                minutes = label(f"{phase.planned_s // _MINUTE_S} min", quiet=True)
                beside = row(label(texts.phase_title(phase), wrap=True), minutes, spacing=SPACE)
                beside.setStretch(0, 1)
                self._plan.body.addLayout(beside)
        self.changed.emit()
