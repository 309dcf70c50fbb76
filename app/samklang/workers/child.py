"""A worker process: `python -m samklang.workers.child`, told over its pipe which function to run."""

import importlib
import inspect
import os
import signal
import sys
import traceback
import typing
from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from samklang.engine.ports import Refused
from samklang.workers.link import Link
from samklang.workers.protocol import Begin, Fault, FromChild, Refusal, Result, ToChild, pack, read_message, unpack

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> int:
    """Run the one target this process was started for; returns the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it ends us by closing the pipe
    _die_with_parent()
    incoming, outgoing = _private_pipes()
    begin = read_message(incoming, ToChild)
    if not isinstance(begin, Begin):
        return 1
    _limit(begin)
    link = Link(incoming, outgoing)
    message = _outcome(begin, link)
    link.send_last(message)
    link.close()
    # Threads inside a driver or decoder may still hang; a plain return would wait for them.
    os._exit(0 if isinstance(message, Result) else 1)


def _outcome(begin: Begin, link: Link) -> FromChild:
    try:
        function = _function(begin.target)
        result = function(**_arguments(function, begin.arguments, link))
        return Result(pack(result) if begin.task else b"\xc0")
    except Refused as refusal:
        return Refusal(str(refusal))
    except Exception as error:  # noqa: BLE001 - process boundary: published to the parent, which logs it
        return Fault(type(error).__name__, _place(error))


def _function(target: str) -> Callable[..., object]:
    module, _, name = target.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    return function


def _arguments(function: Callable[..., object], packed: bytes, link: Link) -> dict[str, Any]:
    """The keyword arguments, each decoded to its parameter's type; `link` and `progress` are ours to give."""
    raw = unpack(packed, dict[str, msgspec.Raw])
    hints = typing.get_type_hints(function)
    arguments: dict[str, Any] = {name: unpack(bytes(value), hints.get(name, Any)) for name, value in raw.items()}
    parameters = inspect.signature(function).parameters
    if "link" in parameters:
        arguments["link"] = link
    if "progress" in parameters:
        arguments["progress"] = lambda share: link.beat(progress=float(share))
    return arguments


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119 - a name only


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our two pipes under numbers of their own, so that a library that prints does not print into the protocol."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def _die_with_parent() -> None:
    """Linux: the kernel ends us with the thread that started us, even while a driver holds the interpreter.

    Elsewhere the end of the pipe does it, as soon as Python runs.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - for this one call

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit(begin: Begin) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - exists on Unix only

    if begin.memory_limit_bytes is not None and sys.platform != "darwin":  # macOS accepts the limit and ignores it
        resource.setrlimit(resource.RLIMIT_AS, (begin.memory_limit_bytes, begin.memory_limit_bytes))
    if begin.processor_limit_s is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (begin.processor_limit_s, begin.processor_limit_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold speech and pictures


if __name__ == "__main__":
    sys.exit(main())
