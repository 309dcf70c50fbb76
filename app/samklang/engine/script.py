"""Sessions as text, for training and for tests: one command a line with its time, carried out by the real engine."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from samklang.domain.session import NotOpened, RefusedCommand, State, commands
from samklang.domain.session.attendance import plain_name
from samklang.domain.session.commands import Command
from samklang.engine.session import Accepted, NotStored, SessionEngine

LARGEST_SCRIPT = 1_000_000
"""Bytes; our proposal: a session of three hours has some hundred lines of some thirty bytes."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_OFFSET = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_SECONDS = re.compile(r"0*[1-9][0-9]{0,4}")
_TOKEN = re.compile(r"""\s*(?:\#.*|"([^"]*)"(?=\s|$)|[“”]([^“”]*)[“”](?=\s|$)|'([^']*)'(?=\s|$)|([^\s"“”]\S*)|$)""")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line that can be read.

    Attributes:
        number: From 1.
        offset_ms: Since the script's 00:00.
    """

    number: int
    offset_ms: int
    word: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptRefusal:
    """A line that cannot be read, or makes no sense at its moment; all before it stands.

    Attributes:
        number: The line, from 1; 0 where it is about the whole file.
        code: Why; the words stand under `cli_session.refused.CODE`.
        params: As in `RefusedCommand`, and `word` or `name` as they were written.
    """

    number: int
    code: str
    params: dict[str, str | int] = field(default_factory=dict)


class ScriptClock:
    """A simulated clock that stands where the script's line says.

    Args:
        start_utc_ms: When 00:00 is, milliseconds UTC.
    """

    def __init__(self, start_utc_ms: int) -> None:
        self._start_utc_ms = start_utc_ms
        self.offset_ms = 0

    def monotonic_ns(self) -> int:
        """Nanoseconds since 00:00."""
        return self.offset_ms * 1_000_000

    def utc_ms(self) -> int:
        """The simulated wall clock."""
        return self._start_utc_ms + self.offset_ms


def read_script(content: bytes) -> Iterator[ScriptLine | ScriptRefusal]:
    """A file's lines that say something, one by one; a file that is no text is one refusal."""
    text = _text(content)
    return iter((text,)) if isinstance(text, ScriptRefusal) else _lines(text)


def play_script(
    content: bytes,
    opening: Callable[[tuple[str, ...]], commands.OpenSession],
    engine: SessionEngine,
    clock: ScriptClock,
    acknowledge: Callable[[ScriptLine, Accepted], None],
) -> ScriptRefusal | None:
    """Carry out a whole script.

    Args:
        content: The file.
        opening: The command for `open`, given the names: it knows the programme and the plan.
        engine: A new engine that reads `clock`.
        clock: Set to each line's time before it is carried out.
        acknowledge: Called for each line once its events are stored.

    Returns:
        None when all was carried out, else why it stopped.

    Raises:
        Refused: The store failed.
    """
    for line in read_script(content):
        if isinstance(line, ScriptRefusal):
            return line
        command = _command(line, engine.state, opening)
        if isinstance(command, ScriptRefusal):
            return command
        before_ms, clock.offset_ms = clock.offset_ms, line.offset_ms
        answer = engine.submit(command).result()
        if isinstance(answer, NotStored):
            raise answer.refusal
        if isinstance(answer, RefusedCommand):
            clock.offset_ms = before_ms  # the refused line's time has not come
            return ScriptRefusal(line.number, answer.code, answer.params)
        acknowledge(line, answer)
    return ScriptRefusal(0, "empty_script") if isinstance(engine.state, NotOpened) else None


