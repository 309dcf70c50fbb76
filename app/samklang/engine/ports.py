"""The ports: what the engine, the window and the command line ask of the world, as Protocols.

Concrete adapters implement them in `store`, `devices`, `playback` and `catalog`; only `bootstrap` chooses between
them. Expected outcomes are values; a port raises `Refused` for bad input, in one line fit for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:  # everything imports the ports; nobody needs all that passes through them
    from samklang.domain import sequence as body
    from samklang.domain.live import CameraNow, Clip, DeviceInfo, DeviceList, MicrophoneNow
    from samklang.domain.playback import PlayerEvent
    from samklang.domain.programme import Programme
    from samklang.domain.reference import Reference
    from samklang.domain.rig import Rig


class Refused(Exception):  # noqa: N818 - it is an answer, not an accident
    """Bad input: a file, device, pack, database, link or argument that cannot be used.

    The message is one line for a person, in the user's language where the raiser knows it; the exit code is 3.
    """


class Clock(Protocol):
    """Time as the engine reads it. The domain never does."""

    def monotonic_ns(self) -> int:
        """Nanoseconds since an arbitrary start; never goes back."""
        ...

    def utc_ms(self) -> int:
        """Wall clock, milliseconds since 1970-01-01 UTC; may jump."""
        ...


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An event about to be stored.

    Attributes:
        event_id: Unique for ever; makes a retry safe.
        kind: Short stable word, never a class path.
        schema: Version of the payload's shape, from 1.
        payload: UTF-8 JSON.
    """

    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored event: `NewEntry` with its place and its link in the chain.

    Attributes:
        position: 1, 2, 3... within its session.
        chain: SHA-256 over the previous entry's chain and this row (see `engine.chain`).
    """

    session_id: str
    position: int
    event_id: str
    kind: str
    schema: int
    recorded_utc_ms: int
    monotonic_ns: int
    author: str
    payload: bytes
    chain: bytes


class PositionTaken(Exception):  # noqa: N818 - optimistic concurrency: somebody else appended first
    """Another author appended at this position first; re-read and decide again."""


class EventLog(Protocol):
    """An append-only log, many sessions in one."""

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        """Store `entries` at positions `after + 1...`, all or none, durable when this returns.

        Entries whose `event_id` is already stored in this session at the same place are not stored twice.

        Raises:
            PositionTaken: `after` is not the last position any more.
            Refused: The disk is full or read-only, the log is damaged, ...
        """
        ...

    def read(self, session_id: str, after: int = 0) -> Iterator[Entry]:
        """The session's entries from position `after + 1`, in order, the chain verified on the way.

        Raises:
            Refused: The chain does not hold.
        """
        ...

    def session_ids(self) -> tuple[str, ...]:
        """All sessions in the log, the one that was written to last first."""
        ...

    def close(self) -> None:
        """Release the log; nothing may be called afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class PackReview:
    """What there is to say about a programme pack.

    Attributes:
        programme: The programme, or None where its structure is refused.
        refusal: Why it is refused, in one line, or None.
        missing_texts: language -> ids of the texts it lacks; languages that lack none are left out.
    """

    programme: Programme | None
    refusal: str | None
    missing_texts: Mapping[str, tuple[str, ...]]


class Catalog(Protocol):
    """Programmes, rigs and sequences: the installed copy or the checkout, the user's own folder on top."""

    def programmes(self) -> tuple[Programme, ...]:
        """All programmes that can be read, by id."""
        ...

    def refused_programmes(self) -> tuple[str, ...]:
        """Why the others cannot be read: a line each, with its folder."""
        ...

    def programme(self, programme_id: str) -> Programme:
        """One programme.

        Raises:
            Refused: There is none with this id, or its pack is not valid.
        """
        ...

    def review(self, folder: Path) -> PackReview:
        """What there is to say about the programme pack in any folder.

        Raises:
            Refused: There is no such folder, or what is in it cannot be read at all.
        """
        ...

    def rigs(self) -> tuple[Rig, ...]:
        """All rigs whose profiles can be read, by id."""
        ...

    def refused_rigs(self) -> tuple[str, ...]:
        """Why the others cannot be read, a line each."""
        ...

    def rig(self, rig_id: str) -> Rig:
        """One rig.

        Raises:
            Refused: There is none with this id, or a file it is made of is not valid.
        """
        ...

    def sequences(self) -> tuple[body.Sequence, ...]:
        """All sequences whose description can be read. Their media are verified before they play, not here."""
        ...

    def sequence_folder(self, sequence_id: str) -> Path:
        """The bag's folder.

        Raises:
            Refused: There is none with this id.
        """
        ...


Choice: TypeAlias = bool | int | float | str | list[str]
"""What can be remembered from one start to the next."""

C = TypeVar("C", bound=Choice)


