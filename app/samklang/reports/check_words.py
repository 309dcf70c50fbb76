"""A check's codes and numbers in the user's words: names, advice, values that never round into another verdict."""

from dataclasses import dataclass

from samklang.domain.advice import Advice
from samklang.domain.checks import CHECK_OF, UNITS
from samklang.domain.measures import Unknown
from samklang.domain.reference import PICTURE, Difference, Side, Tolerance, is_as_before, tolerance_of
from samklang.domain.rig import Range, Rig, Target, Words, words
from samklang.domain.verdict import Verdict, status_of
from samklang.engine.check import CheckReport
from samklang.reports.soak_line import soak_line
from samklang.wording import Wording

NOT_KNOWN = "\N{EN DASH}"
"""Stands where there is no value."""

_HUNDREDFOLD = frozenset({"share", "amplitude"})
"""Units that are shown in per cent."""

_DECIMALS = {
    "dBFS": 1,
    "dB": 1,
    "share": 1,
    "fps": 1,
    "s": 1,
    "amplitude": 1,
    "of_nominal": 2,
    "of_saved": 2,
    "stops": 1,
    "deg": 0,
    "grey_levels": 1,
    "lab": 1,
    "percent": 1,
    "gb": 1,
    "sharpness": 2,
}
"""Decimals a value is shown with at least; none for the other units."""

_YES_NO = "yes_no"
"""Unit of what is 1 or 0, shown as a word."""

_MOST_DECIMALS = 14
"""What a double still carries of a level in dB."""

_DECIMAL_COMMA = frozenset({"da", "nb", "sv"})

_OURS = {"our proposal": "check.report.our_proposal", "our measurement": "check.report.our_measurement"}


