"""What every test of the suite shares; the devices and the sequence of the lab stand here so that each is made once."""

import os
import signal

from tests.lab.camera import camera_parts, lab_camera
from tests.lab.pulse import lab_pulse, stereo_pulse
from tests.lab.short_bag import own_copy, short_bag, short_folder
from tests.lab.stream import lab_stream, stream_pictures

__all__ = [
    "camera_parts",
    "lab_camera",
    "lab_pulse",
    "lab_stream",
    "own_copy",
    "short_bag",
    "short_folder",
    "stereo_pulse",
    "stream_pictures",
]

# Before any test imports Qt: there is no screen where tests run.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A suite that a shell started in the background ignores Ctrl-C, and so would every program it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
