"""Recordings of a known truth, through the whole check: the right fault is named, and no other.

A part of the cases of `tests/lab/sound_cases.py`, for they are many; docs/sound-truth.md has the table of all of them,
with those that are known to come out wrong.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.lab.confusion import default_rig, outcome
from tests.lab.snr_table import KINDS, heard, noisy
from tests.lab.sound_cases import CLEAN, Case, clean_of, defective
from tests.lab.sound_defects import DEFECTS
from tests.lab.speech_bases import PACKAGE, base

from samklang.domain.rig import Rig

VOICE, RATE_HZ = "endgame", None


@pytest.fixture(scope="module")
def rig() -> Rig:
    return default_rig()


@pytest.fixture(scope="module", autouse=True)
def voices() -> None:
    try:
        base(VOICE)
    except FileNotFoundError:
        pytest.skip(f"{PACKAGE} has no wheel for this system")


def cases_of(truth: str, strength: float) -> Sequence[Case]:
    rate_hz, speech = base(VOICE, RATE_HZ)
    return list(defective(truth, strength, VOICE, rate_hz, speech))


@pytest.mark.parametrize("truth", DEFECTS)
def test_the_right_fault_is_named_and_no_other(truth: str, tmp_path: Path, rig: Rig):
    for case in cases_of(truth, DEFECTS[truth].strengths[1]):
        found = outcome(case, tmp_path, rig)
        assert found.is_hit, (case.name, found.statuses)
        assert not found.extra, case.name


def test_clean_speech_raises_no_alarm(tmp_path: Path, rig: Rig):
    rate_hz, speech = base(VOICE, RATE_HZ)
    for case in clean_of(VOICE, rate_hz, speech):
        assert case.truth == CLEAN
        assert not outcome(case, tmp_path, rig).named, case.name


@pytest.mark.parametrize(("kind", "snr_db"), list(zip(KINDS, (18.0, 9.0, 0.0), strict=True)))
def test_noise_is_never_taken_for_good(kind: str, snr_db: float, tmp_path: Path, rig: Rig):
    for case in noisy(kind, snr_db, VOICE):
        found = heard(case, tmp_path, rig)
        assert not found.passes, (case.name, found)
        if isinstance(found.snr_db, float):
            assert found.snr_db < snr_db + 1.5, case.name
