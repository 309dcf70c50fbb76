"""An endurance test in the user's words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from samklang.domain.soak import Happening, SoakEvent, SoakResult, SoakVerdict, looks_like_auto_off
from samklang.reports.check_words import NOT_KNOWN
from samklang.wording import Wording

_DECIMAL_COMMA = frozenset({"da", "nb", "sv"})
_WHOLE_HOUR_S, _MINUTE_S = 3600, 60
_ONE_DECIMAL = frozenset({Happening.PICTURE_SLOW, Happening.MEMORY_LOW})
_HUNDREDFOLD = frozenset({Happening.THROTTLED})


@dataclass(frozen=True, slots=True)
class SoakWords:
    """The words for one endurance test."""

    wording: Wording
    result: SoakResult

    @property
    def verdict(self) -> str:
        """What it came to."""
        return self.wording(f"soak.verdict.{self.result.verdict}")

    @property
    def lasted(self) -> str:
        """How long it was, and of how much where it was stopped."""
        watched = length(self.result.watched_s, self.wording)
        if self.result.complete:
            return watched
        return self.wording("soak.report.of", watched=watched, planned=length(self.result.planned_s, self.wording))

    def what(self, event: SoakEvent) -> str:
        """What happened, and that it looks like automatic power-off where it does."""
        said = self._said(event)
        return f"{said} {self.wording('soak.auto_off')}" if looks_like_auto_off(event, self.result) else said

    def lasted_of(self, event: SoakEvent) -> str:
        """How long it went on; a dash for what has no length."""
        if event.lasted_s is None:
            return self.wording("soak.report.to_the_end")
        return NOT_KNOWN if event.kind is Happening.SLEPT else length(event.lasted_s, self.wording)

    def facts(self) -> tuple[str, ...]:
        """What else is to be said: that it is partial, what was only counted, drift, battery."""
        result, said = self.result, []
        if result.more:
            said.append(self.wording("soak.report.more", count=sum(count for _, count in result.more)))
        if not result.complete:
            said.append(self.wording("soak.report.partial"))
        if result.sound_drift_ms is not None:
            form = "drift_computer" if result.drift_against_computer else "drift"
            said.append(self.wording(f"soak.report.{form}", ms=self.number(abs(result.sound_drift_ms), 0)))
        if result.battery_used_percent is not None:
            said.append(self.wording("soak.report.battery", percent=self.number(result.battery_used_percent, 0)))
        if not result.laptop_watched:
            said.append(self.wording("soak.report.laptop_unknown"))
        return tuple(said)

    @property
    def action(self) -> str:
        """The one thing to do next."""
        return self.wording(f"soak.advice.{_advice(self.result)}")

    def number(self, value: float, decimals: int) -> str:
        """A number with the language's decimal sign."""
        text = f"{value:.{decimals}f}"
        return text.replace(".", ",") if self.wording.language in _DECIMAL_COMMA else text

    def _said(self, event: SoakEvent) -> str:
        value = NOT_KNOWN
        if event.value is not None:
            factor = 100.0 if event.kind in _HUNDREDFOLD else 1.0
            value = self.number(abs(event.value) * factor, 1 if event.kind in _ONE_DECIMAL else 0)
        return self.wording(f"soak.event.{event.kind}", value=value)


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
    form = str(result.verdict)
    if not result.complete and result.verdict is not SoakVerdict.FAILED:
        form = "partial"
    watched = length(result.watched_s, wording)
    return wording(f"soak.line.{form}", day=day(result.begun_utc_ms, wording), length=watched)


_ADVICE: Final = {
    Happening.PICTURE_SLOW: "slow",
    Happening.SIZE_CHANGED: "slow",
    Happening.SLEPT: "asleep",
    Happening.BATTERY_LOW: "power",
    Happening.ON_BATTERY: "power",
    Happening.THROTTLED: "busy",
    Happening.LOAD_HIGH: "busy",
    Happening.MEMORY_LOW: "busy",
}
"""What to do about it; about the others, to see to the camera or the microphone."""


def _advice(result: SoakResult) -> str:
    """The code of what to do about the gravest that happened."""
    worst = result.gravest
    if result.demo:
        return "demo"
    if worst is None:
        return "nothing" if result.complete else "partial"
    if any(looks_like_auto_off(event, result) for event in result.happened):
        return "auto_off"
    return _ADVICE.get(worst.kind, str(worst.kind.part))
