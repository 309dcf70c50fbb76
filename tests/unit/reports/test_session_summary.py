"""The session summary, from sessions led by the real engine from text."""

import json
import re
from dataclasses import replace
from functools import partial

import pytest

from samklang.domain.programme import Phase, PhaseKind, Programme, SessionKind, SessionPlan
from samklang.domain.session import NotOpened, Session
from samklang.domain.session.commands import OpenSession
from samklang.domain.session.events import Event, SessionReopened
from samklang.engine.replay import replayed
from samklang.engine.script import ScriptClock, play_script
from samklang.engine.session import SessionEngine
from samklang.reports.session_summary import (
    CorrectionLine,
    GapLine,
    PauseLine,
    PhaseLine,
    SessionSummary,
    Titles,
    TurnLine,
    session_summary,
)
from samklang.reports.session_summary_html import clock_text, span_text, summary_html
from samklang.reports.session_summary_json import summary_json
from samklang.store.memory import MemoryEventLog
from samklang.wording import LANGUAGES, Wording

MINUTE_MS = 60_000
OPENED_UTC_MS = 1_795_290_000_000
PLAN = SessionPlan(
    id="conversation-1",
    number=1,
    kind=SessionKind.CONVERSATION,
    theme="theme.symptoms",
    tools=(),
    phases=(
        Phase("roll-call", PhaseKind.ROLL_CALL, 600),
        Phase("turns", PhaseKind.TURNS, 3600),
        Phase("closing", PhaseKind.CLOSING, 300, protected=True),
    ),
)
PROGRAMME = Programme(
    "rest",
    "1.0.0",
    "active",
    6,
    2,
    (PLAN,),
    {
        "da": {
            "programme.title": "REST",
            "theme.symptoms.title": "Egne tegn",
            "phase.roll-call.title": "Velkommen",
            "phase.closing.title": "Slut",
            "session.conversation-1.phase.closing.title": "Slut for i dag",
        }
    },
)
SCRIPT = """
00:00 open Anna Bo "Carla <b>&" Dag
00:10 arrive Anna
00:20 arrive Bo
00:30 arrive "Carla <b>&"
00:40 absent Dag
05:00 turn Anna
15:00 reflect Bo
17:00 remark "Carla <b>&" 20
18:00 round-off
19:00 end-turn
20:00 pause
25:00 resume
26:00 turn Bo
30:00 care "Carla <b>&"
32:00 resume
36:00 end-turn
"""
REST_OF_IT = """
36:10 add Anna 30
36:20 take Bo 40
36:30 move 50 Anna Bo
36:40 move 10 Anna Bo
36:50 undo
37:00 leave "Carla <b>&"
38:00 next
40:00 close
"""


def led(script: str) -> Session:
    clock = ScriptClock(OPENED_UTC_MS)
    engine = SessionEngine(MemoryEventLog(), clock, "monday")
    opening = partial(OpenSession, "rest|1.0.0", PLAN)
    assert play_script(script.encode(), opening, engine, clock, lambda _line, _accepted: None) is None
    engine.close()
    assert isinstance(engine.state, Session)
    return engine.state


def summed(script: str, *, pseudonymous: bool = False) -> SessionSummary:
    return session_summary(led(script), Titles(Wording("da"), PROGRAMME), pseudonymous=pseudonymous)


def minutes(number: float) -> int:
    return round(number * MINUTE_MS)


def test_planned_stands_beside_actual():
    summary = summed(SCRIPT + REST_OF_IT)
    assert summary.phases == (
        PhaseLine("roll-call", "Velkommen", minutes(10), minutes(5)),
        PhaseLine("turns", "Turene", minutes(60), minutes(26)),  # 33 less 7 of pauses
        PhaseLine("closing", "Slut for i dag", minutes(5), minutes(2)),
    )
    assert (summary.elapsed_ms, summary.planned_ms, summary.paused_ms) == (minutes(40), minutes(75), minutes(7))
    assert (summary.title, summary.theme, summary.closed) == ("REST", "Egne tegn", True)
    assert (summary.programme, summary.version, summary.opened_utc_ms) == ("rest", "1.0.0", OPENED_UTC_MS)


