"""A recording nobody trusts yet: opened as what it may be, read packet by packet, refused in the user's language."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, TypeAlias, TypeVar

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from samklang.engine.ports import Refused
from samklang.wording import Wording

Progress: TypeAlias = Callable[[float], None]
Decoded = TypeVar("Decoded")

LONGEST_S: Final = 24 * 3600
"""Ours: no recording of a session comes near, and a hostile file ends there."""

_CONTAINERS: Final = "mov,matroska,webm,avi,asf,ogg,flv,mpegts,mpeg,ivf,nut,wav,w64,aiff,caf,au,flac,mp3,aac"
"""What FFmpeg may take a file for. Play lists, scripts and picture series, which make it open further files or
addresses, are not among them; neither are bare video streams, whose frame rate is made up."""
_OPTIONS: Final = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
_HEAD_BYTES: Final = 12
_PROGRESS_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A file under its refusals' language."""

    path: Path
    wording: Wording

    def refuse(self, text_id: str, **names: object) -> NoReturn:
        """Refuse it in the words of `text_id`, which may hold its `{name}` and further `names`.

        Raises:
            Refused: Always.
        """
        shown = "".join(letter if letter.isprintable() else "?" for letter in self.path.name or str(self.path))
        raise Refused(self.wording(text_id, name=shown, **names))

    def head(self) -> bytes:
        """Its first 12 bytes, or fewer where it has no more.

        Raises:
            Refused: It is missing, a folder, empty or may not be read; it need not be opened to know that.
        """
        try:
            if self.path.is_dir():
                self.refuse("recording.folder")
            if not self.path.is_file():
                self.refuse("recording.not_found")
            with self.path.open("rb") as opened:
                head = opened.read(_HEAD_BYTES)
        except (OSError, ValueError):
            self.refuse("recording.unreadable")
        return head or self.refuse("recording.empty")

    @contextmanager
    def opened(self, otherwise: str, options: Mapping[str, str]) -> Iterator[InputContainer]:
        """The file as FFmpeg reads it.

        Args:
            otherwise: Id of the refusal where FFmpeg gives up, now or while it reads.
            options: FFmpeg's, for this kind of file.

        Raises:
            Refused: It is no recording.
        """
        try:
            # "file:" keeps a name such as "concat:..." from being taken for an address.
            with av.open(f"file:{self.path.absolute()}", options=_OPTIONS | dict(options)) as container:
                yield container
        except (av.error.FFmpegError, EOFError, ValueError, OSError):
            # FFmpeg's words for it ("Invalid data found...") help nobody; ours say what to do.
            self.refuse(otherwise)


class Reading:
    """One pass through an open recording.

    Args:
        container: The recording.
        progress: Told the share done, 0..1, about five times a second.

    Attributes:
        faults: How many packets could not be read or decoded.
        end_s: End of the last packet of any track: one track may end before another does.
    """

    def __init__(self, container: InputContainer, progress: Progress | None) -> None:
        self.faults = 0
        self.end_s = 0.0
        self._container = container
        self._progress = progress
        self._reported_s = 0.0
        self._done = 0.0  # packets of several tracks do not lie in order
        self._tick_s: dict[int, float] = {}  # by track; a fraction for every packet would take longer than decoding it

    def packets(self, stream: Stream) -> Iterator["Packet[Stream]"]:
        """Packets of one track, the empty ones at the end included; a fault of the container ends them."""
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, EOFError):
                self.faults += 1
                return
            if packet is None:
                return
            span_s = self.span_s(packet)
            if span_s is not None:
                self.end_s = max(self.end_s, span_s[1])
            self._report(packet)
            if packet.stream_index == stream.index:
                yield packet

    def decoded(
        self, packet: "Packet[Stream]", decode: "Callable[[Packet[Stream] | None], list[Decoded]]"
    ) -> list[Decoded]:
        """What `decode` makes of a packet; nothing where it fails, which is counted."""
        try:
            return decode(packet if packet.size else None)
        except (av.error.FFmpegError, EOFError):
            self.faults += 1
            return []

    def span_s(self, packet: "Packet[Stream]") -> tuple[float, float] | None:
        """Start and end of a packet on the recording's own clock; None where it does not say."""
        if packet.pts is None:
            return None
        if packet.stream_index not in self._tick_s:
            self._tick_s[packet.stream_index] = float(packet.time_base or 0)
        tick_s = self._tick_s[packet.stream_index]
        return packet.pts * tick_s, (packet.pts + (packet.duration or 0)) * tick_s

    def declared_end_s(self) -> float | None:
        """When the whole recording should end, on the clock of its packets; None where it does not say."""
        if not self._container.duration:
            return None
        return (max(0, self._container.start_time or 0) + self._container.duration) / av.time_base

    def is_one_of(self, containers: frozenset[str]) -> bool:
        """Whether FFmpeg takes the file for one of these containers."""
        return not containers.isdisjoint(self._container.format.name.split(","))

    def _report(self, packet: "Packet[Stream]") -> None:
        now_s = time.monotonic()
        if self._progress is not None and now_s - self._reported_s >= _PROGRESS_EVERY_S:
            self._reported_s = now_s
            size = self._container.size
            self._done = max(self._done, min(1.0, (packet.pos or 0) / size) if size > 0 else 0.0)
            self._progress(self._done)
