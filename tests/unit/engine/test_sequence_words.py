"""A sequence's codes in words."""

from dataclasses import replace

import pytest
from tests.unit.domain.test_sequence import CUE, PART

from samklang.domain.playback import Failed
from samklang.domain.sequence import Flaw
from samklang.engine.sequence_words import clock_words, cue_words, failure_words, flaw_words, part_words
from samklang.wording import LANGUAGES, Wording, texts

DANISH = Wording("da")


def test_a_cue_is_called_by_region_and_posture():
    assert cue_words(CUE, DANISH) == "Hele kroppen, siddende"


def test_a_region_or_part_without_a_word_keeps_its_own_name():
    assert cue_words(replace(CUE, region="elbow"), DANISH) == "elbow, siddende"
    assert part_words(replace(PART, id="long-one"), DANISH) == "long-one"
    assert part_words(PART, DANISH) == "Bevægelsesdel"


def test_a_flaw_is_one_line_that_names_what_it_is_about():
    assert flaw_words(Flaw("changed", "data/a\nb"), DANISH) == "data/a b: filen er ændret."


@pytest.mark.parametrize("system", ["linux", "darwin", "windows"])
def test_a_missing_library_says_what_to_install(system: str):
    assert "VLC" in failure_words(Failed("library_missing", 0), system, DANISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flaw_has_its_words(language: str):
    import inspect  # noqa: PLC0415 - to find the codes where they are made
    import re  # noqa: PLC0415 - as above

    from samklang.domain import sequence  # noqa: PLC0415 - as above
    from samklang.playback import bag  # noqa: PLC0415 - as above

    codes = re.findall(r'Flaw\("(\w+)"', inspect.getsource(sequence) + inspect.getsource(bag))
    assert len(codes) > 15
    assert [code for code in codes if f"sequence.flaw.{code}" not in texts(language)] == []


def test_other_failures_have_their_line():
    assert failure_words(Failed("worker_lost", 0), "linux", DANISH).startswith("Afspilningen er gået i stå")


def test_a_length_reads_as_minutes_and_seconds():
    assert [clock_words(length) for length in (-5, 0, 59_999, 125_000)] == ["0:00", "0:00", "0:59", "2:05"]
