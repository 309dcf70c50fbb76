"""Measures the sound of a recording: any file FFmpeg reads, decoded by PyAV, streaming, in bounded memory."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from samklang.analysis.sound.grid import HIGHEST_RATE_HZ, LOWEST_RATE_HZ
from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.recording import LONGEST_S, Progress, Reading, RecordingFile
from samklang.devices.recording_ending import mp3_declared_frames, ogg_is_finished, wav_missing_s
from samklang.domain.measures import SoundMeasures
from samklang.wording import Wording

_WAV_OPTIONS = {"max_size": "65536"}
"""Bytes a packet; FFmpeg's own 4096 makes 20 ms of stereo, and Python's share of the work eight times larger."""

_MOST_CHANNELS = 64
"""Ours: no recording of a session comes near."""
_BATCH_S = 0.5

_DECLARES_ITS_LENGTH = frozenset({"w64", "aiff", "caf", "au", "flac", "mov", "matroska", "avi", "asf", "flv"})
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
    silence = None
    if silence_path is not None:
        silence = _metered(RecordingFile(silence_path, wording), None).silence()
    return _metered(RecordingFile(path, wording), progress).measures(silence, final=True)


def _metered(file: RecordingFile, progress: Progress | None) -> SoundMeter:
    """A meter that has heard the whole file."""
    head = file.head()
    is_wav = head[:4] in {b"RIFF", b"RF64"} and head[8:] == b"WAVE"
    with file.opened("sound_file.not_media", _WAV_OPTIONS if is_wav else {}) as container:
        return _Hearing(file, container, progress).meter()


@dataclass(frozen=True, slots=True)
class _Form:
    """What must not change in the middle of a stream."""

    sample_rate_hz: int
    channels: int
    format: str

    @classmethod
    def of(cls, frame: AudioFrame) -> "_Form":
        return cls(frame.sample_rate, frame.layout.nb_channels, frame.format.name)


class _Hearing:
    """One pass through the sound of an open file."""

    def __init__(self, file: RecordingFile, container: InputContainer, progress: Progress | None) -> None:
        self._file = file
        self._container = container
        self._reading = Reading(container, progress)
        self._faults_at_first = 0  # before the first sound
        self._faults_at_last = 0  # up to the last sound
        self._sound_start_s: float | None = None
        self._sound_end_s = 0.0

    def meter(self) -> SoundMeter:
        """A meter that has heard it all."""
        stream = self._container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            self._file.refuse("sound_file.no_sound")
        if getattr(stream, "codec_context", None) is None:
            self._file.refuse("sound_file.not_media")  # a codec FFmpeg knows no decoder for; PyAV's types do not say so
        frames = self._frames(stream)
        first = next(frames, None)
        if first is None:
            self._file.refuse("recording.damaged" if self._reading.faults else "sound_file.no_samples")
        self._faults_at_first = self._reading.faults
        form = _Form.of(first)
        meter = self._meter_for(form)
        waiting = [first]
        samples = first.samples
        waiting_samples = samples
        for frame in frames:
            if _Form.of(frame) != form:
                self._file.refuse("sound_file.changes")
            waiting.append(frame)
            samples += frame.samples
            waiting_samples += frame.samples
            if samples > LONGEST_S * form.sample_rate_hz:
                self._file.refuse("recording.too_long", hours=LONGEST_S // 3600)
            if waiting_samples >= _BATCH_S * form.sample_rate_hz:
                meter.feed(_block(waiting, form))
                waiting, waiting_samples = [], 0
        if waiting:
            meter.feed(_block(waiting, form))
        self._check(stream, samples, form)
        return meter

    def _meter_for(self, form: _Form) -> SoundMeter:
        if not LOWEST_RATE_HZ <= form.sample_rate_hz <= HIGHEST_RATE_HZ:
            self._file.refuse("sound_file.sample_rate", rate=form.sample_rate_hz)
        if not 1 <= form.channels <= _MOST_CHANNELS:
            self._file.refuse("sound_file.channels", channels=form.channels)
        return SoundMeter(form.sample_rate_hz, form.channels, in_file=True)

    def _frames(self, stream: AudioStream) -> Iterator[AudioFrame]:
        """The decoded frames of `stream`; what fails to decode is counted and left out."""
        if stream.codec_context.name == "flac":
            stream.codec_context.options = {"err_detect": "crccheck"}  # its checksums would be passed over else
        for packet in self._reading.packets(stream):
            span_s = self._reading.span_s(packet)
            if packet.size and span_s is not None:
                if self._sound_start_s is None:
                    self._sound_start_s = span_s[0]
                self._sound_end_s = max(self._sound_end_s, span_s[1])
            frames = self._reading.decoded(packet, stream.codec_context.decode)
            if frames:
                self._faults_at_last = self._reading.faults
            yield from frames

    def _check(self, stream: AudioStream, samples: int, form: _Form) -> None:
        """Refuse what is damaged or ends before it should."""
        sound_s = samples / form.sample_rate_hz
        allowed_s = (
            _MISSING_OF_EXACT_S if self._reading.is_one_of(_EXACT) else max(_MISSING_S, _MISSING_SHARE * sound_s)
        )
        bare = self._reading.is_one_of(_BARE_STREAMS)
        if self._faults_at_last - self._faults_at_first if bare else self._reading.faults:
            self._file.refuse("recording.damaged")
        if self._sound_start_s is not None and self._sound_end_s - self._sound_start_s - sound_s > allowed_s:
            self._file.refuse(
                "recording.damaged"
            )  # there is a hole: the container found its way again after unreadable bytes
        if self._missing_s(stream, samples, form) > allowed_s:
            self._file.refuse("recording.incomplete")

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
        if not self._reading.is_one_of(_DECLARES_ITS_LENGTH):
            return 0.0
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base) - sound_s
        declared_s = self._reading.declared_end_s()
        return 0.0 if declared_s is None else declared_s - self._reading.end_s


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
