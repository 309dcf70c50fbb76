"""An endurance test in one sentence: when it was, how long, what it came to."""

from datetime import UTC, datetime

from samklang.domain.soak import SoakResult
from samklang.wording import Wording

_WHOLE_HOUR_S, _MINUTE_S = 3600, 60


def length(seconds: float, wording: Wording) -> str:
    """A length of time: `2 h 30 min`, `29 min 58 s`, `4 s`."""
    whole = round(seconds)
    if whole >= _WHOLE_HOUR_S:
        minutes, seconds_left = divmod(whole, _MINUTE_S)
        hours, rest = divmod(minutes, 60)
        form = "hours_minutes_seconds" if seconds_left else "hours_minutes"
        return wording(f"soak.{form}", hours=hours, minutes=rest, seconds=seconds_left)
    if whole >= _MINUTE_S:
        minutes, rest = divmod(whole, _MINUTE_S)
        return wording("soak.minutes_seconds", minutes=minutes, seconds=rest)
    return wording("soak.seconds", seconds=whole)


def day(utc_ms: int, wording: Wording) -> str:
    """The day, here, in the user's language."""
    here = datetime.fromtimestamp(utc_ms / 1000, UTC).astimezone()
    return wording("soak.day", day=here.day, month=here.month, year=here.year)


def soak_line(result: SoakResult | None, camera: str, wording: Wording) -> str:
    """When the endurance test was, and what it came to, in one sentence.

    Args:
        result: The newest that fits; None where there is none.
        camera: The camera's name, to say that it was never made with this one; empty speaks of the rig.
        wording: The language.
    """
    if result is None:
        return wording("soak.line.never_camera", camera=camera) if camera else wording("soak.line.never")
    watched = length(result.watched_s, wording)
    return wording(f"soak.line.{result.outcome}", day=day(result.begun_utc_ms, wording), length=watched)
