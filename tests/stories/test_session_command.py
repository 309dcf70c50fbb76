"""`samklang session` as a user meets it: what is printed, what is refused, and how it ends."""

import importlib
import inspect
import json
import re
from pathlib import Path
from string import Formatter
from typing import TypeAlias

import pytest

from samklang.bootstrap import SamklangHouse
from samklang.cli.main import main
from samklang.domain.session import attendance, corrections, turns
from samklang.engine import script as script_module
from samklang.wording import LANGUAGES, Wording, texts

Outcome: TypeAlias = tuple[int, str, str]


@pytest.fixture(autouse=True)
def _no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMKLANG_PASSPHRASE", raising=False)


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self.folder = folder
        self.vault = str(folder / "vault")

    def run(self, *arguments: str, language: str = "en") -> Outcome:
        code = main(["--language", language, "session", *arguments], SamklangHouse())
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def script(self, content: str | bytes, *more: str, language: str = "en", session: str = "2") -> Outcome:
        file = self.folder / "script.txt"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.run("script", str(file), "--programme", "rest", "--session", session, *more, language=language)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    return Terminal(capsys, tmp_path)


SMALL = '00:00 open Anna "Bo Larsen"\n01:00 turn Anna\n02:00 remark "Bo Larsen" 10\n03:00 end-turn\n'


def test_each_line_is_acknowledged_and_the_end_is_readable(terminal: Terminal):
    code, out, err = terminal.script(SMALL)
    assert (code, err) == (0, "")
    assert '    3  00:00  open Anna "Bo Larsen"\n    5  01:00  turn Anna\n' in out
    assert "Phase: " in out
    assert "Elapsed: 0:03:00, of which paused 0:00:00" in out
    assert "Not kept." in out
    assert out.splitlines()[-1].split() == ["Bo", "Larsen", "waiting", "0", "0:00:00", "0:00:00", "0:00:10", "0:00:10"]


def test_what_is_kept_is_said(terminal: Terminal):
    _, out, _ = terminal.script(SMALL, "--store", terminal.vault)
    assert "Stored: 7 events" in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_and_the_refusal_are_in_the_users_language(terminal: Terminal, language: str):
    code, out, err = terminal.script(SMALL + "04:00 end-turn\n", language=language)
    words = Wording(language)
    assert code == 3
    assert words("cli_session.status.done") in out
    text = words("cli_session.line", number=5, text=words("cli_session.refused.no_turn"))
    assert err == f"samklang: {text}\n"


def test_a_refused_line_keeps_the_state_before_it(terminal: Terminal):
    senseless = SMALL + "04:00 reflect Anna\n05:00 close\n"
    code, out, err = terminal.script(senseless, "--store", terminal.vault, "--json")
    assert code == 3
    assert err == "samklang: Line 5: Nobody has the turn right now.\n"
    _, whole, _ = terminal.script(SMALL, "--json")
    assert json.loads(out) == json.loads(whole)
    _, listed, _ = terminal.run("list", "--store", terminal.vault, "--json")
    _, shown, _ = terminal.run("show", json.loads(listed)[0]["id"], "--store", terminal.vault, "--json")
    assert json.loads(shown) == json.loads(whole)


def test_the_result_has_these_fields_and_no_others(terminal: Terminal):
    _, out, _ = terminal.script(SMALL, "--json")
    result = json.loads(out)
    assert list(result) == ["phase", "elapsed_s", "paused_s", "position", "closed", "participants"]
    assert result["participants"]["Anna"] == {
        "status": "done",
        "turns": 1,
        "turn_s": 110,
        "reflection_s": 0,
        "remark_s": 0,
        "total_s": 110,
    }


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", "opens no session"),
        (b"\xff\xfe\x00\x01", "not text"),
        (b"\0" * 100, "not text"),
        (b"x" * 2_000_000, "too large"),
        ("00:00 open Anna\n00:61 next\n", "Line 2"),
        ("00:00 open Anna\n02:00 next\n01:00 next\n", "Line 3"),
        ("00:00 open Anna\n01:00 turn Bo\n", "Bo is not on the list"),
        ("00:00 open Anna Anna\n", "Anna is there twice"),
        ("00:00 open Anna\n01:00 turn Anna\n01:30 remark Anna 10\n", "Anna has the floor already"),
        ("00:00 open Anna\n01:00 add Anna 100\n", "At most 60 seconds"),
        ("00:00 open {0} {name}\n00:10 sing {x}\n", "The word sing is not known"),
        ("00:00 open Anna\n00:10 sing{}{x}\n", "The word sing{}{x} is not known"),
    ],
)
def test_what_cannot_be_played_is_one_line(terminal: Terminal, content: str | bytes, text: str):
    code, _, err = terminal.script(content)
    assert code == 3
    assert text in err
    assert err.count("\n") == 1


