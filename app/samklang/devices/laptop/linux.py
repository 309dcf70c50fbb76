"""Linux: power, speed, network and who holds what, from /sys, /proc and PulseAudio."""

import contextlib
import os
from collections.abc import Callable, Iterator
from math import isfinite
from pathlib import Path
from typing import Final

from samklang.devices.laptop.commands import Ask, ask
from samklang.devices.laptop.system import (
    BUSY_PERCENT,
    NOT_TOLD,
    Busy,
    Holders,
    Permissions,
    Power,
)
from samklang.devices.pulse import PulseSource, pulse_sources
from samklang.domain.laptop import Link, PowerPlan
from samklang.domain.measures import Measured, Unknown

_PLANS: Final = {
    "low-power": PowerPlan.SAVING,
    "cool": PowerPlan.SAVING,
    "quiet": PowerPlan.SAVING,
    "balanced": PowerPlan.BALANCED,
    "balanced-performance": PowerPlan.FAST,
    "performance": PowerPlan.FAST,
}
"""Kernel, Documentation/ABI/testing/sysfs-platform_profile."""
_PREFERENCES: Final = {
    "power": PowerPlan.SAVING,
    "balance_power": PowerPlan.BALANCED,
    "default": PowerPlan.BALANCED,
    "balance_performance": PowerPlan.BALANCED,
    "performance": PowerPlan.FAST,
}
"""Kernel, admin-guide/pm/intel_pstate: energy_performance_preference."""
_GOVERNORS: Final = {
    "powersave": PowerPlan.SAVING,
    "conservative": PowerPlan.BALANCED,
    "ondemand": PowerPlan.BALANCED,
    "schedutil": PowerPlan.BALANCED,
    "performance": PowerPlan.FAST,
}
"""Kernel, admin-guide/pm/cpufreq. Where there are preferences, `powersave` only means that the processor decides."""
_DAEMON: Final = {"power-saver": PowerPlan.SAVING, "balanced": PowerPlan.BALANCED, "performance": PowerPlan.FAST}
"""power-profiles-daemon."""

_SLOWEST_FIRST: Final = (PowerPlan.SAVING, PowerPlan.BALANCED, PowerPlan.FAST)
"""Of several words for the plan the slowest counts: each of them alone slows the machine down."""

_UP: Final = 1
_TELEPHONES: Final = frozenset({"rndis_host", "ipheth"})
"""Drivers of a telephone that shares its network over USB: a cable, and still no wired network."""
_DEEPEST: Final = 4
_SERVERS: Final = frozenset({"pulseaudio", "pipewire", "pipewire-pulse", "wireplumber"})
"""Sound and picture servers: they keep devices open for others, also while nobody uses them."""


