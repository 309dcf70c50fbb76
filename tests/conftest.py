"""What every test of the suite shares; the devices and the sequence of the lab stand here so that each is made once."""

import os

from tests.lab.camera import camera_parts, lab_camera
from tests.lab.pulse import lab_pulse
from tests.lab.short_bag import own_copy, short_bag, short_folder

__all__ = ["camera_parts", "lab_camera", "lab_pulse", "own_copy", "short_bag", "short_folder"]

# Before any test imports Qt: there is no screen where tests run.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