def test_what_is_not_there_is_one_line(terminal: Terminal):
    for arguments, text in (
        (["script", str(terminal.folder), "--programme", "rest", "--session", "1"], "cannot be read"),
        (["script", str(terminal.folder / "none"), "--programme", "rest", "--session", "1"], "cannot be read"),
        (["script", "a\0b", "--programme", "rest", "--session", "1"], "cannot be read"),
        (["script", "x", "--programme", "rest", "--session", "9"], "conversation-1, conversation-2"),
        (["script", "x", "--programme", "nothing", "--session", "1"], "nothing"),
        (["show", "nobody", "--store", terminal.vault], "no stored session"),
    ):
        code, out, err = terminal.run(*arguments)
        assert (code, out) == (3, "")
        assert text in err
        assert err.count("\n") == 1


def test_stored_sessions_are_listed_the_latest_first(terminal: Terminal):
    terminal.script("00:00 next\n", "--store", terminal.vault)  # refused, so the new vault stays empty
    assert terminal.run("list", "--store", terminal.vault)[1] == "There are no stored sessions.\n"
    terminal.script(SMALL, "--store", terminal.vault, session="1")
    terminal.script(SMALL + "04:00 close\n", "--store", terminal.vault, session="body")
    _, out, _ = terminal.run("list", "--store", terminal.vault)
    latest, first = out.splitlines()
    assert latest.endswith(" body  closed")
    assert first.endswith(" conversation-1  running")
    _, shown, _ = terminal.run("show", latest.split()[0], "--store", terminal.vault)
    assert "Anna" in shown
    assert "closed" in shown
    sharing = (
        SamklangHouse().catalog.programme("rest").text("en", "session.body.phase.sharing.title", "phase.sharing.title")
    )
    assert f"Phase: {sharing}\n" in shown


def test_a_sessions_name_is_nowhere_in_clear_in_the_vault(terminal: Terminal):
    terminal.script("00:00 open Kanariefugl\n01:00 turn Kanariefugl\n", "--store", terminal.vault)
    files = [path for path in terminal.folder.rglob("*") if path.is_file() and path.name != "script.txt"]
    assert files
    assert not [path for path in files if b"Kanariefugl" in path.read_bytes()]


def test_every_refusal_has_its_words():
    """Codes are found in the sources, so that a new one without words is noticed."""
    calls = re.compile(r'(?:refuse\(|_Unfit\(|ScriptRefusal\(\w+(?:\.\w+)?, )"(\w+)"')
    modules = (attendance, corrections, importlib.import_module("samklang.domain.session.decide"), turns, script_module)
    codes = {code for module in modules for code in calls.findall(inspect.getsource(module))}
    assert len(codes) > 35
    for code in sorted(codes):
        assert Wording("da").has(f"cli_session.refused.{code}"), code


GUIDE = Path(__file__).parents[2] / "docs" / "session-script.md"


def test_the_guides_example_plays(terminal: Terminal):
    example = GUIDE.read_text(encoding="utf-8").split("## An example")[1].split("```")[1].strip("\n")
    code, out, err = terminal.script(example, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["participants"]["Anna"]["turn_s"] == 700


def test_the_guide_explains_every_word():
    rows = [line.split("|")[1] for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    words = {word.split()[0] for row in rows for word in re.findall(r"`([^`]+)`", row)}
    assert {"open", *script_module.WORDS} <= words


def test_a_refusals_words_ask_only_for_what_the_refusal_carries():
    """The window fills the same words with the same params."""
    given = {"participant", "most", "most_s", "name", "word", "number"}
    for text_id, text in texts("da").items():
        if text_id.startswith("cli_session.refused."):
            assert {field for _, field, _, _ in Formatter().parse(text) if field} <= given, text_id