class LinuxSystem:
    """A Linux machine.

    Args:
        root: Where /sys and /proc are; tests lay out machines of their own.
        ask: Runs a program.
        sources: What PulseAudio tells; None where it does not run.
    """

    def __init__(
        self,
        root: Path = Path("/"),
        ask: Ask = ask,
        sources: Callable[[], tuple[PulseSource, ...] | None] = pulse_sources,
    ) -> None:
        self._sys = root / "sys"
        self._proc = root / "proc"
        self._ask = ask
        self._sources = sources

    def power(self) -> Power:
        """From the power supplies the kernel knows; a mouse's battery is none.

        Where there is a mains supply its word counts before that of a USB socket, which may only hold a telephone.
        """
        charges: list[float] = []
        online: dict[str, bool] = {}
        discharging = False
        for supply in _folders(self._sys / "class/power_supply"):
            kind = _text(supply / "type")
            if kind == "Battery":
                if _text(supply / "scope") != "Device" and _text(supply / "present") != "0":
                    discharging = discharging or _text(supply / "status") == "Discharging"
                    charges += _number(supply / "capacity")
            elif kind:
                online[kind] = online.get(kind, False) or _text(supply / "online") not in {"", "0"}
        if not charges:
            return Power(Unknown("no_battery"), Unknown("no_battery"), self._plan())
        plugged = online.get("Mains", any(online.values()))
        # Some machines name no supply at all: a battery that does not discharge is fed by something.
        on_mains = 1.0 if plugged or not discharging else 0.0
        return Power(on_mains, min(100.0, max(0.0, sum(charges) / len(charges))), self._plan())

    def speed_share(self, busy: Busy) -> Measured:
        """The busy cores' frequency of the one their maker promises for long, else of their highest."""
        shares = []
        for core, percent in busy.items():
            if percent >= BUSY_PERCENT:
                folder = self._sys / f"devices/system/cpu/cpu{core}"
                now, promised = _number(folder / "cpufreq/scaling_cur_freq"), _promised_khz(folder)
                if not now or now[0] < 0 or not promised:
                    return NOT_TOLD
                shares.append(now[0] / promised)
        return sum(shares) / len(shares) if shares else Unknown("not_busy")

    def link(self) -> Link | Unknown:
        """The interface of the default route, as far down as something one can touch."""
        routes = sorted([*self._routes_4(), *self._routes_6()])
        if not routes:
            return Unknown("no_route")
        return self._kind(routes[0][1], _DEEPEST)

    def holders(self, ours: frozenset[int]) -> Holders:
        """Cameras by who has them open; microphones by what PulseAudio says, without it by who has them open."""
        sources = self._sources()
        cameras: dict[str, None] = {}
        microphones: dict[str, None] = {}
        for pid, files in self._open_devices(ours):
            name = _text(self._proc / str(pid) / "comm")
            if name in _SERVERS:
                continue
            if any(file.startswith("/dev/video") for file in files):
                cameras[name] = None
            if any(file.startswith("/dev/snd/pcm") and file.endswith("c") for file in files):
                microphones[name] = None
        for source in sources or ():
            if not source.monitor:
                microphones |= dict.fromkeys(source.held_by)
        return Holders(tuple(microphones), tuple(cameras))

    def permissions(self) -> Permissions:
        """A camera that is there and that we may not open is forbidden; sound goes through the user's own server."""
        names = [node.name for node in _folders(self._sys / "class/video4linux") if node.name.startswith("video")]
        nodes = [Path("/dev") / name for name in names]
        may_open = any(os.access(node, os.R_OK | os.W_OK) for node in nodes)
        camera = float(may_open) if nodes else Unknown("no_camera")
        sources = self._sources()
        if sources is None:  # sound without a server: nobody to ask
            return Permissions(NOT_TOLD, camera)
        heard = any(not source.monitor for source in sources)
        return Permissions(1.0 if heard else Unknown("no_microphone"), camera)

    def _plan(self) -> PowerPlan | Unknown:
        core = self._sys / "devices/system/cpu/cpu0/cpufreq"
        told = [
            _PLANS.get(_text(self._sys / "firmware/acpi/platform_profile")),
            _PREFERENCES.get(_text(core / "energy_performance_preference")),
        ]
        if told[1] is None:
            told.append(_GOVERNORS.get(_text(core / "scaling_governor")))
        found = [plan for plan in told if plan is not None]
        if not found:
            daemon = _DAEMON.get((self._ask(["powerprofilesctl", "get"]) or "").strip())
            return NOT_TOLD if daemon is None else daemon
        return next(plan for plan in _SLOWEST_FIRST if plan in found)

    def _routes_4(self) -> Iterator[tuple[int, str]]:
        """Metric and interface of every default route; the columns stand in the file's first line."""
        for line in _lines(self._proc / "net/route")[1:]:
            with contextlib.suppress(IndexError, ValueError):  # a line of another kind
                interface, destination, _, flags, _, _, metric, mask = line.split()[:8]
                if destination == mask == "00000000" and int(flags, 16) & _UP:
                    yield int(metric), interface

    def _routes_6(self) -> Iterator[tuple[int, str]]:
        """Likewise: destination, prefix length, ..., metric, ..., flags, interface (kernel, net/ipv6/route.c)."""
        for line in _lines(self._proc / "net/ipv6_route"):
            with contextlib.suppress(IndexError, ValueError):  # as above
                destination, length, _, _, _, metric, _, _, flags, interface = line.split()[:10]
                to_anywhere = destination == "0" * 32 and length == "00" and interface != "lo"  # lo: unreachable
                if to_anywhere and int(flags, 16) & _UP:
                    yield int(metric, 16), interface

    def _kind(self, interface: str, deeper: int) -> Link:
        folder = self._sys / "class/net" / interface
        kind = next((line[8:] for line in _lines(folder / "uevent") if line.startswith("DEVTYPE=")), "")
        if kind == "wlan" or (folder / "wireless").is_dir() or (folder / "phy80211").exists():
            return Link.WIRELESS
        if (folder / "device").exists():
            driver = _target(folder / "device/driver").name
            return Link.OTHER if kind or driver in _TELEPHONES else Link.WIRED
        beneath = [each.name.removeprefix("lower_") for each in _folders(folder) if each.name.startswith("lower_")]
        if not beneath or not deeper:
            return Link.OTHER
        kinds = {self._kind(each, deeper - 1) for each in beneath}
        return kinds.pop() if len(kinds) == 1 else Link.OTHER

    def _open_devices(self, ours: frozenset[int]) -> Iterator[tuple[int, list[str]]]:
        """Each process we may look into, and the devices it has open; another user's are closed to us."""
        for process in _folders(self._proc):
            if process.name.isdigit() and int(process.name) not in ours:
                files = [str(_target(file)) for file in _folders(process / "fd")]
                yield int(process.name), [file for file in files if file.startswith("/dev/")]


def _promised_khz(core: Path) -> float | None:
    """What a core holds for long: Intel's base frequency, AMD's nominal one, else the highest the driver names."""
    nominal_mhz = _number(core / "acpi_cppc/nominal_freq")
    told = (
        _number(core / "cpufreq/base_frequency")
        or [mhz * 1000 for mhz in nominal_mhz]
        or _number(core / "cpufreq/cpuinfo_max_freq")
    )
    return told[0] if told and told[0] > 0 else None


def _text(file: Path) -> str:
    """A small file's content, or nothing: in these trees files come and go, and some cannot be read."""
    try:
        return file.read_bytes()[:4096].decode(errors="replace").strip()
    except OSError:
        return ""


def _lines(file: Path) -> list[str]:
    return _text_whole(file).splitlines()


def _text_whole(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def _number(file: Path) -> list[float]:
    """The number in a file, or none."""
    try:
        number = float(_text(file))
    except ValueError:
        return []
    return [number] if isfinite(number) else []


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _target(link: Path) -> Path:
    """Where a link leads; nowhere where it is none, or not ours to read."""
    try:
        return link.readlink()
    except OSError:
        return Path()
