"""Live devices as the rest of the program sees them: which there are, how they are, what they hear and see now."""

from dataclasses import dataclass
from enum import StrEnum

from samklang.domain.measures import Measured, PictureMeasures, SoundMeasures, Unknown
from samklang.domain.sync import ClapsSeen, ClockReading, HeardClap

_NO_FACE = Unknown("no_face")

DEMO_ID = "demo"
"""The id of the demo microphone and of the demo camera; everything made with them is marked as demo."""


class DeviceForm(StrEnum):
    """How a device is connected: the laptop's own microphone is the one people measure by mistake."""

    BUILT_IN = "built_in"
    USB = "usb"
    BLUETOOTH = "bluetooth"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One microphone or camera.

    Attributes:
        id: Stays the same as long as it is plugged into the same place; `DEMO_ID` for the demo device.
        name: What the system calls it; empty for the demo device, which is named in the user's language.
        default: The one the system takes where nobody chose.
        likely_for_teams: The one Teams takes where nobody chose in Teams: Windows' default communication device, the
            default elsewhere. What was chosen inside Teams cannot be seen from outside, hence only likely.
        form: How it is connected, as far as the system tells.
    """

    id: str
    name: str
    default: bool = False
    likely_for_teams: bool = False
    form: DeviceForm = DeviceForm.OTHER

    @property
    def demo(self) -> bool:
        """Whether it is no device at all but a recording played in real time."""
        return self.id == DEMO_ID


@dataclass(frozen=True, slots=True)
class MicrophoneSetting:
    """How the system has set a microphone, and who else listens to it.

    Attributes:
        id: The microphone's.
        volume_percent: The system's input volume, 100 being its full scale, the loudest channel's; None where the
            system does not tell.
        muted: Switched off in the system; None where it does not tell.
        settable: Whether `Devices.set_volume` and `Devices.set_muted` can change it.
        held_by: Names of the other programs that record from it now, Samklang left out.
    """

    id: str
    volume_percent: float | None
    muted: bool | None
    settable: bool
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceList:
    """All there is, the default first, the demo devices last.

    Attributes:
        settings: Of the microphones whose settings the system tells, in their order.
        loopbacks: What the computer itself plays, such as the other people's voices in a call, as something to record;
            one a loudspeaker, where the system offers it.
    """

    microphones: tuple[DeviceInfo, ...]
    cameras: tuple[DeviceInfo, ...]
    settings: tuple[MicrophoneSetting, ...] = ()
    loopbacks: tuple[DeviceInfo, ...] = ()

    def setting(self, microphone_id: str) -> MicrophoneSetting | None:
        """How this microphone is set, or None where the system does not tell."""
        return next((each for each in self.settings if each.id == microphone_id), None)


class SoundBackend(StrEnum):
    """Through which library a microphone is captured; PyAudio is an optional extra."""

    SOUNDDEVICE = "sounddevice"
    PYAUDIO = "pyaudio"


class LiveState(StrEnum):
    """How a live microphone or camera is, judged by what it delivers and never by what its driver says."""

    OPENING = "opening"
    LIVE = "live"
    SLOW = "slow"
    FROZEN = "frozen"
    LOST = "lost"
    RESTARTING = "restarting"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class SoundReading:
    """What a microphone hears now; about twenty of them a second.

    Attributes:
        level_dbfs: RMS of the last 50 ms or so, the louder channel.
        peak_dbfs: The highest sample of the same time.
        speech_level_dbfs: ITU-T P.56 active speech level of the running take, or why it is unknown.
        clipped: Samples stood at full scale in this time.
        take: Which take it belongs to; 0 before the first.
        heard_s: Length of the take so far.
    """

    level_dbfs: float
    peak_dbfs: float
    speech_level_dbfs: Measured
    clipped: bool
    take: int
    heard_s: float


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face in shares of the picture's width and height, 0 at the left and at the top."""

    left: float
    top: float
    right: float
    bottom: float


