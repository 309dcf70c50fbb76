"""The signs that something is wrong now, read off a device's state and the laptop's figures."""

from typing import Final, TypeAlias

from samklang.domain.laptop import LaptopMeasures
from samklang.domain.live import CameraNow, LiveState, MicrophoneNow
from samklang.domain.measures import Measured, Unknown
from samklang.domain.rig import Rig
from samklang.domain.soak import Happening

Signs: TypeAlias = dict[Happening, float | None]
"""What is wrong -> its value (see `SoakEvent`)."""

BATTERY_LOW_PERCENT: Final = 20.0
"""Below it systems begin to warn and to save (Windows and macOS: 20 %)."""

OUTAGES: Final = (
    (
        Happening.CAMERA_FAILED,
        Happening.CAMERA_LOST,
        Happening.NO_SIGNAL,
        Happening.PICTURE_BLACK,
        Happening.PICTURE_FROZEN,
        Happening.CAMERA_RESTARTED,
    ),
    (
        Happening.MICROPHONE_FAILED,
        Happening.MICROPHONE_LOST,
        Happening.SOUND_SILENT,
        Happening.MICROPHONE_RESTARTED,
    ),
)
_OF_CAMERA: Final = {
    LiveState.FAILED: Happening.CAMERA_FAILED,
    LiveState.CLOSED: Happening.CAMERA_FAILED,
    LiveState.LOST: Happening.CAMERA_LOST,
    LiveState.FROZEN: Happening.PICTURE_FROZEN,
    LiveState.RESTARTING: Happening.CAMERA_RESTARTED,
    LiveState.OPENING: Happening.CAMERA_RESTARTED,
}
_OF_MICROPHONE: Final = {
    LiveState.FAILED: Happening.MICROPHONE_FAILED,
    LiveState.CLOSED: Happening.MICROPHONE_FAILED,
    LiveState.LOST: Happening.MICROPHONE_LOST,
    LiveState.FROZEN: Happening.SOUND_SILENT,
    LiveState.RESTARTING: Happening.MICROPHONE_RESTARTED,
    LiveState.OPENING: Happening.MICROPHONE_RESTARTED,
}


def of_camera(now: CameraNow, first_size: tuple[int, int] | None) -> Signs:
    """What is wrong with the camera now.

    Args:
        now: How it is.
        first_size: Width and height of its first picture; None before there was one.
    """
    held: Signs = {}
    if now.state in _OF_CAMERA:
        held[_OF_CAMERA[now.state]] = None
    reading = now.reading
    if reading is None:
        return held
    if reading.card:
        held[Happening.NO_SIGNAL] = None
    elif reading.black:
        held[Happening.PICTURE_BLACK] = None
    size = (reading.width, reading.height)
    if size != first_size:
        held[Happening.SIZE_CHANGED] = float(reading.height)
    if now.state is LiveState.SLOW:
        held[Happening.PICTURE_SLOW] = number(reading.frame_rate_fps)
    return held


def of_microphone(now: MicrophoneNow, first_rate_hz: int | None) -> Signs:
    """What is wrong with the microphone now.

    Args:
        now: How it is.
        first_rate_hz: The sample rate it was first open with.
    """
    held: Signs = {}
    if now.state in _OF_MICROPHONE:
        held[_OF_MICROPHONE[now.state]] = None
    if now.sample_rate_hz not in (None, first_rate_hz):
        held[Happening.RATE_CHANGED] = now.sample_rate_hz
    return held


def of_laptop(power: LaptopMeasures, rig: Rig) -> Signs:
    """What is wrong with the laptop now, by the rig's own targets."""
    held: Signs = {}
    battery = number(power.battery_percent)
    if number(power.on_mains) == 0.0:
        held[Happening.ON_BATTERY] = battery
        if battery is not None and battery < BATTERY_LOW_PERCENT:
            held[Happening.BATTERY_LOW] = battery
    for kind, part, measured in (
        (Happening.LOAD_HIGH, "peak_load", power.load_p95_percent),
        (Happening.LOAD_HIGH, "mean_load", power.load_mean_percent),
        (Happening.THROTTLED, "throttling", power.speed_share),
        (Happening.MEMORY_LOW, "free_memory", power.memory_free_gb),
    ):
        value, target = number(measured), rig.target(part)
        if value is not None and target is not None and not target.pass_range.holds(value):
            held[kind] = value
    return held


def number(measured: Measured) -> float | None:
    """The value, or None where it is unknown."""
    return None if isinstance(measured, Unknown) else measured
