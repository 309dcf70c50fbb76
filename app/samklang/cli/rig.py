"""`samklang rig`: list, show, bind and remove rigs, say which is plugged in, and tell their history."""

import argparse
import sys

from samklang.cli import rig_history
from samklang.cli.streams import one_line, print_json
from samklang.domain.live import DeviceInfo
from samklang.domain.recognition import Missing, Part, Recognition, Standing, bound_device, recognise
from samklang.domain.rig import Bound, BoundDevice, Quirk, Range, Rig, words
from samklang.engine.house import House
from samklang.engine.live_take import find_camera, find_microphone
from samklang.engine.ports import Refused, RigDraft
from samklang.wording import Wording

READY, REMARKS, NOT_READY = 0, 1, 2


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The verbs of `rig`."""
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all rigs")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="one rig: its equipment, what is known about it, what a check must reach")
    showing.add_argument("id", metavar="ID")
    showing.set_defaults(run=_show)
    which = verbs.add_parser(
        "which",
        help="which rig is plugged in, and what is missing",
        description="Exit codes: 0 one is recognised, 1 some are there in part or several fit, 2 none is there.",
    )
    which.set_defaults(run=_which)
    binding = verbs.add_parser("bind", help="make a rig of your own of what is plugged in")
    binding.add_argument("id", metavar="ID", help="of the new rig: lower-case letters, digits and hyphens")
    binding.add_argument("--name", metavar="NAME", help="what people call it (default: ID)")
    binding.add_argument("--mic", metavar="NAME", help="its microphone, by name or part of it")
    binding.add_argument("--video", metavar="INDEX", help="its camera, by number or name")
    binding.add_argument("--like", metavar="ID", help="rig whose kinds of equipment and targets it takes over")
    binding.add_argument("--any-laptop", action="store_true", help="it belongs to no one model of laptop")
    binding.set_defaults(run=_bind)
    removing = verbs.add_parser("remove", help="remove a rig of your own: undoes bind")
    removing.add_argument("id", metavar="ID")
    removing.set_defaults(run=_remove)
    for verb in (listing, showing, which, binding):
        verb.add_argument("--json", action="store_true", help="for programs")
    rig_history.add_verbs(verbs)


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


def _which(options: argparse.Namespace, house: House) -> int:
    found = recognise(
        house.catalog.rigs(),
        house.list_devices(),
        laptop_model=house.laptop_model,
        last_rig_id=house.settings.get("rig", ""),
    )
    if options.json:
        print_json(_recognition(found, house.wording))
    else:
        for line in _which_lines(found, house.wording):
            print(one_line(line))
    if found.recognised is not None:
        return READY
    return NOT_READY if found.nearest is None and not any(each.complete for each in found.standings) else REMARKS


def _which_lines(found: Recognition, say: Wording) -> list[str]:
    best = found.recognised
    name = "" if best is None else words(best.rig.name, say.language, best.rig.id)
    fitting = ", ".join(words(each.rig.name, say.language, each.rig.id) for each in found.standings if each.complete)
    first = say(f"rig.which.{found.why}", rig=name, rigs=fitting)
    lacking = [missing_line(each, missing, say) for each in found.standings for missing in each.missing]
    return [first, *lacking] if best is None else [first]


def missing_line(standing: Standing, missing: Missing, say: Wording) -> str:
    """What one part of a rig lacks, in a sentence."""
    name = words(standing.rig.name, say.language, standing.rig.id)
    return say(f"rig.missing.{missing.why}.{missing.part}", rig=name, name=missing.name)


def _recognition(found: Recognition, say: Wording) -> dict[str, object]:
    return {
        "rig": None if found.recognised is None else found.recognised.rig.id,
        "why": found.why.value,
        "rigs": [
            {
                "id": standing.rig.id,
                "complete": standing.complete,
                "microphone": None if standing.microphone is None else standing.microphone.id,
                "camera": None if standing.camera is None else standing.camera.id,
                "laptop_fits": standing.laptop_fits,
                "missing": [
                    {
                        "part": each.part.value,
                        "name": each.name,
                        "why": each.why.value,
                        "text": missing_line(standing, each, say),
                    }
                    for each in standing.missing
                ],
            }
            for standing in found.standings
        ],
    }


def _bind(options: argparse.Namespace, house: House) -> int:
    say = house.wording
    if options.mic is None and options.video is None:
        raise Refused(say("rig.nothing_to_bind"))
    found = house.list_devices()
    microphone = None if options.mic is None else find_microphone(found, options.mic, say)
    camera = None if options.video is None else find_camera(found, options.video, say)
    bound = Bound(
        microphone=_bound_device(microphone, found.microphones, say),
        camera=_bound_device(camera, found.cameras, say),
        laptop="" if options.any_laptop else house.laptop_model,
    )
    like = options.like or house.settings.get("rig", "") or "laptop-alone"
    rig = house.rig_files.bind(RigDraft(options.name or options.id, like, bound, options.id))
    if options.json:
        print_json(_brief(rig, say))
        return READY
    names = {Part.LAPTOP: bound.laptop, Part.MICROPHONE: bound.microphone, Part.CAMERA: bound.camera}
    parts = [
        f"{say(f'rig.part.{part}')} {known if isinstance(known, str) else known.name}"
        for part, known in names.items()
        if known
    ]
    name = words(rig.name, say.language, rig.id)
    print(one_line(say("rig.bound", name=name, id=rig.id, parts=", ".join(parts))))
    return READY


def _bound_device(device: DeviceInfo | None, plugged: tuple[DeviceInfo, ...], say: Wording) -> BoundDevice | None:
    if device is None:
        return None
    if device.demo:
        raise Refused(say("rig.demo_not_bound"))
    return bound_device(device, plugged)


def _remove(options: argparse.Namespace, house: House) -> int:
    house.rig_files.remove(options.id)
    print(one_line(house.wording("rig.removed", id=options.id)))
    return READY


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
