"""Every test signal of EBU Tech 3341 and 3342 that can be synthesised reads inside its document's tolerance."""

import pytest
from tests.lab.ebu_signals import CASES, EbuCase


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_reading_is_inside_the_documents_tolerance(case: EbuCase):
    found = case.readings()
    assert len(found) == len(case.expected)
    for reading, expected in zip(found, case.expected, strict=True):
        assert expected - case.below <= reading <= expected + case.above


def test_only_the_real_programmes_are_left_out():
    wanted = [f"3341-{number}" for number in range(1, 24) if number not in {7, 8}]
    wanted += [f"3342-{number}" for number in range(1, 5)]
    assert [case.name for case in CASES] == wanted
