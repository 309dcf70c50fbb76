"""`samklang devices`: which microphones and cameras there are, and how the microphones are set."""

import argparse
import sys
from collections.abc import Sequence

from samklang.cli.laptop_state import WATCHED_S, laptop_lines, plain_laptop
from samklang.cli.streams import print_json
from samklang.domain.live import DeviceInfo, DeviceList, MicrophoneSetting, SoundBackend
from samklang.engine.house import House
from samklang.engine.live_take import shown_name


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `devices` takes."""
    command.add_argument("--json", action="store_true", help="as JSON")
    command.add_argument(
        "--backend",
        choices=[str(each) for each in SoundBackend],
        help="capture microphones through this library from now on; pyaudio is an optional extra",
    )
    command.add_argument(
        "--laptop", action="store_true", help="and how the computer is: power, load, network, programs"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, house: House) -> int:
    if options.backend:
        house.choose_sound_backend(SoundBackend(options.backend))
        print(house.wording("devices.backend.chosen", name=options.backend))
        return 0
    if house.sound_backend_remark is not None:
        print(house.sound_backend_remark, file=sys.stderr)
    devices = house.list_devices()
    laptop = house.watch_laptop(WATCHED_S) if options.laptop else None
    if options.json:
        found: dict[str, object] = {
            "microphones": [
                _plain(each, "microphone", house) | _plain_setting(devices.setting(each.id))
                for each in devices.microphones
            ],
            "cameras": [_plain(each, "camera", house) for each in devices.cameras],
            "loopbacks": [{"id": each.id, "name": each.name} for each in devices.loopbacks],
        }
        if laptop is not None:
            found["laptop"] = plain_laptop(laptop)
        print_json(found)
        return 0
    for kind, listed in (("microphone", devices.microphones), ("camera", devices.cameras)):
        print(house.wording(f"devices.list.{kind}s"))
        _print_list(listed, kind, devices, house)
    if devices.loopbacks:
        print(house.wording("devices.list.loopbacks"))
        for each in devices.loopbacks:
            print(f"  {each.name}\n    {each.id}")
    if laptop is not None:
        print(house.wording("laptop.state.title"))
        for line in laptop_lines(laptop, house.wording):
            print(f"  {line}")
    return 0


def _print_list(listed: Sequence[DeviceInfo], kind: str, devices: DeviceList, house: House) -> None:
    if all(device.demo for device in listed):
        print(f"  {house.wording('devices.list.none')}")
    for device in listed:
        print(f"  {shown_name(device, kind, house.wording)}{_marks(device, house)}")
        setting = devices.setting(device.id)
        if setting is not None:
            print(f"    {_how_it_is_set(setting, house)}")
        print(f"    {device.id}")


def _marks(device: DeviceInfo, house: House) -> str:
    marks = [house.wording("devices.list.default")] if device.default else []
    if device.likely_for_teams:
        marks.append(house.wording("devices.list.likely_for_teams"))
    return f" ({', '.join(marks)})" if marks else ""


def _how_it_is_set(setting: MicrophoneSetting, house: House) -> str:
    say = house.wording
    told = []
    if setting.volume_percent is not None:
        told.append(say("devices.list.volume", percent=round(setting.volume_percent)))
    if setting.muted:
        told.append(say("devices.list.muted"))
    if setting.held_by:
        told.append(say("devices.list.held_by", names=", ".join(setting.held_by)))
    return "; ".join(told)


def _plain(device: DeviceInfo, kind: str, house: House) -> dict[str, object]:
    return {
        "id": device.id,
        "name": shown_name(device, kind, house.wording),
        "default": device.default,
        "likely_for_teams": device.likely_for_teams,
        "form": str(device.form),
        "demo": device.demo,
    }


def _plain_setting(setting: MicrophoneSetting | None) -> dict[str, object]:
    """Null where the system does not tell."""
    return {
        "volume_percent": None if setting is None else setting.volume_percent,
        "muted": None if setting is None else setting.muted,
        "settable": setting is not None and setting.settable,
        "held_by": [] if setting is None else list(setting.held_by),
    }
