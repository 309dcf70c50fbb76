"""The lab's camera lists its formats, sizes and rates as a V4L2 driver does, and grants OpenCV what it lists."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests.lab.camera import LabCamera

ENUMERATE = """
import fcntl, json, os, struct, sys

def each(node, request, packed):
    index = 0
    while True:
        answer = bytearray(struct.pack("<I", index) + packed)
        try:
            fcntl.ioctl(node, request, answer)
        except OSError:
            return
        yield answer
        index += 1

def words(answer, first, many):
    return struct.unpack_from(f"<{many}I", answer, first)

found = {}
node = os.open(sys.argv[1], os.O_RDWR)
for format in each(node, 0xC0405602, struct.pack("<I", 1) + bytes(56)):  # VIDIOC_ENUM_FMT
    coding = words(format, 44, 1)[0]
    sizes = found[struct.pack("<I", coding).decode()] = {}
    for size in each(node, 0xC02C564A, struct.pack("<I", coding) + bytes(36)):  # VIDIOC_ENUM_FRAMESIZES
        width, height = words(size, 12, 2)
        rates = sizes[f"{width}x{height}"] = []
        for step in each(node, 0xC034564B, struct.pack("<3I", coding, width, height) + bytes(36)):
            numerator, denominator = words(step, 20, 2)  # VIDIOC_ENUM_FRAMEINTERVALS
            rates.append(denominator / numerator)
print(json.dumps(found))
"""

EVERY_RATE = [60, 30, 25, 15, 10, 5]
EVERY_SIZE = ["1920x1080", "1280x720", "640x480"]


@pytest.mark.parametrize(
    ("lab_camera", "raw", "packed"),
    [
        ("webcam", [[5], [10, 5], EVERY_RATE[1:]], EVERY_RATE),
        ("raw", [[5], [10, 5], EVERY_RATE[1:]], None),
        ("card", [EVERY_RATE] * 3, None),
    ],
    indirect=["lab_camera"],
)
def test_it_lists_what_it_has(lab_camera: LabCamera, raw: list[list[int]], packed: list[int] | None):
    expected: dict[str, Any] = {"YUYV": dict(zip(EVERY_SIZE, raw, strict=True))}
    if packed is not None:
        expected["MJPG"] = dict.fromkeys(EVERY_SIZE, packed)
    done = subprocess.run(
        [sys.executable, "-c", ENUMERATE, lab_camera.info.id],
        env={**os.environ, **lab_camera.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == expected


SETTLE = """
import cv2, json, sys
camera = cv2.VideoCapture(int(sys.argv[1].removeprefix("/dev/video")), cv2.CAP_V4L2)
granted = []
camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
for width, height in ((1920, 1080), (1280, 720), (640, 480)):
    for rate in (15, 25, 30, 60):
        camera.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        camera.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        camera.set(cv2.CAP_PROP_FPS, rate)
        good, frame = camera.read()
        granted.append([camera.get(cv2.CAP_PROP_FPS), good, *frame.shape[1::-1]])
print(json.dumps(granted))
"""


def test_opencv_gets_every_size_at_every_rate_it_asks_for(lab_camera: LabCamera):
    done = subprocess.run(
        [sys.executable, "-c", SETTLE, lab_camera.info.id],
        env={**os.environ, **lab_camera.environment},
        capture_output=True,
        text=True,
        check=True,
    )
    sizes = ((1920, 1080), (1280, 720), (640, 480))
    assert json.loads(done.stdout) == [[rate, True, *size] for size in sizes for rate in (15, 25, 30, 60)]
