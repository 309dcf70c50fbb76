"""The list of devices follows PulseAudio: what is plugged in, how it is set, who else listens."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lab.pulse import RATE_HZ, LabPulse

from samklang.bootstrap import SamklangHouse
from samklang.devices.backends import backend_for
from samklang.devices.listing import WorkerDevices, list_devices
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.live import DeviceForm, DeviceList, LiveState, MicrophoneSetting, SoundBackend

SEEN_WITHIN_S = 1.0


@pytest.fixture
def devices(lab_pulse: LabPulse) -> Iterator[WorkerDevices]:
    made = WorkerDevices(lab_pulse.environment)
    made.start()
    until(made, lambda found: len(found.microphones) == 2)
    yield made
    made.close()


def until(devices: WorkerDevices, wanted: Callable[[DeviceList], bool], seconds: float = 15) -> float:
    """How long it took until the list was like this."""
    started = time.monotonic()
    while (listed := devices.poll()) is None or not wanted(listed):
        assert time.monotonic() - started < seconds, listed
        time.sleep(0.01)
    return time.monotonic() - started


def names(listed: DeviceList) -> list[str]:
    return [device.name for device in listed.microphones]


def test_what_is_plugged_in_and_out_and_the_default_are_followed_within_a_second(
    devices: WorkerDevices, lab_pulse: LabPulse
):
    usb = lab_pulse.another("usb_lab", "Desk microphone", properties="device.bus='usb'")
    assert until(devices, lambda found: "Desk microphone" in names(found)) < SEEN_WITHIN_S
    with lab_pulse.control() as pulse:
        pulse.source_default_set(usb.source)
    assert until(devices, lambda found: names(found)[0] == "Desk microphone") < SEEN_WITHIN_S
    first, second, demo = listed(devices).microphones
    assert (first.default, first.likely_for_teams, first.form) == (True, True, DeviceForm.USB)
    assert (second.default, second.likely_for_teams, second.form) == (False, False, DeviceForm.OTHER)
    assert demo.demo
    usb.unplug()
    assert until(devices, lambda found: "Desk microphone" not in names(found)) < SEEN_WITHIN_S
    lab_pulse.unplug()
    assert until(devices, lambda found: all(device.demo for device in found.microphones)) < SEEN_WITHIN_S
    assert listed(devices).settings == ()
    lab_pulse.plug()
    assert until(devices, lambda found: names(found)[0] == "Lab microphone") < SEEN_WITHIN_S


def test_volume_and_mute_are_shown_and_set(devices: WorkerDevices, lab_pulse: LabPulse):
    microphone = lab_pulse.info.id
    assert setting(devices, lab_pulse) == MicrophoneSetting(microphone, 100.0, muted=False, settable=True, held_by=())
    with lab_pulse.control() as pulse:
        (source,) = pulse.source_list()
        pulse.volume_set_all_chans(source, 0.4)
        assert until(devices, lambda _: setting(devices, lab_pulse).volume_percent == 40) < SEEN_WITHIN_S
        devices.set_volume(microphone, 75)
        devices.set_muted(microphone, muted=True)
        assert until(devices, lambda _: setting(devices, lab_pulse).muted is True) < SEEN_WITHIN_S
        assert setting(devices, lab_pulse).volume_percent == 75
        (source,) = pulse.source_list()
        assert (round(source.volume.value_flat, 2), source.mute) == (0.75, 1)
        devices.set_muted(microphone, muted=False)
        devices.set_volume(microphone, 250)
        assert until(devices, lambda _: setting(devices, lab_pulse).volume_percent == 100) < SEEN_WITHIN_S
        assert setting(devices, lab_pulse).muted is False
    for unknown in ("pulse:gone", "Core Audio:Microphone", "demo"):
        devices.set_volume(unknown, 50)
    time.sleep(0.3)
    assert setting(devices, lab_pulse).volume_percent == 100


def test_who_else_listens_is_told_and_we_are_not(devices: WorkerDevices, lab_pulse: LabPulse):
    ours = WorkerMicrophone(lab_pulse.info, backend=SoundBackend.PYAUDIO, environment=lab_pulse.environment)
    ours.start()
    recorder = shutil.which("parec")
    assert recorder is not None
    command = [recorder, "--client-name=Teams", f"--device={lab_pulse.source}"]
    surroundings = {**os.environ, **lab_pulse.environment}
    other = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL)
    try:
        assert until(devices, lambda _: setting(devices, lab_pulse).held_by == ("Teams",)) < SEEN_WITHIN_S
        while ours.poll().state is LiveState.OPENING:
            time.sleep(0.01)
        assert ours.poll().sample_rate_hz == RATE_HZ
        with lab_pulse.control() as pulse:
            assert len(pulse.source_output_list()) == 2
        assert setting(devices, lab_pulse).held_by == ("Teams",)
    finally:
        other.kill()
        other.wait()
    assert until(devices, lambda _: setting(devices, lab_pulse).held_by == ()) < SEEN_WITHIN_S
    ours.close()


def test_two_of_the_same_make_are_told_apart(lab_pulse: LabPulse):
    lab_pulse.another("another_lab", "Lab microphone")
    found = list_devices(environment=lab_pulse.environment).microphones
    assert sorted((device.name, device.id) for device in found if not device.demo) == [
        ("Lab microphone 1", "pulse:another_lab"),
        ("Lab microphone 2", "pulse:samklang_lab"),
    ]


def test_the_command_lists_devices_for_people_and_for_programs(lab_pulse: LabPulse):
    surroundings = {**os.environ, **lab_pulse.environment, "SAMKLANG_HOME": lab_pulse.environment["HOME"]}

    def samklang(*words: str) -> str:
        command = [sys.executable, "-m", "samklang", "--language", "en", *words]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout

    with lab_pulse.control() as pulse:
        pulse.mute(pulse.source_list()[0], mute=True)
    told = samklang("devices")
    assert "Lab microphone (default, Teams probably takes this one)" in told
    assert "input volume 100 %; switched off in the system" in told
    listed = json.loads(samklang("devices", "--json"))
    assert listed["microphones"][0] == {
        "id": "pulse:samklang_lab",
        "name": "Lab microphone",
        "default": True,
        "likely_for_teams": True,
        "form": "other",
        "demo": False,
        "volume_percent": 100.0,
        "muted": True,
        "settable": True,
        "held_by": [],
    }
    assert listed["microphones"][1]["volume_percent"] is None
    assert [device["demo"] for device in listed["cameras"]] == [True]
    assert "pyaudio" in samklang("devices", "--backend", "pyaudio")
    settings = SamklangHouse(folder=Path(surroundings["SAMKLANG_HOME"])).settings
    assert backend_for("pulse:samklang_lab", settings.get("devices.backend", "")) is SoundBackend.PYAUDIO


def listed(devices: WorkerDevices) -> DeviceList:
    found = devices.poll()
    assert found is not None
    return found


def setting(devices: WorkerDevices, lab_pulse: LabPulse) -> MicrophoneSetting:
    found = listed(devices).setting(lab_pulse.info.id)
    assert found is not None
    return found


def test_a_backend_that_is_unknown_gives_way_to_the_one_that_always_is():
    assert backend_for("pulse:lab", "") is SoundBackend.SOUNDDEVICE
    assert backend_for("pulse:lab", "jack") is SoundBackend.SOUNDDEVICE
    assert backend_for("Windows WASAPI:Speakers (Realtek) [Loopback]", "") is SoundBackend.PYAUDIO


@pytest.mark.parametrize(("chosen", "told"), [("", None), ("sounddevice", None), ("jack", ("jack", "sounddevice"))])
def test_a_chosen_library_that_is_gone_is_replaced_and_that_is_said(
    chosen: str, told: tuple[str, str] | None, tmp_path: Path
):
    house = SamklangHouse(folder=tmp_path)
    house.settings.put({"devices.backend": chosen})
    remark = house.sound_backend_remark
    assert (remark is None) == (told is None)
    assert all(name in (remark or "") for name in told or ())


def test_what_the_computer_plays_can_be_listened_to(lab_pulse: LabPulse):
    with lab_pulse.control() as pulse:
        pulse.module_load("module-null-sink", "sink_name=speakers sink_properties=device.description=Speakers")
    (loopback,) = list_devices(environment=lab_pulse.environment).loopbacks
    assert loopback.id == "pulse:speakers.monitor"
    assert "Speakers" in loopback.name
    played = WorkerMicrophone(loopback, environment=lab_pulse.environment)
    played.start()
    try:
        deadline = time.monotonic() + 15
        while (now := played.poll()).sample_rate_hz is None:
            assert time.monotonic() < deadline, now
            time.sleep(0.01)
    finally:
        played.close()
