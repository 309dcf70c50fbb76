"""Reads a programme pack: `programme.toml` for the structure, `text/LANG.toml` for the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from samklang.catalog.untrusted import LARGEST_BYTES, Fields, NotValid, read_toml
from samklang.domain.programme import Phase, PhaseKind, Programme, SessionKind, SessionPlan, When
from samklang.wording import LANGUAGES, Wording

DESCRIPTION = "programme.toml"

_STATUS = ("draft", "active", "retired", "unknown")
"""FHIR R5 PublicationStatus."""

_KEYS = (
    *("id", "version", "status", "title", "subtitle", "source", "license"),
    *("group_size", "facilitators", "action", "phases", "planned_min"),
)

_LONGEST_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that could be read.

    Attributes:
        referenced: Ids the structure refers to; each is a text or a group of texts (`ID.title` and so on).
    """

    programme: Programme
    referenced: tuple[str, ...]


def read_pack(folder: Path, wording: Wording) -> Pack:
    """The pack in `folder`. Missing texts are no reason to refuse it; see `missing_texts`.

    Raises:
        NotValid: Its structure is not what it should be.
        Refused: It cannot be read at all.
    """
    fields = read_toml(folder / DESCRIPTION, folder, wording)
    fields.end(_KEYS)
    phases = {kind: _phase_plans(table) for kind, table in _by_kind(fields)}
    sessions = tuple(_sessions(fields, phases))
    programme = Programme(
        id=fields.identifier("id"),
        version=fields.version("version"),
        status=fields.one_of("status", _STATUS),
        group_size=fields.whole("group_size", 1, 100),
        facilitators=fields.whole("facilitators", 1, 20),
        sessions=sessions,
        texts={language: _texts(folder, language, wording) for language in LANGUAGES},
    )
    named = [fields.text("title")] + [fields.text(key) for key in ("subtitle", "source", "license") if fields.has(key)]
    return Pack(programme, tuple(dict.fromkeys([*named, *_referenced(sessions)])))


def missing_texts(pack: Pack) -> dict[str, tuple[str, ...]]:
    """What is missing in each language: ids the structure refers to and ids that another language has."""
    tables = pack.programme.texts
    somewhere = {text_id for table in tables.values() for text_id in table}
    return {language: tuple(sorted(_missing(pack.referenced, table, somewhere))) for language, table in tables.items()}


def _missing(referenced: tuple[str, ...], table: dict[str, str], somewhere: set[str]) -> Iterator[str]:
    yield from somewhere - table.keys()
    for text_id in referenced:
        if not any(other == text_id or other.startswith(f"{text_id}.") for other in somewhere):
            yield text_id


def _referenced(sessions: tuple[SessionPlan, ...]) -> Iterator[str]:
    for plan in sessions:
        yield f"{plan.theme}.title"
        for tool in plan.tools:
            yield f"{tool}.title"
        for phase in plan.phases:
            yield f"phase.{phase.id}.title"


# --- structure


@dataclass(frozen=True, slots=True)
class _PhasePlan:
    """A phase before the variants are resolved; `planned_s` is None where it takes what the others leave."""

    id: str
    kind: PhaseKind
    planned_s: int | None
    when: When
    protected: bool


def _by_kind(fields: Fields) -> Iterator[tuple[SessionKind, Fields]]:
    seen: set[str] = set()
    for table in fields.tables("phases", most=len(SessionKind)):
        table.end(("for", "action"))
        kind = table.one_of("for", list(SessionKind))
        _once(table, "for", kind, seen)
        yield SessionKind(kind), table


