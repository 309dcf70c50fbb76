"""Messages come out of a pipe as they went in, or not at all."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samklang.domain.measures import Measured, Unknown
from samklang.workers.protocol import (
    Beat,
    Begin,
    BrokenStreamError,
    Fault,
    FromChild,
    Order,
    Refusal,
    Report,
    ToChild,
    pack,
    read_message,
    unpack,
    write_message,
)

MESSAGES = st.one_of(
    st.builds(Beat, st.none() | st.floats(0, 60), st.none() | st.floats(0, 1)),
    st.builds(Report, st.binary()),
    st.builds(Refusal, st.text()),
    st.builds(Fault, st.text(), st.text()),
)


@dataclass(frozen=True, slots=True)
class Example:
    level: Measured
    share: Measured
    path: Path


@given(st.lists(MESSAGES))
def test_messages_come_out_as_they_went_in(messages: list[Beat | Report | Refusal | Fault]):
    stream = io.BytesIO()
    for message in messages:
        write_message(stream, message)
    stream.seek(0)
    assert [read_message(stream, FromChild) for _ in messages] == messages
    assert read_message(stream, FromChild) is None


@given(st.binary(min_size=1, max_size=40), st.data())
def test_a_stream_that_ends_inside_a_message_is_broken(body: bytes, data: st.DataObject):
    stream = io.BytesIO()
    write_message(stream, Order(body))
    whole = stream.getvalue()
    cut = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(BrokenStreamError):
        read_message(io.BytesIO(whole[:cut]), ToChild)


@given(st.binary(min_size=4, max_size=64))
def test_noise_is_never_taken_for_a_message_of_another_kind(noise: bytes):
    try:
        message = read_message(io.BytesIO(noise), ToChild)
    except BrokenStreamError:
        return
    assert isinstance(message, ToChild)


def test_a_message_of_the_other_direction_is_broken():
    stream = io.BytesIO()
    write_message(stream, Begin("module:function", b"", task=True))
    stream.seek(0)
    with pytest.raises(BrokenStreamError):
        read_message(stream, FromChild)


def test_measures_paths_and_numpy_s_numbers_travel():
    example = Example(Unknown("no_speech"), 0.5, Path("a") / "b.wav")
    assert unpack(pack(example), Example) == example
    assert unpack(pack(np.float32(0.5)), float) == 0.5


def test_what_cannot_travel_says_so():
    with pytest.raises(NotImplementedError, match="object"):
        pack(object())
    with pytest.raises(NotImplementedError, match="complex"):
        unpack(pack("1j"), complex)
