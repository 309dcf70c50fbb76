"""`samklang session`: play a session from a script through the real engine and store; list and show stored ones."""

import argparse
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from samklang.cli.streams import one_line, print_json
from samklang.domain.programme import Programme, SessionPlan
from samklang.domain.session import Overview, Session, overview
from samklang.domain.session.commands import OpenSession
from samklang.engine.house import House
from samklang.engine.ports import EventLog, Refused
from samklang.engine.replay import read_session
from samklang.engine.script import LARGEST_SCRIPT, ScriptClock, ScriptLine, ScriptRefusal, play_script
from samklang.engine.session import Accepted, SessionEngine
from samklang.wording import Wording
from samklang.wording.faults import fault_reason

DONE = 0


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The three verbs of `session`."""
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    script = verbs.add_parser("script", help="play a session from text with a simulated clock (docs/session-script.md)")
    script.add_argument("file", type=Path, metavar="FILE")
    script.add_argument("--programme", required=True, metavar="ID")
    script.add_argument("--session", required=True, metavar="N", help="1, 2, ... or the id of a session")
    script.set_defaults(run=_script)
    listing = verbs.add_parser("list", help="all stored sessions, the latest first")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="one stored session")
    showing.add_argument("id", metavar="ID")
    showing.set_defaults(run=_show)
    script.add_argument("--store", type=Path, metavar="PATH", help="vault to keep it in (default: not kept)")
    for verb in (listing, showing):
        verb.add_argument("--store", type=Path, metavar="PATH", help="vault to read (default: your own)")
    for verb in (script, listing, showing):
        verb.add_argument("--json", action="store_true", help="for programs")


def _script(options: argparse.Namespace, house: House) -> int:
    wording = house.wording
    programme, plan = _plan(options.programme, options.session, house)
    content = _read(options.file, wording)
    log = house.open_vault(options.store) if options.store else house.open_memory_log()
    try:
        clock = ScriptClock(house.clock.utc_ms())
        engine = SessionEngine(log, clock, author="script")
        try:
            opening = partial(OpenSession, f"{programme.id}|{programme.version}", plan)
            acknowledge = _ignore if options.json else _acknowledge
            refusal = play_script(content, opening, engine, clock, acknowledge)
        finally:
            engine.close()
        now = engine.overview()
        if now is not None:
            if options.json:
                _print_json(now, engine.position)
            else:
                _print_text(now, engine.position if options.store else None, wording, programme)
        if refusal is not None:
            raise Refused(_refusal_text(refusal, engine.state, wording))
    finally:
        log.close()
    return DONE


def _list(options: argparse.Namespace, house: House) -> int:
    log = _stored_log(options, house)
    try:
        sessions = [(session_id, *_stored(log, session_id, house.wording)) for session_id in log.session_ids()]
    finally:
        log.close()
    if options.json:
        fields = [
            {
                "id": session_id,
                "programme": now.programme,
                "session": now.session,
                "opened_utc": _time_of_day(now.opened_ms),
                "closed": now.closed,
                "position": position,
            }
            for session_id, now, position in sessions
        ]
        print_json(fields)
        return DONE
    if not sessions:
        print(house.wording("cli_session.none"))
    for session_id, now, _ in sessions:
        state = house.wording("cli_session.closed" if now.closed else "cli_session.open")
        print(f"{session_id}  {_time_of_day(now.opened_ms)}  {now.programme} {now.session}  {state}")
    return DONE


def _show(options: argparse.Namespace, house: House) -> int:
    log = _stored_log(options, house)
    try:
        if options.id not in log.session_ids():
            raise Refused(house.wording("cli_session.unknown_session", session=options.id))
        now, position = _stored(log, options.id, house.wording)
    finally:
        log.close()
    if options.json:
        _print_json(now, position)
    else:
        programme_id = now.programme.partition("|")[0]
        programme = next((each for each in house.catalog.programmes() if each.id == programme_id), None)
        _print_text(now, position, house.wording, programme)
    return DONE


def _plan(programme_id: str, session: str, house: House) -> tuple[Programme, SessionPlan]:
    programme = house.catalog.programme(programme_id)
    plan = programme.session(session)
    if plan is None:
        choice = ", ".join(each.id for each in programme.sessions)
        raise Refused(house.wording("cli_session.no_such_session", session=session, choice=choice))
    return programme, plan


def _read(path: Path, wording: Wording) -> bytes:
    """The file's bytes, no more of them than a script can have."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_SCRIPT + 1)
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the path
        reason = fault_reason(fault, wording) if isinstance(fault, OSError) else str(fault)
        raise Refused(wording("cli_session.unreadable", file=path, reason=reason)) from fault