def _phase_plans(table: Fields) -> tuple[_PhasePlan, ...]:
    seen: set[str] = set()
    plans = []
    for phase in table.tables("action", most=50):
        phase.end(("id", "kind", "planned_min", "takes_rest", "when", "protected"))
        phase_id = phase.identifier("id")
        _once(phase, "id", phase_id, seen)
        takes_rest = phase.truth("takes_rest", default=False)
        if takes_rest == phase.has("planned_min"):
            raise table.refusal("catalog.one_rest", "takes_rest")
        plans.append(
            _PhasePlan(
                id=phase_id,
                kind=PhaseKind(phase.one_of("kind", list(PhaseKind))),
                planned_s=None if takes_rest else round(phase.number("planned_min", 0.1, _LONGEST_MIN) * 60),
                when=When(phase.one_of("when", list(When), default=When.EVERY.value)),
                protected=phase.truth("protected", default=False),
            )
        )
    if sum(plan.planned_s is None for plan in plans) > 1:
        raise table.refusal("catalog.one_rest", "takes_rest")
    return tuple(plans)


def _sessions(fields: Fields, phases: dict[SessionKind, tuple[_PhasePlan, ...]]) -> Iterator[SessionPlan]:
    tables = [(SessionKind(table.one_of("type", list(SessionKind))), table) for table in fields.tables("action")]
    if not tables:
        raise fields.refusal("catalog.no_sessions", "action")
    numbers = {kind: [table.whole("number", 1, 200) for each, table in tables if each is kind] for kind in SessionKind}
    ids: set[str] = set()
    places: set[str] = set()
    for kind, table in tables:
        table.end(("id", "type", "number", "theme", "tools", "sequence"))
        session_id, number = table.identifier("id"), table.whole("number", 1, 200)
        _once(table, "id", session_id, ids)
        _once(table, "number", f"{kind} {number}", places)
        variants = {When.EVERY}
        if number == min(numbers[kind]):
            variants.add(When.FIRST)
        if number == max(numbers[kind]):
            variants.add(When.LAST)
        taken = [plan for plan in phases.get(kind, ()) if plan.when in variants]
        if not taken:
            raise table.refusal("catalog.no_phases", session_id)
        yield SessionPlan(
            id=session_id,
            number=number,
            kind=kind,
            theme=table.text("theme"),
            tools=table.texts("tools", default=()),
            phases=tuple(_resolved(fields, kind, taken)),
            sequence=table.identifier("sequence") if table.has("sequence") else None,
        )


def _resolved(fields: Fields, kind: SessionKind, plans: list[_PhasePlan]) -> Iterator[Phase]:
    """The phases with seconds; the one that takes the rest gets what the others leave of the session's length."""
    fixed_s = sum(plan.planned_s or 0 for plan in plans)
    rest_s = 0
    if any(plan.planned_s is None for plan in plans):
        lengths = fields.inner("planned_min")
        lengths.end(SessionKind)
        rest_s = round(lengths.number(kind, 1, _LONGEST_MIN) * 60) - fixed_s
        if rest_s <= 0:
            whole_min = (rest_s + fixed_s) / 60
            names = {"planned_min": f"{fixed_s / 60:g}", "whole_min": f"{whole_min:g}"}
            raise lengths.refusal("catalog.no_rest", kind, **names)
    for plan in plans:
        yield Phase(plan.id, plan.kind, rest_s if plan.planned_s is None else plan.planned_s, plan.protected)


def _once(fields: Fields, key: str, value: str, seen: set[str]) -> None:
    if value in seen:
        raise fields.refusal("catalog.twice", key, value=value)
    seen.add(value)


# --- words


def _texts(folder: Path, language: str, wording: Wording) -> dict[str, str]:
    """A language's texts by dotted id; none where there is no such file."""
    path = folder / "text" / f"{language}.toml"
    if not path.exists() and not path.is_symlink():
        return {}
    return dict(_flat(read_toml(path, folder, wording), ""))


def _flat(fields: Fields, prefix: str) -> Iterator[tuple[str, str]]:
    for key in fields.table:
        if not key.isprintable():
            raise fields.refusal("catalog.unshown", key)
        if isinstance(fields.table[key], dict):
            yield from _flat(fields.inner(key), f"{prefix}{key}.")
        else:
            text = fields.text(key, longest=LARGEST_BYTES)
            if not text.strip():
                raise NotValid(fields.wording("catalog.missing", where=fields.where, key=key))
            yield f"{prefix}{key}", text
