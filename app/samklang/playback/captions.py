"""WebVTT as it stands in a sequence bag: captions a language, chapters, on one timeline of all parts.

Part two starts where part one ends. A caption's identifier, `PART/CUE/NUMBER`, says which part it belongs to.
"""

import re
from collections.abc import Iterable, Sequence

from samklang.domain.sequence import Caption, Part
from samklang.engine.ports import Refused, SealedBag

_STAMP = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
_ARROW = " --> "


def offsets_ms(parts: Sequence[Part]) -> dict[str, int]:
    """Where each part starts on the sequence's timeline, by part id."""
    return {part.id: sum(earlier.duration_ms for earlier in parts[:number]) for number, part in enumerate(parts)}


def write_vtt(captions: Iterable[Caption]) -> str:
    """WebVTT of captions whose times are on the sequence's timeline."""
    blocks = [
        f"{caption.id}\n{_stamp(caption.start_ms)}{_ARROW}{_stamp(caption.end_ms)}\n{caption.text}\n"
        for caption in captions
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def read_vtt(text: str, name: str) -> tuple[Caption, ...]:
    """The captions of a WebVTT file, times as they stand there.

    Args:
        text: The file's text.
        name: Its name, for refusals.

    Raises:
        Refused: It is not WebVTT as we write it; the first such block is named.
    """
    head, *blocks = re.split(r"\n{2,}", text.strip())
    if not head.startswith("WEBVTT"):
        raise Refused(f"{name}: no WEBVTT at its start")
    return tuple(_caption(block.split("\n"), name) for block in blocks)


def of_part(captions: Iterable[Caption], part: Part, offset_ms: int) -> tuple[Caption, ...]:
    """The captions of one part, their times within it."""
    return tuple(
        Caption(caption.id, caption.start_ms - offset_ms, caption.end_ms - offset_ms, caption.text)
        for caption in captions
        if caption.id.split("/")[0] == part.id
    )


def part_captions(bag: SealedBag, part: Part, language: str) -> tuple[Caption, ...]:
    """The captions of a part of a verified bag, times within it; none where the bag has none in this language.

    Raises:
        Refused: They cannot be read any more.
    """
    path = bag.captions(language)
    if language not in bag.sequence.languages:
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name}: {type(error).__name__}") from error
    return of_part(read_vtt(text, path.name), part, offsets_ms(bag.sequence.parts)[part.id])


def _caption(lines: list[str], name: str) -> Caption:
    if len(lines) < 3:  # noqa: PLR2004 - identifier, times, text
        raise Refused(f"{name}: {lines[0]!r} is not a caption")
    start, _, end = lines[1].partition(_ARROW)
    return Caption(lines[0], _milliseconds(start, name), _milliseconds(end, name), " ".join(lines[2:]))


def _stamp(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def _milliseconds(stamp: str, name: str) -> int:
    found = _STAMP.fullmatch(stamp.strip())
    if found is None:
        raise Refused(f"{name}: {stamp!r} is not a time")
    hours, minutes, seconds, thousandths = (int(number or 0) for number in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
