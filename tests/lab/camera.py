"""A V4L2 camera on a machine without one: `vcam.c` preloaded into the worker, real pictures, faults on demand."""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from skimage.data import astronaut

from samklang.domain.live import DeviceInfo

Pixels = npt.NDArray[np.uint8]

NODE: Final = "/dev/video7"
SIZES: Final = ((1920, 1080), (1280, 720), (640, 480))
PICTURES: Final = 3
_ENTRY: Final = struct.Struct("<6I")


class Behaviour(StrEnum):
    """What the camera does, as `vcam.c` reads it."""

    OK = "o"
    SLOW = "s"
    REPEAT = "r"
    FREEZE = "f"
    UNPLUG = "u"
    WRONG_SIZE = "w"
    BARS = "b"
    BLUE = "n"
    BLACK = "k"
    UNEVEN = "j"
    IN_USE = "e"
    NOT_ALLOWED = "p"
    GARBAGE = "g"


OK, SLOW, REPEAT, FREEZE, UNPLUG = (
    Behaviour.OK,
    Behaviour.SLOW,
    Behaviour.REPEAT,
    Behaviour.FREEZE,
    Behaviour.UNPLUG,
)


class Scene(IntEnum):
    """What is before the lens, or in place of it."""

    PERSON = 0
    BARS = 1
    BLUE = 2
    BLACK = 3


class LabCamera:
    """The camera and its switch.

    Args:
        shim: `vcam.c`, compiled.
        pictures: What `write_pictures` wrote.
        folder: For its control file and its log.
        kind: `webcam`, `raw` or `card`, see `vcam.c`.
    """

    def __init__(self, shim: Path, pictures: Path, folder: Path, kind: str = "webcam") -> None:
        self._control = folder / "camera"
        self._log = folder / "camera.log"
        self.behave(OK)
        self.environment = {
            "LD_PRELOAD": str(shim),
            "VCAM_NODE": NODE,
            "VCAM_PICTURES": str(pictures),
            "VCAM_CONTROL": str(self._control),
            "VCAM_LOG": str(self._log),
            "VCAM_KIND": kind,
        }
        self.info = DeviceInfo(NODE, "Lab camera")

    def behave(self, behaviour: Behaviour) -> None:
        """From the next frame on."""
        fresh = self._control.with_suffix(".new")
        fresh.write_text(behaviour)
        fresh.replace(self._control)

    @property
    def asked(self) -> list[str]:
        """What it was asked for so far, in order: lines of what, coding and two numbers."""
        return self._log.read_text().splitlines() if self._log.exists() else []

    @property
    def frozen(self) -> bool:
        """Whether somebody now waits in its driver for a picture that does not come."""
        return bool(self.asked) and self.asked[-1].startswith("FREEZE")

    def forget(self) -> None:
        """What it was asked for until now."""
        self._log.unlink(missing_ok=True)


def yuyv(bgr: Pixels) -> bytes:
    """As a webcam sends it: luma for every pixel, colour for every second."""
    yuv = cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV)
    # Video range, as V4L2 means YUYV and OpenCV reads it.
    luma = (16 + yuv[..., 0].astype(np.float32) * 219 / 255).round()
    colour = 128 + (yuv[..., 1:].astype(np.float32) - 128) * 224 / 255
    pairs = (colour[:, 0::2] + colour[:, 1::2]).round() / 2
    packed = np.empty((*bgr.shape[:2], 2), np.uint8)
    packed[..., 0] = luma
    packed[:, 0::2, 1] = pairs[..., 0]
    packed[:, 1::2, 1] = pairs[..., 1]
    return packed.tobytes()


def jpeg(bgr: Pixels) -> bytes:
    """As a webcam packs it."""
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


def person(size: tuple[int, int], number: int) -> Pixels:
    """A portrait (NASA, public domain, from scikit-image) under the noise of a sensor.

    Args:
        size: Width and height, in pixels.
        number: Which noise.
    """
    width, height = size
    face = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)  # type: ignore[no-untyped-call]
    portrait = np.full((height, width, 3), 90, np.uint8)
    left = (width - height) // 2
    portrait[:, left : left + height] = cv2.resize(face, (height, height))
    cv2.setRNGSeed(number)
    # Two pixels a grain: what a camera's own smoothing leaves of a sensor's noise.
    noise = cv2.randn(np.empty((height // 2, width // 2, 3), np.int16), np.zeros(3), np.full(3, 3.0))
    return np.asarray(cv2.add(portrait, cv2.resize(noise, size), dtype=cv2.CV_8U), np.uint8)


def bars(size: tuple[int, int]) -> Pixels:
    """Colour bars at 75 %, as ITU-R BT.471 orders them."""
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    colours = ((191, 191, 191), (0, 191, 191), (191, 191, 0), (0, 191, 0), (191, 0, 191), (0, 0, 191), (191, 0, 0))
    for at, colour in enumerate(colours):
        picture[:, width * at // 8 : width * (at + 1) // 8] = colour
    return picture


def blue(size: tuple[int, int]) -> Pixels:
    """What a capture card shows while nothing is plugged in: blue, with a line of text."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = (180, 40, 10)
    place = (round(width * 0.36), round(height * 0.52))
    cv2.putText(picture, "NO SIGNAL", place, cv2.FONT_HERSHEY_SIMPLEX, height / 400, (255, 255, 255), height // 240)
    return picture


def scene_pictures(scene: Scene, size: tuple[int, int]) -> list[Pixels]:
    """All that is shown of it."""
    match scene:
        case Scene.PERSON:
            return [person(size, number) for number in range(PICTURES)]
        case Scene.BARS:
            return [bars(size)]
        case Scene.BLUE:
            return [blue(size)]
        case Scene.BLACK:
            return [np.zeros((size[1], size[0], 3), np.uint8)]


_PACKED: Final = MappingProxyType({b"YUYV": yuyv, b"MJPG": jpeg})


def write_pictures(path: Path) -> None:
    """Every scene in every size and coding, with the table `vcam.c` reads."""
    entries, packed, at = [], [], 0
    for size in SIZES:
        for scene in Scene:
            for picture in scene_pictures(scene, size):
                for coding, pack in _PACKED.items():
                    data = pack(picture)
                    entries.append((int.from_bytes(coding, "little"), *size, scene, at, len(data)))
                    packed.append(data)
                    at += len(data)
    start = 4 + len(entries) * _ENTRY.size
    table = b"".join(_ENTRY.pack(*each[:4], start + each[4], each[5]) for each in entries)
    path.write_bytes(struct.pack("<I", len(entries)) + table + b"".join(packed))


def build_parts(folder: Path) -> tuple[Path, Path]:
    """The compiled shim and its pictures, made in `folder`."""
    compiler = shutil.which("gcc")
    assert compiler is not None, "the lab camera needs gcc: apt install gcc libc6-dev"
    shim, pictures = folder / "vcam.so", folder / "pictures"
    source = Path(__file__).with_name("vcam.c")
    subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    write_pictures(pictures)
    return shim, pictures


@pytest.fixture(scope="session")
def camera_parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The compiled shim and its pictures."""
    return build_parts(tmp_path_factory.mktemp("vcam"))


@pytest.fixture
def lab_camera(camera_parts: tuple[Path, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LabCamera]:
    """A camera that works, until it is told otherwise; a webcam, where the test asks for no other kind."""
    camera = LabCamera(*camera_parts, tmp_path, getattr(request, "param", "webcam"))
    yield camera
    camera.behave(OK)  # lets a worker that hangs in the driver out of it
