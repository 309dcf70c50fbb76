"""Asks something again and again in a thread of its own: what hangs leaves the others alone."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)

PATIENCE_S: Final = 10.0
"""So long after it should have come an old answer still counts. Ours."""


class Asking(Generic[T]):
    """One question, asked in a daemon thread for as long as the process lives.

    Args:
        question: May take its time, may hang for ever.
        every_s: Pause between two answers.
        unanswered: What counts as long as there is no answer, or none that is new enough.
        patience_s: See `PATIENCE_S`.
    """

    def __init__(
        self, question: Callable[[], T], every_s: float, unanswered: T, patience_s: float = PATIENCE_S
    ) -> None:
        self._question = question
        self._every_s = every_s
        self._unanswered = unanswered
        self._patience_s = patience_s
        self._answer: tuple[float, T] | None = None
        threading.Thread(target=self._ask, name="asking", daemon=True).start()

    @property
    def answered(self) -> bool:
        """Whether it was ever answered."""
        return self._answer is not None

    @property
    def newest(self) -> T:
        """The last answer, while it is new enough."""
        answer = self._answer
        if answer is None or time.monotonic() - answer[0] > self._every_s + self._patience_s:
            return self._unanswered
        return answer[1]

    def _ask(self) -> None:
        while True:
            try:
                answer = self._question()
                self._answer = (time.monotonic(), answer)
            except Exception as fault:  # noqa: BLE001 - a thread's end: one question fails, the others go on
                _log.warning("asking: %s", type(fault).__name__)  # never its words: they may hold a path
            time.sleep(self._every_s)