def _stored_log(options: argparse.Namespace, house: House) -> EventLog:
    """The vault to read: the user's own is made if need be, but a place that was named must be there."""
    if options.store is not None and not os.path.lexists(options.store):
        raise Refused(house.wording("store.vault_missing", path=options.store))
    return house.open_vault(options.store)


def _stored(log: EventLog, session_id: str, wording: Wording) -> tuple[Overview, int]:
    """A stored session as it stood at its last event."""
    state, position = read_session(log, session_id)
    now = overview(state, 0)
    if now is None:
        raise Refused(wording("cli_session.unknown_session", session=session_id))
    return now, position


def _acknowledge(line: ScriptLine, accepted: Accepted) -> None:
    """One line, written out at once: whoever has read it knows that it is stored."""
    minutes, seconds = divmod(line.offset_ms // 1000, 60)
    words = " ".join(f'"{word}"' if " " in word else word for word in (line.word, *line.arguments))
    print(f"{accepted.position:>5}  {minutes:02}:{seconds:02}  {one_line(words)}", flush=True)


def _ignore(_line: ScriptLine, _accepted: Accepted) -> None:
    """Nothing but the result is printed for programs."""


def _refusal_text(refusal: ScriptRefusal, state: object, wording: Wording) -> str:
    params = dict(refusal.params)
    if isinstance(state, Session):
        names = state.names
        params |= {key: names.get(str(value), value) for key, value in params.items() if key == "participant"}
    text = wording(f"cli_session.refused.{refusal.code}", **params)
    return wording("cli_session.line", number=refusal.number, text=text) if refusal.number else text


def _print_json(now: Overview, position: int) -> None:
    fields = {
        "phase": now.phase,
        "elapsed_s": _seconds(now.elapsed_ms),
        "paused_s": _seconds(now.paused_ms),
        "position": position,
        "closed": now.closed,
        "participants": {
            person.name: {
                "status": person.status,
                "turns": person.turns,
                "turn_s": _seconds(person.turn_ms),
                "reflection_s": _seconds(person.reflection_ms),
                "remark_s": _seconds(person.remark_ms),
                "total_s": _seconds(person.total_ms),
            }
            for person in now.participants
        },
    }
    print_json(fields)


def _print_text(now: Overview, position: int | None, wording: Wording, programme: Programme | None) -> None:
    """The state and a table; `position` is None where nothing was kept, `programme` where it is not here any more."""
    phase = now.phase
    if programme is not None:
        in_session = f"session.{now.session}.phase.{phase}.title"
        phase = programme.text(wording.language, in_session, f"phase.{phase}.title")
    state = wording("cli_session.closed" if now.closed else "cli_session.open")
    print(f"\n{now.programme} {now.session}: {state}")
    print(wording("cli_session.phase", phase=phase))
    print(wording("cli_session.elapsed", elapsed=_clock(now.elapsed_ms), paused=_clock(now.paused_ms)))
    print(wording("cli_session.not_kept") if position is None else wording("cli_session.stored", count=position))
    columns = ("name", "status", "turns", "turn", "reflection", "remark", "total")
    rows = [[wording(f"cli_session.column.{column}") for column in columns]]
    rows += [
        [
            person.name,
            wording(f"cli_session.status.{person.status}"),
            str(person.turns),
            *map(_clock, (person.turn_ms, person.reflection_ms, person.remark_ms, person.total_ms)),
        ]
        for person in now.participants
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        words = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        print("  ".join(words + numbers))


def _seconds(duration_ms: int) -> float:
    """Seconds, as a whole number where it is one."""
    return duration_ms // 1000 if duration_ms % 1000 == 0 else duration_ms / 1000


def _clock(duration_ms: int) -> str:
    minutes, seconds = divmod(duration_ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _time_of_day(utc_ms: int) -> str:
    return datetime.fromtimestamp(utc_ms / 1000, UTC).isoformat(timespec="seconds")
