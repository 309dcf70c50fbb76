"""macOS: power, speed, network and permissions, from the system's own programs.

Never tried on a real machine by us: see docs/field-tests.md. macOS tells nobody which program uses a microphone or a
camera, only that one does; so that stays unknown.
"""

import importlib
import re
from collections.abc import Callable
from typing import Final, TypeAlias

from samklang.devices.laptop.commands import Ask, ask
from samklang.devices.laptop.system import (
    BUSY_PERCENT,
    NOT_TOLD,
    Busy,
    Holders,
    Permissions,
    Power,
    ReadBattery,
)
from samklang.domain.laptop import Link, PowerPlan
from samklang.domain.measures import Measured, Unknown

_SPEED_LIMIT: Final = re.compile(r"CPU_Speed_Limit\s*=\s*(\d+)")
_NO_WARNING: Final = "No performance warning level has been recorded"
_INTERFACE: Final = re.compile(r"^\s*interface:\s*(\S+)", re.MULTILINE)
_MODE: Final = re.compile(r"^\s*(lowpowermode|highpowermode|powermode)\s+(\d+)", re.MULTILINE)
"""Low power mode and, on larger Macs, high power mode; newer systems write both as `powermode`: 0, 1 low, 2 high."""
_PORTS: Final = re.compile(r"Hardware Port: (.+)\nDevice: (\S+)")

_NOT_DETERMINED: Final = 0
_AUTHORISED: Final = 3
"""AVAuthorizationStatus: 0 not asked yet, 1 restricted, 2 denied, 3 authorised."""

Authorisation: TypeAlias = Callable[[str], "int | None"]
"""Asks AVFoundation for a status: `vide` or `soun`."""


def authorisation(medium: str) -> int | None:
    """AVFoundation's status for this program, or None where its Python bridge is not installed.

    Args:
        medium: AVMediaType, `vide` or `soun`.
    """
    try:
        foundation = importlib.import_module("AVFoundation")
    except ImportError:
        return None
    return int(foundation.AVCaptureDevice.authorizationStatusForMediaType_(medium))


class MacSystem:
    """A Mac.

    Args:
        battery: Mains and charge, from psutil.
        ask: Runs a program.
        authorisation: Asks what this program may use.
    """

    def __init__(self, battery: ReadBattery, ask: Ask = ask, authorisation: Authorisation = authorisation) -> None:
        self._battery = battery
        self._ask = ask
        self._authorisation = authorisation

    def power(self) -> Power:
        """Mains and charge; low power mode or high power mode by `pmset`."""
        on_mains, charge = self._battery()
        return Power(on_mains, charge, self._plan())

    def speed_share(self, busy: Busy) -> Measured:
        """`pmset`'s speed limit; Macs with Apple's own processors name none and only say that all is well."""
        if not any(percent >= BUSY_PERCENT for percent in busy.values()):
            return Unknown("not_busy")
        written = self._ask(["pmset", "-g", "therm"]) or ""
        limit = _SPEED_LIMIT.search(written)
        if limit:
            return int(limit.group(1)) / 100
        return 1.0 if _NO_WARNING in written else NOT_TOLD

    def link(self) -> Link | Unknown:
        """The interface of the default route by its port's name; those names are the same in every language."""
        written = self._ask(["route", "-n", "get", "default"])
        interface = _INTERFACE.search(written or "")
        if interface is None:
            return Unknown("no_route")
        ports = {
            device: port for port, device in _PORTS.findall(self._ask(["networksetup", "-listallhardwareports"]) or "")
        }
        port = ports.get(interface.group(1), "")
        if port in {"Wi-Fi", "AirPort"}:
            return Link.WIRELESS
        wired = "Ethernet" in port or "LAN" in port
        return Link.WIRED if wired else Link.OTHER

    def holders(self, ours: frozenset[int]) -> Holders:  # noqa: ARG002 - macOS names nobody
        """Unknown: macOS does not say which program it is."""
        return Holders(NOT_TOLD, NOT_TOLD)

    def permissions(self) -> Permissions:
        """Whether this program may; Teams is asked by macOS for itself."""
        return Permissions(self._allowed("soun"), self._allowed("vide"))

    def _allowed(self, medium: str) -> Measured:
        status = self._authorisation(medium)
        if status is None:
            return NOT_TOLD
        return Unknown("not_asked_yet") if status == _NOT_DETERMINED else float(status == _AUTHORISED)

    def _plan(self) -> PowerPlan | Unknown:
        modes = dict(_MODE.findall(self._ask(["pmset", "-g"]) or ""))
        if modes.get("lowpowermode") == "1" or modes.get("powermode") == "1":
            return PowerPlan.SAVING
        if modes.get("highpowermode") == "1" or modes.get("powermode") == "2":
            return PowerPlan.FAST
        return PowerPlan.BALANCED if modes else NOT_TOLD