@dataclass(frozen=True, slots=True)
class CheckWords:
    """The words for one check of one rig."""

    wording: Wording
    rig: Rig

    def action(self, advice: Advice) -> str:
        """What to do, in a sentence; it names the right knob or cable where the rig says what is plugged in."""
        figures = {
            name: int(figure) if float(figure).is_integer() else self.number(figure, 1)
            for name, figure in advice.figures.items()
        }
        own = (
            f"check.action_microphone.{self.rig.microphone.kind}.{advice.code}",
            f"check.action_camera.{self.rig.camera.kind}.{advice.code}",
        )
        text_id = next((each for each in own if self.wording.has(each)), f"check.action.{advice.code}")
        names = {"names": ", ".join(advice.names)} if advice.names else {}
        return self.wording(text_id, **figures, **names)

    def overall(self, report: CheckReport) -> str:
        """The overall verdict; where only a part was checked, it speaks for that alone."""
        match report.sound, report.picture:
            case None, None:
                form = "verdict_equipment"
            case _, None:
                form = "verdict_sound"
            case None, _:
                form = "verdict_picture"
            case _:
                form = "verdict"
        return self.wording(f"check.{form}.{report.judgement.overall}")

    def name(self, code: str) -> str:
        """The name of a check, or of a part with its check's."""
        check = CHECK_OF.get(code, code)
        if check == code:
            return self.wording(f"check.name.{code}")
        part = self.wording(f"check.part.{code}")
        return self.wording("check.report.part", check=self.wording(f"check.name.{check}"), part=part)

    def title(self, verdict: Verdict) -> str:
        """What was judged: the check, and which part of it the value is of."""
        return self.name(verdict.part or verdict.check)

    def reason(self, code: str) -> str:
        """Why a measure is unknown."""
        text_id = f"check.reason.{code}"
        return self.wording(text_id if self.wording.has(text_id) else "check.reason.other")

    def value(self, verdict: Verdict) -> str:
        """The value with its unit, or a dash; with as many decimals as it takes not to read as another verdict."""
        if verdict.value is None:
            return NOT_KNOWN
        if verdict.target.unit == _YES_NO:
            return self._yes_no(verdict.value)
        shown = f"{self.number(*_shown(verdict.value, verdict.target))} {self.unit(verdict.target.unit)}"
        match verdict.bound:
            case "at_least":
                return self.wording("check.report.at_least", low=shown)
            case "at_most":
                return self.wording("check.report.at_most", high=shown)
            case _:
                return shown

    def mends(self, verdict: Verdict) -> str:
        """What to do about a check; empty where it passed, or where what hides it says so already."""
        return "" if verdict.advice is None or verdict.hidden_by is not None else self.action(verdict.advice)

    def note(self, verdict: Verdict) -> str:
        """Why the value is unknown, or which other checks are only off because of this one; empty where neither."""
        if verdict.reason is not None:
            return self.reason(verdict.reason)
        if not verdict.explains:
            return ""
        return self.wording("check.report.explains", checks=", ".join(map(self.name, verdict.explains)))

    def range(self, wanted: Range, unit: str) -> str:
        """A target range with its unit."""
        if unit == _YES_NO and wanted.low is not None:
            return self._yes_no(wanted.low)
        low, high = (None if end is None else self._end(end, unit) for end in (wanted.low, wanted.high))
        if low is None and high is None:
            return self.wording("check.report.any")
        if low == high:
            form = "exactly"
        elif high is None:
            form = "at_least"
        else:
            form = "at_most" if low is None else "between"
        return f"{self.wording(f'check.report.{form}', low=low, high=high)} {self.unit(unit)}"

    def endurance(self, report: CheckReport) -> str:
        """When the rig was last watched for as long as a session, in a sentence; empty where that was not asked."""
        found = report.endurance
        return "" if found is None else soak_line(found.newest, found.camera, self.wording)

    def comparison(self, report: CheckReport, when: str) -> tuple[str, ...]:
        """What differs from the rig's saved good check: a line for all of it, then one each; empty without one.

        Args:
            report: The check.
            when: When the good one was saved, in words.
        """
        if report.comparison is None:
            return ()
        found = report.comparison.differences
        title = "as_before" if is_as_before(found) else "title"
        return (self.wording(f"check.differs.{title}", when=when), *map(self.difference, found))

    def difference(self, difference: Difference) -> str:
        """What differs from the saved good check, in a line."""
        tolerance, what = tolerance_of(difference.what), difference.what.removeprefix(PICTURE)
        name = self.wording(f"check.differs.{what}") if tolerance is None else self.name(tolerance.check)
        then, now = (self._side(side, tolerance) for side in (difference.then, difference.now))
        return self.wording(f"check.differs.{difference.kind}", name=name, then=then, now=now)

    def _side(self, side: Side, tolerance: Tolerance | None) -> str:
        if isinstance(side, Unknown):
            return self.reason(side.reason)
        if isinstance(side, str):
            return side
        if tolerance is None:
            return f"{side:g}"
        unit = UNITS[tolerance.check]
        if unit == _YES_NO:
            return self._yes_no(side)
        # One decimal more than what still counts as the same, so that what differs never reads as equal.
        decimals = max(_DECIMALS.get(unit, 0), 3 if unit in _HUNDREDFOLD else 0)
        return f"{self.number(side * _factor(unit), decimals)} {self.unit(unit)}"

    def proxy(self, report: CheckReport) -> str:
        """That the network's figures stand for something else; empty where it was not asked, or nothing answered."""
        probe = None if report.laptop is None else report.laptop.probe
        answered = probe is not None and not isinstance(probe.round_trip_ms, Unknown)
        return "" if probe is None or not answered else self.wording("check.report.proxy", host=probe.probed_host)

    def unit(self, unit: str) -> str:
        """The unit as it stands behind a number."""
        return self.wording(f"check.unit.{unit}")

    def source(self, source: str) -> str:
        """A source; what is ours says so in the user's language."""
        ours = next((start for start in _OURS if source.startswith(start)), None)
        return source if ours is None else self.wording(_OURS[ours]) + source.removeprefix(ours)

    def own(self, texts: Words, fallback: str = "") -> str:
        """A text that stands in a profile."""
        return words(texts, self.wording.language, fallback)

    def number(self, value: float, decimals: int) -> str:
        """A number with the language's decimal sign; never a negative zero."""
        text = f"{value:.{decimals}f}"
        text = text.removeprefix("-") if float(text) == 0 else text
        return text.replace(".", ",") if self.wording.language in _DECIMAL_COMMA else text

    def _yes_no(self, value: float) -> str:
        return self.wording(f"check.unit.{'yes' if value else 'no'}")

    def _end(self, end: float, unit: str) -> str:
        shown = end * _factor(unit)
        return self.number(shown, _decimals_of(shown))


def sections(report: CheckReport) -> tuple[tuple[str, object | None], ...]:
    """The sections a report tells of, each with its measures: sound and picture always, the others where judged."""
    others = (("laptop", report.laptop), ("dslr", report.dslr), ("sync", report.sync))
    judged = {verdict.section for verdict in report.judgement.verdicts}
    return (
        ("sound", report.sound),
        ("picture", report.picture),
        *((section, measures) for section, measures in others if section in judged),
    )


def _factor(unit: str) -> float:
    return 100.0 if unit in _HUNDREDFOLD else 1.0


def _shown(value: float, target: Target) -> tuple[float, int]:
    """The value as it is shown, and with how many decimals: as many as its target, more where rounding would lie."""
    factor = _factor(target.unit)
    ends = (target.pass_range.low, target.pass_range.high)
    start = max([_DECIMALS.get(target.unit, 0), *(_decimals_of(end * factor) for end in ends if end is not None)])
    status = status_of(value, target)
    for decimals in range(start, _MOST_DECIMALS):
        if status_of(round(float(f"{value * factor:.{decimals}f}") / factor, 15), target) is status:
            return value * factor, decimals
    return value * factor, _MOST_DECIMALS


def _decimals_of(number: float) -> int:
    """Decimals it takes to write the number, at most six: targets are round numbers."""
    return next((decimals for decimals in range(6) if abs(round(number, decimals) - number) < 1e-9), 6)  # noqa: PLR2004
