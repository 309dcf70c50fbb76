"""The rig's saved good check: loaded, held against a new one in words, kept, forgotten. Numbers only, never sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QDateTime, QLocale, Qt, QTimeZone
from PySide6.QtGui import QImage, QImageWriter

from samklang.domain.live import DeviceInfo
from samklang.domain.measures import Unknown
from samklang.domain.reference import PICTURE, Difference, Reference, Side, is_as_before, tolerance_of, with_rest_of

if TYPE_CHECKING:  # the window is seen before there is a report to keep
    from samklang.engine.check import CheckReport
    from samklang.engine.house import CheckWords, House
    from samklang.wording import Wording

_DAY: Final = {"da": "d. MMMM yyyy", "nb": "d. MMMM yyyy", "sv": "d MMMM yyyy", "en": "d MMMM yyyy"}
"""How a day is written; Qt's own long form names the day of the week, too, in some of them."""

_KILO: Final = frozenset({"bandwidth_hz", "sample_rate_hz"})
"""Told in kHz: nobody reads thousands of hertz."""

_MOST_LINES: Final = 4
"""More differences than these are no longer told apart by a glance; all of them stand in the list that is folded."""

_SMALL_PX: Final = 320
"""So wide is the picture that may be kept: enough to see how one sat, too little to be worth stealing (ours)."""

_JPEG_QUALITY: Final = 80


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
    """What is saved for the rig now chosen.

    Attributes:
        picture: The small picture that was kept with it; None where none was.
    """

    def __init__(self) -> None:
        self._reference: Reference | None = None
        self.picture: QImage | None = None

    def load(self, house: House, rig_id: str | None) -> str:
        """Take in what is saved for this rig.

        Returns:
            A line where it could not be read, else an empty one.
        """
        references = house.references
        self._reference = None if rig_id is None else references.load(rig_id)
        self.picture = None if rig_id is None or self._reference is None else _image(references.thumbnail(rig_id))
        return "" if rig_id is None or references.remark is None else house.wording(references.remark)

    def fits(self, microphone: DeviceInfo | None, camera: DeviceInfo | None) -> bool:
        """Whether a quick check with these devices can be held against what is saved."""
        saved = self._reference
        if saved is None or microphone is None or saved.microphone_id != microphone.id:
            return False
        return camera is None or saved.camera_id in ("", camera.id)

    def date(self, say: Wording) -> str:
        """When it was saved, as a day to read; empty where nothing is."""
        if self._reference is None:
            return ""
        return _day(self._reference.saved_utc_ms, say)

    def held_against(
        self, report: CheckReport, microphone: DeviceInfo | None, camera: DeviceInfo | None
    ) -> CheckReport:
        """The report, with what differs from the saved one where there is one."""
        from samklang.engine.check import compared  # noqa: PLC0415 - as above

        return compared(report, self._reference, microphone, camera)

    @staticmethod
    def told(report: CheckReport, house: House) -> Compared | None:
        """What differs, in words; None where there was nothing to compare with."""
        say, words = house.wording, house.check_words(report.rig)
        if report.comparison is None:
            return None
        found, date = report.comparison.differences, _day(report.comparison.saved_utc_ms, say)
        if is_as_before(found):
            return Compared(say("prepare.good.same_known" if found else "prepare.good.same", date=date))
        lines = tuple(_line(each, say, words) for each in found if each.kind == "changed")
        if len(lines) > _MOST_LINES:
            lines = (*lines[:_MOST_LINES], say("prepare.differs.more", count=len(lines) - _MOST_LINES))
        return Compared(say("prepare.good.differs", date=date), lines)

    def keep(
        self,
        house: House,
        report: CheckReport,
        devices: tuple[DeviceInfo | None, DeviceInfo | None],
        picture: QImage | None = None,
    ) -> bool:
        """Save this check as the good one; the half that was not checked stays as it was saved.

        Args:
            house: Where it is saved.
            report: The check.
            devices: The live microphone and camera.
            picture: Kept small beside it; None keeps none, and one from before goes: it shows another check.

        Returns:
            Whether there was anything to save.

        Raises:
            Refused: It cannot be saved; the last one stays.
        """
        from samklang.engine.check import as_reference  # noqa: PLC0415 - as above

        now = as_reference(report, *devices)
        if now is None:
            return False
        now = with_rest_of(now, self._reference)
        if picture is None and house.references.thumbnail(now.rig_id) is not None:
            house.references.forget(now.rig_id)
        house.references.save(now)
        self._reference, self.picture = now, None
        if picture is not None:
            small = picture.scaledToWidth(min(picture.width(), _SMALL_PX), Qt.TransformationMode.SmoothTransformation)
            house.references.save_thumbnail(now.rig_id, _jpeg(small))
            self.picture = small
        return True

    def forget(self, house: House) -> None:
        """Remove what is saved.

        Raises:
            Refused: It cannot be removed.
        """
        if self._reference is not None:
            house.references.forget(self._reference.rig_id)
            self._reference = self.picture = None


def _jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpg"))
    writer.setQuality(_JPEG_QUALITY)
    writer.write(image)
    return bytes(buffer.data().data())


def _image(jpeg: bytes | None) -> QImage | None:
    """The picture; none where the file is damaged: it was only an aid."""
    image = QImage() if jpeg is None else QImage.fromData(jpeg)
    return None if image.isNull() else image


def _day(utc_ms: int, say: Wording) -> str:
    day = QDateTime.fromMSecsSinceEpoch(utc_ms, QTimeZone.systemTimeZone()).date()
    return str(QLocale(say.language).toString(day, _DAY[say.language]))


def _line(difference: Difference, say: Wording, words: CheckWords) -> str:
    what, then, now = difference.what, difference.then, difference.now
    name = what.removeprefix(PICTURE)
    text_id = f"prepare.differs.{what}" if name == what else f"prepare.differs_picture.{name}"
    figures = {"then": _side(name, then, say), "now": _side(name, now, say)}
    if say.has(text_id):
        return say(text_id, **figures)
    if not isinstance(then, str | Unknown) and not isinstance(now, str | Unknown):
        text_id = f"{text_id}.{'lower' if now < then else 'higher'}"
        if say.has(text_id):
            return say(text_id, by=max(1, round(abs(now - then))), **figures)
    tolerance = tolerance_of(what)
    return say("prepare.differs.other", name=words.name(name if tolerance is None else tolerance.check))


def _side(what: str, side: Side, say: Wording) -> str:
    if isinstance(side, str | Unknown):
        return side if isinstance(side, str) else ""
    text = f"{side / 1000 if what in _KILO else side:.1f}".removesuffix(".0")
    return text if say.language == "en" else text.replace(".", ",")
