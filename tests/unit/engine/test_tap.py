"""Which microphone was tapped."""

from dataclasses import replace

from tests.unit.check_examples import GOOD_SOUND
from tests.unit.live_fakes import FakeMicrophone, HandClock

from samklang.domain.live import DeviceInfo, LiveState, SoundReading
from samklang.domain.measures import Unknown
from samklang.engine.tap import Tapped, TappedAlike, TapResult, TapTest

DESK = DeviceInfo("pulse:usb", "Desk microphone")
LAPTOP = DeviceInfo("pulse:pci", "Built-in microphone")


def reading(peak_dbfs: float) -> SoundReading:
    return SoundReading(peak_dbfs - 12, peak_dbfs, Unknown("no_samples"), clipped=False, take=0, heard_s=0.0)


class Room:
    """Two microphones that hear what a test says, a reading every 50 ms."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.desk, self.laptop = FakeMicrophone(GOOD_SOUND), FakeMicrophone(GOOD_SOUND)
        self.desk.info, self.laptop.info = DESK, LAPTOP
        self.test = TapTest([self.desk, self.laptop], self.clock)

    def hear(self, *peaks: tuple[float, float]) -> list[TapResult]:
        """What the test said that was not nothing."""
        told = []
        for desk, laptop in peaks:
            self.desk.now = replace(self.desk.now, reading=reading(desk))
            self.laptop.now = replace(self.laptop.now, reading=reading(laptop))
            for _ in range(2):  # it is asked more often than there are readings
                self.clock.pass_s(0.025)
                told.append(self.test.advance())
        return [each for each in told if each is not None]

    def quiet(self, seconds: float = 1.0, desk: float = -55.0, laptop: float = -50.0) -> list[TapResult]:
        return self.hear(*[(desk, laptop)] * round(seconds / 0.05))


def test_the_one_that_moved_clearly_more_is_the_one():
    room = Room()
    assert room.quiet() == []
    assert room.hear((-6, -30), (-20, -40)) == []
    assert room.quiet() == [Tapped(DESK)]
    assert room.hear((-35, -3), (-45, -20)) + room.quiet() == [Tapped(LAPTOP)]


def test_a_tap_at_full_scale_is_not_forgotten_by_what_follows_it():
    room = Room()
    room.quiet()
    assert room.hear((-20, -25), (0, -25), (-10, -40)) + room.quiet() == [Tapped(DESK)]


def test_two_that_moved_alike_are_both_named():
    room = Room()
    room.quiet()
    assert room.hear((-20, -18)) + room.quiet() == [TappedAlike((DESK, LAPTOP))]


def test_a_gate_that_closes_between_sounds_does_not_win_by_it():
    room = Room()
    room.quiet(desk=-55, laptop=-120)
    assert room.hear((-6, -30), (-30, -60)) + room.quiet(desk=-55, laptop=-120) == [Tapped(DESK)]


def test_speech_is_no_tap():
    room = Room()
    room.quiet()
    assert room.hear(*[(-15, -40), (-20, -42), (-17, -41)] * 10) == []


def test_a_little_noise_is_no_tap():
    room = Room()
    room.quiet()
    assert room.hear((-45, -45)) + room.quiet() == []


def test_nothing_is_said_before_the_quiet_is_known():
    room = Room()
    assert room.hear((-55, -50), (-6, -30), (-50, -50)) + room.quiet(0.3) == []


def test_a_microphone_that_delivers_nothing_takes_no_part():
    room = Room()
    room.quiet()
    assert room.test.levels_dbfs() == (-55, -50)
    room.desk.now = replace(room.desk.now, state=LiveState.LOST, reading=None)
    assert room.test.advance() is None
    assert room.test.levels_dbfs() == (None, -50)


def test_one_that_goes_away_in_the_middle_of_a_tap_is_not_named():
    room = Room()
    room.quiet()
    room.hear((-6, -40))
    room.desk.now = replace(room.desk.now, state=LiveState.LOST, reading=None)
    told = []
    for _ in range(30):
        room.clock.pass_s(0.025)
        told.append(room.test.advance())
    assert told == [None] * 30
