"""What lies beneath a check from the command line: the laptop, the network where it was asked for, a DSLR."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from samklang.cli.streams import print_safely
from samklang.domain.dslr import DslrMeasures, DslrState, completed, from_checklist
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.rig import Rig
from samklang.engine.house import House
from samklang.engine.ports import Refused

LAPTOP_S = 5.0
"""Long enough for a load that is not one moment's. Ours."""


class Laptop:
    """The laptop while something else goes on.

    Attributes:
        measures: None where it was not looked at, or could not be.
    """

    def __init__(self) -> None:
        self.measures: LaptopMeasures | None = None


@contextmanager
def beside(house: House, *, wanted: bool) -> Iterator[Laptop]:
    """Look at the laptop for as long as the block lasts: a live check loads it as a call does.

    Args:
        house: What there is.
        wanted: Whether to look at all.
    """
    laptop = Laptop()
    if not wanted:
        yield laptop
        return
    watch = house.laptop_watch()
    try:
        watch.start()
        yield laptop
        laptop.measures = watch.poll()
    finally:
        watch.close()


def laptop_measures(options: argparse.Namespace, seen: LaptopMeasures | None, house: House) -> LaptopMeasures | None:
    """The laptop as it was seen, or looked at now where it was asked for; with the network where that was asked for.

    Args:
        options: `laptop` and `network`.
        seen: What was seen of it while something live was measured.
        house: What there is.

    Raises:
        Refused: The look took too long or crashed.
    """
    asked_for = options.laptop or options.network
    measures = house.watch_laptop(LAPTOP_S) if asked_for and seen is None else seen
    if measures is None or not options.network:
        return measures
    print_safely(house.wording("check.cli.probing", host=house.network_probe().host) + "\n", sys.stderr)
    return replace(measures, probe=house.probe_network(lambda _: None))


def dslr_measures(
    rig: Rig, options: argparse.Namespace, house: House, *, live: bool, alone: bool
) -> DslrMeasures | None:
    """What the rig's DSLR says, or what was answered to its checklist; None where there is neither.

    Args:
        rig: Whose camera.
        options: `dslr`: whether to look into the camera itself.
        house: What there is.
        live: Whether the check is of what is plugged in: a recording has no camera to answer for.
        alone: Whether nothing else is checked.

    Raises:
        Refused: Nothing else is checked, and there is neither.
    """
    why = ""
    if options.dslr:
        now = house.read_dslr()
        if now.state is DslrState.READ and now.measures is not None:
            asked = _answered(rig, house)
            return now.measures if asked is None else completed(now.measures, asked)
        why = house.wording(f"dslr.state.{now.state}")
    answered = _answered(rig, house) if live or options.dslr else None
    if why and answered is None and alone:
        raise Refused(why)
    if why:
        print_safely(f"{why}\n", sys.stderr)
    return answered


def _answered(rig: Rig, house: House) -> DslrMeasures | None:
    """What was answered to the checklist of the rig's camera, where it has one and it is still the same camera."""
    answers = None if rig.camera.dslr is None else house.checklists.load(rig.id)
    if answers is None or answers.camera_id != rig.camera.id:
        return None
    return from_checklist(rig.camera.checklist, dict(answers.answers))