def _text(content: bytes) -> str | ScriptRefusal:
    if len(content) > LARGEST_SCRIPT:
        return ScriptRefusal(0, "script_too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ScriptRefusal(0, "not_text")
    return ScriptRefusal(0, "not_text") if "\0" in text else text


def _lines(text: str) -> Iterator[ScriptLine | ScriptRefusal]:
    last_ms = 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        read = _read_line(number, line, last_ms)
        if read is not None:
            yield read
        if isinstance(read, ScriptLine):
            last_ms = read.offset_ms


def _read_line(number: int, line: str, last_ms: int) -> ScriptLine | ScriptRefusal | None:
    tokens = _tokens(line)
    if tokens is None:
        return ScriptRefusal(number, "bad_quotes")
    if not tokens:
        return None
    offset = _OFFSET.fullmatch(tokens[0])
    if offset is None:
        return ScriptRefusal(number, "bad_offset")
    offset_ms = (int(offset[1]) * 60 + int(offset[2])) * 1000
    if offset_ms < last_ms:
        return ScriptRefusal(number, "offset_backwards")
    if len(tokens) == 1:
        return ScriptRefusal(number, "no_word")
    return ScriptLine(number, offset_ms, tokens[1], tuple(tokens[2:]))


def _tokens(line: str) -> list[str] | None:
    """Words and quoted names up to a comment; None where a quotation mark has no fellow."""
    tokens: list[str] = []
    place = 0
    while place < len(line):
        found = _TOKEN.match(line, place)
        if found is None:
            return None
        token = next((group for group in found.groups() if group is not None), None)
        if token is None:
            break
        tokens.append(token)
        place = found.end()
    return tokens


class _Unfit(Exception):  # noqa: N818 - carries a refusal out of nested reading; never leaves this module
    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class _Arguments:
    """A line's arguments as the words read them."""

    line: ScriptLine
    state: State

    def none(self) -> None:
        self._count(0)

    def one(self) -> str:
        self._count(1)
        return self.line.arguments[0]

    def person(self) -> str:
        self._count(1)
        return self._person(self.line.arguments[0])

    def person_and_time(self) -> tuple[str, int]:
        self._count(2)
        return self._person(self.line.arguments[0]), self._time_ms(self.line.arguments[1])

    def time_and_people(self) -> tuple[int, str, str]:
        self._count(3)
        seconds, giver, receiver = self.line.arguments
        return self._time_ms(seconds), self._person(giver), self._person(receiver)

    def known(self, name: str) -> str | None:
        """The id of the person with this name."""
        if isinstance(self.state, NotOpened):
            raise _Unfit("not_open")
        plain = plain_name(name)
        names = self.state.names
        return next((person for person in self.state.scene.people if names[person] == plain), None)

    def _person(self, name: str) -> str:
        person = self.known(name)
        if person is None:
            raise _Unfit("unknown_name", name=name)
        return person

    def _time_ms(self, seconds: str) -> int:
        if not _SECONDS.fullmatch(seconds):
            raise _Unfit("bad_number", number=seconds)
        return int(seconds) * 1000

    def _count(self, wanted: int) -> None:
        if len(self.line.arguments) != wanted:
            raise _Unfit("wrong_arguments", word=self.line.word)


def _arrive(arguments: _Arguments) -> Command:
    name = arguments.one()
    person = arguments.known(name)
    return commands.ArriveParticipant(person) if person else commands.WelcomeParticipant(name)


_Reader: TypeAlias = Callable[[_Arguments], Command]


def _alone(command: Callable[[], Command]) -> _Reader:
    def read(arguments: _Arguments) -> Command:
        arguments.none()
        return command()

    return read


def _of_person(command: Callable[[str], Command]) -> _Reader:
    return lambda arguments: command(arguments.person())


def _of_person_and_time(command: Callable[[str, int], Command]) -> _Reader:
    return lambda arguments: command(*arguments.person_and_time())


WORDS: dict[str, _Reader] = {
    "arrive": _arrive,
    "leave": _of_person(commands.LeaveSession),
    "return": _of_person(commands.ReturnToSession),
    "absent": _of_person(commands.MarkAbsent),
    "next": _alone(commands.NextPhase),
    "turn": _of_person(commands.StartTurn),
    "reflect": _of_person(commands.Reflect),
    "pass": _of_person(commands.Pass),
    "later": _of_person(commands.Postpone),
    "remark": _of_person_and_time(commands.Remark),
    "round-off": _alone(commands.RoundOff),
    "end-turn": _alone(commands.EndTurn),
    "pause": _alone(commands.Pause),
    "resume": _alone(commands.Resume),
    "care": _of_person(commands.Care),
    "add": _of_person_and_time(commands.AddTime),
    "take": _of_person_and_time(commands.TakeTime),
    "move": lambda arguments: commands.MoveTime(*arguments.time_and_people()),
    "undo": _alone(commands.Undo),
    "redo": _alone(commands.Redo),
    "close": _alone(commands.CloseSession),
}
"""Every word but `open`, which needs the plan too; documented in docs/session-script.md."""


def _command(
    line: ScriptLine, state: State, opening: Callable[[tuple[str, ...]], commands.OpenSession]
) -> Command | ScriptRefusal:
    if line.word == "open":
        return opening(line.arguments)
    reader = WORDS.get(line.word)
    if reader is None:
        return ScriptRefusal(line.number, "unknown_word", {"word": line.word})
    try:
        return reader(_Arguments(line, state))
    except _Unfit as unfit:
        return ScriptRefusal(line.number, unfit.code, unfit.params)