def test_everybody_has_attendance_turn_and_times():
    lines = {line.name: line for line in summed(SCRIPT + REST_OF_IT).participants}
    assert {name: (line.attendance, line.turn, line.turns) for name, line in lines.items()} == {
        "Anna": ("present", "done", 1),
        "Bo": ("present", "done", 1),
        "Carla <b>&": ("left", "waiting", 0),
        "Dag": ("absent", "waiting", 0),
    }
    anna, bo, carla = lines["Anna"], lines["Bo"], lines["Carla <b>&"]
    assert anna.turn_ms == minutes(10) + 30_000 - 50_000
    assert (bo.turn_ms, bo.reflection_ms) == (minutes(8) - 40_000 + 50_000, minutes(3) - 20_000)
    assert (carla.remark_ms, carla.total_ms) == (20_000, 20_000)
    assert all(it.total_ms == it.turn_ms + it.reflection_ms + it.remark_ms for it in lines.values())


def test_no_minute_is_lost_or_counted_twice():
    summary = summed(SCRIPT + REST_OF_IT)
    booked = sum(person.total_ms for person in summary.participants) + summary.group_ms + summary.round_off_ms
    assert booked + summary.paused_ms == summary.elapsed_ms
    assert sum(phase.actual_ms for phase in summary.phases) + summary.paused_ms == summary.elapsed_ms
    assert sum(pause.length_ms for pause in summary.pauses) == summary.paused_ms


def test_turns_stand_in_order_with_who_reflected():
    assert summed(SCRIPT).turns == (
        TurnLine("Anna", minutes(5), minutes(14), ("Bo",)),
        TurnLine("Bo", minutes(26), minutes(8), ()),
    )


def test_pauses_say_whom_they_were_for():
    assert summed(SCRIPT).pauses == (
        PauseLine(minutes(20), minutes(5), None),
        PauseLine(minutes(30), minutes(2), "Carla <b>&"),
    )


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("40:00 pause\n43:00 close", [PauseLine(minutes(40), minutes(3), None)]),
        ("40:00 pause\n41:00 care Bo\n43:00 resume", [PauseLine(minutes(40), minutes(3), "Bo")]),
        ("40:00 pause\n41:00 undo", []),
        ("40:00 pause\n41:00 leave Bo", [PauseLine(minutes(40), minutes(1), None)]),
    ],
    ids=["closed in it", "becomes care", "undone", "still on"],
)
def test_a_pause_ends_with_what_ended_it(then: str, expected: list[PauseLine]):
    assert list(summed(f"{SCRIPT}{then}").pauses[2:]) == expected


def test_corrections_that_stand_are_told_and_undone_ones_are_not():
    assert summed(SCRIPT + REST_OF_IT).corrections == (
        CorrectionLine(minutes(36) + 10_000, "added", "Anna", None, 30_000),
        CorrectionLine(minutes(36) + 20_000, "taken", "Bo", None, 40_000),
        CorrectionLine(minutes(36) + 30_000, "moved", "Anna", "Bo", 50_000),
    )


def test_every_time_the_program_was_away_is_told_from_the_log_and_the_last_one_from_the_state():
    log, clock = MemoryEventLog(), ScriptClock(OPENED_UTC_MS)
    engine = SessionEngine(log, clock, "monday")
    engine.submit(OpenSession("rest|1.0.0", PLAN, ("Anna",))).result()
    for away_min in (10, 25):
        engine.close()
        clock.offset_ms = minutes(away_min)
        engine = SessionEngine.reopen(log, clock, "monday")
    engine.close()
    state, events = replayed(NotOpened(), log.read("monday"))
    assert isinstance(state, Session)
    titles = Titles(Wording("da"))
    both = (GapLine(0, minutes(10)), GapLine(minutes(10), minutes(15)))
    assert session_summary(state, titles, events=events).gaps == both
    assert session_summary(state, titles).gaps == both[1:]
    assert "Programmet var væk" in summary_html(session_summary(state, titles), Wording("da"))


