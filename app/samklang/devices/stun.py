"""STUN binding requests and their answers (RFC 8489): the smallest question a Teams relay answers."""

import struct
from typing import Final

HEADER_BYTES: Final = 20
TRANSACTION_BYTES: Final = 12

_COOKIE: Final = 0x2112A442
_REQUEST: Final = 0x0001
_ANSWERS: Final = frozenset({0x0101, 0x0111})
"""Success, or a refusal: both have made the way there and back."""
_HEADER: Final = struct.Struct(">HHI12s")


def binding_request(transaction: bytes) -> bytes:
    """A request without any attribute: nothing in it tells who asks.

    Args:
        transaction: 12 random bytes, by which the answer is known again.
    """
    return _HEADER.pack(_REQUEST, 0, _COOKIE, transaction)


def answered(datagram: bytes) -> bytes | None:
    """The transaction a datagram answers, or None where it is no answer to a binding request."""
    if len(datagram) < HEADER_BYTES:
        return None
    kind, _, cookie, transaction = _HEADER.unpack_from(datagram)
    return transaction if kind in _ANSWERS and cookie == _COOKIE else None
