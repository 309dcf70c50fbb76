"""Speech in noise at known ratios, and what the check makes of them: prints the table in docs/sound-truth.md.

.venv/bin/python -m tests.lab.snr_table
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tests.lab.confusion import default_rig, outcome
from tests.lab.sound_cases import Case, quiet_room
from tests.lab.sound_defects import DEFECTS
from tests.lab.speech_bases import LEVEL_DBFS, SILENCE_S, base

from samklang.domain.measures import Measured, Unknown
from samklang.domain.rig import Rig
from samklang.domain.verdict import Status

KINDS = ("white noise", "pink noise", "babble")
RATIOS_DB = (0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0)
VOICES = ("beckett", "endgame later")
_ANY_STRENGTH = 0.0
"""The strength a defect is made at before its noise is brought to the ratio."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the check made of one.

    Attributes:
        snr_db: The measured ratio, or why there is none.
        floor: The noise floor's verdict.
        ratio: The ratio's verdict.
    """

    snr_db: Measured
    floor: Status
    ratio: Status

    @property
    def passes(self) -> bool:
        """Neither of the two says a word: the noise is taken for good."""
        return self.floor is self.ratio is Status.PASS


def noisy(kind: str, snr_db: float, voice: str) -> tuple[Case, Case]:
    """Speech with noise this far below its active level, with a prompted silence of the same noise and without."""
    rate_hz, speech = base(voice)
    chance = np.random.default_rng([len(kind), len(voice)])
    clean = quiet_room(speech, rate_hz, chance)
    noise = DEFECTS[kind].add(clean, rate_hz, _ANY_STRENGTH, chance) - clean
    noise *= 10 ** ((LEVEL_DBFS - snr_db) / 20) / np.sqrt(np.mean(noise**2))
    whole, at = clean + noise, round(SILENCE_S * rate_hz)
    sound, silence = whole[at:, None], whole[:at, None]
    with_silence = Case(kind, snr_db, voice, rate_hz, sound, silence, "noise")
    return with_silence, replace(with_silence, silence=None)


def heard(case: Case, folder: Path, rig: Rig) -> Heard:
    """Measured and judged."""
    found = outcome(case, folder, rig)
    return Heard(found.measures.snr_db, found.statuses["noise"], found.statuses["snr"])


def rows() -> Iterator[str]:
    """The table as Markdown."""
    told = ("SNR, dB", "noise", "snr")
    heads = ("noise", "voice", "true SNR, dB", *(f"{each}, {how}" for how in ("silence", "none") for each in told))
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    rig = default_rig()
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for voice in VOICES:
                for snr_db in RATIOS_DB:
                    both = [heard(case, Path(folder), rig) for case in noisy(kind, snr_db, voice)]
                    cells = [cell for each in both for cell in (shown(each.snr_db), each.floor, each.ratio)]
                    yield f"| {kind} | {voice} | {snr_db:.0f} | {' | '.join(cells)} |"


def shown(value: Measured) -> str:
    """The number, or the reason there is none."""
    return value.reason if isinstance(value, Unknown) else f"{value:.1f}"


def main(_: Sequence[str]) -> None:
    for line in rows():
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
