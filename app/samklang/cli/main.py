"""The `samklang` command: one subcommand a module, each with `register` and a function that returns the exit code.

Exit codes: 0 ready or done, 1 usable with remarks, 2 not ready or refused, 3 bad input, said in one line.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from samklang import __version__
from samklang.cli import commands
from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES

BAD_INPUT = 3


class _Parser(argparse.ArgumentParser):
    """Argparse, but a wrong argument is one line and exit code 3, as every bad input is."""

    def error(self, message: str) -> NoReturn:
        print(f"samklang: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    root = _Parser(prog="samklang", description="Check the rig, lead the session, play the sequence.")
    root.add_argument("--version", action="version", version=f"samklang {__version__}")
    root.add_argument("--language", choices=LANGUAGES, help="language of the texts (default: as chosen)")
    subcommands = root.add_subparsers(dest="command", metavar="COMMAND")
    for module in commands.MODULES:
        module.register(subcommands)
    return root


def main(arguments: Sequence[str], house: House) -> int:
    """Run one command; without one, open the window.

    Returns:
        The exit code.
    """
    options = parser().parse_args(arguments)
    if options.language:
        house = house.in_language(options.language)
    try:
        if options.command is None:
            return house.open_window()
        return int(options.run(options, house))
    except Refused as refusal:
        print(f"samklang: {refusal}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return 0
