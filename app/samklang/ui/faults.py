"""The one place where an exception that nobody caught ends: logged without anybody's data, told calmly, lived with."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger("samklang.ui")


class Faults(QObject):
    """Takes the place of Python's own reports of uncaught exceptions, in every thread.

    Attributes:
        happened: A fault was logged; emitted from the thread it happened in, so connect it to a slot of a QObject.
    """

    happened = Signal()

    def install(self) -> None:
        """Take over from now on."""
        sys.excepthook = self._take
        threading.excepthook = lambda told: self._take(told.exc_type, told.exc_value, told.exc_traceback)

    def _take(self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value or kind(), trace)
            return
        _log.error("uncaught %s at %s", kind.__name__, places(trace))
        self.happened.emit()


def places(trace: TracebackType | None) -> str:
    """Where it happened, outermost first: file and line only, for a message or a value could hold a name."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " > ".join(found)
