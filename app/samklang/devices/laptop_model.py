"""What the computer's maker calls this model, by which a rig knows its laptop; never what its owner calls it."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_DMI: Final = Path("/sys/class/dmi/id")
_LONGEST: Final = 80
_WAITS_S: Final = 2.0
_NO_MODEL: Final = re.compile(
    r"to be filled.*|system (product|manufacturer|version).*|default string|o\.?e\.?m\.?|none"
    r"|not (applicable|specified)|unknown|invalid|0+|x+|\W*",
    re.IGNORECASE,
)
"""What boards carry whose makers filled in nothing."""


def laptop_model() -> str:
    """The model, such as `LENOVO ThinkPad T14 Gen 3`; empty where the computer does not tell."""
    match sys.platform:
        case "win32":
            return firmware_model(*_of_registry())
        case "darwin":
            return model_name("Apple", _of_sysctl())
        case _:
            return dmi_model(_DMI)


def dmi_model(folder: Path) -> str:
    """The model by the tables of its firmware, as Linux shows them."""
    return firmware_model(*(_read(folder / name) for name in ("sys_vendor", "product_name", "product_version")))


def firmware_model(vendor: str, product: str, version: str) -> str:
    """The model by what its firmware says; Lenovo keeps a number as the product and the name people know as version."""
    return model_name(vendor, version if vendor.upper() == "LENOVO" and _told(version) else product)


def model_name(vendor: str, product: str) -> str:
    """Maker and product in one, fit to be shown; empty where the product is no name."""
    vendor, product = _told(vendor), _told(product)
    if not product:
        return ""
    named = product if not vendor or product.casefold().startswith(vendor.casefold()) else f"{vendor} {product}"
    return named[:_LONGEST].strip()


def _told(text: str) -> str:
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return "" if _NO_MODEL.fullmatch(shown) else shown


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:  # no such table here, or not ours to read
        return ""


def _of_registry() -> tuple[str, str, str]:  # pragma: no cover - Windows only; docs/field-tests.md
    winreg: Any = import_module("winreg")  # there is none elsewhere
    names = ("SystemManufacturer", "SystemProductName", "SystemVersion")
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"HARDWARE\DESCRIPTION\System\BIOS") as key:
            vendor, product, version = (str(winreg.QueryValueEx(key, name)[0]) for name in names)
    except OSError:
        return "", "", ""
    return vendor, product, version


def _of_sysctl() -> str:  # pragma: no cover - macOS only; docs/field-tests.md
    try:
        told = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "hw.model"], capture_output=True, text=True, timeout=_WAITS_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip()
