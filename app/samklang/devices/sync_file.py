"""Measures lip sync of a film, or of a film and a recording of the same moment, by claps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from samklang.analysis.sync.claps import MOST_CLAPS, sync_measures
from samklang.analysis.sync.matching import KEPT_AROUND_S
from samklang.analysis.sync.picture import Small, small_picture
from samklang.analysis.sync.sound import ClapEar
from samklang.devices.recording import Progress, Reading, RecordingFile
from samklang.domain.measures import Unknown
from samklang.domain.sync import CLAPS_WANTED, HeardClap, SyncMeasures
from samklang.wording import Wording

_RATE_HZ: Final = 48_000
_LISTEN_S: Final = 600.0
"""Claps are looked for in the first ten minutes: who claps for lip sync does it at the beginning. Ours."""


def measure_sync_files(
    video: Path, audio: Path, progress: Progress | None = None, language: str = "da"
) -> SyncMeasures:
    """Measure sound against picture by the time stamps of the containers.

    Args:
        video: A film.
        audio: The same file, or a recording whose time 0 is the film's.
        progress: Told the share done, 0..1.
        language: Of the refusals.

    Raises:
        Refused: A file is missing or cannot be read. One without sound or picture is `Unknown`, not refused.
    """
    wording = Wording(language)
    sound, picture = RecordingFile(audio, wording), RecordingFile(video, wording)
    sound.head()
    picture.head()
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        with sound.opened("sound_file.not_media", {}) as container:
            ear = _heard(container, progress)
        if ear is None:
            return _unknown("no_sound")
        claps = ear.claps()
        beeps = ear.beeps()
        if len(claps) + len(beeps) < CLAPS_WANTED:
            return _unknown("too_few_claps" if claps else "no_claps_heard")
        with picture.opened("video_file.not_media", {}) as container:
            return _seen(container, claps[: 2 * MOST_CLAPS], beeps[: 2 * MOST_CLAPS])
    finally:
        cv2.setNumThreads(threads)


def _heard(container: InputContainer, progress: Progress | None) -> ClapEar | None:
    stream = container.streams.best("audio")
    if not isinstance(stream, AudioStream) or getattr(stream, "codec_context", None) is None:
        return None
    reading = Reading(container, progress)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE_HZ)
    ear = ClapEar(_RATE_HZ)
    at_s, begun_s = 0.0, None
    for packet in reading.packets(stream):
        for frame in reading.decoded(packet, stream.codec_context.decode):
            if frame.pts is not None and frame.time_base is not None:
                at_s = float(frame.pts * frame.time_base)
            begun_s = at_s if begun_s is None else begun_s  # a recorder's time stamps may begin at any time
            frame.pts = None
            for even in resampler.resample(frame):
                samples = even.to_ndarray()[0]
                ear.feed(np.asarray(samples, np.float32), at_s)
                at_s += len(samples) / _RATE_HZ
        if begun_s is not None and at_s - begun_s > _LISTEN_S:
            break
    return ear


def _seen(container: InputContainer, claps: tuple[HeardClap, ...], beeps: tuple[HeardClap, ...]) -> SyncMeasures:
    stream = container.streams.best("video")
    if not isinstance(stream, VideoStream):
        return _unknown("no_picture")
    stream.codec_context.thread_type = "AUTO"
    heard_s = np.array([each.time_s for each in (*claps, *beeps)])
    times_s: list[float] = []
    pictures: list[Small] = []
    for frame in _frames(container, stream):
        if frame.pts is None or stream.time_base is None:
            return _unknown("no_time_stamps")
        time_s = float(frame.pts * stream.time_base)
        if time_s > heard_s.max() + KEPT_AROUND_S + 0.5:
            break
        if np.abs(heard_s - time_s).min() <= KEPT_AROUND_S + 0.1:
            picture = small_picture(np.asarray(frame.to_ndarray(format="gray"), np.uint8))
            if not pictures or picture.shape == pictures[0].shape:
                times_s.append(time_s)
                pictures.append(picture)
    if not pictures:
        return _unknown("no_picture_then")
    return sync_measures(np.array(times_s), np.stack(pictures), claps, beeps)


def _frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    reading = Reading(container, None)
    for packet in reading.packets(stream):
        yield from (frame for frame in reading.decoded(packet, stream.codec_context.decode) if not frame.is_corrupt)


def _unknown(reason: str) -> SyncMeasures:
    return SyncMeasures(Unknown(reason), Unknown(reason), 0)
