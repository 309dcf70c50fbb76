"""The subcommands: each has a line in `samklang --help` and a module of its own, imported when it is named.

A module `samklang.cli.NAME` has `add_arguments(command)`, which adds what the subcommand takes and sets
`run=function(options, house) -> exit code`.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

BAD_INPUT = 3

HELP: Mapping[str, str] = {
    "check": "measure sound and picture, judge them, say what to do next",
    "soak": "watch microphone, camera and laptop for as long as a session",
    "rig": "list, show, bind and recognise rigs; their history",
    "devices": "list microphones and cameras",
    "programme": "list, show or validate programmes",
    "session": "play a session from a script, list or show stored ones",
    "sequence": "list, verify, play, look into and make body sequences",
    "tour": "do the whole main job offscreen on demo devices",
    "shots": "take a picture of every screen, offscreen, on demo devices",
}
"""What each subcommand is for, in the order shown."""


class Parser(argparse.ArgumentParser):
    """Argparse, but a wrong argument is one line and exit code 3, as every bad input is."""

    def error(self, message: str) -> NoReturn:
        """Say it and end."""
        print(f"samklang: {message}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


class Subcommand(Parser):
    """A parser that learns its arguments when it is the one named.

    Args:
        module: The module with its `add_arguments`; None where somebody else adds them, as for a verb below it.
        options: As for `argparse.ArgumentParser`.
    """

    def __init__(self, *, module: str | None = None, **options: Any) -> None:  # noqa: ANN401 - argparse checks them
        super().__init__(**options)
        self._module = module

    def parse_known_args(  # type: ignore[override]  # argparse overloads it by the kind of namespace
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Called by argparse once this subcommand was named."""
        if self._module is not None:
            import_module(self._module).add_arguments(self)
        return super().parse_known_args(args, namespace)


def add_subcommands(root: Parser) -> None:
    """Add all of them; not one is imported yet."""
    subcommands = root.add_subparsers(dest="command", metavar="COMMAND", parser_class=Subcommand)
    for name, purpose in HELP.items():
        subcommands.add_parser(name, help=purpose, module=f"samklang.cli.{name}")
