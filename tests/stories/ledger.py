"""A second, deliberately naive calculation of a script's totals: every single second is painted with its owner.

It shares no line with the program. Undone lines are struck out first and the rest is painted from the start, so undo
costs no thought here.
"""

import shlex
from collections import Counter
from dataclasses import dataclass, field

Line = tuple[int, str, list[str]]
Paint = tuple[str, str]
"""Whose second it was, and of what kind."""

KINDS = ("turn", "reflection", "remark")
GROUP: Paint = ("", "group")
FACILITATORS: Paint = ("", "round-off")
STILL: Paint = ("", "pause")


def lines_of(script: str) -> list[Line]:
    lines = []
    for text in script.splitlines():
        words = shlex.split(text, comments=True)
        if words:
            minutes, seconds = words[0].split(":")
            lines.append((int(minutes) * 60 + int(seconds), words[1], words[2:]))
    return lines


def kept(lines: list[Line]) -> list[Line]:
    """The lines that count once undo and redo have been done."""
    done: list[Line] = []
    undone: list[Line] = []
    for line in lines:
        if line[1] == "undo":
            undone.append(done.pop())
        elif line[1] == "redo":
            done.append(undone.pop())
        else:
            done.append(line)
            undone.clear()
    return done


@dataclass
class Ledger:
    """The painted seconds and all that decides how the next ones are painted."""

    seconds: list[Paint] = field(default_factory=list)
    corrections: Counter[Paint] = field(default_factory=Counter)
    holder: str = ""
    speaker: Paint = GROUP
    away: set[str] = field(default_factory=set)
    still: bool = False

    def colour(self) -> Paint:
        if self.still:
            return STILL
        return GROUP if self.speaker[0] in self.away else self.speaker

    def paint_until(self, second: int) -> None:
        self.seconds += [self.colour()] * (second - len(self.seconds))

    def repaint(self, old: Paint, new: Paint, count: int) -> None:
        """The last `count` seconds of one colour get another."""
        places = [place for place, paint in enumerate(self.seconds) if paint == old]
        for place in places[-count:]:
            self.seconds[place] = new

    def total(self, paint: Paint) -> int:
        return Counter(self.seconds)[paint] + self.corrections[paint]

    def carry_out(self, word: str, arguments: list[str]) -> None:
        name = arguments[0] if arguments else ""
        if word == "turn":
            self.holder, self.speaker = name, (name, "turn")
        elif word == "reflect":
            self.speaker = (name, "reflection")
        elif word == "round-off":
            self.speaker = FACILITATORS
        elif word == "end-turn" or (word in {"pass", "later"} and name == self.holder):
            self.holder, self.speaker = "", GROUP
        elif word in {"pause", "care"}:
            self.still = True
        elif word == "resume":
            self.still = False
        elif word == "leave":
            self.away.add(name)
            if self.speaker == (name, "reflection"):
                self.speaker = GROUP
        elif word == "return":
            self.away.discard(name)
        else:
            self.correct(word, arguments)

    def correct(self, word: str, arguments: list[str]) -> None:
        if word == "remark":
            self.repaint(self.colour(), (arguments[0], "remark"), int(arguments[1]))
        elif word == "add":
            self.corrections[arguments[0], "turn"] += int(arguments[1])
        elif word == "take":
            self.take(arguments[0], int(arguments[1]), None)
        elif word == "move":
            self.take(arguments[1], int(arguments[0]), arguments[2])

    def take(self, giver: str, seconds: int, receiver: str | None) -> None:
        for kind in KINDS:
            part = min(seconds, self.total((giver, kind)))
            self.corrections[giver, kind] -= part
            if receiver:
                self.corrections[receiver, kind] += part
            seconds -= part


def totals(script: str) -> tuple[int, int, dict[str, tuple[int, int, int]]]:
    """Seconds elapsed, seconds paused, and by name the seconds of turn, reflection and remark."""
    lines = lines_of(script)
    ledger = Ledger()
    names: list[str] = []
    end = lines[-1][0]
    for second, word, arguments in kept(lines):
        ledger.paint_until(second)
        if word == "open" or (word == "arrive" and arguments[0] not in names):
            names += arguments
        elif word == "close":
            end = second
        ledger.carry_out(word, arguments)
    ledger.paint_until(end)
    paused = ledger.total(STILL)
    return end, paused, {name: tuple(ledger.total((name, kind)) for kind in KINDS) for name in names}  # type: ignore[misc]
