"""What each operating system's module makes of what the system tells: one suite of questions, a machine a case."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.lab.laptops import ON_BATTERY, RECORDED, ROUTES, cores, lay_out, route

from samklang.devices.laptop.commands import ask
from samklang.devices.laptop.linux import LinuxSystem
from samklang.devices.laptop.macos import MacSystem
from samklang.devices.laptop.system import Holders, Permissions, Power
from samklang.devices.laptop.windows import WindowsSystem
from samklang.devices.pulse import PulseSource
from samklang.domain.laptop import Link, PowerPlan
from samklang.domain.live import DeviceForm
from samklang.domain.measures import Measured, Unknown

NOT_TOLD = Unknown("not_told")
BUSY = {0: 95.0, 1: 90.0}
IDLE = {0: 3.0, 1: 5.0}


def nobody(_command: Sequence[str]) -> None:
    """A machine on which no program answers."""


def linux(root: Path, *, sources: tuple[PulseSource, ...] | None = None, profile: str | None = None) -> LinuxSystem:
    return LinuxSystem(root, lambda _command: profile, lambda: sources)


def source(name: str, *held_by: str, monitor: bool = False) -> PulseSource:
    return PulseSource(1, name, name, False, 48_000, 1, monitor, DeviceForm.USB, 80.0, False, held_by)  # noqa: FBT003 - positional in a lab


# --- Linux: power


def test_a_laptop_on_battery(tmp_path: Path):
    power = linux(lay_out(tmp_path, ON_BATTERY)).power()
    assert power == Power(0.0, 63.0, NOT_TOLD)


def test_a_mouse_battery_makes_no_laptop(tmp_path: Path):
    mouse = {name: text for name, text in ON_BATTERY.items() if "hidpp" in name}
    assert linux(lay_out(tmp_path, mouse)).power() == Power(Unknown("no_battery"), Unknown("no_battery"), NOT_TOLD)


@pytest.mark.parametrize(
    "plugged",
    [
        {"sys/class/power_supply/AC/online": "1\n"},
        {
            "sys/class/power_supply/AC/type": "USB\n",
            "sys/class/power_supply/AC/online": "0\n",
            "sys/class/power_supply/ucsi/type": "USB\n",
            "sys/class/power_supply/ucsi/online": "1\n",
        },
        {"sys/class/power_supply/BAT0/status": "Not charging\n"},
    ],
    ids=["mains", "usb-c", "a battery that nothing drains"],
)
def test_a_laptop_on_mains(tmp_path: Path, plugged: dict[str, str]):
    assert linux(lay_out(tmp_path, ON_BATTERY | plugged)).power().on_mains == 1.0


def test_a_telephone_on_a_usb_socket_is_no_mains(tmp_path: Path):
    phone = {"sys/class/power_supply/ucsi/type": "USB\n", "sys/class/power_supply/ucsi/online": "1\n"}
    assert linux(lay_out(tmp_path, ON_BATTERY | phone)).power().on_mains == 0.0


def test_two_batteries_count_together(tmp_path: Path):
    second = {f"sys/class/power_supply/BAT1/{name}": text for name, text in [("type", "Battery"), ("capacity", "31")]}
    assert linux(lay_out(tmp_path, ON_BATTERY | second)).power().battery_percent == 47.0


PROFILE = "sys/firmware/acpi/platform_profile"
PREFERENCE = "sys/devices/system/cpu/cpu0/cpufreq/energy_performance_preference"
GOVERNOR = "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"


@pytest.mark.parametrize(
    ("files", "plan"),
    [
        ({PROFILE: "low-power\n"}, PowerPlan.SAVING),
        ({PROFILE: "balanced\n"}, PowerPlan.BALANCED),
        ({PROFILE: "performance\n", PREFERENCE: "performance\n"}, PowerPlan.FAST),
        ({PROFILE: "balanced\n", PREFERENCE: "power\n"}, PowerPlan.SAVING),
        ({GOVERNOR: "powersave\n", PREFERENCE: "balance_performance\n"}, PowerPlan.BALANCED),
        ({GOVERNOR: "powersave\n"}, PowerPlan.SAVING),
        ({GOVERNOR: "schedutil\n"}, PowerPlan.BALANCED),
        ({GOVERNOR: "something-new\n"}, NOT_TOLD),
    ],
)
def test_the_power_plan_is_the_slowest_that_is_told(tmp_path: Path, files: dict[str, str], plan: object):
    assert linux(lay_out(tmp_path, files)).power().plan == plan


def test_the_desktop_is_asked_where_the_kernel_does_not_tell(tmp_path: Path):
    assert linux(tmp_path, profile="power-saver\n").power().plan is PowerPlan.SAVING


# --- Linux: speed


@pytest.mark.parametrize(
    ("files", "share"),
    [
        (cores([2_600_000, 2_400_000], cpufreq__base_frequency=2_500_000, cpufreq__cpuinfo_max_freq=4_700_000), 1.0),
        (cores([1_000_000, 1_000_000], cpufreq__base_frequency=2_500_000), 0.4),
        (cores([900_000, 900_000], acpi_cppc__nominal_freq=1800), 0.5),
        (cores([1_200_000, 1_200_000], cpufreq__cpuinfo_max_freq=2_400_000), 0.5),
    ],
    ids=["at its promise", "throttled", "AMD, by its nominal speed", "by its highest"],
)
def test_speed_is_told_under_load(tmp_path: Path, files: dict[str, str], share: float):
    system = linux(lay_out(tmp_path, files))
    assert system.speed_share(BUSY) == pytest.approx(share)
    assert system.speed_share(IDLE) == Unknown("not_busy")


def test_only_the_busy_cores_count(tmp_path: Path):
    system = linux(lay_out(tmp_path, cores([2_500_000, 400_000], cpufreq__base_frequency=2_500_000)))
    assert system.speed_share({0: 99.0, 1: 2.0}) == 1.0


def test_a_machine_without_frequencies_does_not_guess(tmp_path: Path):
    assert linux(tmp_path).speed_share(BUSY) == NOT_TOLD


# --- Linux: network

WIRED = {"sys/class/net/enp1s0/device/driver": "->../../drivers/e1000e", "sys/class/net/enp1s0/uevent": "INTERFACE=x\n"}
WIRELESS = {"sys/class/net/wlp2s0/uevent": "DEVTYPE=wlan\nINTERFACE=wlp2s0\n", "sys/class/net/wlp2s0/device/x": ""}
PHONE = {"sys/class/net/enx1/device/driver": "->../../drivers/rndis_host"}
MODEM = {"sys/class/net/wwan0/device/x": "", "sys/class/net/wwan0/uevent": "DEVTYPE=wwan\n"}
BRIDGE = {"sys/class/net/br0/lower_enp1s0": "->../enp1s0", "sys/class/net/br0/uevent": "DEVTYPE=bridge\n"}
VPN = {"sys/class/net/tun0/uevent": "INTERFACE=tun0\n"}
ALL = WIRED | WIRELESS | PHONE | MODEM | BRIDGE | VPN
V6 = "00000000000000000000000000000000"


@pytest.mark.parametrize(
    ("routes", "link"),
    [
        (route("enp1s0", 100), Link.WIRED),
        (route("wlp2s0", 600), Link.WIRELESS),
        (route("wlp2s0", 600) + route("enp1s0", 100), Link.WIRED),
        (route("enp1s0", 100, flags="0000") + route("wlp2s0", 600), Link.WIRELESS),
        (route("enp1s0", 0, destination="0002A8C0"), Unknown("no_route")),
        (route("enx1", 100), Link.OTHER),
        (route("wwan0", 700), Link.OTHER),
        (route("br0", 100), Link.WIRED),
        (route("tun0", 50) + route("wlp2s0", 600), Link.OTHER),
        ("", Unknown("no_route")),
    ],
    ids=["cable", "Wi-Fi", "both", "cable is down", "only the local net", "phone", "modem", "bridge", "VPN", "none"],
)
def test_the_network_by_its_default_route(tmp_path: Path, routes: str, link: object):
    assert linux(lay_out(tmp_path, ALL | {"proc/net/route": ROUTES + routes})).link() == link


def test_a_network_without_ipv4_is_one_too(tmp_path: Path):
    line = f"{V6} 00 {V6} 00 fe80000000000000000000000000000{{}} {{:08x}} 00000001 00000000 {{}} {{}}\n"
    routes = line.format(1, 0xFFFFFFFF, "00200200", "lo") + line.format(1, 1024, "00450003", "wlp2s0")
    assert linux(lay_out(tmp_path, ALL | {"proc/net/ipv6_route": routes})).link() is Link.WIRELESS


# --- Linux: who holds what, and what is allowed


def process(pid: int, name: str, *files: str) -> dict[str, str]:
    opened = {f"proc/{pid}/fd/{number}": f"->{file}" for number, file in enumerate(files, start=3)}
    return {f"proc/{pid}/comm": f"{name}\n"} | opened


def test_who_holds_the_devices(tmp_path: Path):
    root = lay_out(
        tmp_path,
        process(10, "zoom", "/dev/video0", "/home/anna/notes.txt", "socket:[1]")
        | process(11, "zoom", "/dev/video0")
        | process(12, "arecord", "/dev/snd/pcmC0D0c")
        | process(13, "mpv", "/dev/snd/pcmC0D0p")
        | process(14, "wireplumber", "/dev/video0", "/dev/snd/pcmC0D0c")
        | process(15, "python3", "/dev/video0")
        | {"proc/self": "->10", "proc/version": "Linux\n"},
    )
    sources = (source("mic", "Firefox", "zoom"), source("speakers", "obs", monitor=True))
    held = linux(root, sources=sources).holders(frozenset({15}))
    assert held.camera == ("zoom",)
    assert held.microphone == ("arecord", "Firefox", "zoom")


def test_a_camera_we_may_not_open_is_forbidden(tmp_path: Path):
    root = lay_out(tmp_path, {"sys/class/video4linux/video87/name": "not in our /dev\n"})
    assert linux(root).permissions() == Permissions(NOT_TOLD, 0.0)


def test_what_is_not_there_is_not_forbidden(tmp_path: Path):
    assert linux(tmp_path, sources=(source("mic"),)).permissions() == Permissions(1.0, Unknown("no_camera"))
    only_speakers = (source("speakers", monitor=True),)
    assert linux(tmp_path, sources=only_speakers).permissions().microphone == Unknown("no_microphone")


def test_this_very_machine_is_told_without_a_guess():
    """The real /sys and /proc, whatever they hold here."""
    system = LinuxSystem()
    power = system.power()
    assert power.on_mains in (0.0, 1.0, Unknown("no_battery"))
    assert isinstance(power.plan, PowerPlan | Unknown)
    assert isinstance(system.link(), Link | Unknown)
    held = system.holders(frozenset({os.getpid()}))
    assert isinstance(held.camera, tuple)
    assert isinstance(held.microphone, tuple)


# --- Windows

WINDOWS = {
    "powercfg": "powercfg.txt",
    "PowerSchemes": "power_modes_balanced.txt",
    "HKCU microphone": "microphone.txt",
    "HKCU webcam": "webcam.txt",
    "HKLM microphone": "machine_microphone.txt",
    "HKLM webcam": "machine_webcam.txt",
    "powershell": "powershell.json",
}


def windows(changed: dict[str, str] | None = None, *, on_mains: Measured = 1.0) -> WindowsSystem:
    files = WINDOWS | (changed or {})

    def answer(command: Sequence[str]) -> str | None:
        line = " ".join(command)
        key = command[0]
        if key == "reg":
            hive = command[2].partition("\\")[0]
            key = "PowerSchemes" if "PowerSchemes" in line else f"{hive} {command[2].rpartition(chr(92))[2]}"
        return (RECORDED / "windows" / files[key]).read_bytes().decode() if key in files else None

    return WindowsSystem(lambda: (on_mains, 80.0), answer)


@pytest.mark.parametrize(
    ("changed", "on_mains", "plan"),
    [
        ({}, 1.0, PowerPlan.BALANCED),
        ({"powercfg": "powercfg_saver_danish.txt"}, 1.0, PowerPlan.SAVING),
        ({"powercfg": "powercfg_high.txt"}, 1.0, PowerPlan.FAST),
        ({"PowerSchemes": "power_modes.txt"}, 1.0, PowerPlan.FAST),
        ({"PowerSchemes": "power_modes.txt"}, 0.0, PowerPlan.SAVING),
    ],
    ids=["balanced", "power saver, in Danish", "high performance", "mode on mains", "mode on battery"],
)
def test_windows_power_plan(changed: dict[str, str], on_mains: float, plan: PowerPlan):
    assert windows(changed, on_mains=on_mains).power() == Power(on_mains, 80.0, plan)


@pytest.mark.parametrize(
    ("file", "link", "share"),
    [
        ("powershell.json", Link.WIRED, 1.0),
        ("powershell_wifi_hot.json", Link.WIRELESS, 0.54),
        ("powershell_vpn.json", Link.OTHER, 1.0),
        ("powershell_offline.json", Unknown("no_route"), NOT_TOLD),
        ("powercfg.txt", NOT_TOLD, NOT_TOLD),
    ],
    ids=["cable", "Wi-Fi and hot", "VPN", "offline", "no JSON at all"],
)
def test_windows_network_and_speed(file: str, link: object, share: object):
    system = windows({"powershell": file})
    assert system.link() == link
    assert system.speed_share(BUSY) == share
    assert system.speed_share(IDLE) == Unknown("not_busy")


def test_windows_is_not_kept_busy_by_being_asked():
    asked: list[Sequence[str]] = []

    def answer(command: Sequence[str]) -> str:
        asked.append(command)
        return (RECORDED / "windows" / "powershell_wifi_hot.json").read_text()

    system = WindowsSystem(lambda: (1.0, 80.0), answer)
    assert [system.speed_share(BUSY) for _ in range(30)] == [0.54] * 30
    assert system.link() is Link.WIRELESS
    assert len(asked) == 1


def test_windows_names_who_holds_the_devices_and_no_person():
    held = windows().holders(frozenset())
    assert held == Holders(("MSTeams", "Zoom"), ("obs64",))
    assert "Kirsten" not in str(held)


@pytest.mark.parametrize(
    ("changed", "camera"),
    [
        ({}, 1.0),
        ({"HKCU webcam": "webcam_denied.txt"}, 0.0),
        ({"HKCU webcam": "webcam_desktop_denied.txt"}, 0.0),
        ({"HKCU webcam": "webcam_teams_denied.txt"}, 0.0),
        ({"HKCU webcam": "webcam_game_denied.txt"}, 1.0),
        ({"HKLM webcam": "machine_webcam_denied.txt"}, 0.0),
        ({"HKLM AppPrivacy": "policy_webcam_off.txt"}, 0.0),
    ],
    ids=["allowed", "for all", "desktop programs", "Teams", "another program", "the machine", "by policy"],
)
def test_windows_permissions(changed: dict[str, str], camera: float):
    assert windows(changed).permissions() == Permissions(1.0, camera)


def test_a_windows_that_answers_nothing_is_unknown_and_not_well():
    system = WindowsSystem(lambda: (NOT_TOLD, NOT_TOLD), nobody)
    assert system.power() == Power(NOT_TOLD, NOT_TOLD, NOT_TOLD)
    assert system.link() == NOT_TOLD
    assert system.holders(frozenset()) == Holders(NOT_TOLD, NOT_TOLD)
    assert system.permissions() == Permissions(NOT_TOLD, NOT_TOLD)
    assert system.speed_share(BUSY) == NOT_TOLD


# --- macOS

MACOS = {"pmset -g": "pmset.txt", "pmset -g therm": "therm_apple.txt", "route -n get default": "route_wifi.txt"}


def mac(changed: dict[str, str] | None = None, *, status: int | None = 3) -> MacSystem:
    files = MACOS | {"networksetup -listallhardwareports": "ports.txt"} | (changed or {})

    def answer(command: Sequence[str]) -> str | None:
        file = files.get(" ".join(command))
        return None if not file else (RECORDED / "macos" / file).read_text(encoding="utf-8")

    return MacSystem(lambda: (1.0, 77.0), answer, lambda _medium: status)


@pytest.mark.parametrize(
    ("file", "plan"),
    [
        ("pmset.txt", PowerPlan.BALANCED),
        ("pmset_low.txt", PowerPlan.SAVING),
        ("pmset_high.txt", PowerPlan.FAST),
        ("route_wifi.txt", NOT_TOLD),
    ],
)
def test_mac_power(file: str, plan: PowerPlan | Unknown):
    assert mac({"pmset -g": file}).power() == Power(1.0, 77.0, plan)


@pytest.mark.parametrize(
    ("file", "share"), [("therm_intel.txt", 0.35), ("therm_apple.txt", 1.0), ("pmset.txt", NOT_TOLD)]
)
def test_mac_speed(file: str, share: object):
    system = mac({"pmset -g therm": file})
    assert system.speed_share(BUSY) == share
    assert system.speed_share(IDLE) == Unknown("not_busy")


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("route_wifi.txt", Link.WIRELESS),
        ("route_cable.txt", Link.WIRED),
        ("route_vpn.txt", Link.OTHER),
        ("route_phone.txt", Link.OTHER),
        ("", Unknown("no_route")),
    ],
)
def test_mac_network(file: str, link: object):
    assert mac({"route -n get default": file}).link() == link


@pytest.mark.parametrize(
    ("status", "allowed"), [(3, 1.0), (2, 0.0), (1, 0.0), (0, Unknown("not_asked_yet")), (None, NOT_TOLD)]
)
def test_mac_permissions(status: int | None, allowed: object):
    assert mac(status=status).permissions() == Permissions(allowed, allowed)  # type: ignore[arg-type] # as parametrised


def test_a_mac_names_nobody():
    assert mac().holders(frozenset()) == Holders(NOT_TOLD, NOT_TOLD)


# --- the system's own programs


def test_a_program_is_asked_and_one_that_hangs_is_left():
    assert ask([sys.executable, "-c", "print('ready')"]) == "ready\n"
    assert ask([sys.executable, "-c", "raise SystemExit(3)"]) is None
    assert ask(["no-such-program-here"]) is None
    begun = time.monotonic()
    assert ask([sys.executable, "-c", "import time; time.sleep(60)"], longest_s=0.3) is None
    assert time.monotonic() - begun < 30
