"""Which microphones and cameras there are, by the names people know them by; looked for in a worker process.

A microphone's id is `pulse:SOURCE` where PulseAudio (or PipeWire in its place) runs, `HOST API:NAME` elsewhere. A
camera's id is its path where the system has one, its index otherwise. `look` and `watch` run in the worker:
nothing heavy is imported in the window's process.
"""

import contextlib
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from samklang.devices.backends import is_installed, is_loopback
from samklang.devices.capture_messages import SetMuted, SettingOrder, SetVolume
from samklang.devices.pulse import PULSE, PulseEvents, PulseSource, pulse_sources, set_muted, set_volume
from samklang.domain.live import DEMO_ID, DeviceInfo, DeviceList, MicrophoneSetting, SoundBackend
from samklang.wording import Wording
from samklang.workers.link import Link
from samklang.workers.supervisor import Patience, Supervisor
from samklang.workers.task import run_task

_LOOK_EVERY_S: Final = 1.0
"""Cameras, and microphones where no PulseAudio tells of them, are looked for again and again."""

_WAKE_EVERY_S: Final = 0.1
_LOOKING_S: Final = 10.0
_LONGEST_NAME: Final = 80
_WITHOUT_FORM: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
"""Control characters, which a terminal obeys, and those that turn the direction of writing or cannot be seen."""

_WASAPI: Final = "Windows WASAPI"
_ONE_HOST_API: Final = {"win32": _WASAPI, "darwin": "Core Audio"}
"""Windows lists each microphone once a host API; WASAPI is the one Teams uses."""


class WorkerDevices:
    """The list of devices, kept up to date by a worker; the port is `engine.ports.Devices`.

    Args:
        environment: Added to the worker's.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._worker: Supervisor[DeviceList] = Supervisor(
            "samklang.devices.listing:watch", {}, DeviceList, patience=Patience(_LOOKING_S), environment=environment
        )
        self._newest: DeviceList | None = None

    def start(self) -> None:
        """Begin to look."""
        self._worker.start()

    def poll(self) -> DeviceList | None:
        """What there is now, or None before the first look is done."""
        for found in self._worker.poll():
            self._newest = found
        return self._newest

    def set_volume(self, microphone_id: str, percent: float) -> None:
        """Ask for a microphone's system volume; the next list tells what came of it."""
        self._worker.send(SetVolume(microphone_id, percent))

    def set_muted(self, microphone_id: str, *, muted: bool) -> None:
        """Switch a microphone off or on in the system; the next list tells what came of it."""
        self._worker.send(SetMuted(microphone_id, muted))

    def close(self) -> None:
        """Stop looking."""
        self._worker.close()


def list_devices(wording: Wording | None = None, environment: Mapping[str, str] | None = None) -> DeviceList:
    """Look once, in a worker, and wait for it.

    Raises:
        Refused: Looking took too long or crashed.
    """
    return run_task(
        "samklang.devices.listing:look",
        {},
        DeviceList,
        timeout_s=_LOOKING_S,
        memory_limit_bytes=None,
        environment=environment,
        wording=wording,
        words="devices.looking",
    )


def watch(link: Link) -> None:
    """Report the devices now and whenever they have changed, and set what is asked for."""
    known: DeviceList | None = None
    cameras: list[DeviceInfo] = []
    changed = threading.Event()
    events = PulseEvents(changed.set)
    looked_s = 0.0
    while not link.stopping:
        order: SettingOrder | None = link.order(SettingOrder, _WAKE_EVERY_S)
        if order is not None:
            _obey(order)
        now = time.monotonic()
        due = now - looked_s >= _LOOK_EVERY_S
        if not (due or changed.is_set() or order is not None):
            continue
        link.beat(patience_s=_LOOKING_S)
        changed.clear()  # before the look: what happens during it is looked at again
        if due:
            cameras = _cameras()
            looked_s = now
        found = device_list(pulse_sources(), cameras)
        if found != known:
            known = found
            link.report(found)
    events.close()


def look() -> DeviceList:
    """All microphones and cameras there are now, and the demo devices."""
    return device_list(pulse_sources(), _cameras())


def camera_place(device: str) -> tuple[int, int]:
    """OpenCV's index and backend for a camera's id.

    Raises:
        LookupError: There is no such camera now.
    """
    import cv2  # noqa: PLC0415 - heavy; only the worker needs it

    number = device.removeprefix("/dev/video")
    if device.startswith("/dev/video") and number.isdigit():
        return int(number), cv2.CAP_V4L2
    for info in _enumerated():
        if device in (info.path, str(info.index)):
            return int(info.index), int(info.backend)
    if device.isdigit():
        return int(device), cv2.CAP_ANY
    raise LookupError


