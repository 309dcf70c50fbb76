"""What the capture workers and the window tell each other about live devices."""

import msgspec

from samklang.domain.live import CameraTrouble, Clip, LiveState, PictureReading, SoundReading, TakeLost
from samklang.domain.measures import PictureMeasures, SoundMeasures
from samklang.domain.sync import ClapsSeen, ClockReading, HeardClap


class SetVolume(msgspec.Struct, frozen=True, tag=True):
    """Set a microphone's system volume."""

    microphone: str
    percent: float


class SetMuted(msgspec.Struct, frozen=True, tag=True):
    """Switch a microphone off or on in the system."""

    microphone: str
    muted: bool


class BeginTake(msgspec.Struct, frozen=True, tag=True):
    """Measure from now on under this number.

    Attributes:
        silence: Nobody speaks in it.
        aside: It only watches: the take before it stands.
    """

    take: int
    silence: bool = False
    aside: bool = False


class NextTake(msgspec.Struct, frozen=True, tag=True):
    """The take is over, send its measures; another like it begins with the very next sample."""

    take: int


class FinishTake(msgspec.Struct, frozen=True, tag=True):
    """The take is over; send its measures."""


class PlayBack(msgspec.Struct, frozen=True, tag=True):
    """Play a clip, or be quiet."""

    which: Clip | None


class KeepAsGood(msgspec.Struct, frozen=True, tag=True):
    """Keep the last take's clip as the good one."""


class ListenForClaps(msgspec.Struct, frozen=True, tag=True):
    """Tell the claps you hear from now on, or no longer."""

    on: bool


class WatchForClaps(msgspec.Struct, frozen=True, tag=True):
    """Remember what moves from now on, or forget it."""

    on: bool


class MatchClaps(msgspec.Struct, frozen=True, tag=True):
    """Look for these claps in the picture."""

    heard: tuple[HeardClap, ...]


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The device delivers like this from now on."""

    sample_rate_hz: int


class Lost(msgspec.Struct, frozen=True, tag=True):
    """The running take came to nothing."""

    take: int
    why: TakeLost


class Clips(msgspec.Struct, frozen=True, tag=True):
    """What there is to listen back to; fields as in `MicrophoneNow`."""

    clip_s: float
    good_clip_s: float
    playing: Clip | None
    no_output: bool


class Turned(msgspec.Struct, frozen=True, tag=True):
    """The device is now like this; a lost camera says why."""

    state: LiveState
    trouble: CameraTrouble | None = None


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


class ClapsHeard(msgspec.Struct, frozen=True, tag=True):
    """All claps heard since it was told to listen for them."""

    claps: tuple[HeardClap, ...]


class ClapsMatched(msgspec.Struct, frozen=True, tag=True):
    """What the picture says of the claps that were asked about."""

    seen: ClapsSeen


class Ticked(msgspec.Struct, frozen=True, tag=True):
    """The device's own clock against the computer's."""

    clock: ClockReading


SettingOrder = SetVolume | SetMuted
TakeOrder = BeginTake | NextTake | FinishTake
MicrophoneOrder = TakeOrder | PlayBack | KeepAsGood | ListenForClaps
CameraOrder = TakeOrder | WatchForClaps | MatchClaps
MicrophoneReport = Turned | Opened | Heard | SoundTaken | Lost | Clips | ClapsHeard | Ticked
CameraReport = Turned | Seen | PictureTaken | ClapsMatched | Ticked
