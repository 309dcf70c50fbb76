"""Measures the sound of a recording: any file FFmpeg reads, decoded by PyAV, streaming, in bounded memory."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from samklang.analysis.sound.grid import HIGHEST_RATE_HZ, LOWEST_RATE_HZ
from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.recording_ending import mp3_declared_frames, ogg_is_finished, wav_missing_s
from samklang.domain.measures import SoundMeasures
from samklang.engine.ports import Refused
from samklang.wording import Wording

Progress: TypeAlias = Callable[[float], None]

_CONTAINERS = "wav,w64,aiff,caf,au,flac,mp3,aac,ogg,mov,matroska,webm,avi,asf,mpegts,mpeg"
"""What FFmpeg may take a file for. Play lists, scripts and picture series, which make it open further files or
addresses, are not among them."""
_OPTIONS = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
_WAV_OPTIONS = {"max_size": "65536"}
"""Bytes a packet; FFmpeg's own 4096 makes 20 ms of stereo, and Python's share of the work eight times larger."""

_MOST_CHANNELS = 64
_LONGEST_S = 24 * 3600
"""Both ours: no recording of a session comes near, and a hostile file ends there."""
_BATCH_S = 0.5
_PROGRESS_EVERY_S = 0.2

_DECLARES_ITS_LENGTH = frozenset({"w64", "aiff", "caf", "au", "flac", "mov", "matroska", "avi", "asf"})
"""Containers whose length, as FFmpeg tells it, stands in the header. It guesses that of bare MP3 and AAC streams from
the bit rate and cuts that of a WAV to the file's size; see `recording_ending` for these."""
_BARE_STREAMS = frozenset({"mp3", "aac"})
"""They may begin and end in the middle of a packet, or with a tag that looks like one."""
_MISSING_SHARE, _MISSING_S = 0.01, 0.25
"""A file is incomplete when more than both of these is missing: priming and rounding take less. Ours."""
_EXACT = frozenset({"wav", "w64", "aiff", "au", "caf", "flac"})
_MISSING_OF_EXACT_S = 0.01
"""Containers without priming and rounding, and what they may lack."""
_LOWEST_OF_MPEG_1_HZ = 32_000
_MP3_FRAME_SAMPLES = {True: 1152, False: 576}
"""Samples a frame of layer III in MPEG 1 (True), and in MPEG 2 and 2.5, which have the lower rates."""

_FULL_SCALE = {"u8": 128.0, "s16": 32768.0, "s32": 2147483648.0, "s64": 9223372036854775808.0, "flt": 1.0, "dbl": 1.0}


@dataclass(frozen=True, slots=True)
class _File:
    """A file under its refusals' language."""

    path: Path
    wording: Wording

    def refuse(self, code: str, **names: object) -> NoReturn:
        shown = "".join(letter if letter.isprintable() else "?" for letter in self.path.name)
        raise Refused(self.wording(f"sound_file.{code}", name=shown, **names))


def measure_sound_file(
    path: Path, silence_path: Path | None = None, progress: Progress | None = None, language: str = "da"
) -> SoundMeasures:
    """Measure the sound of a recording or of a video.

    Args:
        path: WAV, FLAC, MP3, AAC, MP4, MKV, WebM, Ogg, AVI and what else FFmpeg reads, with any number of channels up
            to 64; in a file with several sound tracks the one FFmpeg thinks best.
        silence_path: A recording of the same room with nobody speaking; the noise floor comes from it.
        progress: Told the share done, 0..1, about five times a second.
        language: Of the refusals.

    Raises:
        Refused: A file is missing, holds no sound, is damaged, ends before its header says it does, or cannot be read.
    """
    wording = Wording(language)
    silence_floor = None
    if silence_path is not None:
        silence_floor = _metered(_File(silence_path, wording), None).silence_floor()
    return _metered(_File(path, wording), progress).measures(silence_floor)


