"""One piece of work in a process of its own, with limits: a damaged file cannot take the program with it."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.process import WorkerProcess, begin
from samklang.workers.protocol import Beat, BrokenStreamError, Fault, FromChild, Refusal, Result, unpack

T = TypeVar("T")

_log = logging.getLogger(__name__)

MEMORY_LIMIT_BYTES = 3 * 1024**3
"""Address space of a task (our proposal): decoders and numerical libraries reserve 1-2 GB they never touch."""

_LOOK_EVERY_S = 0.1


def run_task(  # noqa: PLR0913 - limits are named, each with a default
    target: str,
    arguments: Mapping[str, object],
    result_type: type[T],
    *,
    timeout_s: float = 600.0,
    idle_timeout_s: float | None = None,
    memory_limit_bytes: int | None = MEMORY_LIMIT_BYTES,
    progress: Callable[[float], None] | None = None,
    cancel: threading.Event | None = None,
    environment: Mapping[str, str] | None = None,
    wording: Wording | None = None,
    words: str = "devices.task",
) -> T:
    """Run `target(**arguments)` in a worker process and wait for its result.

    Args:
        target: `package.module:function`. Where it has a parameter `progress`, it is given a function to call with the
            share of the work done, 0..1; each call also counts as a sign of life.
        arguments: Keyword arguments: plain values, paths, dataclasses or structs; decoded to the parameters' types.
        result_type: What it returns: a dataclass, struct or plain type.
        timeout_s: The whole work may take this long.
        idle_timeout_s: So long between two calls of `progress`; only for targets that call it.
        memory_limit_bytes: Address space (RLIMIT_AS) on Linux; other systems have no such limit. None: no limit.
        progress: Called in this thread with the share done.
        cancel: Set it from another thread to give up.
        environment: Added to the child's.
        wording: The language of our own refusals.
        words: Where they stand: `WORDS.crashed`, `WORDS.memory`, `WORDS.too_long`, `WORDS.cancelled`.

    Raises:
        Refused: The target refused (its own line), was cancelled, took too long, wanted too much memory or crashed
            (one of our lines).
    """
    language = wording or Wording()

    def say(code: str) -> str:
        return language(f"{words}.{code}")

    first = begin(
        target,
        arguments,
        task=True,
        memory_limit_bytes=memory_limit_bytes,
        processor_limit_s=int(timeout_s * 4) + 1,  # all threads together; a child whose parent was killed ends too
    )
    try:
        child = WorkerProcess(first, environment)
    except OSError as error:  # no memory or no process left for it
        raise Refused(say("crashed")) from error
    try:
        return unpack(_result(child, say, timeout_s, idle_timeout_s, progress, cancel), result_type)
    except BrokenStreamError as error:
        _log.warning("task %s: broken result", target)
        raise Refused(say("crashed")) from error
    finally:
        child.kill()
        child.wait(1.0)


def _result(  # noqa: PLR0913, PLR0917 - one loop over the caller's limits
    child: WorkerProcess,
    say: Callable[[str], str],
    timeout_s: float,
    idle_timeout_s: float | None,
    progress: Callable[[float], None] | None,
    cancel: threading.Event | None,
) -> bytes:
    """The packed result, or `Refused`."""
    ends = time.monotonic() + timeout_s
    heard = time.monotonic()
    while True:
        if cancel is not None and cancel.is_set():
            raise Refused(say("cancelled"))
        now = time.monotonic()
        if now > ends or (idle_timeout_s is not None and now - heard > idle_timeout_s):
            raise Refused(say("too_long"))
        try:
            message = child.receive(_LOOK_EVERY_S)
        except queue.Empty:
            continue
        except EOFError:
            raise Refused(say("crashed")) from None
        if isinstance(message, Result):
            return message.body
        if isinstance(message, Beat):
            heard = time.monotonic()
            if progress is not None and message.progress is not None:
                progress(message.progress)
        else:
            _refuse(message, say)


def _refuse(message: FromChild, say: Callable[[str], str]) -> None:
    """Raise what the child could not do; anything that is not an end is passed over."""
    if isinstance(message, Refusal):
        raise Refused(message.line)
    if isinstance(message, Fault):
        _log.warning("task: %s at %s", message.kind, message.place)
        raise Refused(say("memory" if message.kind == "MemoryError" else "crashed"))
