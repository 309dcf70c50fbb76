"""Which links lead into a Teams meeting and nowhere else."""

import pytest

from samklang.domain.meeting_link import HOSTS, LONGEST, LinkFault, LinkRefused, MeetingLink, meeting_link

PATH = "/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22e66a%22%7d"


@pytest.mark.parametrize("host", sorted(HOSTS))
@pytest.mark.parametrize("scheme", ["https", "HTTPS", "msteams"])
def test_every_host_of_teams_is_taken(host: str, scheme: str):
    address = f"{scheme}://{host}{PATH}"
    assert meeting_link(address) == MeetingLink(address, host)


@pytest.mark.parametrize(
    "address",
    [
        f"msteams:{PATH}",
        f"MSTeams:{PATH}",
        "msteams:/meet/2345678901?p=AbC",
    ],
)
def test_teams_own_scheme_needs_no_host(address: str):
    assert meeting_link(address) == MeetingLink(address, None)


def test_white_space_around_it_is_what_pasting_brings():
    assert meeting_link(f" \t{'https://teams.live.com/meet/93'}\r\n") == MeetingLink(
        "https://teams.live.com/meet/93", "teams.live.com"
    )


def test_a_host_may_be_written_large():
    assert meeting_link("https://Teams.Microsoft.COM/meet/1") == MeetingLink(
        "https://Teams.Microsoft.COM/meet/1", "teams.microsoft.com"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", LinkFault.EMPTY),
        (" \n", LinkFault.EMPTY),
        (f"https://teams.microsoft.com/{'x' * LONGEST}", LinkFault.TOO_LONG),
        # What is no link at all, or has something in it that no link has.
        ("tomorrow at ten", LinkFault.CHARACTER),
        ("https://teams.microsoft.com/meet/1 https://example.org/", LinkFault.CHARACTER),
        ("https://teams.microsoft.com/meet/1\nhttps://example.org/", LinkFault.CHARACTER),
        ("https://teams.microsoft.com\\@example.org/meet/1", LinkFault.CHARACTER),
        ("https://teams.microsoft.com/meet/\x00", LinkFault.CHARACTER),
        ('https://teams.microsoft.com/"meet', LinkFault.CHARACTER),
        ("https://teаms.microsoft.com/meet/1", LinkFault.CHARACTER),  # noqa: RUF001 - a Cyrillic a is the point
        ("https://teams.microsoft.com\u2024evil.example/meet/1", LinkFault.CHARACTER),
        # Other schemes.
        ("http://teams.microsoft.com/meet/1", LinkFault.SCHEME),
        ("teams.microsoft.com/meet/1", LinkFault.SCHEME),
        ("//teams.microsoft.com/meet/1", LinkFault.SCHEME),
        ("https:teams.microsoft.com/meet/1", LinkFault.SCHEME),
        ("file:///etc/passwd", LinkFault.SCHEME),
        ("javascript:alert(1)//https://teams.microsoft.com/meet/1", LinkFault.SCHEME),
        ("ms-settings:privacy", LinkFault.SCHEME),
        # Whoever stands before an @ is not the host.
        ("https://teams.microsoft.com@example.org/meet/1", LinkFault.USER),
        ("https://teams.microsoft.com:443@example.org/meet/1", LinkFault.USER),
        ("https://anna@teams.microsoft.com/meet/1", LinkFault.USER),
        ("msteams://teams.microsoft.com@example.org/meet/1", LinkFault.USER),
        # Look-alikes.
        ("https://teams.microsoft.com.example.org/meet/1", LinkFault.HOST),
        ("https://teams.microsoft.com./meet/1", LinkFault.HOST),
        ("https://xn--tems-8na.microsoft.com/meet/1", LinkFault.HOST),
        ("https://teams.microsft.com/meet/1", LinkFault.HOST),
        ("https://teams-microsoft.com/meet/1", LinkFault.HOST),
        ("https://evil.teams.microsoft.com/meet/1", LinkFault.HOST),
        ("https://teams%2Emicrosoft%2Ecom/meet/1", LinkFault.HOST),
        ("https://microsoft.com/teams", LinkFault.HOST),
        ("https:///teams.microsoft.com/meet/1", LinkFault.HOST),
        ("https://example.org/?https://teams.microsoft.com/meet/1", LinkFault.HOST),
        ("https://example.org#https://teams.microsoft.com/meet/1", LinkFault.HOST),
        ("https://127.0.0.1/meet/1", LinkFault.HOST),
        ("https://[::1]/meet/1", LinkFault.HOST),
        ("msteams://l/meetup-join/1", LinkFault.HOST),
        # The right host, but not as an invitation writes it.
        ("https://teams.microsoft.com:443/meet/1", LinkFault.PORT),
        ("https://teams.microsoft.com:/meet/1", LinkFault.PORT),
        ("https://teams.microsoft.com", LinkFault.NO_MEETING),
        ("https://teams.microsoft.com/", LinkFault.NO_MEETING),
        ("https://teams.microsoft.com?meet=1", LinkFault.NO_MEETING),
        ("msteams:", LinkFault.NO_MEETING),
        ("msteams:teams.microsoft.com/meet/1", LinkFault.NO_MEETING),
        ("msteams:/l/", LinkFault.NO_MEETING),
    ],
)
def test_everything_else_is_refused_with_its_reason(text: str, fault: LinkFault):
    assert meeting_link(text) == LinkRefused(fault)