class Settings(Protocol):
    """Choices remembered from one start to the next: language, last rig, devices by name, text size, hidden timers.

    Nothing secret, no names of people. Keys are dotted words, as `prepare.microphone`; the asker knows the default.
    """

    @property
    def language(self) -> str:
        """The chosen language, one of `samklang.wording.LANGUAGES`; Danish where none was chosen."""
        ...

    @property
    def remark(self) -> str | None:
        """Text id of what the user should be told once, such as that the file was damaged; None when all is well."""
        ...

    def get(self, key: str, default: C) -> C:
        """The choice, or `default` where none was made or what is stored is of another type than `default`."""
        ...

    def put(self, choices: Mapping[str, Choice]) -> None:
        """Remember `choices`, durable when this returns; all others stay.

        Raises:
            Refused: They cannot be saved; they count until the program ends all the same.
        """
        ...


class References(Protocol):
    """The saved good check of each rig: numbers and the microphone's name, never any sound."""

    @property
    def remark(self) -> str | None:
        """Text id of what the user should know of the last `load`: what was saved is damaged; None when all is well."""
        ...

    def load(self, rig_id: str) -> Reference | None:
        """The rig's reference; none where none was saved or what was saved cannot be read."""
        ...

    def save(self, reference: Reference) -> None:
        """Keep this one in place of the rig's last, durable when this returns.

        Raises:
            Refused: It cannot be saved; the last one stays.
        """
        ...

    def forget(self, rig_id: str) -> None:
        """Remove the rig's reference; nothing happens where there is none.

        Raises:
            Refused: It cannot be removed.
        """
        ...


# --- player


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


# --- live devices: every call returns at once; whoever shows them polls


class Devices(Protocol):
    """Which microphones and cameras there are, kept up to date while it is started."""

    def start(self) -> None:
        """Begin to look, and to look again whenever something is plugged in or out."""
        ...

    def poll(self) -> DeviceList | None:
        """What there is now, or None before the first look is done."""
        ...

    def set_volume(self, microphone_id: str, percent: float) -> None:
        """Ask for a microphone's system volume, 0 to 100; the next list tells what came of it.

        Nothing happens where the microphone is gone or its setting is not `settable`.
        """
        ...

    def set_muted(self, microphone_id: str, *, muted: bool) -> None:
        """Switch a microphone off or on in the system; likewise."""
        ...

    def close(self) -> None:
        """Stop looking."""
        ...


class LiveDevice(Protocol):
    """What a microphone and a camera have in common: measured while open, taken up again when lost and back."""

    @property
    def info(self) -> DeviceInfo:
        """Which one."""
        ...

    def start(self) -> None:
        """Open it."""
        ...

    def finish_take(self) -> None:
        """Stop measuring; the whole take's measures follow in `poll`, marked as finished."""
        ...

    def close(self) -> None:
        """Let go of the device; `released` tells when that is done."""
        ...

    @property
    def released(self) -> bool:
        """Whether nothing of ours holds it: it was never opened, or the process that held it has ended."""
        ...


class Microphone(LiveDevice, Protocol):
    """One microphone."""

    def poll(self) -> MicrophoneNow:
        """How it is and what it hears now."""
        ...

    def begin_take(self, *, silence: bool = False, aside: bool = False) -> int:
        """Measure from now on, forgetting the take before; returns the take's number.

        Args:
            silence: Nobody speaks in it: it gives the noise floor for the takes after it. After a finished take it is
                for that one: when it is finished, its measures are those of that take, worked out anew.
            aside: The take before stands, with its clip, and a repeated silence is for that one: this one only watches.
        """
        ...

    def next_take(self) -> int:
        """Go on under the next number without losing a sample; the take so far follows as `MicrophoneNow.before`."""
        ...

    def play_back(self, which: Clip) -> None:
        """Play a clip on the system's loudspeaker; nothing happens while a take runs, or where there is no such clip.

        The clips are the last 5 s or less of a take. They are in the worker's memory only and gone when it closes.
        """
        ...

    def stop_playing(self) -> None:
        """Be quiet at once."""
        ...

    def keep_as_good(self) -> None:
        """Keep the last take's clip as the good one, to be compared with later ones; in memory only."""
        ...


class Camera(LiveDevice, Protocol):
    """One camera."""

    def poll(self) -> CameraNow:
        """How it is and what it sees now."""
        ...

    def picture(self) -> Picture | None:
        """The newest picture, small enough to show, 3 channels (BGR), or None where there is no newer one."""
        ...

    def begin_take(self) -> int:
        """Measure from now on, forgetting the take before; returns the take's number."""
        ...


class LinkOpener(Protocol):
    """Hands a link to the system: the browser, or Teams itself."""

    def open(self, address: str) -> bool:
        """Whether the system took it."""
        ...
