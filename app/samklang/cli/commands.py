"""The list of subcommands, in the order `samklang --help` shows them.

A module here has `register(subcommands)`, which adds its parser and sets `run=function(options, house) -> exit code`.
Heavy imports happen inside that function.
"""

import argparse
from typing import Any, Protocol

from samklang.cli import check, devices, programme, rig, sequence, session, tour


class Subcommand(Protocol):
    """A module of this package that adds a subcommand."""

    def register(self, subcommands: "argparse._SubParsersAction[Any]") -> None:
        """Add the subcommand's parser."""
        ...


MODULES: tuple[Subcommand, ...] = (check, rig, devices, programme, session, sequence, tour)
