"""Scripts: what is read, what is refused with its line, and that the state before a refusal stands."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import pytest

from samklang.domain.programme import SessionPlan
from samklang.domain.session import Overview
from samklang.domain.session.commands import OpenSession
from samklang.engine.ports import Refused
from samklang.engine.script import LARGEST_SCRIPT, ScriptClock, ScriptLine, ScriptRefusal, play_script, read_script
from samklang.engine.session import SessionEngine

from .conftest import ShelfLog

Played: TypeAlias = tuple[ScriptRefusal | None, list[tuple[int, int]], Overview | None]
Play: TypeAlias = Callable[[str | bytes], Played]


@pytest.fixture
def play(log: ShelfLog, plan: SessionPlan) -> Play:
    """Play a script's text on a fresh engine; the refusal if any, and what was acknowledged."""

    def played(text: str | bytes) -> Played:
        clock = ScriptClock(1_800_000_000_000)
        engine = SessionEngine(log, clock, "s1")
        acknowledged: list[tuple[int, int]] = []
        content = text if isinstance(text, bytes) else text.encode()
        try:
            refusal = play_script(
                content,
                partial(OpenSession, "rest|1", plan),
                engine,
                clock,
                lambda line, accepted: acknowledged.append((line.number, accepted.position)),
            )
        finally:
            engine.close()
        return refusal, acknowledged, engine.overview()

    return played


def test_every_word(play: Play):
    refusal, acknowledged, now = play(
        """\
# a comment, and an empty line

00:00 open Anna "Bo Larsen" 'Carla M' “Dag Ø” Eva   # five
00:10 arrive Anna
00:20 arrive Finn            # not on the list
00:30 absent Eva
01:00 next
02:00 turn Anna
03:00 remark "Bo Larsen" 10
04:00 reflect 'Carla M'
05:00 pass “Dag Ø”
06:00 round-off
07:00 end-turn
07:00 later Finn
07:00 pass "Dag Ø"
08:00 leave "Bo Larsen"
09:00 return "Bo Larsen"
10:00 pause
11:00 resume
12:00 care Finn
13:00 resume
14:00 add Anna 60
14:00 take Anna 30
14:00 move 20 Anna Finn
14:00 undo
14:00 redo
125:07 close
"""
    )
    assert refusal is None
    assert len(acknowledged) == 25
    assert acknowledged[0] == (3, 6)
    assert now is not None
    assert now.closed
    assert now.elapsed_ms == (125 * 60 + 7) * 1000
    assert now.paused_ms == 120_000
    times = {person.name: (person.turn_ms, person.reflection_ms, person.remark_ms) for person in now.participants}
    assert times == {
        "Anna": (120_000 - 10_000 + 60_000 - 30_000 - 20_000, 0, 0),
        "Bo Larsen": (0, 0, 10_000),
        "Carla M": (0, 120_000, 0),
        "Dag Ø": (0, 0, 0),
        "Eva": (0, 0, 0),
        "Finn": (20_000, 0, 0),
    }
    assert {person.name: person.status for person in now.participants} == {
        "Anna": "done",
        "Bo Larsen": "waiting",
        "Carla M": "waiting",
        "Dag Ø": "passed",
        "Eva": "absent",
        "Finn": "later",
    }


def test_elapsed_runs_from_open_not_from_the_scripts_zero(play: Play):
    _, _, now = play("05:00 open Anna\n06:30 next\n")
    assert now is not None
    assert now.elapsed_ms == 90_000


