"""Sessions nobody would think of, led by the real engine and calculated a second time, second by second."""

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from samklang.domain.programme import Phase, PhaseKind, SessionKind, SessionPlan
from samklang.domain.session import commands, overview
from samklang.engine.script import ScriptClock, play_script
from samklang.engine.session import SessionEngine
from samklang.store.memory import MemoryEventLog

from .ledger import totals

PLAN = SessionPlan(
    "conversation-1",
    1,
    SessionKind.CONVERSATION,
    "theme",
    (),
    (Phase("roll-call", PhaseKind.ROLL_CALL, 300), Phase("turns", PhaseKind.TURNS, 6000)),
)

names = st.sampled_from(["Anna", "Bo", "Carla"])
seconds = st.integers(1, 90)
lines = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["turn", "turn", "reflect", "reflect", "pass", "later"]), names),
    st.builds("{} {}".format, st.sampled_from(["leave", "return", "absent", "care"]), names),
    st.builds("arrive {}".format, st.sampled_from(["Anna", "Dora"])),
    st.builds("{} {} {}".format, st.sampled_from(["remark", "remark", "add", "take"]), names, seconds),
    st.builds("move {} {} {}".format, seconds, names, names),
    st.sampled_from(["round-off", "end-turn", "pause", "resume", "resume", "undo", "undo", "redo", "next", "close"]),
)
told = st.lists(st.tuples(st.integers(0, 60), lines), min_size=25, max_size=50)


@given(told)
@settings(max_examples=100, deadline=None)
def test_any_session_agrees_with_the_second_calculation(told: list[tuple[int, str]]):
    """Lines that make no sense at their moment are left out; the rest is a session."""
    clock = ScriptClock(1_800_000_000_000)
    engine = SessionEngine(MemoryEventLog(), clock)
    opening = partial(commands.OpenSession, "rest|1", PLAN)
    kept: list[str] = []
    now_s = 0
    for wait_s, line in [(0, "open Anna Bo Carla"), *told]:
        offset = f"{(now_s + wait_s) // 60:02}:{(now_s + wait_s) % 60:02}"
        if play_script(f"{offset} {line}".encode(), opening, engine, clock, lambda _line, _accepted: None) is None:
            kept.append(f"{offset} {line}")
            now_s += wait_s
    engine.close()
    now = overview(engine.state, clock.utc_ms())
    assert now is not None
    elapsed_s, paused_s, people = totals("\n".join(kept))
    assert {
        person.name: (person.turn_ms // 1000, person.reflection_ms // 1000, person.remark_ms // 1000)
        for person in now.participants
    } == people, "\n".join(kept)
    assert (now.elapsed_ms, now.paused_ms) == (elapsed_s * 1000, paused_s * 1000), "\n".join(kept)
