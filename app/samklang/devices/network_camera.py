"""A camera reached by an address: what is known of it without asking, and what of the address may be shown."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from samklang.devices.camera import WorkerCamera
from samklang.domain.live import DeviceInfo
from samklang.engine.ports import Refused
from samklang.wording import Wording

_SCHEMES: Final = frozenset({"http", "https"})
"""What is tried and tested. Anything else an address may begin with opens files, pipes and other people's servers."""
_LONGEST: Final = 2000
_PLAIN_HOST: Final = re.compile(r"[A-Za-z0-9.:_-]{1,253}")


def network_camera(address: str, wording: Wording) -> WorkerCamera:
    """The camera at an address, not opened yet.

    Its id and name are the address's host and port: user, password, path and query may hold secrets and go to the
    worker only, over its pipe.

    Args:
        address: `http://[USER:PASSWORD@]HOST[:PORT]/PATH` or https, of an MJPEG stream.
        wording: The language of refusals, which repeat nothing of the address.

    Raises:
        Refused: It is no such address.
    """
    place = _place(_split(address, wording), wording)
    return WorkerCamera(DeviceInfo(f"network:{place}", place), arguments={"address": address})


def _split(address: str, wording: Wording) -> SplitResult:
    if len(address) > _LONGEST or not address.isprintable():
        raise Refused(wording("devices.address.broken"))
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Refused(wording("devices.address.broken")) from None
    if parts.scheme not in _SCHEMES:
        raise Refused(wording("devices.address.scheme"))
    return parts


def _place(parts: SplitResult, wording: Wording) -> str:
    """Host and port, as they may be shown."""
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number
        host, port = "", None
    if not _PLAIN_HOST.fullmatch(host):
        raise Refused(wording("devices.address.broken"))
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"
