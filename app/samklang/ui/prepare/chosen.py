"""What is checked: the rig and the devices that are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samklang.domain.live import DeviceInfo

if TYPE_CHECKING:  # the window is seen before there is anything to judge
    from samklang.domain.rig import Rig


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is checked."""

    rig: Rig | None
    microphone: DeviceInfo | None
    camera: DeviceInfo | None

    @property
    def demos(self) -> tuple[str, ...]:
        """`microphone`, `camera`: where a demo device takes the place of a real one."""
        kinds = {"microphone": self.microphone, "camera": self.camera}
        return tuple(kind for kind, device in kinds.items() if device is not None and device.demo)
