"""The tap test tells two real microphones apart, the watch sees what happens to one, and joining lets go of all."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.lab.pulse import RATE_HZ, LabMicrophone, LabPulse, Samples

from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.system_clock import SystemClock
from samklang.domain.live import LiveState
from samklang.domain.meeting_link import MeetingLink, meeting_link
from samklang.engine.joining import Joining, JoinStep
from samklang.engine.tap import Tapped, TappedAlike, TapResult, TapTest
from samklang.engine.watch import Finding, Watch

SEEN_WITHIN_S = 2.0


def hiss(seed: int) -> Samples:
    return (np.random.default_rng(seed).standard_normal(RATE_HZ) * 30).astype(np.int16)


def knock(loudness: float, seed: int) -> Samples:
    """A finger on a housing: 30 ms of a dull tone that dies away, then the room."""
    time_s = np.arange(RATE_HZ) / RATE_HZ
    dull = np.sin(2 * np.pi * 180 * time_s) * np.exp(-time_s / 0.03) * loudness
    return (np.where(time_s < 0.3, dull, 0) + hiss(seed)).astype(np.int16)


@dataclass
class TwoMicrophones:
    """On a desk and in a laptop, each in a worker of its own."""

    pulse: LabPulse
    desk_lab: LabMicrophone
    desk: WorkerMicrophone
    laptop: WorkerMicrophone


@pytest.fixture
def two(lab_pulse: LabPulse) -> Iterator[TwoMicrophones]:
    desk_lab = lab_pulse.another("desk_lab", "Desk microphone")
    lab_pulse.play(hiss(1))
    desk_lab.play(hiss(2))
    made = TwoMicrophones(
        lab_pulse,
        desk_lab,
        WorkerMicrophone(desk_lab.info, environment=lab_pulse.environment),
        WorkerMicrophone(lab_pulse.info, environment=lab_pulse.environment),
    )
    for each in (made.desk, made.laptop):
        each.start()
    for each in (made.desk, made.laptop):
        live(each)
    yield made
    for each in (made.desk, made.laptop):
        each.close()


def live(microphone: WorkerMicrophone) -> None:
    deadline = time.monotonic() + 15
    while (now := microphone.poll()).state is not LiveState.LIVE or now.reading is None:
        assert time.monotonic() < deadline, now
        time.sleep(0.01)


def told(test: TapTest, seconds: float = 4.0) -> TapResult:
    deadline = time.monotonic() + seconds
    while (result := test.advance()) is None and time.monotonic() < deadline:
        time.sleep(0.03)
    return result


def test_the_microphone_that_is_tapped_is_named(two: TwoMicrophones):
    test = TapTest([two.desk, two.laptop], SystemClock())
    assert told(test, 1.2) is None
    two.pulse.play(knock(800, 1), loop=False)
    two.desk_lab.play(knock(15_000, 2), loop=False)
    assert told(test) == Tapped(two.desk_lab.info)
    two.pulse.play(hiss(1))
    two.desk_lab.play(hiss(2))
    assert told(test, 1.2) is None
    two.pulse.play(knock(9000, 1), loop=False)
    two.desk_lab.play(knock(8000, 2), loop=False)
    result = told(test)
    assert isinstance(result, TappedAlike)
    assert set(result.microphones) == {two.desk_lab.info, two.pulse.info}


@dataclass
class LookingOpener:
    """Looks at the sound server at the moment the link is opened."""

    pulse: LabPulse
    recordings: list[int] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def open(self, address: str) -> bool:
        with self.pulse.control() as pulse:
            self.recordings.append(len(pulse.source_output_list()))
        self.opened.append(address)
        return True


@pytest.mark.parametrize("stalled", [False, True])
def test_everything_is_let_go_of_before_the_link_is_opened(two: TwoMicrophones, *, stalled: bool):
    link = meeting_link("https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0")
    assert isinstance(link, MeetingLink)
    opener = LookingOpener(two.pulse)
    with two.pulse.control() as pulse:
        assert len(pulse.source_output_list()) == 2
    if stalled:  # a worker that gets nothing any more must let go, too
        two.desk_lab.stall(stalled=True)
        time.sleep(0.2)
    joining = Joining(link, [two.desk, two.laptop], opener, SystemClock())
    deadline = time.monotonic() + 10
    while (step := joining.advance()) is JoinStep.RELEASING:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert step is JoinStep.OPENED
    assert opener.recordings == [0]
    assert opener.opened == [link.address]
    assert two.desk.worker_pid is None
    assert two.laptop.worker_pid is None


def test_the_watch_sees_an_unplug_a_mute_and_a_stall_and_that_they_have_passed(two: TwoMicrophones):
    watch = Watch(two.desk, SystemClock())
    assert noticed(watch, None) < SEEN_WITHIN_S
    with two.pulse.control() as pulse:
        (source,) = (each for each in pulse.source_list() if each.name == two.desk_lab.source)
        pulse.mute(source, mute=True)
        assert noticed(watch, Finding.MUTED) < SEEN_WITHIN_S
        pulse.mute(source, mute=False)
    noticed(watch, None)
    two.desk_lab.unplug()
    assert noticed(watch, Finding.UNPLUGGED) < SEEN_WITHIN_S
    two.desk_lab.plug(rate_hz=16_000)
    noticed(watch, Finding.OTHER_RATE)
    two.desk_lab.stall(stalled=True)
    assert noticed(watch, Finding.STALLED) < SEEN_WITHIN_S


def noticed(watch: Watch, finding: Finding | None, seconds: float = 15) -> float:
    """How long it took until this was what holds, or nothing did."""
    started = time.monotonic()
    while next((each.finding for each in watch.advance()), None) is not finding:
        assert time.monotonic() - started < seconds, watch.advance()
        time.sleep(0.02)
    return time.monotonic() - started
