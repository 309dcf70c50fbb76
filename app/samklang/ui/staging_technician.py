"""What the pictures of the technician's pages show and demo devices do not have; all of it invented."""

from dataclasses import replace
from typing import Final

from PySide6.QtGui import QImage

from samklang.domain.history import CheckEntry
from samklang.domain.laptop import LaptopMeasures, Link, PowerPlan
from samklang.domain.live import DeviceForm
from samklang.domain.measures import PictureMeasures
from samklang.domain.rig import Bound, BoundDevice, CameraKind
from samklang.domain.soak import SESSION_S, Happening, SoakEvent, SoakPoint, SoakResult
from samklang.domain.sync import SyncMeasures
from samklang.domain.verdict import Overall, Status
from samklang.engine.check import CheckReport, judge
from samklang.engine.house import House
from samklang.engine.ports import RigDraft
from samklang.ui.prepare.beneath import Beneath
from samklang.ui.prepare.room import PrepareRoom

SYNC: Final = SyncMeasures(sound_early_ms=135.0, uncertainty_ms=17.0, claps=3)
"""What a capture card does to the picture."""

LAPTOP: Final = LaptopMeasures(
    watched_s=60.0,
    on_mains=0.0,
    battery_percent=38.0,
    power_plan=PowerPlan.BALANCED,
    load_mean_percent=22.0,
    load_p95_percent=41.0,
    speed_share=0.92,
    memory_total_gb=16.0,
    memory_free_gb=7.4,
    disk_free_gb=120.0,
    cores=8.0,
    network=Link.WIRELESS,
    probe=None,
    microphone_holders=(),
    camera_holders=(),
    microphone_allowed=1.0,
    camera_allowed=1.0,
    stealing=(),
    teams_running=0.0,
    model="ThinkPad T14",
)
"""On its battery, the rest as it should be."""

_DAY_MS: Final = 24 * 3_600_000
_CHECKS: Final = ((-18.6, 118.0), (-19.2, 124.0), (-18.9, 121.0), (-20.4, 96.0), (-22.8, 83.0), (-25.1, 62.0))
"""Voice and face, week by week: a microphone that moves away and evenings that grow dark."""


class OnBattery(Beneath):
    """The laptop is always the invented one."""

    @property
    def laptop(self) -> LaptopMeasures | None:
        """On its battery, the network as last probed."""
        return replace(LAPTOP, probe=self.probe)


def find_fault(room: PrepareRoom) -> CheckReport:
    """The last check as if the lamp had been off: judged anew, the picture of it darker.

    Returns:
        The check as it was.

    Raises:
        RuntimeError: There is no check of a picture.
    """
    report = room.report
    if report is None or report.picture is None:
        raise RuntimeError("no check to begin with")
    dark: PictureMeasures = replace(report.picture, face_luma=41.0)
    judged = judge(
        report.sound,
        dark,
        report.rig,
        sources=report.sources,
        checked_utc_ms=report.checked_utc_ms,
        program_version=report.program_version,
    )
    pictures = room.course.pictures
    pictures.take(dark, None if pictures.now is None else _darker(pictures.now))
    room.course.report = judged
    room.course.judged.emit()
    return report


def find_mended(room: PrepareRoom, report: CheckReport) -> None:
    """The lamp is on again: the picture before is the dark one.

    Args:
        room: Where it is shown.
        report: The check as it was.
    """
    room.course.report = report
    room.course.judged.emit()  # the room takes the picture that is live now beside the dark one
    room.result.after.show_offers(room.course.offers, room.wording)


def bind_rig(house: House) -> None:
    """A rig that lacks its camera, and one whose microphone has another name.

    Raises:
        Refused: It cannot be written.
    """
    microphone = BoundDevice("Jabra Evolve2 40", DeviceForm.USB)
    camera = BoundDevice("Cam Link 4K", DeviceForm.USB)
    house.rig_files.bind(RigDraft("Rum 4", "laptop-microphone-dslr", Bound(microphone, camera)))


def write_history(house: House, room: PrepareRoom) -> None:
    """Six checks and an endurance test of the chosen rig.

    Raises:
        Refused: They cannot be saved.
        RuntimeError: No rig is chosen.
    """
    rig = room.choice.rig
    if rig is None:
        raise RuntimeError("no rig is chosen")
    now_ms = house.clock.utc_ms()
    for weeks, (level, luma) in enumerate(_CHECKS):
        measures = {
            "sound.active_speech_level_dbfs": level,
            "sound.noise_floor_dbfs": -62.0 + weeks * 0.4,
            "picture.frame_rate_fps": 29.9,
            "picture.face_luma": luma,
        }
        at_ms = now_ms - (len(_CHECKS) - weeks) * 7 * _DAY_MS
        entry = CheckEntry(at_ms, "0.4.0", live=True, overall=Overall.READY, statuses=_PASSED, measures=measures)
        house.histories.add(rig.id, entry)
    house.histories.add(rig.id, soak_result(house, room))


_PASSED: Final = {"speech_level": Status.PASS, "noise": Status.PASS, "frame_rate": Status.PASS, "exposure": Status.PASS}


def soak_result(house: House, room: PrepareRoom) -> SoakResult:
    """A test of a whole session in which the camera switched itself off after half an hour."""
    rig = room.choice.rig
    lost = SoakEvent(Happening.CAMERA_LOST, 1795.0, 420.0)
    slow = SoakEvent(Happening.PICTURE_SLOW, 5200.0, 90.0, 14.0)
    steps = 180
    span_s = SESSION_S / steps
    points = []
    for step in range(steps):
        at_s = step * span_s
        gone, stutters = (each.at_s <= at_s < each.at_s + (each.lasted_s or 0.0) for each in (lost, slow))
        rate = 0.0 if gone else 14.0 if stutters else 29.8
        level = -34.0 + 6.0 * ((step * 7) % 11) / 11
        points.append(SoakPoint(at_s, span_s, rate, rate, level, level - 20, 24.0, 0.93, None))
    return SoakResult(
        rig_id="" if rig is None else rig.id,
        begun_utc_ms=house.clock.utc_ms() - _DAY_MS,
        program_version="0.4.0",
        planned_s=SESSION_S,
        watched_s=SESSION_S,
        microphone="Jabra Evolve2 40",
        camera="Cam Link 4K",
        camera_kind=CameraKind.HDMI_CAPTURE,
        laptop=LAPTOP.model,
        laptop_watched=True,
        demo=False,
        happened=(lost, slow),
        more=(),
        timeline=tuple(points),
        sound_drift_ms=38.0,
    )


def _darker(image: QImage) -> QImage:
    """The same picture with little light."""
    dark = image.convertToFormat(QImage.Format.Format_RGB888)
    for row in range(dark.height()):
        for column in range(dark.width()):
            dark.setPixelColor(column, row, dark.pixelColor(column, row).darker(260))
    return dark
