"""What the session room says about a state: statuses, texts of the programme, lengths and times of day."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from samklang.domain.programme import Phase, PhaseKind, Programme, SessionKind, SessionPlan
from samklang.domain.session import RefusedCommand
from samklang.domain.session.overview import Overview
from samklang.ui.controls import Status
from samklang.wording import Wording

_TWO_MINUTES_S = 120

_MARKS = {
    "waiting": (Status.WAITING, "waiting"),
    "done": (Status.DONE, "done"),
    "passed": (Status.PASSED, "passed"),
    "later": (Status.LATER, "later"),
    "left": (Status.AWAY, "away"),
    "absent": (Status.ABSENT, "absent"),
}


def seat_status(now: Overview, participant: str) -> tuple[Status, str]:
    """A participant's mark and the id (under `session.status`) of the word that says the same."""
    person = now.participant(participant)
    speaks = now.turn is not None and now.turn.speaker == participant
    if now.pause is not None and now.pause.care == participant:
        return Status.ATTENTION, "care"
    if person.status == "now":
        return Status.NOW, "now" if speaks else "turn"
    if person.status in ("left", "absent"):
        return _MARKS[person.status]
    if not person.arrived:
        return Status.UNKNOWN, "expected"
    if speaks:
        return Status.NOW, "reflecting"
    return (Status.GOOD, "here") if now.phase_kind == PhaseKind.ROLL_CALL else _MARKS[person.status]


@dataclass(frozen=True, slots=True)
class SessionTexts:
    """The programme's own texts for one session, in one language.

    Attributes:
        programme: The pack, or None where the session's pack is no longer there: then ids stand for texts.
    """

    programme: Programme | None
    plan: SessionPlan
    words: Wording

    def text(self, *text_ids: str) -> str:
        """The first of these texts there is."""
        return self.programme.text(self.words.language, *text_ids) if self.programme else text_ids[0]

    def has(self, text_id: str) -> bool:
        """Whether the programme has such a text."""
        return self.text(text_id) != text_id

    @property
    def name(self) -> str:
        """Such as "REST 2"."""
        title = self.text("programme.title") if self.programme else ""
        form = "conversation" if self.plan.kind is SessionKind.CONVERSATION else "body"
        return self.words(f"session.start.{form}", programme=title, number=self.plan.number).strip()

    @property
    def theme(self) -> str:
        """The theme's title."""
        return self.text(f"{self.plan.theme}.title")

    def phase_title(self, phase: Phase) -> str:
        """A phase's name."""
        return self.text(f"session.{self.plan.id}.phase.{phase.id}.title", f"phase.{phase.id}.title")

    def phase_guide(self, phase: Phase) -> str:
        """What the facilitators do in it."""
        return self.text(f"session.{self.plan.id}.phase.{phase.id}.guide", f"phase.{phase.id}.guide")

    def reminder(self, phase: Phase, moment: str) -> str:
        """The method's reminder at a moment of a turn (`during_turn`, ...), or an empty text."""
        text_id = f"phase.{phase.id}.{moment}"
        return self.text(text_id) if self.has(text_id) else ""

    def rules(self) -> tuple[str, ...]:
        """The group's agreements."""
        if self.programme is None:
            return ()
        table = self.programme.texts.get("da", {})
        return tuple(self.text(text_id) for text_id in table if text_id.startswith("rule."))


def initials(name: str) -> str:
    """The first letters of a name's parts: "Anna Berg" is AB, "Anna" is A."""
    return "".join(part[0] for part in name.replace("-", " ").split()).upper()


def matches(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Whose name begins with what was typed or whose initials it is; a whole name or exact initials win."""
    wanted = _folded(typed)
    if not wanted:
        return ()
    exact = tuple(who for who, name in names.items() if wanted in (_folded(name), _folded(initials(name))))
    if len(exact) == 1:
        return exact
    return tuple(
        who
        for who, name in names.items()
        if _folded(name).startswith(wanted) or _folded(initials(name)).startswith(wanted)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


def listed(names: Iterable[str]) -> str:
    """Names with commas between."""
    return ", ".join(names)


def clock_text(utc_ms: int) -> str:
    """The local time of day, `13:05`."""
    return datetime.fromtimestamp(utc_ms / 1000, tz=UTC).astimezone().strftime("%H:%M")


def date_text(utc_ms: int) -> str:
    """The local day, `21.11.2026`."""
    return datetime.fromtimestamp(utc_ms / 1000, tz=UTC).astimezone().strftime("%d.%m.%Y")


def spoken_length(milliseconds: int, words: Wording) -> str:
    """A gap as one says it: "42 seconds", "3 minutes"."""
    seconds = max(1, round(milliseconds / 1000))
    if seconds < _TWO_MINUTES_S:
        return words("session.seconds", count=seconds)
    return words("session.start.minutes", count=round(seconds / 60))


def refusal_words(refusal: RefusedCommand, names: Mapping[str, str], words: Wording) -> str:
    """Why a command makes no sense just now, in one line, participants by name."""
    text_id = f"cli_session.refused.{refusal.code}"
    if not words.has(text_id):
        return words("session.refused.other")
    return words(text_id, **{key: names.get(str(value), value) for key, value in refusal.params.items()})
