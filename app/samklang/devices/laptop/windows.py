"""Windows: power, speed, network, who holds what and what is allowed, from the system's own programs and registry.

Never tried on a real machine by us: see docs/field-tests.md.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
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

SCRIPT_EVERY_S: Final = 20.0
"""Ours: at a second of work each, one twentieth of one core."""

_SCHEMES: Final = {
    "a1841308-3541-4fab-bc81-f71556f20b4a": PowerPlan.SAVING,
    "381b4222-f694-41f0-9685-ff5bb260df2e": PowerPlan.BALANCED,
    "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c": PowerPlan.FAST,
    "e9a42b02-d5df-448d-aa00-03f14749eb61": PowerPlan.FAST,
}
"""Microsoft's own power schemes; they have the same identifiers in every language."""
_MODES: Final = {
    "961cc777-2547-4f9d-8174-7d86181b8a7a": PowerPlan.SAVING,
    "00000000-0000-0000-0000-000000000000": PowerPlan.BALANCED,
    "381b4222-f694-41f0-9685-ff5bb260df2e": PowerPlan.BALANCED,
    "ded574b5-45a0-4f42-8737-46345c09c238": PowerPlan.FAST,
}
"""The power mode of Windows 10 and 11: an overlay on the balanced scheme."""

_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_VALUE: Final = re.compile(r" {4}(.+?) {4}REG_[A-Z_]+(?: {4}(.*))?")
"""How `reg query` writes a value: name, type and content, each after four spaces."""
_USER_MODES: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\Power\User\PowerSchemes"
_CONSENT: Final = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
_POLICY: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\AppPrivacy"
_FORCED_OFF: Final = 2
"""LetAppsAccessCamera and LetAppsAccessMicrophone: 0 the user decides, 1 forced on, 2 forced off."""
_STORES: Final = {"microphone": "LetAppsAccessMicrophone", "webcam": "LetAppsAccessCamera"}
_TEAMS: Final = "msteams_"
_OURS: Final = frozenset({"python", "pythonw", "samklang"})
"""The registry names programs, not processes: what runs under these names may be us, and is not accused."""

_MOST_PERCENT: Final = 1000
_WIRED: Final = 14
_WIRELESS: Final = frozenset({1, 9})
"""NDIS_PHYSICAL_MEDIUM: 1 wireless LAN, 9 native 802.11, 14 802.3."""

_SCRIPT: Final = (
    "$r = Get-NetRoute -DestinationPrefix '0.0.0.0/0','::/0' -ErrorAction SilentlyContinue"
    " | Sort-Object { $_.RouteMetric + $_.InterfaceMetric } | Select-Object -First 1; "
    "$a = if ($r) { Get-NetAdapter -InterfaceIndex $r.InterfaceIndex -ErrorAction SilentlyContinue }; "
    "$p = Get-CimInstance Win32_PerfFormattedData_Counters_ProcessorInformation"
    " -Filter \"Name='_Total'\" -ErrorAction SilentlyContinue; "
    "@{route = [bool]$r; medium = $a.NdisPhysicalMedium; virtual = $a.Virtual;"
    " limit = $p.PercentPerformanceLimit} | ConvertTo-Json -Compress"
)
"""One PowerShell for what only it tells: it takes a second to start. No name of a network or a person is asked for."""

Registry: TypeAlias = Mapping[str, Mapping[str, str]]
"""Key -> name of a value -> its content as `reg query` writes it."""


