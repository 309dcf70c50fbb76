"""What every adapter may say, and the time."""

from __future__ import annotations

from typing import Protocol


class Refused(Exception):  # noqa: N818 - it is an answer, not an accident
    """Bad input: a file, device, pack, database, link or argument that cannot be used.

    The message is one line for a person, in the user's language where the raiser knows it; the exit code is 3.
    """


class Clock(Protocol):
    """Time as the engine reads it. The domain never does."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary start; never goes back."""
        ...

    def utc_ms(self) -> int:
        """Wall clock, milliseconds since 1970-01-01 UTC; may jump."""
        ...
