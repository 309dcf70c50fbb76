"""One live check from beginning to end for whoever can wait for it: the command line and the tour."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samklang.domain.live import DEMO_ID, LiveState
from samklang.engine.live_check import Device, LiveCheck, Plan, Step
from samklang.engine.ports import Refused

if TYPE_CHECKING:  # the window names devices by this before it is seen; what a report is made of comes later
    from collections.abc import Callable, Sequence

    from samklang.domain.live import DeviceInfo, DeviceList, MicrophoneSetting
    from samklang.engine.check import Measured, Sources
    from samklang.engine.live_check import Broken, Progress
    from samklang.engine.ports import Camera, Clock, Microphone
    from samklang.wording import Wording

_LOOK_EVERY_S = 0.03


@dataclass(frozen=True, slots=True)
class LiveTake:
    """What a live check measured, and of what.

    Attributes:
        microphone: Which one; None where the sound was left out.
        setting: How the system had set it when the check began, where it tells.
        camera: Which one; None where the picture was left out.
    """

    measured: Measured
    sources: Sources
    microphone: DeviceInfo | None = None
    setting: MicrophoneSetting | None = None
    camera: DeviceInfo | None = None


def find_microphone(devices: DeviceList, wanted: str, wording: Wording) -> DeviceInfo:
    """The microphone with this id, name or part of a name; or the loopback with this id.

    Raises:
        Refused: None or several match.
    """
    loopbacks = [each for each in devices.loopbacks if each.id == wanted]
    return loopbacks[0] if loopbacks else _found(devices.microphones, wanted, "microphone", wording)


def find_camera(devices: DeviceList, wanted: str, wording: Wording) -> DeviceInfo:
    """The camera with this id, name, part of a name, or place in the list counted from 0.

    Raises:
        Refused: None or several match.
    """
    if wanted.isdigit() and (by_number := [each for each in devices.cameras if _number(each) == int(wanted)]):
        return by_number[0]
    return _found(devices.cameras, wanted, "camera", wording)


def shown_name(device: DeviceInfo, kind: str, wording: Wording) -> str:
    """The device's name for a person.

    Args:
        device: Which one.
        kind: `microphone` or `camera`: the demo devices are named in the user's language.
        wording: That language.
    """
    return wording(f"devices.demo.{kind}") if device.demo else device.name


def take_live(  # noqa: PLR0913 - a check is exactly these parts
    microphone: Microphone | None,
    camera: Camera | None,
    *,
    clock: Clock,
    wording: Wording,
    plan: Plan | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> LiveTake:
    """Open the devices, measure, close them.

    Args:
        microphone: Not started yet; None leaves the sound out.
        camera: Not started yet; None leaves the picture out.
        clock: The time.
        wording: The language of refusals.
        plan: How long the steps take.
        tell: Called whenever the check goes on to another step.

    Raises:
        Refused: A device is not there or went away.
        ValueError: There is neither microphone nor camera.
    """
    check = LiveCheck(microphone, camera, clock, plan)
    devices = [device for device in (microphone, camera) if device is not None]
    try:
        for device in devices:
            device.start()
        check.begin()
        _finish(check, wording, tell)
        sources = _sources(microphone, camera, wording)
        return LiveTake(
            check.measured,
            sources,
            None if microphone is None else microphone.info,
            camera=None if camera is None else camera.info,
        )
    finally:
        for device in devices:
            device.close()


def _finish(check: LiveCheck, wording: Wording, tell: Callable[[Progress], None] | None) -> None:
    last = Step.IDLE
    while True:
        progress = check.advance()
        if progress.step is not last and tell is not None:
            tell(progress)
        last = progress.step
        if progress.broken is not None:
            raise Refused(_why(progress.broken, wording))
        if last is Step.DONE:
            return
        time.sleep(_LOOK_EVERY_S)


def _why(broken: Broken, wording: Wording) -> str:
    """What stopped the check and what to do about it."""
    if broken.trouble is not None:
        return wording(f"devices.camera_trouble.{broken.trouble}")
    if broken.device is Device.CAMERA and broken.state is LiveState.FAILED:
        return wording("devices.camera_trouble.failed")
    return wording(f"devices.broken.{broken.device}")


def _sources(microphone: Microphone | None, camera: Camera | None, wording: Wording) -> Sources:
    from samklang.engine.check import Sources  # noqa: PLC0415 - as above

    return Sources(
        sound=None if microphone is None else shown_name(microphone.info, "microphone", wording),
        picture=None if camera is None else shown_name(camera.info, "camera", wording),
        demo=any(each is not None and each.info.demo for each in (microphone, camera)),
    )


def _found(devices: Sequence[DeviceInfo], wanted: str, kind: str, wording: Wording) -> DeviceInfo:
    for matches in (
        [each for each in devices if each.id == wanted],
        [each for each in devices if each.id != DEMO_ID and each.name == wanted],
        # Nothing asked for is part of every name.
        [
            each
            for each in devices
            if each.id != DEMO_ID and wanted.strip() and wanted.casefold() in each.name.casefold()
        ],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise Refused(wording("devices.unknown.several", name=wanted))
    raise Refused(wording(f"devices.unknown.{kind}", name=wanted))


def _number(device: DeviceInfo) -> int | None:
    """The number the system itself gives a camera: 0 of /dev/video0."""
    digits = device.id.removeprefix("/dev/video")
    return int(digits) if digits.isdigit() else None
