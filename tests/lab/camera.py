"""A V4L2 camera on a machine without one: `vcam.c` preloaded into the worker, real pictures, faults on demand."""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from samklang.domain.live import DeviceInfo

NODE = "/dev/video7"
SIZE = (640, 480)
PICTURES = 6

OK, SLOW, REPEAT, FREEZE, UNPLUG = "o", "s", "r", "f", "u"


class LabCamera:
    """The camera and its switch."""

    def __init__(self, shim: Path, pictures: Path, folder: Path) -> None:
        self._control = folder / "camera"
        self.behave(OK)
        self.environment = {
            "LD_PRELOAD": str(shim),
            "VCAM_NODE": NODE,
            "VCAM_PICTURES": str(pictures),
            "VCAM_CONTROL": str(self._control),
        }
        self.info = DeviceInfo(NODE, "Lab camera")

    def behave(self, behaviour: str) -> None:
        """From the next frame on."""
        fresh = self._control.with_suffix(".new")
        fresh.write_text(behaviour)
        fresh.replace(self._control)


def yuyv(bgr: np.ndarray) -> bytes:
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


def write_pictures(path: Path) -> None:
    """A portrait (NASA, public domain, from scikit-image) under the noise of a sensor."""
    width, height = SIZE
    face = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)  # type: ignore[no-untyped-call]
    portrait = np.full((height, width, 3), 90, np.uint8)
    portrait[:, 80:560] = cv2.resize(face, (480, 480))
    random = np.random.default_rng(3)
    grainy = (np.clip(portrait + random.normal(0, 2, portrait.shape), 0, 255).astype(np.uint8) for _ in range(PICTURES))
    path.write_bytes(struct.pack("<III", width, height, PICTURES) + b"".join(yuyv(picture) for picture in grainy))


@pytest.fixture(scope="session")
def camera_parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The compiled shim and its pictures."""
    compiler = shutil.which("gcc")
    assert compiler is not None, "the lab camera needs gcc: apt install gcc libc6-dev"
    folder = tmp_path_factory.mktemp("vcam")
    shim, pictures = folder / "vcam.so", folder / "pictures"
    source = Path(__file__).with_name("vcam.c")
    subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    write_pictures(pictures)
    return shim, pictures


@pytest.fixture
def lab_camera(camera_parts: tuple[Path, Path], tmp_path: Path) -> Iterator[LabCamera]:
    """A camera that works, until it is told otherwise."""
    camera = LabCamera(*camera_parts, tmp_path)
    yield camera
    camera.behave(OK)  # lets a worker that hangs in the driver out of it
