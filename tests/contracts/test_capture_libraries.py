"""What both capture libraries do on a real PulseAudio source: the very samples, and notice of what becomes of it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from tests.lab.capture_child import CaptureChild
from tests.lab.pulse import RATE_HZ, LabMicrophone, LabPulse, Samples

from samklang.devices.pulse import PulseSource, pulse_sources
from samklang.domain.live import SoundBackend, TakeLost

MakeSource = Callable[[LabPulse], CaptureChild]


@pytest.fixture(params=list(SoundBackend))
def source_at(request: pytest.FixtureRequest) -> Iterator[MakeSource]:
    made: list[CaptureChild] = []

    def make(pulse: LabPulse) -> CaptureChild:
        made.append(CaptureChild(pulse, request.param))
        return made[-1]

    yield make
    for source in made:
        source.end()


@pytest.fixture
def listed(lab_pulse: LabPulse, monkeypatch: pytest.MonkeyPatch) -> Callable[[], PulseSource]:
    """The lab's first microphone as PulseAudio lists it."""

    def look() -> PulseSource:
        monkeypatch.setenv("PULSE_SERVER", lab_pulse.server)
        (found,) = (each for each in pulse_sources() or () if each.name == lab_pulse.source)
        return found

    return look


def counted(at: int, count: int) -> Samples:
    """Every sample carries its number, the second channel's backwards: nothing lost or doubled stays unseen."""
    number = (at + np.arange(count)).astype(np.int16)
    return np.stack([number, -1 - number], axis=1)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_samples_are_those_that_were_fed(source_at: MakeSource, request: pytest.FixtureRequest, channels: int):
    pulse: LabPulse = request.getfixturevalue("lab_pulse" if channels == 1 else "stereo_pulse")
    source = source_at(pulse)
    pulse.play_made(lambda at, count: counted(at, count)[:, :channels])
    assert source.open() == (RATE_HZ, channels)
    numbers = source.record(3 * RATE_HZ // 2) * 32768
    settled = numbers[RATE_HZ // 2 :]  # before it, what PulseAudio had kept from the time before
    first = int(settled[0, 0])
    assert np.array_equal(settled, counted(first, len(settled))[:, :channels])


def test_what_becomes_of_the_source_is_noticed(
    source_at: MakeSource, lab_pulse: LabPulse, listed: Callable[[], PulseSource]
):
    source = source_at(lab_pulse)
    assert source.open() is not None
    assert recordings(lab_pulse) == ["samklang"]
    assert listed().held_by == (), "it is our own"
    move_to(lab_pulse, lab_pulse.another("other_lab", "Other microphone"))
    assert source.lost() is TakeLost.UNPLUGGED, "what comes is another microphone's sound"
    source.close()
    assert recordings(lab_pulse) == []
    assert source.open() is not None
    lab_pulse.unplug()
    assert source.lost() is TakeLost.UNPLUGGED
    source.close()
    assert source.open() is None, "it is not there"
    lab_pulse.plug(rate_hz=16_000)
    assert source.open() == (16_000, 1)
    assert len(source.record(1600)) >= 1600


def recordings(lab_pulse: LabPulse) -> list[str]:
    """Whose recordings PulseAudio knows."""
    with lab_pulse.control() as pulse:
        return [output.proplist["application.id"] for output in pulse.source_output_list()]


def move_to(lab_pulse: LabPulse, other: LabMicrophone) -> None:
    """As a person does in the volume control."""
    with lab_pulse.control() as pulse:
        (output,) = pulse.source_output_list()
        (target,) = (each for each in pulse.source_list() if each.name == other.source)
        pulse.source_output_move(output.index, target.index)
