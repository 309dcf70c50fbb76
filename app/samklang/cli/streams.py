"""Standard output as it may be found: closed, without our letters, or a pipe that nobody reads any more."""

import io
import json
import os
import sys
from typing import Any

_PLAIN_MARKS = str.maketrans({"✓": "+", "✗": "X", "\N{EN DASH}": "-"})
"""For terminals that cannot show ours."""


def make_safe() -> None:
    """Let nothing we print be a fault: a letter the encoding lacks becomes "?", a closed stream swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open till the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def leave_pipe() -> None:
    """Nobody reads any more: throw away what is left, which Python would try to write once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def print_json(value: object) -> None:
    """Print JSON that stays whole in every encoding: letters it lacks are escaped."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, ensure_ascii=not unicode, indent=2))


def one_line(text: str) -> str:
    """The text as one line that orders no terminal about, whatever names of files and people stand in it."""
    return "".join(" " if sign.isspace() else sign if sign.isprintable() else "?" for sign in text)


def print_safely(text: str, stream: Any) -> None:  # noqa: ANN401 - whatever stands for a terminal
    """Print, in plainer signs where the terminal's encoding has none of ours."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN_MARKS).encode(encoding, "replace").decode(encoding)
    stream.write(text)
    stream.flush()
