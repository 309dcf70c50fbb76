"""Reads and writes `data/sequence.json`, the description inside a sequence bag."""

import json
from typing import Any

import msgspec

from samklang.domain.sequence import Sequence
from samklang.engine.ports import Refused

SCHEMA = 1
"""Version of the file's shape."""


def decode_sequence(content: bytes) -> Sequence:
    """The description in `content` (UTF-8 JSON).

    Its rules (`samklang.domain.sequence.flaws`) are not looked at here.

    Raises:
        Refused: Not JSON, of another schema, a field missing, of the wrong kind, or unknown.
    """
    try:
        fields = json.loads(content)
    except ValueError as error:
        raise Refused(f"sequence.json: {error}") from error
    if not isinstance(fields, dict) or fields.pop("schema", None) != SCHEMA:
        raise Refused(f"sequence.json: schema {SCHEMA} is the one this version reads")
    try:
        sequence = msgspec.convert(fields, Sequence)
    except msgspec.ValidationError as error:
        raise Refused(f"sequence.json: {error}") from error
    unknown = _unknown(fields, msgspec.to_builtins(sequence), "$")
    if unknown:
        raise Refused(f"sequence.json: unknown field {unknown}")
    return sequence


def encode_sequence(sequence: Sequence) -> bytes:
    """The description as UTF-8 JSON, indented for people."""
    fields = {"schema": SCHEMA, **msgspec.to_builtins(sequence)}
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def _unknown(given: Any, known: Any, where: str) -> str:  # noqa: ANN401 - any JSON value
    """Path of the first field in `given` that `known` lacks, or an empty string."""
    if isinstance(given, dict):
        for key, value in given.items():
            if key not in known:
                return f"{where}.{key}"
            if found := _unknown(value, known[key], f"{where}.{key}"):
                return found
    elif isinstance(given, list):
        for number, value in enumerate(given):
            if found := _unknown(value, known[number], f"{where}[{number}]"):
                return found
    return ""
