"""Tells a link into a Teams meeting from everything else, before anything is opened."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOSTS: Final = frozenset(
    {
        "teams.microsoft.com",
        "teams.cloud.microsoft",
        "teams.live.com",
        "gov.teams.microsoft.us",
        "dod.teams.microsoft.us",
        "teams.microsoftonline.cn",
    }
)
"""Where Teams meetings live: Microsoft's public hosts, those of the US government clouds (GCC High, DoD) and of the one
operated by 21Vianet in China. Sources: Microsoft's endpoint list for Microsoft 365 and its documentation of TeamsJS
(`validOrigins`, and the 21Vianet origin named beside it), read in November 2026."""

LONGEST: Final = 2048
"""Characters; an invitation's link has some 250, one through the launcher page up to 1,000 (ours)."""

_ALLOWED: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
"""The characters of a URI, RFC 3986: no spaces, quotes, backslashes or control characters, nothing beyond ASCII."""

_HTTPS: Final = re.compile(r"https://(?P<authority>[^/?#]*)(?P<rest>.*)", re.IGNORECASE)
_TEAMS_HOST: Final = re.compile(r"msteams://(?P<authority>[^/?#]*)(?P<rest>.*)", re.IGNORECASE)
_TEAMS: Final = re.compile(r"msteams:(?P<rest>/(?:l|meet)/.+)", re.IGNORECASE)
"""Teams' own scheme as Microsoft documents it carries no host: `msteams:/l/meetup-join/...`."""


class LinkFault(StrEnum):
    """Why something is no link into a Teams meeting."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTER = "character"
    SCHEME = "scheme"
    USER = "user"
    PORT = "port"
    HOST = "host"
    NO_MEETING = "no_meeting"


@dataclass(frozen=True, slots=True)
class MeetingLink:
    """A link that leads to Teams and nowhere else.

    Attributes:
        address: As it was given, white space around it removed.
        host: Whose meeting it is, or None where Teams' own scheme names no host.
    """

    address: str
    host: str | None


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """No such link, and why."""

    fault: LinkFault


def meeting_link(text: str) -> MeetingLink | LinkRefused:
    """The link in `text`, where it is nothing but one.

    The host must be one of `HOSTS`, letter for letter: no look-alikes, nothing before or after it, no port. It is what
    RFC 3986 calls the authority, so `https://teams.microsoft.com@example.org` is seen for what it is.

    Args:
        text: As a person pasted it.
    """
    address = text.strip(" \t\r\n")
    if not address:
        return LinkRefused(LinkFault.EMPTY)
    if len(address) > LONGEST:
        return LinkRefused(LinkFault.TOO_LONG)
    if not _ALLOWED.fullmatch(address):
        return LinkRefused(LinkFault.CHARACTER)
    if _TEAMS.fullmatch(address):
        return MeetingLink(address, None)
    parts = _HTTPS.fullmatch(address) or _TEAMS_HOST.fullmatch(address)
    if parts is None:
        own = address.casefold().startswith("msteams:")
        return LinkRefused(LinkFault.NO_MEETING if own else LinkFault.SCHEME)
    return _at_host(address, parts["authority"].casefold(), parts["rest"])


def _at_host(address: str, authority: str, rest: str) -> MeetingLink | LinkRefused:
    if "@" in authority:
        return LinkRefused(LinkFault.USER)
    host, colon, _ = authority.partition(":")
    if host not in HOSTS:
        return LinkRefused(LinkFault.HOST)
    if colon:
        return LinkRefused(LinkFault.PORT)
    if len(rest) < len("/x") or not rest.startswith("/"):
        return LinkRefused(LinkFault.NO_MEETING)
    return MeetingLink(address, host)
