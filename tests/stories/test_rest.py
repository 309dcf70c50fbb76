"""Whole REST sessions as text, through the real program and an encrypted vault, checked to the second."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from samklang.bootstrap import SamklangHouse
from samklang.cli.main import main
from samklang.domain.session import overview
from samklang.domain.session.commands import OpenSession
from samklang.engine.script import ScriptClock, play_script
from samklang.engine.session import SessionEngine

from .ledger import totals

SCRIPTS = Path(__file__).with_name("scripts")
SESSIONS = {"conversation-1": "1", "conversation-2": "2", "conversation-3": "3", "conversation-4": "4"} | {
    "conversation-5": "conversation-5",
    "body": "body",
}
"""Script and how its session is called on the command line: by number or by id."""

sessions = pytest.mark.parametrize(("name", "session"), SESSIONS.items())

STATUSES = {
    "conversation-1": "done done done passed done done",
    "conversation-2": "done done done done absent",
    "conversation-3": "passed done done done",
    "conversation-4": "left done done",
    "conversation-5": "done done done",
    "body": "done done passed passed",
}


def people_of(result: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {
        name: (person["turn_s"], person["reflection_s"], person["remark_s"])
        for name, person in result["participants"].items()
    }


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMKLANG_PASSPHRASE", raising=False)


@sessions
@pytest.mark.usefixtures("passphrase")
def test_the_totals_agree_to_the_second(name: str, session: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    script = SCRIPTS / f"{name}.txt"
    vault = tmp_path / "vault"
    arguments = ["session", "script", str(script), "--programme", "rest", "--session", session]
    assert main([*arguments, "--store", str(vault), "--json"], SamklangHouse()) == 0
    result = json.loads(capsys.readouterr().out)
    elapsed_s, paused_s, people = totals(script.read_text(encoding="utf-8"))
    assert people_of(result) == people
    assert (result["elapsed_s"], result["paused_s"], result["closed"]) == (elapsed_s, paused_s, True)
    assert [person["status"] for person in result["participants"].values()] == STATUSES[name].split()
    for person in result["participants"].values():
        assert person["total_s"] == person["turn_s"] + person["reflection_s"] + person["remark_s"]

    assert main(["session", "list", "--store", str(vault), "--json"], SamklangHouse()) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["position"] == result["position"]
    assert listed["programme"].startswith("rest|")
    assert main(["session", "show", listed["id"], "--store", str(vault), "--json"], SamklangHouse()) == 0
    assert json.loads(capsys.readouterr().out) == result


@sessions
def test_a_crash_at_any_quarter_changes_no_total(name: str, session: str):
    """The program stops after a part of the script and goes on from its log at the next line's time."""
    house = SamklangHouse()
    plan = house.catalog.programme("rest").session(session)
    assert plan is not None
    opening = partial(OpenSession, "rest|1", plan)
    text = (SCRIPTS / f"{name}.txt").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    log = house.open_memory_log()
    clock = ScriptClock(1_800_000_000_000)
    engine = SessionEngine(log, clock)
    for quarter in range(4):
        part = "".join(lines[len(lines) * quarter // 4 : len(lines) * (quarter + 1) // 4])
        assert play_script(part.encode(), opening, engine, clock, lambda _line, _accepted: None) is None
        engine.close()
        if quarter < 3:
            engine = SessionEngine.reopen(log, clock, engine.session_id)
    now = overview(engine.state, 0)
    assert now is not None
    elapsed_s, paused_s, people = totals(text)
    assert {
        person.name: (person.turn_ms // 1000, person.reflection_ms // 1000, person.remark_ms // 1000)
        for person in now.participants
    } == people
    assert (now.elapsed_ms, now.paused_ms) == (elapsed_s * 1000, paused_s * 1000)


def test_the_first_session_runs_twenty_minutes_over():
    elapsed_s, paused_s, _ = totals((SCRIPTS / "conversation-1.txt").read_text(encoding="utf-8"))
    plan = SamklangHouse().catalog.programme("rest").session("1")
    assert plan is not None
    assert elapsed_s - plan.planned_s == 20 * 60
    assert paused_s == 14 * 60
