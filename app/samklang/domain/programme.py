"""A programme's structure as its pack describes it: sessions, phases and tools by id; every text is looked up by id."""

from dataclasses import dataclass
from enum import StrEnum


class SessionKind(StrEnum):
    """The two kinds of group session."""

    CONVERSATION = "conversation"
    BODY = "body"


class PhaseKind(StrEnum):
    """What the facilitators do in a phase; the session room shows a different screen for each."""

    ROLL_CALL = "roll_call"
    INTRODUCTION = "introduction"
    PRESENTATION = "presentation"
    THEME = "theme"
    TURNS = "turns"
    MOVEMENT = "movement"
    BODY_SCAN = "body_scan"
    SHARING = "sharing"
    FAREWELL = "farewell"
    CLOSING = "closing"


class When(StrEnum):
    """In which of a course's conversation sessions a phase takes place."""

    EVERY = "every"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a session.

    Attributes:
        id: Unique within the session; texts are `session.SESSION.phase.ID.*` with `phase.ID.*` as the shared fallback.
        kind: What happens in it.
        planned_s: Planned length in seconds; an editable default, ours where the original states none.
        protected: True where re-planning must leave its time alone (the closing round).
    """

    id: str
    kind: PhaseKind
    planned_s: int
    protected: bool = False


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One planned session, its first/last variants already resolved.

    Attributes:
        id: Such as `conversation-1` or `body`.
        number: 1-based place among the sessions of its kind.
        kind: Conversation or body.
        theme: Text id of the theme.
        tools: Text ids of the tools, in order.
        phases: In the order they are gone through.
        sequence: Id of the sequence bag a body session plays, or None.
    """

    id: str
    number: int
    kind: SessionKind
    theme: str
    tools: tuple[str, ...]
    phases: tuple[Phase, ...]
    sequence: str | None = None

    @property
    def planned_s(self) -> int:
        """The whole session's planned length in seconds."""
        return sum(phase.planned_s for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme pack: `id|version` is what a running course pins.

    Attributes:
        texts: language -> text id -> text. A missing text falls back (see `text`).
    """

    id: str
    version: str
    status: str
    group_size: int
    facilitators: int
    sessions: tuple[SessionPlan, ...]
    texts: dict[str, dict[str, str]]

    def text(self, language: str, *text_ids: str) -> str:
        """The first of `text_ids` there is in `language`, else in Danish, else in another, else the first id itself."""
        for table in (self.texts.get(language, {}), self.texts.get("da", {}), *self.texts.values()):
            for text_id in text_ids:
                if text_id in table:
                    return table[text_id]
        return text_ids[0]

    def session(self, session_id: str) -> SessionPlan | None:
        """The session with this id, or with this number among the conversation sessions ("1".."5")."""
        for plan in self.sessions:
            if session_id in (plan.id, str(plan.number) if plan.kind is SessionKind.CONVERSATION else plan.id):
                return plan
        return None
