"""`samklang tour` and `samklang shots`: the whole main job offscreen, or just pictures of every screen."""

import argparse
from pathlib import Path
from typing import Any

from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES

DONE = 0


def register(subcommands: "argparse._SubParsersAction[Any]") -> None:
    """Add both."""
    tour = subcommands.add_parser(
        "tour",
        help="do the whole main job offscreen on demo devices",
        description="Check, session and sequence on demo devices, clearly marked as demo; reports and pictures.",
        epilog="Exit codes: 0 every part did its work, 2 a part did not, 3 bad input.",
    )
    tour.add_argument("--out", metavar="DIR", type=Path, default=Path("out"), help="where to (default: out)")
    tour.set_defaults(run=_tour)
    shots = subcommands.add_parser("shots", help="take a picture of every screen, offscreen, on demo devices")
    shots.add_argument("--out", metavar="DIR", type=Path, default=Path("out/shots"), help="default: out/shots")
    shots.add_argument("--languages", metavar="LIST", default="da,en", help="such as da,nb,sv,en (default: da,en)")
    shots.add_argument("--text", metavar="LIST", default="100", help="text sizes in percent, such as 100,150")
    shots.set_defaults(run=_shots)


def _tour(options: argparse.Namespace, house: House) -> int:
    return house.tour(options.out, print)


def _shots(options: argparse.Namespace, house: House) -> int:
    languages = tuple(options.languages.split(","))
    if unknown := [language for language in languages if language not in LANGUAGES]:
        raise Refused(f"--languages: {', '.join(unknown)}: {'/'.join(LANGUAGES)}")
    if not all(size.isdigit() and 50 <= int(size) <= 300 for size in options.text.split(",")):  # noqa: PLR2004 - percent
        raise Refused(f"--text: {options.text}: 50-300")
    try:
        taken = house.take_shots(options.out, languages, tuple(int(size) for size in options.text.split(",")))
    except OSError as fault:
        raise Refused(f"{options.out}: {fault.strerror}") from fault
    except RuntimeError as fault:  # a screen did not come up
        raise Refused(str(fault)) from fault
    for path in taken:
        print(path)
    return DONE
