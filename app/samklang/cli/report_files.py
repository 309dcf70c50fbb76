"""Where a report is written, and the names of files as they may be shown."""

from collections.abc import Sequence
from pathlib import Path

from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.wording.faults import fault_reason

_LONGEST_NAME = 200
"""Signs of a name that are shown; file systems allow 255 bytes."""


def refuse_place(page: Path, inputs: Sequence[str | Path | None], wording: Wording) -> None:
    """Refuse a place for the report before anything is measured: it is none, or what is measured lies there."""
    try:
        # A device or a pipe would be taken away and a file put in its place.
        no_place = (page.exists() and not page.is_file()) or not page.parent.is_dir()
        overwrites = page.exists() and any(each and Path(each).exists() and page.samefile(each) for each in inputs)
    except OSError:  # a name too long, a folder we may not look into
        no_place, overwrites = True, False
    if no_place or overwrites:
        problem = "no_place" if no_place else "overwrites"
        raise Refused(wording(f"check.cli.{problem}", file=printable(str(page))))


def refuse_unspeakable(path: Path | None, wording: Wording) -> None:
    """Refuse a name whose bytes are no text in the system's encoding: it cannot be handed on to a worker."""
    try:
        str(path or "").encode()
    except UnicodeEncodeError:
        raise Refused(wording("check.cli.odd_name", file=printable(str(path)))) from None


def write_page(path: Path, page: bytes, wording: Wording) -> None:
    """The page whole or not at all: a report from before stays until the new one is complete."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(page)
        unfinished.replace(path)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise Refused(
            wording("check.cli.not_written", file=printable(str(path)), reason=fault_reason(fault, wording))
        ) from fault


def printable(text: str) -> str:
    """A name as it may be shown: one line, not long, nothing that orders a terminal about."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}..."
