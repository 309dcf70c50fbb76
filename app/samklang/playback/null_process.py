"""The dry run: decodes every picture and every sample of every voice, and compares the counts with the manifest."""

import time
from pathlib import Path

from samklang.domain.sequence import Part
from samklang.engine.playing import EARLY_MS, AtEnd, Broken, Halted, Loaded, Moving, Over, Progress
from samklang.playback.first_picture import first_picture
from samklang.playback.orders import Finish, Pause, Play, PlayOrder, Resume
from samklang.workers.frames import FrameWriter
from samklang.workers.link import Link

_CHANNELS = 4
_SHOW_EVERY = 10
"""Every so many pictures one is shown and progress is told."""


def serve(link: Link, media: Path, part: Part, track: int, options: tuple[str, ...]) -> None:  # noqa: ARG001 - the players' one form
    """Decode one part, as fast as it goes; `pause` and `resume` work as in any player.

    Args:
        link: To whoever plays.
        media: The part's media file.
        part: What it must hold.
        track: Not used: all voices are decoded.
        options: Not used.
    """
    import av  # noqa: PLC0415 - only playing processes pay for it

    link.beat(patience_s=10)
    pixels = first_picture(media, part.width, part.height)
    if pixels is None:
        link.report(Broken("media"))
        return
    ring = link.frames(len(pixels))
    ring.write(memoryview(pixels), part.width, part.height, _CHANNELS, time.monotonic_ns())
    link.report(Loaded("PyAV", av.__version__))
    if _told_to_play(link):
        link.report(_decoded(link, media, part, ring))
    while not link.wait(0.05):
        link.beat()


def _told_to_play(link: Link) -> bool:
    while not link.stopping:
        match link.order(PlayOrder, 0.05):
            case Play():
                link.report(Moving(time.monotonic() * 1000))
                return True
            case Finish():
                link.report(Over())
                return False
            case _:
                link.beat()
    return False


class _Stopped(Exception):  # noqa: N818 - an order, not an accident
    """The dry run was told to finish."""


def _decoded(link: Link, media: Path, part: Part, ring: FrameWriter) -> AtEnd | Broken | Over:
    """Decode everything; the end, early where something is missing, broken where a count differs otherwise."""
    import av  # noqa: PLC0415 - only playing processes pay for it

    pictures = 0
    samples: dict[int, int] = {}
    try:
        with av.open(media) as container:
            for packet in container.demux():
                for frame in packet.decode():
                    if isinstance(frame, av.AudioFrame):
                        samples[packet.stream.index] = samples.get(packet.stream.index, 0) + frame.samples
                    elif isinstance(frame, av.VideoFrame):
                        pictures += 1
                        if pictures % _SHOW_EVERY == 0:
                            shown = frame.reformat(width=part.width, height=part.height, format="bgra").to_ndarray()
                            ring.write(
                                memoryview(shown.tobytes()), part.width, part.height, _CHANNELS, time.monotonic_ns()
                            )
                            _between_pictures(link, part, pictures)
    except _Stopped:
        return Over()
    except av.FFmpegError:
        return Broken("media")
    counts = list(samples.values())
    if (pictures, counts) == (part.frames, [part.samples] * len(part.tracks)):
        return AtEnd(part.duration_ms)
    heard_ms = min(counts, default=0) * 1000 / part.sample_rate_hz
    at_ms = round(min(pictures * 1000 / part.frame_rate_fps, heard_ms))
    return AtEnd(at_ms) if at_ms < part.duration_ms - EARLY_MS else Broken("counts")


def _between_pictures(link: Link, part: Part, pictures: int) -> None:
    """Tell how far we are, and hear what is wanted; waits while paused."""
    link.beat()
    link.report(Progress(pictures, round(pictures * 1000 / part.frame_rate_fps), time.monotonic() * 1000))
    match link.order(PlayOrder):
        case Finish():
            raise _Stopped
        case Pause():
            link.report(Halted())
            while not link.stopping:
                match link.order(PlayOrder, 0.05):
                    case Resume():
                        link.report(Moving(time.monotonic() * 1000))
                        return
                    case Finish():
                        raise _Stopped
                    case _:
                        link.beat()
        case _:
            pass
