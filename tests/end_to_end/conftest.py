"""The devices of the lab, by name."""

from tests.lab.camera import camera_parts, lab_camera
from tests.lab.pulse import lab_pulse

__all__ = ["camera_parts", "lab_camera", "lab_pulse"]
