"""How a camera is asked, on drivers nobody has at hand: each grants what its table says, and counts its restarts."""

from dataclasses import dataclass, field
from typing import cast

import cv2
import pytest

from samklang.devices.camera_source import _settled
from samklang.domain.live import CameraMode

Rates = dict[tuple[int, int], float]


@dataclass
class Driver:
    """Speaks as OpenCV's capture does.

    Attributes:
        rates: The highest at each size it has.
        codings: It has.
        backend: OpenCV asks V4L2 for a rate with every size, the one it was granted last; others are not asked.
    """

    rates: Rates
    codings: tuple[str, ...] = ("YUYV",)
    backend: str = "V4L2"
    size: tuple[int, int] = (640, 480)
    rate: float = 30.0
    coding: str = "YUYV"
    asked: list[object] = field(default_factory=list)
    _width: int = 0

    def set(self, what: int, value: float) -> bool:
        if what == cv2.CAP_PROP_FRAME_WIDTH:
            self._width = int(value)
            return True
        if what == cv2.CAP_PROP_FOURCC:
            wanted = int(value).to_bytes(4, "little").decode()
            self.asked.append(wanted)
            self.coding = wanted if wanted in self.codings else self.coding
        elif what == cv2.CAP_PROP_FRAME_HEIGHT:
            wanted_size = (self._width, int(value))
            self.asked.append(wanted_size)
            self.size = max((each for each in self.rates if each <= wanted_size), default=min(self.rates))
            self._grant(self.rate)
        else:
            self.asked.append(value)
            self._grant(value)
        return True

    def _grant(self, rate: float) -> None:
        self.rate = min(rate, self.rates[self.size])

    def get(self, what: int) -> float:
        return {
            cv2.CAP_PROP_FRAME_WIDTH: float(self.size[0]),
            cv2.CAP_PROP_FRAME_HEIGHT: float(self.size[1]),
            cv2.CAP_PROP_FPS: self.rate,
            cv2.CAP_PROP_FOURCC: float(int.from_bytes(self.coding.encode(), "little")),
        }[what]

    def getBackendName(self) -> str:  # noqa: N802 - OpenCV's name
        return self.backend


HD, SMALLER, SMALL = (1920, 1080), (1280, 720), (640, 480)


@pytest.mark.parametrize(
    ("driver", "granted", "asked"),
    [
        (
            Driver({HD: 30, SMALLER: 30, SMALL: 30}, ("YUYV", "MJPG")),
            CameraMode(1920, 1080, 30, "MJPG"),
            ["MJPG", HD],
        ),
        (
            Driver({HD: 30, SMALLER: 30, SMALL: 30}, ("MJPG",), coding="MJPG", size=HD),
            CameraMode(1920, 1080, 30, "MJPG"),
            [],
        ),
        (
            Driver({SMALLER: 30, SMALL: 30}, ("YUYV", "MJPG")),
            CameraMode(1280, 720, 30, "MJPG"),
            ["MJPG", HD],
        ),
        (
            Driver({HD: 5, SMALLER: 10, SMALL: 30}),
            CameraMode(640, 480, 30, "YUYV"),
            ["MJPG", HD, SMALLER, 30, SMALL, 30],
        ),
        (
            Driver({HD: 5, SMALLER: 15, SMALL: 15}),
            CameraMode(1280, 720, 15, "YUYV"),
            ["MJPG", HD, SMALLER, 30, SMALL, 30, SMALLER, 30],
        ),
        (
            Driver({HD: 25, SMALLER: 50, SMALL: 50}, backend="MSMF"),
            CameraMode(1920, 1080, 25, "YUYV"),
            ["MJPG", HD, 30],
        ),
        (
            Driver({HD: 0, SMALLER: 0, SMALL: 0}, rate=0, backend="AVFOUNDATION"),
            CameraMode(1920, 1080, None, "YUYV"),
            ["MJPG", HD, 30],
        ),
    ],
    ids=["webcam", "as asked already", "720p", "USB 2", "never fluent", "PAL on Windows", "tells no rate"],
)
def test_a_camera_is_asked_for_the_best_it_has(driver: Driver, granted: CameraMode, asked: list[object]):
    assert _settled(cast("cv2.VideoCapture", driver)) == granted
    assert driver.asked == asked
