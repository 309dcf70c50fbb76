"""Which microphones and cameras there are, by the names people know them by; looked for in a worker process.

A microphone's id is `pulse:SOURCE` where PulseAudio (or PipeWire in its place) runs, `HOST API:NAME` elsewhere. A
camera's id is its path where the system has one, its index otherwise. `look` and `watch` run in the worker:
nothing heavy is imported in the window's process.
"""

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from samklang.domain.live import DEMO_ID, DeviceInfo, DeviceList
from samklang.wording import Wording
from samklang.workers.link import Link
from samklang.workers.supervisor import Patience, Supervisor
from samklang.workers.task import run_task

PULSE: Final = "pulse:"

_LOOK_EVERY_S: Final = 1.0
_LOOKING_S: Final = 10.0
_ONE_HOST_API: Final = {"win32": "Windows WASAPI", "darwin": "Core Audio"}
"""Windows lists each microphone once a host API; WASAPI is the one Teams uses."""


@dataclass(frozen=True, slots=True)
class PulseSource:
    """One of PulseAudio's sources, monitors left out.

    Attributes:
        rate_hz: Its own sample rate.
        channels: Its own number of channels.
    """

    name: str
    description: str
    default: bool
    rate_hz: int
    channels: int


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
    """Report the devices now and whenever they have changed."""
    known: DeviceList | None = None
    while not link.stopping:
        link.beat(patience_s=_LOOKING_S)
        found = look()
        if found != known:
            known = found
            link.report(found)
        link.wait(_LOOK_EVERY_S)


def look() -> DeviceList:
    """All microphones and cameras there are now, and the demo devices."""
    demo = DeviceInfo(DEMO_ID, "")
    return DeviceList((*_default_first(_microphones()), demo), (*_default_first(_cameras()), demo))


def pulse_sources() -> tuple[PulseSource, ...] | None:
    """PulseAudio's microphones; None where it does not run."""
    if sys.platform != "linux":
        return None
    import pulsectl  # noqa: PLC0415 - loads libpulse, which a machine without sound may lack

    try:
        with pulsectl.Pulse("samklang") as pulse:
            default = pulse.server_info().default_source_name
            return tuple(
                PulseSource(
                    source.name,
                    source.description or source.name,
                    source.name == default,
                    int(source.sample_spec.rate),
                    int(source.channel_count),
                )
                for source in pulse.source_list()
                if not source.monitor_of_sink_name
            )
    except (pulsectl.PulseError, pulsectl.PulseDisconnected, OSError):
        return None


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


def _microphones() -> list[DeviceInfo]:
    found = pulse_sources()
    if found is not None:
        return [DeviceInfo(PULSE + each.name, each.description, each.default) for each in found]
    with contextlib.suppress(Exception):  # PortAudio raises at import where there is no sound system at all
        return _portaudio_microphones()
    return []


def _portaudio_microphones() -> list[DeviceInfo]:
    import sounddevice  # noqa: PLC0415 - importing it opens the sound system

    apis = sounddevice.query_hostapis()
    only = _ONE_HOST_API.get(sys.platform)
    found = []
    for index, device in enumerate(sounddevice.query_devices()):
        api = apis[device["hostapi"]]
        if device["max_input_channels"] > 0 and only in (None, api["name"]):
            default = index == api["default_input_device"]
            found.append(DeviceInfo(f"{api['name']}:{device['name']}", device["name"], default))
    # PortAudio sees new devices only from the beginning.
    sounddevice._terminate()  # noqa: SLF001 - the only way there is
    sounddevice._initialize()  # noqa: SLF001 - as above
    return found


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