def _metered(file: _File, progress: Progress | None) -> SoundMeter:
    """A meter that has heard the whole file."""
    _look(file)
    try:
        options = _OPTIONS | (_WAV_OPTIONS if _is_wav(file.path) else {})
        # "file:" keeps a name such as "concat:..." from being taken for an address.
        with av.open(f"file:{file.path.absolute()}", options=options) as container:
            return _Reading(file, container, progress).meter()
    except (av.error.FFmpegError, EOFError, ValueError, OSError):
        # FFmpeg's words for it ("Invalid data found...") help nobody; ours say what to do.
        file.refuse("not_media")


def _look(file: _File) -> None:
    """Refuse what need not be opened to be refused."""
    try:
        if file.path.is_dir():
            file.refuse("folder")
        if not file.path.is_file():
            file.refuse("not_found")
        with file.path.open("rb") as opened:
            if not opened.read(1):
                file.refuse("empty")
    except (OSError, ValueError):
        file.refuse("unreadable")


def _is_wav(path: Path) -> bool:
    with path.open("rb") as opened:
        head = opened.read(12)
    return head[:4] in {b"RIFF", b"RF64"} and head[8:] == b"WAVE"


@dataclass(frozen=True, slots=True)
class _Form:
    """What must not change in the middle of a stream."""

    sample_rate_hz: int
    channels: int
    format: str

    @classmethod
    def of(cls, frame: AudioFrame) -> "_Form":
        return cls(frame.sample_rate, frame.layout.nb_channels, frame.format.name)


