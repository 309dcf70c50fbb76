"""WebVTT written and read again."""

import pytest
from tests.unit.domain.test_sequence import PART

from samklang.domain.sequence import Caption
from samklang.engine.ports import Refused
from samklang.playback.captions import of_part, offsets_ms, read_vtt, write_vtt

CAPTIONS = (
    Caption("movement/arrive/1", 300, 1250, "Velkommen. Sæt dig."),
    Caption("scan/feet/1", 3_903_000, 3_904_500, "Fødderne."),
)


def test_what_is_written_is_read_again():
    assert read_vtt(write_vtt(CAPTIONS), "x.vtt") == CAPTIONS


def test_it_is_webvtt_as_others_read_it():
    assert write_vtt(CAPTIONS).startswith(
        "WEBVTT\n\nmovement/arrive/1\n00:00:00.300 --> 00:00:01.250\nVelkommen. Sæt dig.\n"
    )
    assert "01:05:03.000 --> 01:05:04.500" in write_vtt(CAPTIONS)


def test_a_part_takes_its_own_with_times_within_it():
    offset_ms = offsets_ms([PART, PART])[PART.id]
    assert of_part(CAPTIONS, PART, 200) == (Caption("movement/arrive/1", 100, 1050, "Velkommen. Sæt dig."),)
    assert offset_ms == PART.duration_ms


@pytest.mark.parametrize(
    "text", ["", "hello", "WEBVTT\n\nid\nnonsense --> 1\ntext", "WEBVTT\n\nid\n00:00:00.000 --> x"]
)
def test_anything_else_is_refused_with_the_files_name(text: str):
    with pytest.raises(Refused, match=r"x\.vtt"):
        read_vtt(text, "x.vtt")