@pytest.mark.parametrize(
    ("line", "code", "params"),
    [
        ("sing", "bad_offset", {}),
        ("5 next", "bad_offset", {}),
        ("00:60 next", "bad_offset", {}),
        ("00:5 next", "bad_offset", {}),
        ("-1:00 next", "bad_offset", {}),
        ("\u0660\u0665:\u0660\u0660 next", "bad_offset", {}),
        ("99999:00 next", "bad_offset", {}),
        ("00:59 next", "offset_backwards", {}),
        ("02:00", "no_word", {}),
        ("02:00 # nothing", "no_word", {}),
        ("02:00 sing", "unknown_word", {"word": "sing"}),
        ("02:00 NEXT", "unknown_word", {"word": "NEXT"}),
        ('02:00 turn "Anna', "bad_quotes", {}),
        ('02:00 turn "Anna"Bo', "bad_quotes", {}),
        ("02:00 turn", "wrong_arguments", {"word": "turn"}),
        ("02:00 turn Anna Bo", "wrong_arguments", {"word": "turn"}),
        ("02:00 next now", "wrong_arguments", {"word": "next"}),
        ("02:00 arrive", "wrong_arguments", {"word": "arrive"}),
        ("02:00 turn Zoe", "unknown_name", {"name": "Zoe"}),
        ("02:00 add Anna ten", "bad_number", {"number": "ten"}),
        ("02:00 add Anna 0", "bad_number", {"number": "0"}),
        ("02:00 add Anna -5", "bad_number", {"number": "-5"}),
        ("02:00 add Anna 1.5", "bad_number", {"number": "1.5"}),
        ("02:00 add Anna 1e3", "bad_number", {"number": "1e3"}),
        ("02:00 add Anna 999999", "bad_number", {"number": "999999"}),
        ("02:00 add Zoe 5", "unknown_name", {"name": "Zoe"}),
        ("02:00 add Anna", "wrong_arguments", {"word": "add"}),
        ("02:00 move 5 Anna", "wrong_arguments", {"word": "move"}),
        ("02:00 end-turn", "no_turn", {}),
        ("02:00 add Anna 500", "too_much_to_add", {"most_s": 120}),
        ("02:00 open Anna", "already_open", {}),
    ],
)
def test_a_senseless_line_is_refused_with_its_number_and_the_state_before_stands(
    play: Play, log: ShelfLog, line: str, code: str, params: dict[str, str | int]
):
    refusal, acknowledged, now = play(f"00:00 open Anna Bo\n01:00 arrive Anna\n{line}\n03:00 close\n")
    assert refusal == ScriptRefusal(3, code, params)
    assert acknowledged == [(1, 3), (2, 4)]
    assert len(log.rows) == 4
    assert now is not None
    assert now.elapsed_ms == 60_000
    assert not now.closed


@pytest.mark.parametrize("line", ["00:00 turn Anna", "00:00 arrive Anna", "00:00 next"])
def test_nothing_goes_before_open(play: Play, line: str):
    refusal, acknowledged, now = play(line)
    assert refusal == ScriptRefusal(1, "not_open", {})
    assert (acknowledged, now) == ([], None)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ScriptRefusal(0, "empty_script")),
        (b"# nothing\n\n", ScriptRefusal(0, "empty_script")),
        (b"\xff\xfe\x00", ScriptRefusal(0, "not_text")),
        (b"00:00 open Anna\0", ScriptRefusal(0, "not_text")),
        (b"#" * (LARGEST_SCRIPT + 1), ScriptRefusal(0, "script_too_large")),
        (b"\x7fELF\x02\x01", ScriptRefusal(1, "bad_offset")),
    ],
)
def test_a_file_that_is_no_script(play: Play, content: bytes, refusal: ScriptRefusal):
    assert play(content) == (refusal, [], None)


def test_line_numbers_are_an_editors(play: Play):
    refusal, _, _ = play("\ufeff00:00 open Anna\r\n# a\u2028b\r\n\r\n01:00 sing\r\n")
    assert refusal == ScriptRefusal(4, "unknown_word", {"word": "sing"})


def test_names_may_hold_what_they_like():
    lines = list(read_script(b"00:00 open O'Brien \"D'Arcy #2\" ' x ' Anna#1\n"))
    assert lines == [ScriptLine(1, 0, "open", ("O'Brien", "D'Arcy #2", " x ", "Anna#1"))]


def test_a_name_is_found_however_its_letters_are_composed(play: Play):
    refusal, _, now = play("00:00 open A\u030ase\n01:00 turn \u00c5se\n")
    assert refusal is None
    assert now is not None
    assert now.turn is not None
    assert now.turn.participant == "p1"


def test_a_store_that_fails_ends_the_script(play: Play, log: ShelfLog):
    log.refusal = "the disk is full"
    with pytest.raises(Refused, match="the disk is full"):
        play("00:00 open Anna")
