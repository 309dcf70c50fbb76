"""What is inside a media file, found by decoding all of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """The pictures that could be decoded."""

    codec: str
    width: int
    height: int
    frames: int
    length_ms: int


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """A track of sound as far as it could be decoded."""

    codec: str
    sample_rate_hz: int
    channels: int
    samples: int
    length_ms: int


@dataclass(frozen=True, slots=True)
class MediaProbe:
    """A media file.

    Attributes:
        container: Its format's short name, such as `matroska`.
        claimed_ms: The length it says it has, or -1 where it does not say.
        picture: None where it holds none.
        faults: How many packets could not be decoded.
    """

    container: str
    claimed_ms: int
    picture: PictureTrack | None
    sound: tuple[SoundTrack, ...]
    faults: int

    @property
    def length_ms(self) -> int:
        """The longest of what could be decoded."""
        picture_ms = self.picture.length_ms if self.picture is not None else 0
        return max([picture_ms, *(track.length_ms for track in self.sound)])

    @property
    def remark(self) -> str:
        """Code of what is wrong with it, `ends_early` or `faults`; empty where it is whole.

        A container may round its length: half a second is allowed, our proposal.
        """
        if self.claimed_ms - self.length_ms > _ROUNDING_MS:
            return "ends_early"
        return "faults" if self.faults else ""


_ROUNDING_MS = 500
