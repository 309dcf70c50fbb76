"""Runs the check over every case of a known truth and prints the confusion table in docs/picture-truth.md.

.venv/bin/python -m tests.lab.picture_confusion [--misses] [--only TRUTH] [--people FOLDER] [--values]

Every case is written as H.264, measured by `measure_video_file`, and judged by the default rig's targets: what
`samklang check` does, without a new process for each. A fault counts as named where its check warns or fails. Only the
target of the frame's size is set lower: the pictures there are do not fill 720 lines with their own pixels.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from tests.lab.confusion import NAMED, default_rig
from tests.lab.picture_cases import CLEAN, Case, clean_cases, defective_cases, people, written

from samklang.devices.video_file import measure_video_file
from samklang.domain.checks import code_of
from samklang.domain.measures import PictureMeasures, Unknown, values
from samklang.domain.rig import Range, Rig
from samklang.domain.verdict import Status, judge

_LEAST_LINES = 350.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check said of a case.

    Attributes:
        named: The checks that warn or fail.
        unknown: Those that could not be made, with the reason.
        next_check: Whose action comes next, or None.
    """

    case: Case
    measures: PictureMeasures
    named: frozenset[str]
    unknown: dict[str, str]
    next_check: str | None

    @property
    def is_hit(self) -> bool:
        """The right fault, or none where there is none."""
        return self.case.check is None or self.case.check in self.named

    @property
    def extra(self) -> frozenset[str]:
        """Faults that are none."""
        return self.named - {self.case.check} - self.case.also

    @property
    def is_right(self) -> bool:
        """The right fault and no other."""
        return self.is_hit and not self.extra


def outcome(case: Case, folder: Path, rig: Rig) -> Outcome:
    """Write, measure and judge one case."""
    measures = measure_video_file(written(case, folder / "case.mp4"))
    judgement = judge(None, measures, rig)
    named = frozenset(code_of(each.check) for each in judgement.verdicts if each.status in NAMED)
    unknown = {code_of(each.check): each.reason or "" for each in judgement.verdicts if each.status is Status.UNKNOWN}
    next_check = None if judgement.next_check is None else code_of(judgement.next_check)
    return Outcome(case, measures, named, unknown, next_check)


def outcomes(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Those of all cases."""
    rig = small_rig()
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            yield outcome(case, Path(folder), rig)


def small_rig() -> Rig:
    """The default rig, content with the size the portraits have."""
    rig = default_rig()
    enough = Range(_LEAST_LINES)
    targets = (
        replace(each, pass_range=enough, warn_range=enough) if each.check == "frame_size" else each
        for each in rig.targets
    )
    return replace(rig, targets=tuple(targets))


def table(found: Sequence[Outcome]) -> Iterator[str]:
    """The confusion as Markdown: a row a truth, and which faults were named how often."""
    yield "| truth | right check | cases | right and no other | next action right | named |"
    yield "| --- | --- | --- | --- | --- | --- |"
    rows: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in found:
        rows[each.case.truth, each.case.check or "-"].append(each)
    for (truth, check), own in rows.items():
        counts = Counter(name for each in own for name in each.named)
        named = ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "-"
        right = sum(each.is_right for each in own)
        led = sum(each.next_check == each.case.check or each.next_check in each.case.also for each in own)
        yield f"| {truth} | {check} | {len(own)} | {right} | {led} | {named} |"
    yield f"| all | | {len(found)} | {sum(each.is_right for each in found)} | | |"


def misses(found: Sequence[Outcome]) -> Iterator[str]:
    """A line for every case that came out wrong."""
    for each in found:
        if not each.is_right:
            reason = each.unknown.get(each.case.check or "")
            missed = "" if each.is_hit else f"MISSED {each.case.check}{f' ({reason})' if reason else ''}"
            extra = f"EXTRA {', '.join(sorted(each.extra))}" if each.extra else ""
            yield f"- {each.case.name}: {missed}{' ' * bool(missed and extra)}{extra}"


def figures(found: Sequence[Outcome]) -> Iterator[str]:
    """A line of all measures a case."""
    for each in found:
        measured = " ".join(
            f"{name}={value.reason if isinstance(value, Unknown) else f'{value:.3g}'}"
            for name, value in values(each.measures).items()
        )
        yield f"- {each.case.name}: {measured}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="a line for every case that came out wrong")
    parser.add_argument("--values", action="store_true", help="a line of all measures for every case")
    parser.add_argument("--only", default="", help="cases whose truth holds this word")
    parser.add_argument("--people", type=Path, help="pictures of one face each, besides the one that is installed")
    chosen = parser.parse_args(arguments)
    persons = people(chosen.people)
    clean = clean_cases(persons) if chosen.only in CLEAN else ()
    found = list(outcomes(chain(clean, defective_cases(persons, chosen.only))))
    parts = [list(table(found))]
    parts += [list(misses(found))] if chosen.misses else []
    parts += [list(figures(found))] if chosen.values else []
    sys.stdout.write("\n\n".join("\n".join(lines) for lines in parts) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
