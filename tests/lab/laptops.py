"""Laptops a test lays out: Linux machines as trees of /sys and /proc, Windows machines and Macs by what they answer."""

from collections.abc import Mapping, Sequence
from pathlib import Path

RECORDED = Path(__file__).with_name("recorded")


def lay_out(root: Path, files: Mapping[str, str]) -> Path:
    """Write small files, `->` before a content makes a link; returns `root`."""
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("->"):
            place.symlink_to(content[2:])
        elif content == "/":
            place.mkdir()
        else:
            place.write_text(content, encoding="utf-8")
    return root


ROUTES = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"


def route(interface: str, metric: int, flags: str = "0003", destination: str = "00000000") -> str:
    """A line of /proc/net/route."""
    mask = "00000000" if destination == "00000000" else "00FFFFFF"
    return f"{interface}\t{destination}\t0102A8C0\t{flags}\t0\t0\t{metric}\t{mask}\t0\t0\t0\n"


ON_BATTERY = {
    "sys/class/power_supply/AC/type": "Mains\n",
    "sys/class/power_supply/AC/online": "0\n",
    "sys/class/power_supply/BAT0/type": "Battery\n",
    "sys/class/power_supply/BAT0/present": "1\n",
    "sys/class/power_supply/BAT0/capacity": "63\n",
    "sys/class/power_supply/BAT0/status": "Discharging\n",
    "sys/class/power_supply/hidpp_battery_0/type": "Battery\n",
    "sys/class/power_supply/hidpp_battery_0/scope": "Device\n",
    "sys/class/power_supply/hidpp_battery_0/capacity": "5\n",
    "sys/class/power_supply/hidpp_battery_0/status": "Discharging\n",
}
"""A laptop on battery, with a mouse whose own battery is nearly empty."""


def cores(khz: Sequence[int], **told: int | str) -> dict[str, str]:
    """Cores that run at these frequencies; `told` are further files of each, `__` stands for a folder."""
    files = {}
    for core, now in enumerate(khz):
        files[f"sys/devices/system/cpu/cpu{core}/cpufreq/scaling_cur_freq"] = f"{now}\n"
        for name, value in told.items():
            files[f"sys/devices/system/cpu/cpu{core}/{name.replace('__', '/')}"] = f"{value}\n"
    return files
