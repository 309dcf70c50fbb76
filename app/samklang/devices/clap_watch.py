"""Keeps what a camera saw while people clap, small and in this process only, and looks for the claps in it."""

import threading
from collections import deque
from typing import Final

import cv2
import numpy as np

from samklang.analysis.sync.claps import sync_measures
from samklang.analysis.sync.picture import Small, small_picture
from samklang.devices.picture_source import Pixels
from samklang.domain.sync import ClapsSeen, HeardClap

KEPT_S: Final = 45.0
"""Longer than anybody is waited for; at 60 frames a second 25 MB. Ours."""
SAME_CLOCK_S: Final = 0.010
"""Half the 95 % interval of the sound's and the picture's time against each other where the driver stamps its frames by
our clock: what PortAudio's word of a sample's age is off by. docs/lip-sync.md says where that comes from. Ours."""
OTHER_CLOCK_S: Final = 0.025
"""The same where the moment of reading must do: a frame's way through a driver takes a frame or so."""
_READ_PIXELS: Final = 256


class ClapWatch:
    """Pictures of the last while, and one search at a time, in a thread: the camera goes on meanwhile."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Small]] = deque()
        self._searching: threading.Thread | None = None
        self._found: deque[ClapsSeen] = deque(maxlen=1)

    def see(self, frame: Pixels, taken_s: float) -> None:
        """Keep a picture.

        Args:
            frame: uint8, shape (h, w, 3), blue first.
            taken_s: When it was taken, on CLOCK_MONOTONIC.
        """
        step = max(1, max(frame.shape[:2]) // (2 * _READ_PIXELS))
        luma = cv2.cvtColor(np.ascontiguousarray(frame[::step, ::step]), cv2.COLOR_BGR2GRAY)
        picture = small_picture(np.asarray(luma, np.uint8))
        if self._kept and (picture.shape != self._kept[-1][1].shape or taken_s <= self._kept[-1][0]):
            return
        self._kept.append((taken_s, picture))
        while self._kept[0][0] < taken_s - KEPT_S:
            self._kept.popleft()

    def match(self, heard: tuple[HeardClap, ...], *, same_clock: bool) -> None:
        """Begin to look for claps; nothing happens while the last search goes on.

        Args:
            heard: The claps.
            same_clock: The driver stamps the frames by CLOCK_MONOTONIC.
        """
        if (self._searching is not None and self._searching.is_alive()) or not self._kept:
            return
        times_s = np.array([time_s for time_s, _ in self._kept])
        pictures = np.stack([picture for _, picture in self._kept])

        def search() -> None:
            clocks_s = SAME_CLOCK_S if same_clock else OTHER_CLOCK_S
            self._found.append(ClapsSeen(len(heard), sync_measures(times_s, pictures, heard, clocks_s=clocks_s)))

        self._searching = threading.Thread(target=search, name="clap-search", daemon=True)
        self._searching.start()

    def found(self) -> ClapsSeen | None:
        """What the last search came to, once."""
        return self._found.popleft() if self._found else None