class CameraTrouble(StrEnum):
    """Why a camera is lost, as far as the system or the network tells."""

    GONE = "gone"
    IN_USE = "in_use"
    NOT_ALLOWED = "not_allowed"
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    PASSWORD = "password"  # noqa: S105 - the trouble with it
    NOT_THERE = "not_there"
    NOT_PICTURES = "not_pictures"
    SILENT = "silent"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CameraMode:
    """A way for a camera to deliver its pictures.

    Attributes:
        width: Pixels.
        height: Pixels.
        frame_rate_fps: Frames a second; None where nobody says.
        coding: Four letters, such as `MJPG` or `YUYV`; empty where nobody says.
    """

    width: int
    height: int
    frame_rate_fps: float | None = None
    coding: str = ""


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What a camera sees now; about ten of them a second.

    Attributes:
        width: Of the newest picture, whatever was promised.
        height: Likewise.
        frame_rate_fps: Unique frames in the last second, or why it is unknown.
        luma: Mean luma of the picture, 0..255.
        face_luma: Mean luma of the largest face, or why it is unknown.
        faces: The largest first.
        take: Which take it belongs to; 0 before the first.
        seen_s: Length of the take so far.
        black: The picture is black.
        card: No lens made it: one flat colour, colour bars, a notice that nothing is plugged in.
        head_height_share: From crown to chin of the largest face, of the picture's height, or why it is unknown.
        headroom_share: From the picture's top to the crown, likewise.
        asked: What the camera was asked for; of a stream, which cannot be asked, what it began with; None of the demo.
        promised: What the camera agreed to; None where it agrees to nothing.
    """

    width: int
    height: int
    frame_rate_fps: Measured
    luma: float
    face_luma: Measured
    faces: tuple[FaceBox, ...]
    take: int
    seen_s: float
    black: bool = False
    card: bool = False
    head_height_share: Measured = _NO_FACE
    headroom_share: Measured = _NO_FACE
    asked: CameraMode | None = None
    promised: CameraMode | None = None

    @property
    def smaller_than_asked(self) -> bool:
        """Whether it has fewer pixels a row or fewer rows than were asked for, held upright or lying."""
        if self.asked is None:
            return False
        short, long = sorted((self.width, self.height))
        asked_short, asked_long = sorted((self.asked.width, self.asked.height))
        return short < asked_short or long < asked_long


class TakeLost(StrEnum):
    """Why a running take came to nothing; it must be begun again."""

    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    RATE_CHANGED = "rate_changed"


class Clip(StrEnum):
    """What can be listened back to."""

    TAKE = "take"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class MicrophoneNow:
    """A microphone at this moment.

    Attributes:
        reading: The newest, or None before the first and while it is not live.
        take: The running take, or the last one; 0 before the first.
        measures: Of that take: while it runs, every second or two, those that are quick to work out; all of them when
            it is finished; None before.
        finished: Whether `measures` are those of the whole take.
        take_lost: Why that take was lost, or None.
        before: Measures of the whole take before this one, where `next_take` ended it; else None.
        sample_rate_hz: What it is open with, or None while it is not.
        clip_s: Length of what can be listened back to of the last take that was no silence, at most 5 s.
        good_clip_s: Length of the clip that was kept as good.
        playing: Which is heard now.
        no_output: Listening back was asked for, and there is nothing to play on.
        claps: Heard since it was told to listen for them, the oldest first.
        clock: Its samples' time against the computer's since it was opened, every second; None before.
    """

    state: LiveState
    reading: SoundReading | None = None
    take: int = 0
    measures: SoundMeasures | None = None
    finished: bool = False
    take_lost: TakeLost | None = None
    before: SoundMeasures | None = None
    sample_rate_hz: int | None = None
    clip_s: float = 0.0
    good_clip_s: float = 0.0
    playing: Clip | None = None
    no_output: bool = False
    claps: tuple[HeardClap, ...] = ()
    clock: ClockReading | None = None


@dataclass(frozen=True, slots=True)
class CameraNow:
    """A camera at this moment; the attributes as in `MicrophoneNow`.

    Attributes:
        claps: What it made of the claps it was asked about last, or None.
        clock: Its frames' own stamps against the computer's clock; None where the driver stamps none.
        trouble: Why it is lost; None in every other state.
    """

    state: LiveState
    reading: PictureReading | None = None
    take: int = 0
    measures: PictureMeasures | None = None
    finished: bool = False
    claps: ClapsSeen | None = None
    clock: ClockReading | None = None
    trouble: CameraTrouble | None = None
