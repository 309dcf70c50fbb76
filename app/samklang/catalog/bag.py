"""Reads what a sequence bag says about itself; its media are verified where they are played."""

from pathlib import Path

from samklang.catalog.untrusted import read_bytes
from samklang.domain.sequence import Sequence
from samklang.engine.ports import Refused
from samklang.engine.sequence_file import decode_sequence
from samklang.wording import Wording

DESCRIPTION = Path("data") / "sequence.json"


def read_description(folder: Path, wording: Wording) -> Sequence:
    """The sequence that the bag in `folder` describes.

    Raises:
        Refused: There is no description, or it is not valid.
    """
    content = read_bytes(folder / DESCRIPTION, folder, wording)
    try:
        return decode_sequence(content)
    except RecursionError:
        raise Refused(wording("catalog.too_deep", file=DESCRIPTION.name)) from None
