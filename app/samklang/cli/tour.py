"""`samklang tour`: the whole main job offscreen, on demo devices."""

import argparse
from pathlib import Path

from samklang.engine.house import House


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `tour` takes."""
    command.description = "Check, session and sequence on demo devices, clearly marked as demo; reports and pictures."
    command.epilog = "Exit codes: 0 every part did its work, 2 a part did not, 3 bad input."
    command.add_argument("--out", metavar="DIR", type=Path, default=Path("out"), help="where to (default: out)")
    command.set_defaults(run=_tour)


def _tour(options: argparse.Namespace, house: House) -> int:
    return house.tour(options.out, print)