class _Reading:
    """One pass through an open file."""

    def __init__(self, file: _File, container: InputContainer, progress: Progress | None) -> None:
        self._file = file
        self._container = container
        self._progress = progress
        self._reported_s = 0.0
        self._errors_before = 0  # packets that failed to decode, since the last one that did not
        self._errors_within = 0  # those with sound before and after them
        self._end_s = 0.0  # of the last packet of any track: the sound may end before the picture does
        self._sound_start_s: float | None = None
        self._sound_end_s = 0.0
        self._tick_s: dict[int, float] = {}  # by track; a fraction for every packet would take longer than decoding it

    def meter(self) -> SoundMeter:
        """A meter that has heard it all."""
        stream = self._container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            self._file.refuse("no_sound")
        if getattr(stream, "codec_context", None) is None:
            self._file.refuse("not_media")  # a codec FFmpeg knows no decoder for; PyAV's types do not say so
        frames = self._frames(stream)
        first = next(frames, None)
        if first is None:
            self._file.refuse("damaged" if self._errors_before else "no_samples")
        if self._is(_BARE_STREAMS):
            self._errors_within = 0  # what failed before the first sound
        form = _Form.of(first)
        meter = self._meter_for(form)
        waiting = [first]
        samples = first.samples
        waiting_samples = samples
        for frame in frames:
            if _Form.of(frame) != form:
                self._file.refuse("changes")
            waiting.append(frame)
            samples += frame.samples
            waiting_samples += frame.samples
            if samples > _LONGEST_S * form.sample_rate_hz:
                self._file.refuse("too_long", hours=_LONGEST_S // 3600)
            if waiting_samples >= _BATCH_S * form.sample_rate_hz:
                meter.feed(_block(waiting, form))
                waiting, waiting_samples = [], 0
        if waiting:
            meter.feed(_block(waiting, form))
        self._check(stream, samples, form)
        return meter

    def _meter_for(self, form: _Form) -> SoundMeter:
        if not LOWEST_RATE_HZ <= form.sample_rate_hz <= HIGHEST_RATE_HZ:
            self._file.refuse("sample_rate", rate=form.sample_rate_hz)
        if not 1 <= form.channels <= _MOST_CHANNELS:
            self._file.refuse("channels", channels=form.channels)
        return SoundMeter(form.sample_rate_hz, form.channels)

    def _frames(self, stream: AudioStream) -> Iterator[AudioFrame]:
        """The decoded frames of `stream`; what fails to decode is counted and left out."""
        if stream.codec_context.name == "flac":
            stream.codec_context.options = {"err_detect": "crccheck"}  # its checksums would be passed over else
        for packet in self._packets():
            if packet.stream_index != stream.index:
                continue
            if packet.size and packet.pts is not None:
                if self._sound_start_s is None:
                    self._sound_start_s = packet.pts * self._tick_of(packet)
                self._sound_end_s = max(self._sound_end_s, self._end_of(packet.pts, packet))
            try:
                frames = stream.codec_context.decode(packet if packet.size else None)
            except (av.error.FFmpegError, EOFError):
                self._errors_before += 1
                continue
            if frames and self._errors_before:
                self._errors_within, self._errors_before = self._errors_within + self._errors_before, 0
            yield from frames

    def _packets(self) -> Iterator["Packet[Stream]"]:
        """Packets of every track, the empty ones at the end included; a fault of the container ends them."""
        packets = self._container.demux()
        while True:
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, EOFError):
                self._errors_before += 1
                return
            if packet is None:
                return
            if packet.pts is not None:
                self._end_s = max(self._end_s, self._end_of(packet.pts, packet))
            self._report(packet)
            yield packet

    def _end_of(self, pts: int, packet: "Packet[Stream]") -> float:
        return (pts + (packet.duration or 0)) * self._tick_of(packet)

    def _tick_of(self, packet: "Packet[Stream]") -> float:
        """Length in seconds of the unit this packet's times are in."""
        if packet.stream_index not in self._tick_s:
            self._tick_s[packet.stream_index] = float(packet.time_base or 0)
        return self._tick_s[packet.stream_index]

    def _report(self, packet: "Packet[Stream]") -> None:
        now_s = time.monotonic()
        if self._progress is not None and now_s - self._reported_s >= _PROGRESS_EVERY_S:
            self._reported_s = now_s
            size = self._container.size
            self._progress(min(1.0, max(0, packet.pos or 0) / size) if size > 0 else 0.0)

    def _is(self, containers: frozenset[str]) -> bool:
        return not containers.isdisjoint(self._container.format.name.split(","))

    def _check(self, stream: AudioStream, samples: int, form: _Form) -> None:
        """Refuse what is damaged or ends before it should."""
        sound_s = samples / form.sample_rate_hz
        allowed_s = _MISSING_OF_EXACT_S if self._is(_EXACT) else max(_MISSING_S, _MISSING_SHARE * sound_s)
        if self._errors_within or (self._errors_before and not self._is(_BARE_STREAMS)):
            self._file.refuse("damaged")
        if self._sound_start_s is not None and self._sound_end_s - self._sound_start_s - sound_s > allowed_s:
            self._file.refuse("damaged")  # there is a hole: the container found its way again after unreadable bytes
        if self._missing_s(stream, samples, form) > allowed_s:
            self._file.refuse("incomplete")

    def _missing_s(self, stream: AudioStream, samples: int, form: _Form) -> float:
        """Seconds of sound that were declared and did not come."""
        path = self._file.path
        match self._container.format.name:
            case "wav":
                return wav_missing_s(path)
            case "ogg":
                return 0.0 if ogg_is_finished(path) else math.inf
            case "mp3":
                frames = mp3_declared_frames(path) or 0
                declared = frames * _MP3_FRAME_SAMPLES[form.sample_rate_hz >= _LOWEST_OF_MPEG_1_HZ]
                return (declared - samples) / form.sample_rate_hz
            case _:
                return self._missing_by_ffmpeg_s(stream, samples / form.sample_rate_hz)

    def _missing_by_ffmpeg_s(self, stream: AudioStream, sound_s: float) -> float:
        if not self._is(_DECLARES_ITS_LENGTH):
            return 0.0
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base) - sound_s
        if self._container.duration:
            return (max(0, self._container.start_time or 0) + self._container.duration) / av.time_base - self._end_s
        return 0.0


def _block(frames: list[AudioFrame], form: _Form) -> NDArray[np.float32]:
    """The samples of some frames as float32, full scale 1.0, shape (samples, channels)."""
    kind = form.format.removesuffix("p")
    samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    block = samples.T if form.format.endswith("p") else samples.reshape(-1, form.channels)
    if kind == "u8":
        return block.astype(np.float32) / np.float32(_FULL_SCALE[kind]) - np.float32(1)
    if kind == "flt":
        return block
    with np.errstate(over="ignore"):  # a double may hold what a float cannot; the meter cuts it off
        return block.astype(np.float32) * np.float32(1 / _FULL_SCALE[kind])
