"""A good check kept for later, numbers only, and what differs from it now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from types import MappingProxyType
from typing import Literal, TypeAlias

from samklang.domain.measures import Measured, PictureMeasures, SoundMeasures, Unknown, values
from samklang.domain.part import Saved


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two takes may lie apart and still be the same.

    Attributes:
        check: The check that judges the measure, or its part; its name and unit are the measure's.
        apart: In the measure's own unit, ...
        share: ... or as a share of the reference's value, whichever is more.
    """

    check: str
    apart: float
    share: float = 0.0

    def holds(self, then: float, now: float) -> bool:
        """Whether the two are as good as equal."""
        return abs(now - then) <= max(self.apart, self.share * abs(then))


TOLERANCES: Mapping[str, Tolerance] = MappingProxyType(
    {
        # Nobody speaks twice equally loud, nor sits twice at the same place: a hand's breadth is 2 dB.
        "active_speech_level_dbfs": Tolerance("speech_level", 3.0),
        # Heating, traffic and the laptop's fan come and go by this much.
        "noise_floor_dbfs": Tolerance("noise", 6.0),
        # Without any hum the line at 50 Hz stands 0 to 7 dB above its neighbourhood by chance.
        "hum_db": Tolerance("hum", 8.0),
        # It hangs on what was said; telephone against full band is a factor of 3.
        "bandwidth_hz": Tolerance("bandwidth", 1500.0, 0.25),
        "soft_clipped_share": Tolerance("soft_clipping", 0.02),
        "clipped_share": Tolerance("clipping", 0.0005),
        "dc_offset": Tolerance("dc_offset", 0.005),
        "channel_imbalance_db": Tolerance("channel_balance", 3.0),
        "out_of_phase_s": Tolerance("channel_phase", 1.0),
        "dropouts": Tolerance("dropouts", 0.0),
        "knocks": Tolerance("handling_noise", 1.0),
        # Estimated from speech it spreads by about this much from sentence to sentence.
        "reverberation_s": Tolerance("reverberation", 0.2, 0.25),
        "second_source_db": Tolerance("second_source", 6.0),
    }
)
"""Measure -> how far apart is the same, in the order they are told. All ours. What is left out either follows from
these (the distance between voice and noise, the peaks) or hangs on what was said (the loudness)."""

PICTURE = "picture."
"""Stands before the name of a measure of the picture: `noise` is one of the sound too."""

PICTURE_TOLERANCES: Mapping[str, Tolerance] = MappingProxyType(
    {
        "faces": Tolerance("face", 0.0),
        # The hour, the clouds and the clothes change the light on a face by this much.
        "face_luma": Tolerance("face_luma", 30.0),
        "backlight_stops": Tolerance("backlight", 1.0),
        "frame_rate_fps": Tolerance("delivered_rate", 2.0),
        # What the verdict calls a remark: less than two thirds or so of what it was.
        "sharpness": Tolerance("absolute_sharpness", 0.0, 0.3),
        # Nobody sits twice at the same place: a hand's breadth.
        "head_height_share": Tolerance("head_height", 0.08),
        "headroom_share": Tolerance("headroom", 0.07),
        "looking_up_deg": Tolerance("looking_up", 8.0),
        "noise": Tolerance("picture_noise", 2.0, 0.4),
        "colour_cast": Tolerance("colour_cast", 6.0),
        "flicker_percent": Tolerance("light_flicker", 1.0),
        "banding_percent": Tolerance("banding", 1.0),
        "exposure_hunting_percent": Tolerance("exposure_hunting", 10.0),
        "focus_hunting_percent": Tolerance("focus_hunting", 20.0),
        "interlaced": Tolerance("interlaced", 0.3),
        "upscaled_suspected": Tolerance("upscaled", 0.5),
        "overlay_suspected": Tolerance("overlay", 0.5),
        "mirrored_suspected": Tolerance("mirrored", 0.5),
    }
)
"""The same for the picture. All ours."""

EXACT, PICTURE_EXACT = ("sample_rate_hz", "channels"), ("width", "height")
"""What is compared exactly: the same device set differently by the system."""


def _nothing() -> Mapping[str, Measured]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reference:
    """What a check measured, kept with the rig; never any sound or picture.

    Attributes:
        saved_utc_ms: When, milliseconds since 1970-01-01 UTC.
        program_version: Version of Samklang that measured.
        microphone_id: The device's id; empty where a file was measured.
        microphone_name: What the system calls it; empty likewise.
        measures: Every measure by its name in `SoundMeasures`; empty where no sound was checked.
        camera_id: Likewise of the camera.
        camera_name: Likewise.
        picture: Every measure by its name in `PictureMeasures`; empty where no picture was checked.
    """

    rig_id: str
    saved_utc_ms: int
    program_version: str
    microphone_id: str
    microphone_name: str
    measures: Mapping[str, Measured]
    camera_id: str = ""
    camera_name: str = ""
    picture: Mapping[str, Measured] = field(default_factory=_nothing)


Side: TypeAlias = Measured | str
"""A measure, or the name of a microphone or a camera."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Attributes:
        what: A measure's name, one of the picture behind `PICTURE`; or `microphone` or `camera`.
        kind: `changed`, `unknown_now` (it was known), or `unknown_then` (it is known now).
    """

    what: str
    kind: Literal["changed", "unknown_now", "unknown_then"]
    then: Side
    now: Side