def test_a_running_session_is_summed_up_at_the_moment_asked_for():
    session = led(SCRIPT)
    at_last_event = session_summary(session, Titles(Wording("da")))
    later = session_summary(session, Titles(Wording("da")), now_ms=session.last_ms + minutes(4))
    assert not later.closed
    assert later.elapsed_ms - at_last_event.elapsed_ms == minutes(4)
    assert "i gang" in summary_html(later, Wording("da"))
    assert "i gang" not in summary_html(summed(SCRIPT + REST_OF_IT), Wording("da"))


def test_without_its_pack_a_session_is_told_in_plain_words():
    summary = session_summary(led(SCRIPT), Titles(Wording("da")))
    assert (summary.title, summary.theme) == ("rest", "conversation-1")
    assert [phase.title for phase in summary.phases] == ["Velkomst og fremmøde", "Turene", "Afrunding"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pseudonymous_summary_holds_no_name(language: str):
    names = ("Anna", "Bo", "Carla", "Dag")
    summary = summed(SCRIPT + REST_OF_IT, pseudonymous=True)
    for text in (summary_html(summary, Wording(language)), summary_json(summary)):
        assert not any(re.search(rf"\b{name}\b", text) for name in names)
        assert "P4" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("script", [SCRIPT, SCRIPT + REST_OF_IT, "00:00 open Anna"], ids=["running", "closed", "begun"])
def test_a_page_has_only_words_and_nothing_from_outside(language: str, script: str):
    page = summary_html(summed(script), Wording(language))
    assert not re.search(r"summary\.\w+", page)
    assert not re.search(r"<script|https?:|src=|@import|url\(", page)
    assert "<b>" not in page
    assert page.startswith("<!DOCTYPE html>")
    assert f'lang="{language}"' in page


def test_a_name_is_shown_as_it_was_given():
    assert "Carla &lt;b&gt;&amp;" in summary_html(summed(SCRIPT), Wording("da"))


def test_json_carries_seconds_with_their_unit():
    fields = json.loads(summary_json(replace(summed(SCRIPT + REST_OF_IT), group_ms=1500)))
    assert fields["schema"] == 1
    assert fields["opened_utc"] == "2026-11-21T19:40:00Z"
    assert (fields["elapsed_s"], fields["planned_s"], fields["group_s"]) == (2400, 4500, 1.5)
    assert fields["phases"][0] == {"id": "roll-call", "title": "Velkommen", "planned_s": 600, "actual_s": 300}
    assert fields["turns"][0] == {"name": "Anna", "at_s": 300, "spent_s": 840, "reflected": ["Bo"]}
    assert fields["corrections"][2]["receiver"] == "Bo"
    assert "_ms" not in summary_json(summed(SCRIPT))


def test_a_session_that_plans_nothing_has_bars_of_no_length():
    summary = summed("00:00 open Anna")
    phases = tuple(replace(phase, planned_ms=0, actual_ms=0) for phase in summary.phases)
    assert 'width="0.0"' in summary_html(replace(summary, phases=phases), Wording("da"))


@pytest.mark.parametrize(
    ("milliseconds", "clock", "span"),
    [
        (0, "0:00", "0 sek"),
        (999, "0:00", "0 sek"),
        (59_000, "0:59", "59 sek"),
        (60_000, "1:00", "1 min"),
        (61_000, "1:01", "1 min 1 sek"),
        (3_599_999, "59:59", "59 min 59 sek"),
        (3_600_000, "1:00:00", "1 t 0 min"),
        (9_061_000, "2:31:01", "2 t 31 min"),
    ],
)
def test_lengths_are_written_as_a_clock_shows_them(milliseconds: int, clock: str, span: str):
    assert clock_text(milliseconds) == clock
    assert span_text(milliseconds, Wording("da")) == span


def test_an_event_of_another_kind_is_no_gap():
    events: tuple[Event, ...] = (SessionReopened(OPENED_UTC_MS + 5000, OPENED_UTC_MS + 1000),)
    session = led(SCRIPT)
    assert session_summary(session, Titles(Wording("da")), events=events).gaps == (GapLine(1000, 4000),)
