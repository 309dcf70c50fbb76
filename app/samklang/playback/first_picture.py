"""The first picture of a media file: shown, and held, before anything moves."""

from pathlib import Path


def first_picture(media: Path, width: int, height: int) -> bytes | None:
    """Decode it.

    Returns:
        `height * width * 4` bytes BGRX, or None where the file holds no picture.
    """
    import av  # noqa: PLC0415 - only playing processes pay for it
    from av.video.reformatter import Colorspace  # noqa: PLC0415 - as above

    try:
        with av.open(media) as container:
            frame = next(container.decode(video=0), None)
            if frame is None:
                return None
            # libVLC 3 makes RGB by BT.601 whatever the file says (measured): this picture must not differ from its own
            shown = frame.reformat(width=width, height=height, format="bgra", src_colorspace=Colorspace.ITU601)
            return shown.to_ndarray().tobytes()
    except (av.FFmpegError, IndexError, StopIteration):  # IndexError: no video stream
        return None
