"""What `decide` answers: the events that have happened, or why nothing has."""

from dataclasses import dataclass, field
from typing import TypeAlias

from samklang.domain.session.events import Event


@dataclass(frozen=True, slots=True)
class RefusedCommand:
    """The command makes no sense at this moment; nothing has happened.

    Attributes:
        code: A short stable code; the words stand under `cli_session.refused.CODE` with the names in `params`.
        params: Participant ids under `participant`, whole numbers under names that carry their unit,
            durations in whole seconds (rounded down), as they are shown.
    """

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


Answer: TypeAlias = tuple[Event, ...] | RefusedCommand


def refuse(code: str, **params: str | int) -> RefusedCommand:
    """A refusal with its parameters."""
    return RefusedCommand(code, params)
