"""The one message protocol between this program and its worker processes: length-prefixed msgpack over two pipes."""

import struct
from pathlib import PurePath
from typing import IO, Any, TypeVar

import msgspec

T = TypeVar("T")

LARGEST_MESSAGE_BYTES = 64 * 1024 * 1024
"""A message longer than this is a broken stream, not a message (our proposal: measures are a few kilobytes)."""

_LENGTH = struct.Struct("<I")


class Begin(msgspec.Struct, frozen=True, tag=True):
    """First message to a child: what to run.

    Attributes:
        target: `package.module:function`.
        arguments: A mapping of keyword arguments, packed.
        task: True for a one-shot function whose result is awaited, False for one that serves until it is stopped.
        memory_limit_bytes: Address space the child may use (RLIMIT_AS, where the platform has it).
        processor_limit_s: Processor time the child may use (RLIMIT_CPU), the last net under a child nobody watches.
    """

    target: str
    arguments: bytes
    task: bool
    memory_limit_bytes: int | None = None
    processor_limit_s: int | None = None


class Order(msgspec.Struct, frozen=True, tag=True):
    """Something for the target itself, packed."""

    body: bytes


class RingSeen(msgspec.Struct, frozen=True, tag=True):
    """The parent has mapped the child's ring of frames: its name may vanish now."""

    name: str


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Finish and end."""


class Beat(msgspec.Struct, frozen=True, tag=True):
    """Progress was made: new samples, a new frame, another second of a recording.

    Attributes:
        patience_s: How long the next beat may take, where the child knows that it will be slow (opening a device).
        progress: Share of the work done, 0..1, where there is an end.
    """

    patience_s: float | None = None
    progress: float | None = None


class Report(msgspec.Struct, frozen=True, tag=True):
    """Something from the target itself, packed."""

    body: bytes


class RingMade(msgspec.Struct, frozen=True, tag=True):
    """A ring of frames waits under this name (see `workers.frames`)."""

    name: str


class Result(msgspec.Struct, frozen=True, tag=True):
    """The target returned; of a task this is its packed result."""

    body: bytes


class Refusal(msgspec.Struct, frozen=True, tag=True):
    """The target raised `Refused`."""

    line: str


class Fault(msgspec.Struct, frozen=True, tag=True):
    """The target raised anything else.

    Attributes:
        kind: The exception's class name; never its message, which may hold a name or a path.
        place: `module:line` where it was raised.
    """

    kind: str
    place: str


ToChild = Begin | Order | RingSeen | Stop
FromChild = Beat | Report | RingMade | Result | Refusal | Fault


class BrokenStreamError(Exception):
    """The pipe ended in mid-message, or carried something that is not a message."""


def pack(value: object) -> bytes:
    """Any dataclass, struct, enum, path or plain value as msgpack."""
    return msgspec.msgpack.encode(value, enc_hook=_plain)


def unpack(packed: bytes, kind: type[T]) -> T:
    """The value `pack` was given.

    Raises:
        BrokenStreamError: It is not a `kind`.
    """
    try:
        return msgspec.msgpack.decode(packed, type=kind, dec_hook=_rebuilt)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BrokenStreamError(str(error)) from error


def write_message(stream: IO[bytes], message: ToChild | FromChild) -> None:
    """Write one message and flush it. The caller serialises writers."""
    packed = pack(message)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def read_message(stream: IO[bytes], kind: Any) -> Any:  # noqa: ANN401 - a union of structs is no `type` to mypy
    """The next message, one of the union `kind`, or None where the stream ends between messages.

    Raises:
        BrokenStreamError: The stream ended inside a message, or this is not one.
    """
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else LARGEST_MESSAGE_BYTES + 1
    if length > LARGEST_MESSAGE_BYTES:
        raise BrokenStreamError("no message begins like this")
    packed = stream.read(length)
    if len(packed) < length:
        raise BrokenStreamError("the stream ended inside a message")
    return unpack(packed, kind)


def _plain(value: object) -> object:
    if isinstance(value, PurePath):
        return str(value)
    if hasattr(value, "item"):  # a numpy scalar, without importing numpy here
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} cannot be sent to another process")


def _rebuilt(kind: type, value: object) -> object:
    if issubclass(kind, PurePath) and isinstance(value, str):
        return kind(value)
    raise NotImplementedError(f"{kind.__name__} cannot be received from another process")
