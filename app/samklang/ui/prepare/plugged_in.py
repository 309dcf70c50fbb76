"""What is plugged in, kept up to date while the room is shown, and which of the rigs that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window is seen before anything is recognised
    from samklang.domain.live import DeviceInfo, DeviceList
    from samklang.domain.recognition import Recognition, Standing
    from samklang.engine.house import House
    from samklang.engine.ports import Devices
    from samklang.ui.prepare.choice import Choice
    from samklang.wording import Wording


class PluggedIn:
    """The list of devices. No call waits.

    Attributes:
        listed: What there is now; None before the first look.
    """

    def __init__(self) -> None:
        self._devices: Devices | None = None
        self._known: DeviceList | None = None
        self.listed: DeviceList | None = None

    def start(self, house: House) -> None:
        """Begin to look; nothing happens where it looks already."""
        if self._devices is None:
            self._devices = house.devices()
            self._devices.start()

    def poll(self) -> DeviceList | None:
        """What there is now; None before the first look."""
        if self._devices is not None:
            self.listed = self._devices.poll() or self.listed
        return self.listed

    def close(self) -> None:
        """Stop looking; the next time is a first look again."""
        if self._devices is not None:
            self._devices.close()
            self._devices = None
        self.listed = self._known = None

    def set_volume(self, microphone: DeviceInfo | None, percent: float) -> None:
        """Ask for this microphone's system volume."""
        if self._devices is not None and microphone is not None:
            self._devices.set_volume(microphone.id, percent)

    def unmute(self, microphone: DeviceInfo | None) -> None:
        """Switch it on in the system."""
        if self._devices is not None and microphone is not None:
            self._devices.set_muted(microphone.id, muted=False)

    def recognised(self, choice: Choice, laptop_model: str) -> Recognition | None:
        """Which rig is plugged in, told once for each change of what is; None while nothing has changed."""
        listed = self.listed
        if listed is None or _same_devices(listed, self._known):
            return None
        from samklang.domain.recognition import recognise  # noqa: PLC0415 - as above

        self._known = listed
        last = "" if choice.rig is None else choice.rig.id
        return recognise(choice.rigs, listed, laptop_model=laptop_model, last_rig_id=last)


def _same_devices(one: DeviceList, other: DeviceList | None) -> bool:
    return other is not None and (one.microphones, one.cameras) == (other.microphones, other.cameras)


def take_recognised(found: Recognition, choice: Choice, say: Wording) -> str | None:
    """Choose the rig that is plugged in, with its devices.

    Returns:
        What is to be said: which rig it is, or what the nearest one lacks; None where there is nothing to say.
    """
    standing = found.recognised
    if standing is not None:
        changed = choice.take_rig(standing.rig, standing.microphone, standing.camera)
        return say(f"rig.which.{found.why}", rig=choice.rig_name(standing.rig)) if changed else None
    return None if found.nearest is None else missing_line(found.nearest, choice, say)


def missing_line(standing: Standing, choice: Choice, say: Wording) -> str | None:
    """What a rig lacks; None where all of it is there."""
    rig = choice.rig_name(standing.rig)
    lines = [say(f"rig.missing.{each.why}.{each.part}", rig=rig, name=each.name) for each in standing.missing]
    return " ".join(lines) or None