def _obey(order: SettingOrder) -> None:
    """Only PulseAudio's microphones can be set; asked for another, or one that has gone, nothing happens."""
    if not order.microphone.startswith(PULSE):
        return
    name = order.microphone.removeprefix(PULSE)
    match order:
        case SetVolume(_, percent):
            set_volume(name, percent)
        case SetMuted(_, muted):
            set_muted(name, muted=muted)


def device_list(sources: Iterable[PulseSource] | None, cameras: list[DeviceInfo]) -> DeviceList:
    """What was found, as people are told it.

    Args:
        sources: PulseAudio's, or None where it does not run: PortAudio is asked then.
        cameras: In the system's order.
    """
    demo = DeviceInfo(DEMO_ID, "")
    settings: tuple[MicrophoneSetting, ...] = ()
    if sources is None:
        microphones = []
        with contextlib.suppress(Exception):  # PortAudio raises at import where there is no sound system at all
            microphones = _portaudio_microphones()
        loopbacks = _windows_loopbacks()
    else:
        sources = tuple(sources)
        loopbacks = [DeviceInfo(PULSE + each.name, each.description) for each in sources if each.monitor]
        heard = sorted((each for each in sources if not each.monitor), key=lambda source: not source.default)
        microphones = [_microphone(each) for each in heard]
        settings = tuple(
            MicrophoneSetting(
                PULSE + each.name, each.volume_percent, each.muted, settable=True, held_by=_shown(each.held_by)
            )
            for each in heard
        )
    return DeviceList(
        (*_told_apart(_default_first(microphones)), demo),
        (*_told_apart(_default_first(cameras)), demo),
        settings,
        tuple(_told_apart(loopbacks)),
    )


def _microphone(source: PulseSource) -> DeviceInfo:
    return DeviceInfo(
        PULSE + source.name, source.description, source.default, likely_for_teams=source.default, form=source.form
    )


def _shown(names: Iterable[str]) -> tuple[str, ...]:
    """Names fit to be shown: a Bluetooth device and a program choose their own, and may put anything into them."""
    return tuple(_WITHOUT_FORM.sub(" ", name).strip()[:_LONGEST_NAME] for name in names)


def _told_apart(found: list[DeviceInfo]) -> list[DeviceInfo]:
    """Two microphones of the same make carry the same name: number them, in the order of their ids."""
    names = _shown(device.name for device in found)
    devices = [replace(device, name=name or device.id) for device, name in zip(found, names, strict=True)]
    many = {name for name, count in Counter(device.name for device in devices).items() if count > 1}
    alike = {name: sorted(device.id for device in devices if device.name == name) for name in many}
    return [
        replace(device, name=f"{device.name} {alike[device.name].index(device.id) + 1}")
        if device.name in many
        else device
        for device in devices
    ]


def _portaudio_microphones() -> list[DeviceInfo]:
    import sounddevice  # noqa: PLC0415 - importing it opens the sound system

    apis = sounddevice.query_hostapis()
    only = _ONE_HOST_API.get(sys.platform)
    found = []
    for index, device in enumerate(sounddevice.query_devices()):
        api = apis[device["hostapi"]]
        if device["max_input_channels"] > 0 and only in (None, api["name"]):
            default = index == api["default_input_device"]
            found.append(DeviceInfo(f"{api['name']}:{device['name']}", device["name"], default, default))
    # PortAudio sees new devices only from the beginning.
    sounddevice._terminate()  # noqa: SLF001 - the only way there is
    sounddevice._initialize()  # noqa: SLF001 - as above
    return found


def _windows_loopbacks() -> list[DeviceInfo]:
    """Each loudspeaker once more as an input, where PyAudioWPatch is installed."""
    if _ONE_HOST_API.get(sys.platform) != _WASAPI or not is_installed(SoundBackend.PYAUDIO):
        return []
    from samklang.devices.pyaudio_capture import PyAudioCapture  # noqa: PLC0415 - an optional extra
    from samklang.devices.sound_sources import SourceGone  # noqa: PLC0415 - imports numpy

    library = PyAudioCapture()
    try:
        found = library.inputs()
    except (SourceGone, OSError):
        return []
    finally:
        library.close()
    return [DeviceInfo(f"{each.api}:{each.name}", each.name) for each in found if is_loopback(each.name)]


def _cameras() -> list[DeviceInfo]:
    # Nobody tells which camera a system takes by default; Teams, like browsers, takes the first.
    return [
        DeviceInfo(str(info.path or info.index), info.name, default=at == 0) for at, info in enumerate(_enumerated())
    ]


def _enumerated() -> list[Any]:
    import cv2  # noqa: PLC0415 - heavy; only the worker needs it
    from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415 - imports cv2

    backend = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION}.get(sys.platform)
    return sorted(enumerate_cameras(backend or cv2.CAP_ANY), key=lambda info: info.index)


def _default_first(devices: list[DeviceInfo]) -> list[DeviceInfo]:
    return sorted(devices, key=lambda device: not device.default)
