"""The first picture of a media file: shown, and held, before anything moves."""

from pathlib import Path


def first_picture(media: Path, width: int, height: int) -> bytes | None:
    """Decode it.

    Returns:
        `height * width * 4` bytes BGRX, or None where the file holds no picture.
    """
    import av  # noqa: PLC0415 - only playing processes pay for it

    try:
        with av.open(media) as container:
            frame = next(container.decode(video=0), None)
            if frame is None:
                return None
            return frame.reformat(width=width, height=height, format="bgra").to_ndarray().tobytes()
    except (av.FFmpegError, IndexError, StopIteration):  # IndexError: no video stream
        return None
