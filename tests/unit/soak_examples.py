"""Endurance tests as they should be; a test changes what it is about."""

from typing import Any

from samklang.domain.rig import CameraKind
from samklang.domain.soak import Happening, SoakEvent, SoakPoint, SoakResult


def event(kind: Happening, at_s: float = 100.0, lasted_s: float | None = 2.0, value: float | None = None) -> SoakEvent:
    return SoakEvent(kind, at_s, lasted_s, value)


def result(*happened: SoakEvent, **changes: Any) -> SoakResult:  # noqa: ANN401 - any field of it
    planned_s = changes.pop("planned_s", 9000.0)
    usual: dict[str, Any] = {
        "rig_id": "room-4",
        "begun_utc_ms": 1_763_700_000_000,
        "program_version": "0.4.0",
        "planned_s": planned_s,
        "watched_s": planned_s,
        "microphone": "Yeti",
        "camera": "Cam Link 4K",
        "camera_kind": CameraKind.USB,
        "laptop": "ThinkPad T14",
        "laptop_watched": True,
        "demo": False,
        "happened": happened,
        "more": (),
        "timeline": tuple(SoakPoint(at * 30.0, 30.0, 29.8, 28.0, -30.0, -60.0, 25.0, 0.9, None) for at in range(10)),
    }
    return SoakResult(**{**usual, **changes})
