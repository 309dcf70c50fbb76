"""Whatever is pasted: what is taken leads to one of Teams' hosts, as a browser reads it."""

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from samklang.domain.meeting_link import HOSTS, MeetingLink, meeting_link

PIECES = "https: msteams: http: / // \\ @ : 443 . # ? %2e \u0430 l/ evil.example meet/1 x".split(" ")  # noqa: SIM905 - shorter so
pieces = st.sampled_from([*PIECES, *sorted(HOSTS), " ", "\t"])


@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=12).map("".join)))
def test_what_is_taken_leads_to_teams(text: str):
    link = meeting_link(text)
    if isinstance(link, MeetingLink):
        parts = urlsplit(link.address)
        assert parts.scheme in {"https", "msteams"}
        assert link.address == text.strip()
        assert parts.username is None
        assert parts.port is None
        if parts.scheme == "https":
            assert parts.hostname in HOSTS
        else:
            assert parts.hostname is None or parts.hostname in HOSTS
