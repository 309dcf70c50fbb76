"""A rig: the laptop, the microphone and the camera of one room, and the targets its check must reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from samklang.domain.dslr import DslrLink, Point
from samklang.domain.live import DeviceForm

Words: TypeAlias = Mapping[str, str]
"""Language code -> text, as it stands in a profile's file."""


class MicrophoneKind(StrEnum):
    """How a microphone is built and connected; advice names the right knob by it."""

    BUILT_IN = "built_in"
    USB = "usb"
    HEADSET = "headset"
    INTERFACE = "interface"


class CameraKind(StrEnum):
    """How a camera's picture gets into the computer; advice names the right cable by it."""

    BUILT_IN = "built_in"
    USB = "usb"
    HDMI_CAPTURE = "hdmi_capture"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Quirk:
    """Something known about a kind of equipment that surprises people.

    Attributes:
        text: What it is and what to do, by language.
        source: Who says so; `our proposal` where it is ours.
    """

    text: Words
    source: str


@dataclass(frozen=True, slots=True)
class Laptop:
    """A kind of laptop."""

    id: str
    name: Words
    quirks: tuple[Quirk, ...] = ()


@dataclass(frozen=True, slots=True)
class Microphone:
    """A kind of microphone."""

    id: str
    name: Words
    kind: MicrophoneKind
    quirks: tuple[Quirk, ...] = ()


@dataclass(frozen=True, slots=True)
class Camera:
    """A kind of camera with its way into the computer.

    Attributes:
        dslr: How a DSLR's picture gets into the computer; None for any other camera.
        checklist: What a person looks after where the camera cannot be read.
    """

    id: str
    name: Words
    kind: CameraKind
    quirks: tuple[Quirk, ...] = ()
    dslr: DslrLink | None = None
    checklist: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range; an end that is None is open."""

    low: float | None = None
    high: float | None = None

    @property
    def middle(self) -> float:
        """The middle, so that the next take does not land on the edge; the other end where one is open.

        Raises:
            ValueError: Both are open.
        """
        ends = [end for end in (self.low, self.high) if end is not None]
        if not ends:
            raise ValueError("a range without ends has no middle")
        return sum(ends) / len(ends)

    def holds(self, value: float) -> bool:
        """Whether `value` lies inside, both ends included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def covers(self, other: "Range") -> bool:
        """Whether every value inside `other` lies inside this range too."""
        low_covered = self.low is None or (other.low is not None and other.low >= self.low)
        high_covered = self.high is None or (other.high is not None and other.high <= self.high)
        return low_covered and high_covered


@dataclass(frozen=True, slots=True)
class Target:
    """What one check must reach.

    Attributes:
        check: The check's stable code, such as `speech_level`.
        unit: Unit of both ranges: `dBFS`, `dB`, `share`, `px`, `fps`, `s`, `ms`, `luma`, `faces`, `amplitude`, or
            `of_nominal` (a factor on the recording's own nominal frame rate or frame interval).
        pass_range: Values that are good.
        warn_range: Values that can be used with a remark; covers `pass_range`. Outside it the check fails; open at
            both ends, it never does.
        source: Who says so; `our proposal` where it is ours.
    """

    check: str
    unit: str
    pass_range: Range
    warn_range: Range
    source: str


@dataclass(frozen=True, slots=True)
class BoundDevice:
    """The one microphone or camera that belongs to a rig.

    Attributes:
        name: What the system calls it, whatever socket it is in.
        form: How it is connected, where the system tells; None where it does not.
        id: The device's id when it was bound; it tells two of the same make apart, and is empty where it is not kept.
    """

    name: str
    form: DeviceForm | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a rig is bound to, so that it is recognised when it is plugged in; at least one part.

    Attributes:
        laptop: The computer's model as its maker calls it, never a person's name for it; empty where it is any.
    """

    microphone: BoundDevice | None = None
    camera: BoundDevice | None = None
    laptop: str = ""


@dataclass(frozen=True, slots=True)
class Rig:
    """One room's equipment and what its check must reach.

    Attributes:
        expected_faces: How many people sit in front of the camera: 1, or 2 where both facilitators share it.
        targets: One for each check that can be judged; a check without a target is not judged. The catalogue sees to it
            that none is missing.
        bound: What it is recognised by; None for a kind of rig, which may be anybody's.
    """

    id: str
    name: Words
    laptop: Laptop
    microphone: Microphone
    camera: Camera
    expected_faces: int
    targets: tuple[Target, ...]
    bound: Bound | None = None

    def target(self, check: str) -> Target | None:
        """The target of the check with this code."""
        return next((target for target in self.targets if target.check == check), None)


def words(texts: Words, language: str, fallback: str) -> str:
    """The text in `language`, else in Danish, else in English, else `fallback` (an id)."""
    return next((texts[each] for each in (language, "da", "en") if each in texts), fallback)
