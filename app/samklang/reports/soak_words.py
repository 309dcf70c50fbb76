"""An endurance test in the user's words."""

from dataclasses import dataclass
from math import inf
from typing import Final

from samklang.domain.soak import Happening, SoakEvent, SoakResult, looks_like_auto_off
from samklang.reports.check_words import NOT_KNOWN
from samklang.reports.soak_line import length
from samklang.wording import Wording

_DECIMAL_COMMA = frozenset({"da", "nb", "sv"})
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
        return self.wording(f"soak.verdict.{self.result.outcome}")

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
    if worst.kind is Happening.PICTURE_SLOW and any(_was_busy(each, worst) for each in result.happened):
        return "busy"
    return _ADVICE.get(worst.kind, str(worst.kind.part))


def _was_busy(event: SoakEvent, slow: SoakEvent) -> bool:
    """Whether the computer was held up while the picture was slow: the camera is not to blame then."""
    if event.kind not in (Happening.LOAD_HIGH, Happening.THROTTLED):
        return False
    ends = (inf if each.lasted_s is None else each.at_s + each.lasted_s for each in (event, slow))
    return max(event.at_s, slow.at_s) < min(ends)
