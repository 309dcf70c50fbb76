"""Runs the check over every case of a known truth and prints the confusion table in docs/sound-truth.md.

.venv/bin/python -m tests.lab.confusion [--misses] [--only TRUTH] [--bases 1]

Every case is written as a WAV (or MP3), measured by `measure_sound_file` with or without its silence, and judged by the
default rig's targets: what `samklang check` does, without a new process for each. A fault counts as named where its
check warns or fails.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.lab.sound_cases import BASES, CLEAN, Case, clean_cases, defective_cases, written

from samklang.catalog.rigs import RigFolders
from samklang.cli.chosen_rig import DEFAULT_RIG
from samklang.devices.sound_file import measure_sound_file
from samklang.domain.measures import SoundMeasures
from samklang.domain.rig import Rig
from samklang.domain.verdict import Status, judge
from samklang.wording import Wording

NAMED = frozenset({Status.WARN, Status.FAIL})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check said of a case.

    Attributes:
        statuses: Every check's.
        unknown: Those that could not be made, with the reason.
        next_check: Whose action comes next, or None.
    """

    case: Case
    measures: SoundMeasures
    statuses: dict[str, Status]
    unknown: dict[str, str]
    next_check: str | None

    @property
    def named(self) -> frozenset[str]:
        """The checks that warn or fail."""
        return frozenset(check for check, status in self.statuses.items() if status in NAMED)

    @property
    def is_hit(self) -> bool:
        """The right fault, or none where there is none."""
        return self.case.check is None or self.case.check in self.named or self.is_unknown

    @property
    def is_unknown(self) -> bool:
        """The fault's own measure is unknown, and there was no silence to know it by: honest, if no help."""
        return self.case.silence is None and self.case.check not in self.named and self.case.check in self.unknown

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
    sound, silence = written(case, folder)
    measures = measure_sound_file(sound, silence)
    judgement = judge(measures, None, rig)
    statuses = {each.check: each.status for each in judgement.verdicts}
    unknown = {each.check: each.reason or "" for each in judgement.verdicts if each.status is Status.UNKNOWN}
    return Outcome(case, measures, statuses, unknown, judgement.next_check)


def outcomes(cases: Iterable[Case]) -> Iterator[Outcome]:
    """Those of all cases."""
    rig = default_rig()
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            yield outcome(case, Path(folder), rig)


def default_rig() -> Rig:
    """The rig that is used when none is chosen, with the targets of the checkout."""
    profiles = Path(__file__).parents[2] / "hardware_profiles"
    return RigFolders((profiles,), Wording("en")).rig(DEFAULT_RIG)


def table(found: Sequence[Outcome]) -> Iterator[str]:
    """The confusion as Markdown: a row a truth, a column a named fault; `-` stands for none."""
    columns = sorted({check for each in found for check in each.named})
    heads = ("truth", "right check", "cases", "right and no other", "unknown", "next action right", *columns)
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    rows: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in found:
        silent = "" if each.case.silence is not None or each.case.truth == CLEAN else ", no silence"
        rows[each.case.truth + silent, each.case.check or "-"].append(each)
    for (truth, check), own in rows.items():
        counts = Counter(name for each in own for name in each.named)
        right = sum(each.is_right for each in own)
        unknown = sum(each.is_unknown for each in own)
        led = sum(each.next_check == each.case.check or each.next_check in each.case.also for each in own)
        shown = (str(counts[name]) if counts[name] else "-" for name in columns)
        yield f"| {truth} | {check} | {len(own)} | {right} | {unknown or '-'} | {led} | {' | '.join(shown)} |"
    yield f"| all | | {len(found)} | {sum(each.is_right for each in found)} | |" + " |" * (len(columns) + 1)


def misses(found: Sequence[Outcome]) -> Iterator[str]:
    """A line for every case that came out wrong, with the measures that matter."""
    for each in found:
        if not each.is_right:
            missed = "" if each.is_hit else f"MISSED {each.case.check}"
            extra = f"EXTRA {', '.join(sorted(each.extra))}" if each.extra else ""
            yield f"- {each.case.name}: {missed}{' ' * bool(missed and extra)}{extra}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="a line for every case that came out wrong")
    parser.add_argument("--only", default="", help="cases whose truth holds this word")
    parser.add_argument("--bases", type=int, default=len(BASES), help="so many voices")
    chosen = parser.parse_args(arguments)
    voices = BASES[: chosen.bases]
    clean = clean_cases() if chosen.only in CLEAN else ()
    found = list(outcomes(chain(defective_cases(voices, chosen.only), clean)))
    lines = [*table(found), *(["", *misses(found)] if chosen.misses else [])]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
