"""Looks into any media file by decoding all of it, in a worker with limits: a verdict, never a crash, never a hang."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from samklang.domain.media import MediaProbe, PictureTrack, SoundTrack
from samklang.engine.ports import Refused
from samklang.wording import Wording
from samklang.workers.task import run_task

TARGET = "samklang.playback.probe:look_inside"
TIME_LIMIT_S = 300.0
IDLE_LIMIT_S = 20.0
"""So long between two signs of progress. Both are our proposals: an hour of 1080p decodes in about four minutes."""

_LARGEST_PIXELS = 8192 * 4320
_MOST_FAULTS = 200
"""So many undecodable packets make a file garbage: our proposal."""

NO_MEDIA = "no_media"


def probe_media(path: Path, wording: Wording) -> MediaProbe:
    """Look into a file and wait for it: for the command line, never for a window's thread.

    Raises:
        Refused: It is missing, holds no sound or picture, takes too long or too much memory.
    """
    if not path.is_file():
        raise Refused(wording("sequence.probe.missing", file=path.name or path))
    try:
        return run_task(
            TARGET,
            {"path": path},
            MediaProbe,
            timeout_s=TIME_LIMIT_S,
            idle_timeout_s=IDLE_LIMIT_S,
            wording=wording,
        )
    except Refused as refusal:
        if str(refusal) == NO_MEDIA:
            raise Refused(wording("sequence.probe.no_media", file=path.name)) from None
        raise Refused(f"{path.name}: {refusal}") from None


def look_inside(path: Path, progress: Callable[[float], None]) -> MediaProbe:
    """Decode everything in a file.

    Raises:
        Refused: `NO_MEDIA`: nothing in it can be decoded.
    """
    import av  # noqa: PLC0415 - only the worker pays for it

    try:
        with av.open(path, metadata_errors="ignore") as container:
            claimed_ms = -1 if container.duration is None else round(container.duration / 1000)
            counts, faults = _decoded(container, max(claimed_ms, 1), progress)
            name = container.format.name.split(",")[0]
            probe = MediaProbe(name, claimed_ms, _picture(container, counts), tuple(_sound(container, counts)), faults)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Refused(NO_MEDIA) from error
    if probe.length_ms == 0:
        raise Refused(NO_MEDIA)
    return probe


def _decoded(container: Any, claimed_ms: int, progress: Callable[[float], None]) -> tuple[dict[int, int], int]:  # noqa: ANN401 - PyAV's container
    """How many pictures or samples each stream gave, and how many packets gave none because they are damaged."""
    import av  # noqa: PLC0415 - only the worker pays for it

    counts: dict[int, int] = {}
    faults = 0
    packets = container.demux([*container.streams.video, *container.streams.audio])
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                break
            for frame in packet.decode():
                count = frame.samples if isinstance(frame, av.AudioFrame) else 1
                counts[packet.stream.index] = counts.get(packet.stream.index, 0) + count
                if getattr(frame, "width", 0) * getattr(frame, "height", 0) > _LARGEST_PIXELS:
                    raise Refused(NO_MEDIA)
                progress(min(1.0, (frame.time or 0.0) * 1000 / claimed_ms))
        except av.InvalidDataError:
            faults += 1
            if faults > _MOST_FAULTS:
                raise
    return counts, faults


def _picture(container: Any, counts: dict[int, int]) -> PictureTrack | None:  # noqa: ANN401 - PyAV's container
    for stream in container.streams.video:
        frames = counts.get(stream.index, 0)
        if frames:
            rate = float(stream.average_rate or stream.guessed_rate or 0)
            length_ms = round(frames * 1000 / rate) if rate > 0 else 0
            return PictureTrack(stream.codec_context.name, stream.width, stream.height, frames, length_ms)
    return None


def _sound(container: Any, counts: dict[int, int]) -> Iterator[SoundTrack]:  # noqa: ANN401 - PyAV's container
    for stream in container.streams.audio:
        samples, rate = counts.get(stream.index, 0), stream.sample_rate
        if samples and rate:
            yield SoundTrack(stream.codec_context.name, rate, stream.channels, samples, round(samples * 1000 / rate))
