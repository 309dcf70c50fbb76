"""Asks the system's own programs, each with a time limit: one that hangs is left behind."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

LONGEST_S: Final = 5.0
"""A program may take this long to answer. Ours: PowerShell alone needs one to two seconds on an older laptop."""

_DYING_S: Final = 0.5
_MOST_SIGNS: Final = 1_000_000

Ask: TypeAlias = Callable[[Sequence[str]], "str | None"]
"""Runs a command; what it wrote, or None where it is missing, failed or took too long."""


def ask(command: Sequence[str], longest_s: float = LONGEST_S) -> str | None:
    """What a command writes to its standard output, at most a million signs of it.

    Args:
        command: The program and its arguments; found as the system finds programs, never through a shell.
        longest_s: It is killed after that.
    """
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows a black window would flash up
    try:
        process = subprocess.Popen(  # noqa: S603 - fixed commands of ours, no input of anybody's
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=no_window,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:  # not on this machine
        return None
    try:
        written, _ = process.communicate(timeout=longest_s)
    except subprocess.TimeoutExpired:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_DYING_S)  # no longer: one that is stuck in the kernel would take us with it
        if process.stdout is not None:
            process.stdout.close()
        return None
    if process.returncode != 0:
        return None
    return written[:_MOST_SIGNS].decode(_encoding(), "replace")


def _encoding() -> str:
    """Windows' own programs write in the console's code page; everybody else in UTF-8."""
    return "oem" if sys.platform == "win32" else "utf-8"
