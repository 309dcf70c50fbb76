"""Writes one part's media file: H.264 pictures and one track of sound a language, in Matroska.

Why these: libVLC plays sound in Matroska to its last sample (a bare FLAC file loses 144 ms), chooses a track by its
number, and needs no seek. The muxer writes no random identifiers and no date, so that the same plan gives the same
file with the same versions of the libraries.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from samklang.playback.mastering.voice import Samples

_ISO_639_2 = {"da": "dan", "nb": "nob", "sv": "swe", "en": "eng"}
_CODECS = {"opus": ("libopus", 48_000), "flac": ("flac", None)}
_AUDIO_BLOCK_S = 1.0
_VIDEO = {
    "preset": "fast",
    "crf": "21",
    "g": "1500",  # always played from 0: whole pictures are needed seldom
    "flags": "+bitexact",
    "x264-params": "aq-mode=3:aq-strength=1.2:deblock=1,1",  # keeps the paper's grain, which hides bands
}
_BT709 = 1
"""Primaries and transfer of high-definition television: ITU-T H.273, tables 2 and 3."""


def write_media(  # noqa: PLR0913, PLR0917 - a file is what it is made of
    path: Path,
    pictures: Iterable[NDArray[np.uint8]],
    frame_rate_fps: int,
    tracks: Mapping[str, Samples],
    sample_rate_hz: int,
    audio_codec: str,
) -> None:
    """Write the file.

    Args:
        path: Where to; ends in `.mkv`.
        pictures: (height, width, 3) RGB each.
        frame_rate_fps: Of the pictures.
        tracks: Sound by language, one channel, full scale 1.0, all of one length; the order is the file's.
        sample_rate_hz: Of the sound.
        audio_codec: `opus` or `flac`.
    """
    with av.open(path, "w", format="matroska", options={"fflags": "+bitexact"}) as container:
        frames = iter(pictures)
        first = next(frames)
        video = container.add_stream("libx264", rate=frame_rate_fps)
        video.height, video.width = first.shape[:2]
        video.pix_fmt = "yuv420p"
        # said in the file: a player that has to guess shows a warm paper yellow
        video.codec_context.colorspace = Colorspace.ITU709
        video.codec_context.color_range = ColorRange.MPEG
        video.codec_context.color_primaries = _BT709
        video.codec_context.color_trc = _BT709
        # one thread: the encoder's choices then do not depend on how many cores there are
        video.codec_context.thread_count = 1
        video.options = dict(_VIDEO)
        voices = [_voice(container, language, sample_rate_hz, audio_codec) for language in tracks]
        sounds = [
            _Sound(stream, samples, sample_rate_hz) for stream, samples in zip(voices, tracks.values(), strict=True)
        ]
        for number, picture in enumerate(_with_first(first, frames)):
            painted = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame = painted.reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            frame.pts, frame.time_base = number, Fraction(1, frame_rate_fps)
            for packet in video.encode(frame):
                container.mux(packet)
            for sound in sounds:
                sound.write(container, until_s=(number + 1) / frame_rate_fps)
        for packet in video.encode(None):
            container.mux(packet)
        for sound in sounds:
            sound.finish(container)


class _Sound:
    """One track on its way into the file, a block of the encoder's own size at a time."""

    def __init__(self, stream: AudioStream, samples: Samples, sample_rate_hz: int) -> None:
        self._stream = stream
        self._samples = np.clip(np.rint(samples * 32767), -32768, 32767).astype(np.int16)
        self._rate = sample_rate_hz
        self._block = stream.codec_context.frame_size or round(_AUDIO_BLOCK_S * sample_rate_hz)
        self._written = 0

    def write(self, container: OutputContainer, until_s: float) -> None:
        """Write whole blocks up to this time."""
        while self._written + self._block <= min(until_s * self._rate, len(self._samples)):
            self._encode(container, self._block)

    def finish(self, container: OutputContainer) -> None:
        """Write what is left."""
        while self._written < len(self._samples):
            self._encode(container, min(self._block, len(self._samples) - self._written))
        for packet in self._stream.encode(None):
            container.mux(packet)

    def _encode(self, container: OutputContainer, count: int) -> None:
        block = self._samples[None, self._written : self._written + count]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._written, Fraction(1, self._rate)
        for packet in self._stream.encode(frame):
            container.mux(packet)
        self._written += count


def _voice(container: OutputContainer, language: str, sample_rate_hz: int, audio_codec: str) -> AudioStream:
    name, bit_rate = _CODECS[audio_codec]
    stream = container.add_stream(name, rate=sample_rate_hz, layout="mono", format="s16")
    if not isinstance(stream, AudioStream):
        raise TypeError(f"{name} is no encoder for sound")
    if bit_rate is not None:
        stream.bit_rate = bit_rate
    stream.options = {"flags": "+bitexact"}
    stream.metadata["language"] = _ISO_639_2[language]
    stream.codec_context.open()
    return stream


def _with_first(first: NDArray[np.uint8], rest: Iterable[NDArray[np.uint8]]) -> Iterable[NDArray[np.uint8]]:
    yield first
    yield from rest
