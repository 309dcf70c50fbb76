"""The rig's saved good check: loaded, held against a new one in words, kept, forgotten. Numbers only, never sound."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from samklang.domain.live import DeviceInfo
from samklang.domain.measures import Unknown
from samklang.domain.reference import Difference, Reference, Side, is_as_before
from samklang.engine.check import CheckReport, as_reference, compared
from samklang.engine.house import House
from samklang.wording import Wording

_DAY: Final = {"da": "d. MMMM yyyy", "nb": "d. MMMM yyyy", "sv": "d MMMM yyyy", "en": "d MMMM yyyy"}
"""How a day is written; Qt's own long form names the day of the week, too, in some of them."""

_KILO: Final = frozenset({"bandwidth_hz", "sample_rate_hz"})
"""Told in kHz: nobody reads thousands of hertz."""

_MOST_LINES: Final = 4
"""More differences than these are no longer told apart by a glance; all of them stand in the list that is folded."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A check held against the saved one.

    Attributes:
        line: What it comes to.
        differences: What differs, a line each, the gravest first.
    """

    line: str
    differences: tuple[str, ...] = ()


class Keeping:
    """What is saved for the rig now chosen."""

    def __init__(self) -> None:
        self._reference: Reference | None = None

    def load(self, house: House, rig_id: str | None) -> str:
        """Take in what is saved for this rig.

        Returns:
            A line where it could not be read, else an empty one.
        """
        references = house.references
        self._reference = None if rig_id is None else references.load(rig_id)
        return "" if rig_id is None or references.remark is None else house.wording(references.remark)

    def fits(self, microphone: DeviceInfo | None) -> bool:
        """Whether a quick check with this microphone can be held against what is saved."""
        return self._reference is not None and microphone is not None and self._reference.microphone_id == microphone.id

    def date(self, say: Wording) -> str:
        """When it was saved, as a day to read; empty where nothing is."""
        if self._reference is None:
            return ""
        return _day(self._reference.saved_utc_ms, say)

    def held_against(self, report: CheckReport, microphone: DeviceInfo | None) -> CheckReport:
        """The report, with what differs from the saved one where there is one."""
        return compared(report, self._reference, microphone)

    @staticmethod
    def told(report: CheckReport, say: Wording) -> Compared | None:
        """What differs, in words; None where there was nothing to compare with."""
        if report.comparison is None:
            return None
        found, date = report.comparison.differences, _day(report.comparison.saved_utc_ms, say)
        if is_as_before(found):
            return Compared(say("prepare.good.same_known" if found else "prepare.good.same", date=date))
        lines = tuple(_line(each, say) for each in found if each.kind == "changed")
        if len(lines) > _MOST_LINES:
            lines = (*lines[:_MOST_LINES], say("prepare.differs.more", count=len(lines) - _MOST_LINES))
        return Compared(say("prepare.good.differs", date=date), lines)

    def keep(self, house: House, report: CheckReport, microphone: DeviceInfo | None) -> bool:
        """Save this check as the good one.

        Returns:
            Whether there was anything to save.

        Raises:
            Refused: It cannot be saved; the last one stays.
        """
        now = as_reference(report, microphone)
        if now is None:
            return False
        house.references.save(now)
        self._reference = now
        return True

    def forget(self, house: House) -> None:
        """Remove what is saved.

        Raises:
            Refused: It cannot be removed.
        """
        if self._reference is not None:
            house.references.forget(self._reference.rig_id)
            self._reference = None


def _day(utc_ms: int, say: Wording) -> str:
    day = QDateTime.fromMSecsSinceEpoch(utc_ms, QTimeZone.systemTimeZone()).date()
    return str(QLocale(say.language).toString(day, _DAY[say.language]))


def _line(difference: Difference, say: Wording) -> str:
    what, then, now = difference.what, difference.then, difference.now
    figures = {"then": _side(what, then, say), "now": _side(what, now, say)}
    if isinstance(then, str | Unknown) or isinstance(now, str | Unknown) or say.has(f"prepare.differs.{what}"):
        return say(f"prepare.differs.{what}", **figures)
    way = "lower" if now < then else "higher"
    return say(f"prepare.differs.{what}.{way}", by=max(1, round(abs(now - then))), **figures)


def _side(what: str, side: Side, say: Wording) -> str:
    if isinstance(side, str | Unknown):
        return side if isinstance(side, str) else ""
    text = f"{side / 1000 if what in _KILO else side:.1f}".removesuffix(".0")
    return text if say.language == "en" else text.replace(".", ",")
