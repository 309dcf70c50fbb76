"""The devices of the lab, by name."""

from tests.lab.camera import camera_parts, lab_camera
from tests.lab.pulse import lab_pulse
from tests.lab.short_bag import own_copy, short_bag, short_folder

__all__ = ["camera_parts", "lab_camera", "lab_pulse", "own_copy", "short_bag", "short_folder"]
