"""Which times a stored file can have been written at."""

from typing import Final

LATEST_UTC_MS: Final = 253_402_300_799_999
"""The end of the year 9999, milliseconds since 1970-01-01 UTC: no calendar of Python's goes further."""
