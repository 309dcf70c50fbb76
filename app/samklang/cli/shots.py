"""`samklang shots`: pictures of every screen, offscreen."""

import argparse
from pathlib import Path

from samklang.engine.house import House
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES
from samklang.wording.faults import fault_reason

DONE = 0


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `shots` takes."""
    command.add_argument("--out", metavar="DIR", type=Path, default=Path("out/shots"), help="default: out/shots")
    command.add_argument("--languages", metavar="LIST", default="da,en", help="such as da,nb,sv,en (default: da,en)")
    command.add_argument("--text", metavar="LIST", default="100", help="text sizes in percent, such as 100,150")
    command.set_defaults(run=_shots)


def _shots(options: argparse.Namespace, house: House) -> int:
    languages = tuple(options.languages.split(","))
    if unknown := [language for language in languages if language not in LANGUAGES]:
        raise Refused(f"--languages: {', '.join(unknown)}: {'/'.join(LANGUAGES)}")
    if not all(size.isdigit() and 50 <= int(size) <= 300 for size in options.text.split(",")):  # noqa: PLR2004 - percent
        raise Refused(f"--text: {options.text}: 50-300")
    try:
        taken = house.take_shots(options.out, languages, tuple(int(size) for size in options.text.split(",")))
    except OSError as fault:
        raise Refused(f"{options.out}: {fault_reason(fault, house.wording)}") from fault
    except RuntimeError as fault:  # a screen did not come up
        raise Refused(str(fault)) from fault
    for path in taken:
        print(path)
    return DONE
