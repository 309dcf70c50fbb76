"""`sequence.json`: what is written is read again, and nothing else."""

import json

import pytest
from tests.unit.domain.test_sequence import SOUND

from samklang.engine.ports import Refused
from samklang.engine.sequence_file import decode_sequence, encode_sequence


def test_what_is_written_is_read_again():
    assert decode_sequence(encode_sequence(SOUND)) == SOUND


def changed(**fields: object) -> bytes:
    return json.dumps(json.loads(encode_sequence(SOUND)) | fields).encode()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"\xff", "sequence.json"),
        (b"[]", "schema"),
        (changed(schema=2), "schema"),
        (changed(id=3), r"\$\.id"),
        (changed(colour="red"), r"\$\.colour"),
    ],
)
def test_anything_else_is_refused_by_name(content: bytes, named: str):
    with pytest.raises(Refused, match=named):
        decode_sequence(content)


def test_an_unknown_field_deep_inside_is_named():
    fields = json.loads(encode_sequence(SOUND))
    fields["parts"][0]["cues"][0]["loud"] = True
    with pytest.raises(Refused, match=r"parts\[0\]\.cues\[0\]\.loud"):
        decode_sequence(json.dumps(fields).encode())
