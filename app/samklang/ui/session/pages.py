"""Which page the Session room shows."""

from enum import StrEnum


class Page(StrEnum):
    """What the room shows."""

    OPENING = "opening"
    VAULT_CLOSED = "vault_closed"
    REOPEN = "reopen"
    START = "start"
    RUNNING = "running"
    SUMMARY = "summary"