def reference_of(  # noqa: PLR0913 - a reference is exactly these parts
    sound: SoundMeasures | None,
    *,
    rig_id: str,
    microphone_id: str,
    microphone_name: str,
    saved_utc_ms: int,
    program_version: str,
    worthless: Mapping[str, Unknown] | None = None,
    picture: PictureMeasures | None = None,
    camera_id: str = "",
    camera_name: str = "",
) -> Reference:
    """What is kept of a check, or held against what was kept.

    A value that is no number is kept as unknown, and so is, with its reason, what is `worthless` because of a fault:
    named as in `Difference.what`.
    """
    without = worthless or {}
    return Reference(
        rig_id=rig_id,
        saved_utc_ms=saved_utc_ms,
        program_version=program_version,
        microphone_id=microphone_id,
        microphone_name=microphone_name,
        measures=_kept(sound, "", without),
        camera_id=camera_id,
        camera_name=camera_name,
        picture=_kept(picture, PICTURE, without),
    )


def _kept(
    measures: SoundMeasures | PictureMeasures | None, section: str, worthless: Mapping[str, Unknown]
) -> Mapping[str, Measured]:
    if measures is None:
        return _nothing()
    return MappingProxyType(
        {
            name: worthless.get(f"{section}{name}")
            or (value if isinstance(value, Unknown) or isfinite(value) else Unknown("not_finite"))
            for name, value in values(measures).items()
        }
    )


def with_rest_of(now: Reference, before: Reference | None) -> Reference:
    """This reference, the half not checked as it was saved before: a good picture outlives a check of sound."""
    if before is None:
        return now
    if not now.measures:
        now = replace(
            now,
            measures=before.measures,
            microphone_id=before.microphone_id,
            microphone_name=before.microphone_name,
        )
    if not now.picture:
        now = replace(now, picture=before.picture, camera_id=before.camera_id, camera_name=before.camera_name)
    return now


def comparable_picture(reference: Reference, now: Reference) -> Saved:
    """The saved picture's measures, where they are another take's of the same camera in the same size; else none."""
    other_camera = reference.camera_id and now.camera_id and reference.camera_id != now.camera_id
    other_size = any(reference.picture.get(name) != now.picture.get(name) for name in PICTURE_EXACT)
    return {} if other_camera or other_size else reference.picture


def differences(reference: Reference, now: Reference) -> tuple[Difference, ...]:
    """What differs by more than its tolerance: microphone and sound first, then camera and picture.

    What was unknown then and is unknown now is as it was; what was known only once cannot be compared and is told as
    such. A file has no device, so against a file the device is not compared. Measures an older or newer version keeps
    and this one does not know are left out, and so is the half that was checked only once.
    """
    microphones = _device(
        "microphone",
        (reference.microphone_id, reference.microphone_name),
        (now.microphone_id, now.microphone_name),
    )
    cameras = _device("camera", (reference.camera_id, reference.camera_name), (now.camera_id, now.camera_name))
    return (
        *microphones,
        *_exact(EXACT, "", reference.measures, now.measures),
        *_measures(TOLERANCES, "", reference.measures, now.measures),
        *cameras,
        *_exact(PICTURE_EXACT, PICTURE, reference.picture, now.picture),
        *_measures(PICTURE_TOLERANCES, PICTURE, reference.picture, now.picture),
    )


def tolerance_of(what: str) -> Tolerance | None:
    """The tolerance of what a difference is about; None where it is compared exactly."""
    if what.startswith(PICTURE):
        return PICTURE_TOLERANCES.get(what.removeprefix(PICTURE))
    return TOLERANCES.get(what)


def is_as_before(found: tuple[Difference, ...]) -> bool:
    """Whether nothing that could be compared has changed."""
    return not any(each.kind == "changed" for each in found)


def _device(what: str, then: tuple[str, str], now: tuple[str, str]) -> Iterator[Difference]:
    """Devices as (id, name)."""
    if then[0] and now[0] and then[0] != now[0]:
        yield Difference(what, "changed", then[1], now[1])


def _exact(
    names: tuple[str, ...], section: str, then: Mapping[str, Measured], now: Mapping[str, Measured]
) -> Iterator[Difference]:
    for name in names:
        then_value, now_value = then.get(name), now.get(name)
        if then_value is not None and now_value is not None and then_value != now_value:
            yield Difference(f"{section}{name}", "changed", then_value, now_value)


def _measures(
    tolerances: Mapping[str, Tolerance], section: str, then: Mapping[str, Measured], now: Mapping[str, Measured]
) -> Iterator[Difference]:
    for name, tolerance in tolerances.items():
        what, then_value, now_value = f"{section}{name}", then.get(name), now.get(name)
        if then_value is None or now_value is None:
            continue
        match then_value, now_value:
            case Unknown(), Unknown():
                continue
            case _, Unknown():
                yield Difference(what, "unknown_now", then_value, now_value)
            case Unknown(), _:
                yield Difference(what, "unknown_then", then_value, now_value)
            case _ if not tolerance.holds(then_value, now_value):
                yield Difference(what, "changed", then_value, now_value)
            case _:
                pass
