"""A good check kept for later, numbers only, and what differs from it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Literal, TypeAlias

from samklang.domain.measures import Measured, SoundMeasures, Unknown, values


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two takes may lie apart and still be the same.

    Attributes:
        check: The check that judges the measure; its name and unit are the measure's.
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

DEVICE = ("microphone", "sample_rate_hz", "channels")
"""What is compared exactly: another microphone, or the same one set differently by the system."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a check measured, kept with the rig; never any sound.

    Attributes:
        saved_utc_ms: When, milliseconds since 1970-01-01 UTC.
        program_version: Version of Samklang that measured.
        microphone_id: The device's id; empty where a file was measured.
        microphone_name: What the system calls it; empty likewise.
        measures: Every measure by its name in `SoundMeasures`.
    """

    rig_id: str
    saved_utc_ms: int
    program_version: str
    microphone_id: str
    microphone_name: str
    measures: Mapping[str, Measured]


Side: TypeAlias = Measured | str
"""A measure, or the name of a microphone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was.

    Attributes:
        what: A measure's name, or `microphone`.
        kind: `changed`, `unknown_now` (it was known), or `unknown_then` (it is known now).
    """

    what: str
    kind: Literal["changed", "unknown_now", "unknown_then"]
    then: Side
    now: Side


def reference_of(  # noqa: PLR0913 - a reference is exactly these parts
    sound: SoundMeasures,
    *,
    rig_id: str,
    microphone_id: str,
    microphone_name: str,
    saved_utc_ms: int,
    program_version: str,
    worthless: Mapping[str, Unknown] | None = None,
) -> Reference:
    """What is kept of a check's sound, or held against what was kept.

    A value that is no number is kept as unknown, and so is, with its reason, what is `worthless` because of a fault.
    """
    measures = {
        name: value if isinstance(value, Unknown) or isfinite(value) else Unknown("not_finite")
        for name, value in values(sound).items()
    }
    kept = MappingProxyType({**measures, **(worthless or {})})
    return Reference(rig_id, saved_utc_ms, program_version, microphone_id, microphone_name, kept)


def differences(reference: Reference, now: Reference) -> tuple[Difference, ...]:
    """What differs by more than its tolerance, the device first.

    What was unknown then and is unknown now is as it was; what was known only once cannot be compared and is told as
    such. A file has no microphone, so against a file the microphone is not compared. Measures an older or newer
    version keeps and this one does not know are left out.
    """
    return (*_device(reference, now), *_measures(reference, now))


def is_as_before(found: tuple[Difference, ...]) -> bool:
    """Whether nothing that could be compared has changed."""
    return not any(each.kind == "changed" for each in found)


def _device(reference: Reference, now: Reference) -> list[Difference]:
    found = []
    if reference.microphone_id and now.microphone_id and reference.microphone_id != now.microphone_id:
        found.append(Difference("microphone", "changed", reference.microphone_name, now.microphone_name))
    for name in DEVICE[1:]:
        then_value, now_value = reference.measures.get(name), now.measures.get(name)
        if then_value is not None and now_value is not None and then_value != now_value:
            found.append(Difference(name, "changed", then_value, now_value))
    return found


def _measures(reference: Reference, now: Reference) -> list[Difference]:
    found = []
    for name, tolerance in TOLERANCES.items():
        then_value, now_value = reference.measures.get(name), now.measures.get(name)
        if then_value is None or now_value is None:
            continue
        match then_value, now_value:
            case Unknown(), Unknown():
                continue
            case _, Unknown():
                found.append(Difference(name, "unknown_now", then_value, now_value))
            case Unknown(), _:
                found.append(Difference(name, "unknown_then", then_value, now_value))
            case _ if not tolerance.holds(then_value, now_value):
                found.append(Difference(name, "changed", then_value, now_value))
            case _:
                pass
    return found
