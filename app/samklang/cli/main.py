"""The `samklang` command: the window, or one of the subcommands, and the exit code.

Exit codes: 0 ready or done, 1 usable with remarks, 2 not ready or refused, 3 bad input, said in one line.
"""

import sys
from collections.abc import Sequence

from samklang import __version__
from samklang.cli.commands import BAD_INPUT, Parser, add_subcommands
from samklang.cli.streams import leave_pipe, make_safe, one_line
from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.engine.unusable import refusal_line
from samklang.wording import LANGUAGES

STOPPED, UNREAD = 130, 141
"""What shells give for a program ended with Ctrl-C, and for one whose output nobody reads any more."""


def parser() -> Parser:
    """The whole command line."""
    root = Parser(prog="samklang", description="Check the rig, lead the session, play the sequence.")
    root.add_argument("--version", action="version", version=f"samklang {__version__}")
    root.add_argument("--language", choices=LANGUAGES, help="language of the texts (default: as chosen)")
    add_subcommands(root)
    return root


def main(arguments: Sequence[str], house: House) -> int:
    """Run one command; without one, open the window.

    Returns:
        The exit code.
    """
    make_safe()
    try:
        try:
            return _run(arguments, house)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()
        return UNREAD


def _run(arguments: Sequence[str], house: House) -> int:
    try:
        options = parser().parse_args(arguments)
        if options.language:
            house = house.in_language(options.language)
        if options.command is None:
            return house.open_window()
        return int(options.run(options, house))
    except Refused as refusal:
        print(f"samklang: {one_line(refusal_line(refusal, house.wording))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(house.wording("check.cli.stopped"), file=sys.stderr)
        return STOPPED
