"""The session summary in the form that is asked for; a form is imported only when it is."""

from collections.abc import Sequence

from samklang.domain.programme import Programme
from samklang.domain.session import Session
from samklang.domain.session.events import Event
from samklang.reports.session_summary import Titles, session_summary
from samklang.wording import Wording


def render_summary(  # noqa: PLR0913 - a summary is made of exactly these
    session: Session,
    programme: Programme | None,
    form: str,
    wording: Wording,
    *,
    events: Sequence[Event] = (),
    pseudonymous: bool = False,
) -> str:
    """What was planned and what happened, in the language of `wording`.

    Args:
        session: Closed, or running: as it was at its last event then.
        programme: What it was led from, for its titles; None where its pack is gone by now.
        form: `html`, one page to read, or `json`.
        wording: The language.
        events: All of its log; without them only the last time the program was away is told.
        pseudonymous: `P1`, `P2`, ... in the order of the list instead of names.

    Raises:
        ValueError: There is no such form.
    """
    summary = session_summary(session, Titles(wording, programme), events=events, pseudonymous=pseudonymous)
    match form:
        case "json":
            from samklang.reports.session_summary_json import summary_json  # noqa: PLC0415 - see the module

            return summary_json(summary)
        case "html":
            from samklang.reports.session_summary_html import summary_html  # noqa: PLC0415 - jinja2 is slow to import

            return summary_html(summary, wording)
        case _:
            raise ValueError(f"no such form: {form!r}")
