"""Clips of a known truth, through the whole check of a file: the right fault is named, and no other.

A part of the cases of `tests/lab/picture_cases.py`, for they are many; docs/picture-truth.md has the table of all of
them, with those that are known to come out wrong.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.lab.picture_cases import CLEAN, FRAMINGS, Case, Person, living, people
from tests.lab.picture_confusion import outcome, small_rig
from tests.lab.picture_defects import DEFECTS, Pixels

from samklang.domain.rig import Rig

SECONDS = 4.0
TRIED = ("black", "card", "too dark", "backlight", "out of focus", "noise", "tungsten", "banding", "slow", "interlaced")
"""The quick ones; those that take ten seconds of film are tried by hand."""


@pytest.fixture(scope="module")
def rig() -> Rig:
    return small_rig()


@pytest.fixture(scope="module")
def person() -> Person:
    return people()[0]


@pytest.fixture(scope="module")
def frames(person: Person) -> Sequence[tuple[float, Pixels]]:
    """Made once: making a clip takes longer than checking it."""
    return list(living(person, seconds=SECONDS))


@pytest.mark.parametrize("truth", TRIED)
def test_the_right_fault_is_named_and_no_other(
    truth: str, frames: Sequence[tuple[float, Pixels]], tmp_path: Path, rig: Rig
):
    defect = DEFECTS[truth]
    clip = defect.add(iter(frames), defect.strengths[1], np.random.default_rng(1))
    found = outcome(Case(truth, defect.strengths[1], "astronaut", clip, defect.check, defect.also), tmp_path, rig)
    assert found.is_hit, (found.named, found.unknown)
    assert not found.extra


@pytest.mark.parametrize("truth", ["too near", "crown cut off"])
def test_a_wrong_place_in_the_frame_is_named_and_nothing_else(truth: str, person: Person, tmp_path: Path, rig: Rig):
    clip = living(person, FRAMINGS[truth][1], seconds=SECONDS)
    found = outcome(Case(truth, "middle", person.name, clip, "framing"), tmp_path, rig)
    assert found.named == {"framing"}


def test_a_person_who_moves_raises_no_alarm(frames: Sequence[tuple[float, Pixels]], tmp_path: Path, rig: Rig):
    assert not outcome(Case(CLEAN, "moving", "astronaut", iter(frames)), tmp_path, rig).named


def test_a_person_who_sits_still_raises_no_alarm(person: Person, tmp_path: Path, rig: Rig):
    clip = living(person, seconds=SECONDS, still=True)
    assert not outcome(Case(CLEAN, "still", person.name, clip), tmp_path, rig).named
