"""Which rig a command is about: the one named, else the one chosen last, else the one everybody has."""

import sys

from samklang.domain.rig import Rig
from samklang.engine.house import House
from samklang.engine.ports import Refused

DEFAULT_RIG = "laptop-alone"


def chosen_rig(rig_id: str | None, house: House) -> Rig:
    """The rig with this id; with None the one chosen last, or ours where that cannot be read, which is said.

    Raises:
        Refused: There is no such rig, or its files are not valid.
    """
    if rig_id is not None:
        return house.catalog.rig(rig_id)
    remembered = house.settings.get("rig", "") or DEFAULT_RIG
    try:
        return house.catalog.rig(remembered)
    except Refused as refusal:
        if remembered == DEFAULT_RIG:
            raise
        # Not in the way of a check: say so and judge by the one everybody has; the report names it.
        print(refusal, file=sys.stderr)
        return house.catalog.rig(DEFAULT_RIG)
