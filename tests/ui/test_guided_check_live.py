"""The guided check on a real PulseAudio, from the tap test to the call: nothing staged but the voice."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.lab.pulse import RATE_HZ, SOURCE, LabPulse, Samples
from tests.ui.hands import Hands

from samklang.bootstrap import SamklangHouse
from samklang.devices.listing import WorkerDevices
from samklang.devices.microphone import WorkerMicrophone
from samklang.domain.live import Clip, DeviceInfo
from samklang.engine.live_check import Plan, Step
from samklang.engine.ports import Devices, Microphone
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.prepare.tap_view import TapOutcome
from samklang.ui.shell import Shell
from samklang.wording import Wording

SAY = Wording("da")
PLAN = Plan(quiet_s=1.1, speak_s=1.6)


@dataclass(frozen=True)
class PulseHouse(SamklangHouse):
    """The real house, its devices those of the lab's PulseAudio."""

    environment: dict[str, str] = field(default_factory=dict)

    def devices(self) -> Devices:
        return WorkerDevices(self.environment)

    def microphone(self, device: DeviceInfo) -> Microphone:
        return WorkerMicrophone(device, environment=self.environment)


@pytest.fixture
def open_room(qtbot: QtBot, tmp_path: Path, lab_pulse: LabPulse) -> Iterator[Callable[[], tuple[Hands, PrepareRoom]]]:
    opened: list[Shell] = []

    def begin() -> tuple[Hands, PrepareRoom]:
        house = PulseHouse(folder=tmp_path, environment=lab_pulse.environment)
        house.settings.put({"prepare.camera": ""})
        room = PrepareRoom(house, PLAN)
        shell = Shell(house, {room.room_id: lambda _: room})
        opened.append(shell)
        qtbot.addWidget(shell)
        shell.resize(1280, 800)
        shell.show()
        hands = Hands(qtbot, shell)
        hands.until(lambda: room.choice.known and room.primary_enabled)
        return hands, room

    yield begin
    for shell in opened:
        shell.close()


def hiss(level: float, seconds: float = 1.0) -> Samples:
    chance = np.random.default_rng(7)
    return (chance.standard_normal(round(seconds * RATE_HZ)) * level).astype(np.int16)


def knock() -> Samples:
    """Two seconds of quiet with one short bump in them."""
    heard = hiss(10, seconds=2.0)
    at = RATE_HZ // 2
    length = RATE_HZ // 100
    heard[at : at + length] = (np.hanning(length) * 20_000).astype(np.int16)
    return heard


def test_volume_and_mute_set_outside_are_shown_and_set_here(
    open_room: Callable[..., tuple[Hands, PrepareRoom]], lab_pulse: LabPulse
):
    hands, room = open_room()
    line = room.pages.setting
    assert room.choice.microphone is not None
    hands.until(lambda: "100 %" in line.text)
    with lab_pulse.control() as pulse:
        source = pulse.get_source_by_name(SOURCE)
        pulse.volume_set_all_chans(source, 0.5)
        changed = time.monotonic()
        hands.until(lambda: "50 %" in line.text)
        assert time.monotonic() - changed < 2
        pulse.mute(source, mute=True)
        hands.until(line.unmute_button.isVisible)
        line.unmute_button.click()
        hands.until(lambda: not line.unmute_button.isVisible())
        assert pulse.get_source_by_name(SOURCE).mute == 0
        line.slider.setValue(80)
        hands.until(lambda: "80 %" in line.text)
        assert round(pulse.get_source_by_name(SOURCE).volume.value_flat * 100) == 80


def test_from_the_tap_to_the_watch(open_room: Callable[..., tuple[Hands, PrepareRoom]], lab_pulse: LabPulse):
    other = lab_pulse.another("samklang_other", "Other microphone")
    try:
        lab_pulse.play(hiss(10))
        other.play(hiss(10))
        hands, room = open_room()
        hands.until(lambda: len(room.choice.microphones) == 2)
        room.begin_tapping()
        hands.until(lambda: room.pages.tap.words == (SAY("prepare.tap.still"),) * 2)
        other.play(knock())  # over and over, as somebody does who waits for an answer
        hands.until(lambda: room.primary_text == SAY("prepare.tap.use"))
        assert room.pages.tap.heading == SAY(f"prepare.tap.{TapOutcome.FOUND}.title")
        hands.press(Qt.Key.Key_Space)
        assert room.choice.microphone is not None
        assert room.choice.microphone.name == "Other microphone"
        # The check of that one, and the watch after it.
        other.play(hiss(3000))
        hands.press(Qt.Key.Key_Space)
        hands.until(lambda: room.step is Step.DONE and room.course.equipment.watching, within_s=30)
        assert room.report is not None
        assert room.report.sources.sound == "Other microphone"
        # There is no loudspeaker on this machine.
        hands.until(room.result.after.clip_button(Clip.TAKE).isVisible)
        room.result.after.clip_button(Clip.TAKE).click()
        hands.until(lambda: hands.shell.line == SAY("prepare.listen.no_output"))
        hands.until(lambda: room.course.equipment.watching)
        other.unplug()
        pulled = time.monotonic()
        line = SAY("prepare.help.microphone.lost")
        hands.until(lambda: hands.shell.line == line)
        assert time.monotonic() - pulled < 2
    finally:
        other.end()