class WindowsSystem:
    """A Windows machine.

    Args:
        battery: Mains and charge; psutil asks GetSystemPowerStatus.
        ask: Runs a program.
    """

    def __init__(self, battery: ReadBattery, ask: Ask = ask) -> None:
        self._battery = battery
        self._ask = ask
        self._scripting = threading.Lock()
        self._told: tuple[float, Mapping[str, object]] | None = None

    def power(self) -> Power:
        """Mains and charge; the plan by `powercfg` and the power mode that lies over it."""
        on_mains, charge = self._battery()
        return Power(on_mains, charge, self._plan(on_mains))

    def speed_share(self, busy: Busy) -> Measured:
        """The limit Windows has put on the processor, because of power, heat or anything else, of its nominal speed."""
        if not any(percent >= BUSY_PERCENT for percent in busy.values()):
            return Unknown("not_busy")
        limit = self._scripted().get("limit")
        return limit / 100 if isinstance(limit, int | float) and 0 <= limit <= _MOST_PERCENT else NOT_TOLD

    def link(self) -> Link | Unknown:
        """The adapter of the default route; a VPN's says nothing of what lies beneath."""
        told = self._scripted()
        if told.get("route") is False:
            return Unknown("no_route")
        medium = told.get("medium")
        if not isinstance(medium, int):
            return NOT_TOLD
        if medium in _WIRELESS:
            return Link.WIRELESS
        return Link.WIRED if medium == _WIRED and told.get("virtual") is not True else Link.OTHER

    def holders(self, ours: frozenset[int]) -> Holders:  # noqa: ARG002 - the registry knows no processes
        """Programs whose last use has not ended yet, as the privacy settings show them."""
        return Holders(self._holders("microphone"), self._holders("webcam"))

    def permissions(self) -> Permissions:
        """What the privacy settings say: for all, for this user, for desktop programs, for Teams, and by policy."""
        return Permissions(self._allowed("microphone"), self._allowed("webcam"))

    def _plan(self, on_mains: Measured) -> PowerPlan | Unknown:
        scheme = _GUID.search(self._ask(["powercfg", "/getactivescheme"]) or "")
        plan = _SCHEMES.get(scheme.group().lower()) if scheme else None
        modes = next(iter(_registry(self._ask(["reg", "query", _USER_MODES])).values()), {})
        name = "ActiveOverlayDcPowerScheme" if on_mains == 0 else "ActiveOverlayAcPowerScheme"
        mode = _MODES.get(modes.get(name, "").strip("{}").lower())
        if plan in {PowerPlan.SAVING, PowerPlan.FAST}:  # the mode lies over the balanced scheme only
            return plan
        return mode or plan or NOT_TOLD

    def _scripted(self) -> Mapping[str, object]:
        """What PowerShell tells, asked anew now and then only: starting it is heavy work by itself."""
        with self._scripting:
            if self._told is None or time.monotonic() - self._told[0] > SCRIPT_EVERY_S:
                answer = self._script()
                self._told = (time.monotonic(), answer)
            return self._told[1]

    def _script(self) -> Mapping[str, object]:
        written = self._ask(["powershell", "-NoProfile", "-NonInteractive", "-Command", _SCRIPT])
        try:
            told = json.loads(written or "")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

    def _holders(self, device: str) -> tuple[str, ...] | Unknown:
        stores = _registry(self._ask(["reg", "query", rf"HKCU\{_CONSENT}\{device}", "/s"]))
        if not stores:
            return NOT_TOLD
        return tuple(dict.fromkeys(_in_use(stores)))

    def _allowed(self, device: str) -> Measured:
        user = _registry(self._ask(["reg", "query", rf"HKCU\{_CONSENT}\{device}", "/s"]))
        machine = _registry(self._ask(["reg", "query", rf"HKLM\{_CONSENT}\{device}"]))
        policy = next(iter(_registry(self._ask(["reg", "query", _POLICY, "/v", _STORES[device]])).values()), {})
        if not user and not machine:
            return NOT_TOLD
        if _number(policy.get(_STORES[device], "")) == _FORCED_OFF:
            return 0.0
        general = [values for key, values in machine.items() if key.lower().endswith(rf"\{device}")]
        for key, values in user.items():
            last = key.rpartition("\\")[2].lower()
            if last in (device, "nonpackaged") or last.startswith(_TEAMS):
                general.append(values)
        return 0.0 if any(values.get("Value") == "Deny" for values in general) else 1.0


def _in_use(stores: Registry) -> Iterator[str]:
    for key, values in stores.items():
        begun, ended = _number(values.get("LastUsedTimeStart", "")), _number(values.get("LastUsedTimeStop", ""))
        if begun and ended == 0:
            name = _program(key)
            if name.lower() not in _OURS:
                yield name


def _program(key: str) -> str:
    """A program's name: a packaged one's before its maker's code, a desktop one's file without its folders."""
    last = key.rpartition("\\")[2]
    if "#" in last:
        file = last.rpartition("#")[2]
        return file[: -len(".exe")] if file.lower().endswith(".exe") else file
    return last.partition("_")[0].rpartition(".")[2]


def _registry(written: str | None) -> Registry:
    """What `reg query` wrote: lines that begin in the first column name a key."""
    found: dict[str, dict[str, str]] = {}
    key = ""
    for line in (written or "").splitlines():
        if line.upper().startswith("HKEY_"):
            key = line.rstrip()
            found[key] = {}
        elif key and (value := _VALUE.fullmatch(line.rstrip())):
            found[key][value.group(1)] = value.group(2) or ""
    return found


def _number(content: str) -> int | None:
    """A REG_DWORD or REG_QWORD, as 0x..."""
    try:
        return int(content, 16)
    except ValueError:
        return None
