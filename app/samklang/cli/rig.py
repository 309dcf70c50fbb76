"""`samklang rig`: list the rigs, show one with its equipment and targets."""

import argparse
import sys

from samklang.cli.streams import one_line, print_json
from samklang.domain.rig import Quirk, Range, Rig, words
from samklang.engine.house import House
from samklang.wording import Wording

READY, REMARKS = 0, 1


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The two verbs of `rig`."""
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all rigs")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="one rig: its equipment, what is known about it, what a check must reach")
    showing.add_argument("id", metavar="ID")
    showing.set_defaults(run=_show)
    for verb in (listing, showing):
        verb.add_argument("--json", action="store_true", help="for programs")


def _list(options: argparse.Namespace, house: House) -> int:
    rigs = house.catalog.rigs()
    if options.json:
        print_json([_brief(rig, house.wording) for rig in rigs])
    else:
        width = max((len(rig.id) for rig in rigs), default=0)
        for rig in rigs:
            print(f"{rig.id.ljust(width)}  {words(rig.name, house.wording.language, rig.id)}")
    refusals = house.catalog.refused_rigs()
    for refusal in refusals:
        print(one_line(refusal), file=sys.stderr)
    return REMARKS if refusals else READY


def _show(options: argparse.Namespace, house: House) -> int:
    rig, wording = house.catalog.rig(options.id), house.wording
    if options.json:
        print_json({**_brief(rig, wording), "quirks": _quirks(rig, wording), "targets": _targets(rig)})
        return 0
    say = house.check_words(rig)
    print(f"{words(rig.name, wording.language, rig.id)}  ({rig.id})")
    for kind, part in (("laptop", rig.laptop), ("microphone", rig.microphone), ("camera", rig.camera)):
        print(f"  {wording(f'check.report.{kind}')}: {words(part.name, wording.language, part.id)}")
    print(f"  {wording('check.report.expected_faces')}: {rig.expected_faces}")
    print(f"\n{wording('check.report.targets')}")
    for target in rig.targets:
        print(f"  {say.name(target.check)}: {say.range(target.pass_range, target.unit)}")
    print(f"\n{wording('check.report.known_about')}")
    for quirk in _quirks(rig, wording):
        print(f"  - {quirk['text']}")
    return 0


def _brief(rig: Rig, wording: Wording) -> dict[str, object]:
    return {
        "id": rig.id,
        "name": words(rig.name, wording.language, rig.id),
        "laptop": rig.laptop.id,
        "microphone": rig.microphone.id,
        "camera": rig.camera.id,
        "expected_faces": rig.expected_faces,
    }


def _quirks(rig: Rig, wording: Wording) -> list[dict[str, str]]:
    quirks: tuple[Quirk, ...] = (*rig.laptop.quirks, *rig.microphone.quirks, *rig.camera.quirks)
    return [{"text": words(quirk.text, wording.language, ""), "source": quirk.source} for quirk in quirks]


def _targets(rig: Rig) -> list[dict[str, object]]:
    return [
        {
            "check": target.check,
            "unit": target.unit,
            "target": _ends(target.pass_range),
            "usable": _ends(target.warn_range),
            "source": target.source,
        }
        for target in rig.targets
    ]


def _ends(each: Range) -> list[float | None]:
    return [each.low, each.high]
