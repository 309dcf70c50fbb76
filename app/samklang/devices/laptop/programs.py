"""Which running programs are known to take microphones or cameras, by the names people know them by."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

NAMELESS: Final = "?"
"""Stands for a program that has no name."""
_LONGEST_NAME: Final = 60
_FILE: Final = Path(__file__).with_name("programs.toml")


@dataclass(frozen=True, slots=True)
class KnownPrograms:
    """What stands in `programs.toml`.

    Attributes:
        teams: Names of Teams' processes, in small letters.
        stealing: Name of a process, in small letters -> what people call the program.
    """

    teams: frozenset[str]
    stealing: dict[str, str]


@cache
def known_programs() -> KnownPrograms:
    """The programs we know."""
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    stealing = {process.lower(): each["name"] for each in document["program"] for process in each["processes"]}
    return KnownPrograms(frozenset(each.lower() for each in document["teams"]["processes"]), stealing)


def stealing(processes: Iterable[str]) -> tuple[str, ...]:
    """Which of the running processes take devices, each program once.

    Args:
        processes: Names of processes as the system lists them.
    """
    known = known_programs().stealing
    found = (known.get(_plain(process)) for process in processes)
    return tuple(sorted({name for name in found if name is not None}))


def teams_runs(processes: Iterable[str]) -> bool:
    """Whether Teams is among the running processes."""
    teams = known_programs().teams
    return any(_plain(process) in teams for process in processes)


def shown(names: Iterable[str]) -> tuple[str, ...]:
    """Names of programs fit to be shown, each once: a process may call itself anything, a terminal's orders too.

    Args:
        names: As the system tells them.
    """
    fit = (" ".join("".join(sign if sign.isprintable() else " " for sign in name).split()) for name in names)
    return tuple(dict.fromkeys(name[:_LONGEST_NAME].strip() or NAMELESS for name in fit))


def _plain(process: str) -> str:
    return process.lower().removesuffix(".exe")
