"""What the capture workers and the window tell each other about a live microphone or camera."""

import msgspec

from samklang.domain.live import LiveState, PictureReading, SoundReading
from samklang.domain.measures import PictureMeasures, SoundMeasures


class BeginTake(msgspec.Struct, frozen=True, tag=True):
    """Measure from now on under this number.

    Attributes:
        silence: Nobody speaks in it.
        aside: It only watches: the take before it stands.
    """

    take: int
    silence: bool = False
    aside: bool = False


class FinishTake(msgspec.Struct, frozen=True, tag=True):
    """The take is over; send its measures."""


class Turned(msgspec.Struct, frozen=True, tag=True):
    """The device is now like this."""

    state: LiveState


class Heard(msgspec.Struct, frozen=True, tag=True):
    """What the microphone hears now."""

    reading: SoundReading


class Seen(msgspec.Struct, frozen=True, tag=True):
    """What the camera sees now."""

    reading: PictureReading


class SoundTaken(msgspec.Struct, frozen=True, tag=True):
    """The measures of a take so far, or of all of it when it is finished."""

    take: int
    measures: SoundMeasures
    finished: bool


class PictureTaken(msgspec.Struct, frozen=True, tag=True):
    """The measures of a take so far, or of all of it when it is finished."""

    take: int
    measures: PictureMeasures
    finished: bool


TakeOrder = BeginTake | FinishTake
MicrophoneReport = Turned | Heard | SoundTaken
CameraReport = Turned | Seen | PictureTaken
