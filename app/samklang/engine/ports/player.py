"""The player of a sequence, and the pictures that come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # as in `kept`
    from samklang.domain import sequence as body
    from samklang.domain.playback import PlayerEvent


class Picture(Protocol):
    """One picture out of a player, its pixels a copy that stays valid."""

    @property
    def sequence(self) -> int:
        """1, 2, 3...; a gap means that pictures were not looked at, not that they were lost."""
        ...

    @property
    def width(self) -> int:
        """Pixels a row."""
        ...

    @property
    def height(self) -> int:
        """Rows."""
        ...

    @property
    def channels(self) -> int:
        """4 is BGRX, 3 is BGR; 8 bits each, rows without padding."""
        ...

    @property
    def pixels(self) -> bytes:
        """`height * width * channels` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class SealedBag:
    """A sequence bag that was verified file by file just now.

    Attributes:
        manifest_sha256: Checksum of `manifest-sha256.txt`: it stands for every byte of the bag's data.
        files: How many files were checked.
    """

    folder: Path
    sequence: body.Sequence
    manifest_sha256: str
    files: int

    def media(self, part: body.Part) -> Path:
        """Where the part's media file is."""
        return self.folder / "data" / part.media

    def captions(self, language: str) -> Path:
        """Where the captions of a language are."""
        return self.folder / "data" / f"captions.{language}.vtt"


class Player(Protocol):
    """Plays one part after the other, each always from 0 to its end. No call waits for the media.

    Events come through `poll`, which whoever plays calls often (every 20-50 ms); nothing calls back.
    """

    def load(self, media: Path, part: body.Part, language: str) -> None:
        """Make a part ready; `Ready` follows. What was playing is stopped without an event."""
        ...

    def play(self) -> None:
        """Start from 0; `Started` follows. Only after `Ready`, otherwise nothing happens."""
        ...

    def pause(self, fade_ms: int = 0) -> None:
        """Halt, the sound faded out over `fade_ms` before; `Paused` follows."""
        ...

    def resume(self) -> None:
        """Go on where it was paused; `Resumed` follows."""
        ...

    def stop(self, fade_ms: int = 0) -> None:
        """Stop for good, the sound faded out over `fade_ms` before, the last picture held; `Stopped` follows."""
        ...

    def poll(self) -> tuple[PlayerEvent, ...]:
        """What happened since the last call, in order."""
        ...

    def position_ms(self) -> int:
        """Where we are in the part: a monotonic clock corrected by the player's reports."""
        ...

    def latest_frame(self, after: int = 0) -> Picture | None:
        """The newest picture, or None where there is none newer than number `after`."""
        ...

    def close(self) -> None:
        """End the player's process. Safe to repeat."""
        ...
