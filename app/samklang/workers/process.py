"""One worker process as its parent sees it: start, send, receive, kill; nothing here ever waits for the child."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping

from samklang.workers.protocol import Begin, BrokenStreamError, FromChild, ToChild, pack, read_message, write_message

_COMMAND = (sys.executable, "-P", "-m", "samklang.workers.child")

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""NumPy's and SciPy's threads wait for each other by spinning: on products as small as ours that took 10 to 20 times
the processor time, measured, and was no faster. Whoever sets them otherwise in our environment is obeyed."""


class WorkerProcess:
    """A child that runs one target.

    Started with `subprocess`, never forked: a fork of a process with Qt's threads may hang, and Windows has none. Its
    standard error goes nowhere, because drivers print device names there.

    Args:
        begin: What it runs.
        environment: Added to ours.
    """

    def __init__(self, begin: Begin, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**_ONE_THREAD, **os.environ, **(environment or {})},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._outgoing: queue.SimpleQueue[ToChild | None] = queue.SimpleQueue()
        self._incoming: queue.SimpleQueue[FromChild | None] = queue.SimpleQueue()
        threading.Thread(target=self._write, name="worker-orders", daemon=True).start()
        threading.Thread(target=self._read, name="worker-reports", daemon=True).start()
        self.send(begin)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def send(self, message: ToChild) -> None:
        """Queue a message; returns at once, also when the child does not read."""
        self._outgoing.put(message)

    def receive(self, timeout_s: float) -> FromChild:
        """The next message.

        Raises:
            queue.Empty: None came in time.
            EOFError: The child has ended, or speaks nonsense; there will be no more.
        """
        message = self._incoming.get(timeout=timeout_s)
        if message is None:
            self._incoming.put(None)
            raise EOFError
        return message

    def wait(self, timeout_s: float) -> bool:
        """Whether the child ended within this time."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the child now, whatever it does, and release the pipes. Safe to repeat."""
        if self._process.poll() is None:
            self._process.kill()
        self._outgoing.put(None)

    def _write(self) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        try:
            while (message := self._outgoing.get()) is not None:
                write_message(stream, message)
            stream.close()
        except OSError:  # the child is gone; the reader tells
            with contextlib.suppress(OSError):
                stream.close()

    def _read(self) -> None:
        stream = self._process.stdout
        if stream is None:
            return
        try:
            while (message := read_message(stream, FromChild)) is not None:
                self._incoming.put(message)
        except (OSError, BrokenStreamError):
            pass
        finally:
            self._incoming.put(None)
            stream.close()


def begin(
    target: str,
    arguments: Mapping[str, object],
    *,
    task: bool,
    memory_limit_bytes: int | None = None,
    processor_limit_s: int | None = None,
) -> Begin:
    """The first message, its keyword arguments packed."""
    return Begin(target, pack(dict(arguments)), task, memory_limit_bytes, processor_limit_s)
