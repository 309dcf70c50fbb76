"""The only place where concrete adapters are chosen and handed to those who asked for a port."""

import sys
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from samklang.cli.main import main as run_command
from samklang.engine.ports import Catalog, EventLog
from samklang.wording import Wording


class SystemClock:
    """The machine's own clocks."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary start."""
        return time.monotonic_ns()

    def utc_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class SamklangHouse:
    """The real house: each part is made on first use, imports included."""

    language: str = "da"
    clock: SystemClock = SystemClock()

    @property
    def wording(self) -> Wording:
        """Texts in the user's language."""
        return Wording(self.language)

    def in_language(self, language: str) -> Self:
        """The same house in another language."""
        return replace(self, language=language)

    @cached_property
    def catalog(self) -> Catalog:
        """Programmes, sequences and rigs from the checkout or the installed copy, the user's folder on top."""
        from samklang.catalog.folder import FolderCatalog  # noqa: PLC0415 - made on first use

        return FolderCatalog.of_this_installation()

    def open_vault(self, path: Path | None = None) -> EventLog:
        """The encrypted event log."""
        from samklang.store.vault import open_vault  # noqa: PLC0415 - made on first use

        return open_vault(path)

    def open_memory_log(self) -> EventLog:
        """A log that is gone when the process ends."""
        from samklang.store.memory import MemoryEventLog  # noqa: PLC0415 - made on first use

        return MemoryEventLog()

    def open_window(self) -> int:
        """Show the window until it is closed."""
        from samklang.ui.application import run  # noqa: PLC0415 - Qt is imported only when a window is wanted

        return run(self)


def main() -> int:
    """The `samklang` command."""
    return run_command(sys.argv[1:], SamklangHouse())


if __name__ == "__main__":
    sys.exit(main())
