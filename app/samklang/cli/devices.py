"""`samklang devices`: which microphones and cameras there are."""

import argparse
from collections.abc import Sequence

from samklang.cli.streams import print_json
from samklang.domain.live import DeviceInfo
from samklang.engine.house import House
from samklang.engine.live_take import shown_name


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `devices` takes."""
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, house: House) -> int:
    devices = house.list_devices()
    say = house.wording
    if options.json:
        found = {
            "microphones": [_plain(each, "microphone", house) for each in devices.microphones],
            "cameras": [_plain(each, "camera", house) for each in devices.cameras],
        }
        print_json(found)
        return 0
    for kind, listed in (("microphone", devices.microphones), ("camera", devices.cameras)):
        print(say(f"devices.list.{kind}s"))
        _print_list(listed, kind, house)
    return 0


def _print_list(devices: Sequence[DeviceInfo], kind: str, house: House) -> None:
    if all(device.demo for device in devices):
        print(f"  {house.wording('devices.list.none')}")
    for device in devices:
        default = f" ({house.wording('devices.list.default')})" if device.default else ""
        print(f"  {shown_name(device, kind, house.wording)}{default}\n    {device.id}")


def _plain(device: DeviceInfo, kind: str, house: House) -> dict[str, object]:
    return {
        "id": device.id,
        "name": shown_name(device, kind, house.wording),
        "default": device.default,
        "demo": device.demo,
    }
