"""What a camera's worker asks of where its pictures come from: a device, a stream, the demo."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from samklang.domain.live import CameraMode, CameraTrouble

Pixels = npt.NDArray[np.uint8]


class PictureGone(Exception):  # noqa: N818 - an answer, not an accident
    """The camera is not there, or cannot be opened now.

    Args:
        trouble: Why, as far as anybody tells.
    """

    def __init__(self, trouble: CameraTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class PictureSource(Protocol):
    """Frames from somewhere, one after the other, each waited for."""

    @property
    def returns_in_time(self) -> bool:
        """Whether `frame` is sure to return, so that silence is no hang and nobody need end the worker."""
        ...

    @property
    def asked(self) -> CameraMode | None:
        """See `PictureReading`."""
        ...

    @property
    def promised(self) -> CameraMode | None:
        """See `PictureReading`."""
        ...

    def open(self) -> None:
        """Begin to deliver.

        Raises:
            PictureGone: It is not there now.
        """
        ...

    def frame(self) -> Pixels | None:
        """The next frame, shape (h, w, 3), blue first; None where none has come yet. May never return.

        Raises:
            PictureGone: It has gone.
        """
        ...

    @property
    def stamp_s(self) -> float | None:
        """When the last frame was taken, on the source's own clock, where it has one."""
        ...

    def close(self) -> None:
        """Let go of the camera."""
        ...
