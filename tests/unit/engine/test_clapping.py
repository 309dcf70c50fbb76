"""Clapping goes on until three claps were heard and seen, or nobody waits any longer."""

from dataclasses import replace

import pytest
from tests.unit.check_examples import picture, sound
from tests.unit.live_fakes import FakeCamera, FakeMicrophone, HandClock

from samklang.domain.live import LiveState
from samklang.domain.measures import Unknown
from samklang.domain.sync import ClapsSeen, HeardClap, SyncMeasures
from samklang.engine.clapping import Clapping, ClapPlan, ClapStep
from samklang.engine.live_check import Broken, Device

CLAPS = tuple(HeardClap(at_s, 30.0) for at_s in (1.0, 2.0, 3.0))
TOGETHER = SyncMeasures(20.0, 17.0, 3)
NOTHING_SEEN = SyncMeasures(Unknown("no_claps_seen"), Unknown("no_claps_seen"), 0)


class Stage:
    """Two devices, a clock, and the clapping before them."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.microphone, self.camera = FakeMicrophone(sound()), FakeCamera(picture())
        self.clapping = Clapping(self.microphone, self.camera, self.clock, ClapPlan(patience_s=20.0))

    def begun(self) -> "Stage":
        self.clapping.begin()
        self.clapping.advance()
        return self

    def hear(self, claps: int) -> None:
        self.microphone.now = replace(self.microphone.now, claps=CLAPS[:claps])

    def see(self, measures: SyncMeasures) -> None:
        self.camera.now = replace(self.camera.now, claps=ClapsSeen(3, measures))


@pytest.fixture
def stage() -> Stage:
    return Stage().begun()


def test_nothing_happens_before_it_begins():
    stage = Stage()
    assert stage.clapping.advance().step is ClapStep.IDLE
    assert stage.clapping.result is None


def test_both_devices_are_told_to_look_out(stage: Stage):
    assert stage.microphone.done[-1] == "listen"
    assert stage.camera.done[-1] == "watch"
    progress = stage.clapping.advance()
    assert (progress.step, progress.heard, progress.seen, progress.left_s) == (ClapStep.CLAP, 0, 0, 20.0)


def test_three_claps_heard_and_seen_end_it_a_little_later(stage: Stage):
    stage.clock.pass_s(1)
    stage.hear(2)
    assert stage.clapping.advance().heard == 2
    assert stage.camera.done[-1] == "match 2"
    stage.hear(3)
    stage.clapping.advance()
    stage.see(TOGETHER)
    stage.clock.pass_s(1)
    progress = stage.clapping.advance()
    assert (progress.step, progress.seen) == (ClapStep.CLAP, 3)
    stage.clock.pass_s(1)
    assert stage.clapping.advance().step is ClapStep.DONE
    assert stage.clapping.result == TOGETHER
    assert stage.microphone.done[-1] == "listen no more"
    assert stage.camera.done[-1] == "watch no more"
    assert stage.clapping.advance().step is ClapStep.DONE


def test_the_camera_is_not_asked_at_every_turn(stage: Stage):
    stage.hear(1)
    stage.clock.pass_s(1)
    stage.clapping.advance()
    asked = stage.camera.done.count("match 1")
    stage.clock.pass_s(0.1)
    stage.clapping.advance()
    assert stage.camera.done.count("match 1") == asked == 1


@pytest.mark.parametrize(
    ("claps", "told", "reason"),
    [(0, None, "no_claps_heard"), (3, None, "no_claps_seen"), (3, NOTHING_SEEN, "no_claps_seen")],
)
def test_patience_ends_with_a_reason(stage: Stage, claps: int, told: SyncMeasures | None, reason: str):
    stage.hear(claps)
    stage.clapping.advance()
    if told is not None:
        stage.see(told)
    stage.clapping.advance()
    stage.clock.pass_s(21)
    assert stage.clapping.advance().step is ClapStep.DONE
    result = stage.clapping.result
    assert result is not None
    assert result.sound_early_ms == Unknown(reason)


def test_a_device_that_is_lost_ends_it(stage: Stage):
    stage.camera.turn(LiveState.LOST)
    progress = stage.clapping.advance()
    assert progress.broken == Broken(Device.CAMERA, LiveState.LOST)
    assert progress.step is ClapStep.BROKEN
    assert stage.microphone.done[-1] == "listen no more"


def test_devices_are_waited_for_but_not_for_ever():
    stage = Stage()
    stage.microphone.turn(LiveState.OPENING)
    stage.begun()
    stage.clock.pass_s(5)
    assert stage.clapping.advance().step is ClapStep.OPENING
    stage.clock.pass_s(20)
    assert stage.clapping.advance().broken == Broken(Device.MICROPHONE, LiveState.OPENING)


def test_a_device_that_failed_is_not_waited_for():
    stage = Stage()
    stage.camera.turn(LiveState.FAILED)
    assert stage.begun().clapping.advance().broken == Broken(Device.CAMERA, LiveState.FAILED)


def test_it_can_be_given_up_and_begun_again(stage: Stage):
    stage.hear(3)
    stage.see(TOGETHER)
    stage.clapping.advance()
    stage.clapping.cancel()
    assert stage.clapping.advance().step is ClapStep.IDLE
    stage.hear(0)
    stage.begun()
    assert stage.clapping.advance().seen == 0
