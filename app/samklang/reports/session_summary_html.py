"""The session summary as one HTML page: nothing outside itself, no script, fit for paper."""

from datetime import datetime

from samklang.reports.page import page_environment
from samklang.reports.session_summary import PhaseLine, SessionSummary
from samklang.wording import Wording

BAR_WIDTH = 200.0
"""Length of the longest phase's bar, in SVG units."""


def summary_html(summary: SessionSummary, wording: Wording) -> str:
    """The summary as one HTML page in the language of `wording`; times of day are this computer's."""
    environment = page_environment()
    environment.filters["clock"] = clock_text
    environment.filters["span"] = lambda milliseconds: span_text(milliseconds, wording)

    def time_of_day(at_ms: int) -> str:
        return wording("summary.time", **_clock(summary.opened_utc_ms + at_ms))

    return environment.get_template("session_summary.html").render(
        language=wording.language,
        word=wording,
        summary=summary,
        when=wording("summary.when", **_clock(summary.opened_utc_ms)),
        time_of_day=time_of_day,
        came=sum(person.attendance in {"present", "left"} for person in summary.participants),
        has_turns=any(person.turns for person in summary.participants) or bool(summary.turns),
        bars=[(phase, *_bar(phase, summary)) for phase in summary.phases],
        bar_width=BAR_WIDTH,
    )


def clock_text(milliseconds: int) -> str:
    """A length in a table, as `m:ss`, from an hour on `h:mm:ss`; rounded down, as a clock shows it."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def span_text(milliseconds: int, wording: Wording) -> str:
    """A length in a sentence, in hours and minutes or in minutes and seconds; rounded down."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours = minutes // 60
    if hours:
        return wording("summary.span.hours", hours=hours, minutes=minutes % 60)
    form = "both" if minutes and seconds else "minutes" if minutes else "seconds"
    return wording(f"summary.span.{form}", minutes=minutes, seconds=seconds)


def _clock(utc_ms: int) -> dict[str, str]:
    local = datetime.fromtimestamp(utc_ms / 1000).astimezone()
    return {
        "day": f"{local.day:02}",
        "month": f"{local.month:02}",
        "year": str(local.year),
        "hour": f"{local.hour:02}",
        "minute": f"{local.minute:02}",
    }


def _bar(phase: PhaseLine, summary: SessionSummary) -> tuple[float, float]:
    """Lengths of a phase's planned and actual bar, the longest of the session filling the width."""
    longest_ms = max(max(each.planned_ms, each.actual_ms) for each in summary.phases) or 1
    return (
        round(phase.planned_ms / longest_ms * BAR_WIDTH, 1),
        round(phase.actual_ms / longest_ms * BAR_WIDTH, 1),
    )
