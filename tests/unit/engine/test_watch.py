"""What the quiet watch notices, and what it leaves alone."""

from dataclasses import replace

import pytest
from tests.unit.check_examples import GOOD_SOUND
from tests.unit.live_fakes import FakeMicrophone, HandClock

from samklang.domain.live import Clip, LiveState, MicrophoneSetting, SoundReading, TakeLost
from samklang.domain.measures import SoundMeasures, Unknown
from samklang.engine.watch import LONGEST_TAKE_S, TAKE_S, Finding, Noticed, Watch

GOOD = replace(GOOD_SOUND, active_speech_level_dbfs=-26.0, noise_floor_dbfs=-60.0)


def heard(**changes: object) -> SoundMeasures:
    taken = replace(GOOD, duration_s=20.0, speech_share=0.6, dropouts=0)
    return replace(taken, **changes)  # type: ignore[arg-type]


class Watched:
    def __init__(self, good: SoundMeasures | None = GOOD) -> None:
        self.clock = HandClock()
        self.microphone = FakeMicrophone(heard())
        self.microphone.now = replace(self.microphone.now, sample_rate_hz=48_000)
        self.watch = Watch(self.microphone, self.clock, good)
        self.setting = MicrophoneSetting("fake", 80.0, muted=False, settable=True, held_by=())

    def set(self, **changes: object) -> None:
        self.microphone.now = replace(self.microphone.now, **changes)  # type: ignore[arg-type]

    def hears(self, level_dbfs: float, speech_dbfs: float | None = -26.0) -> None:
        speech = Unknown("too_little_speech") if speech_dbfs is None else speech_dbfs
        self.set(reading=SoundReading(level_dbfs, level_dbfs + 10, speech, clipped=False, take=1, heard_s=1.0))

    def pass_s(self, seconds: float) -> tuple[Noticed, ...]:
        told: tuple[Noticed, ...] = ()
        for _ in range(round(seconds / 0.1)):
            self.clock.pass_s(0.1)
            told = self.watch.advance(self.setting)
        return told

    def findings(self, seconds: float = 0.1) -> list[Finding]:
        return [each.finding for each in self.pass_s(seconds)]


@pytest.fixture
def watched() -> Watched:
    made = Watched()
    made.hears(-30)
    assert made.findings() == []
    return made


def test_it_measures_and_says_nothing_when_all_is_well(watched: Watched):
    assert watched.microphone.done == ["aside"]
    watched.set(measures=heard())
    assert watched.findings(5) == []


def test_nobody_speaking_is_no_fault(watched: Watched):
    watched.hears(-60, None)
    watched.set(measures=heard(active_speech_level_dbfs=Unknown("no_speech"), speech_share=Unknown("no_speech")))
    assert watched.findings(30) == []


@pytest.mark.parametrize("state", [LiveState.LOST, LiveState.CLOSED, LiveState.FAILED])
def test_an_unplugged_microphone_is_noticed_until_it_is_back(watched: Watched, state: LiveState):
    watched.pass_s(4.9)
    watched.set(state=state, reading=None, sample_rate_hz=None, take_lost=TakeLost.UNPLUGGED)
    (noticed,) = watched.pass_s(2)
    assert noticed.finding is Finding.UNPLUGGED
    assert noticed.since_s == pytest.approx(5.1)
    watched.set(state=LiveState.LIVE, sample_rate_hz=48_000)
    assert watched.findings() == []
    assert watched.microphone.done == ["aside", "aside"]


def test_a_stalled_microphone_is_noticed(watched: Watched):
    watched.set(state=LiveState.RESTARTING)
    assert watched.findings() == [Finding.STALLED]


def test_one_that_is_still_opening_is_not_stalled():
    watched = Watched()
    watched.set(state=LiveState.OPENING, sample_rate_hz=None)
    assert watched.findings() == []
    assert watched.microphone.done == []


def test_a_take_lost_while_it_delivers_is_begun_again(watched: Watched):
    watched.set(take_lost=TakeLost.RATE_CHANGED, sample_rate_hz=16_000)
    (noticed,) = watched.pass_s(0.1)
    assert (noticed.finding, noticed.value) == (Finding.OTHER_RATE, 16_000)
    assert watched.microphone.done == ["aside", "aside"]


@pytest.mark.parametrize("changes", [{"muted": True}, {"volume_percent": 0.0}])
def test_muted_in_the_system_is_noticed(watched: Watched, changes: dict[str, object]):
    watched.setting = replace(watched.setting, **changes)  # type: ignore[arg-type]
    assert watched.findings() == [Finding.MUTED]


def test_muted_by_a_switch_on_the_microphone_is_noticed(watched: Watched):
    watched.set(state=LiveState.FROZEN)
    watched.hears(-120, None)
    assert watched.findings(10) == [Finding.MUTED]


def test_nothing_is_known_of_the_setting_on_some_systems(watched: Watched):
    assert watched.watch.advance() == ()


def test_speech_that_has_become_quiet_is_noticed_by_how_much(watched: Watched):
    watched.set(measures=heard(active_speech_level_dbfs=-38.0))
    (noticed,) = watched.pass_s(0.1)
    assert noticed.finding is Finding.LEVEL_LOST
    assert noticed.value == pytest.approx(12.0)


def test_a_gain_turned_far_down_is_noticed_by_the_room_that_fell_with_it(watched: Watched):
    watched.set(measures=heard(active_speech_level_dbfs=-51.0, speech_share=0.2))
    assert watched.findings() == []
    watched.hears(-70, None)
    (noticed,) = watched.pass_s(0.1)
    assert noticed.value == pytest.approx(25.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"active_speech_level_dbfs": -35.0},
        {"active_speech_level_dbfs": -40.0, "speech_share": 0.1},
        {"active_speech_level_dbfs": -40.0, "speech_share": 0.3},
        {"active_speech_level_dbfs": -40.0, "speech_share": Unknown("too_short")},
    ],
)
def test_a_little_quieter_or_too_little_speech_is_no_finding(watched: Watched, changes: dict[str, object]):
    watched.set(measures=heard(**changes))
    assert watched.findings(2) == []


def test_keys_and_paper_are_no_speech_that_has_become_quiet(watched: Watched):
    watched.hears(-60, None)
    watched.set(measures=heard(active_speech_level_dbfs=-52.0, speech_share=0.8, duration_s=60.0))
    assert watched.findings(2) == []


def test_a_room_far_quieter_than_it_was_is_a_knob_turned_down(watched: Watched):
    watched.hears(-75, None)
    assert watched.findings(10) == [], "a fan has stopped"
    watched.hears(-85, None)
    assert watched.findings(4.5) == []
    (noticed,) = watched.pass_s(1)
    assert noticed.finding is Finding.LEVEL_LOST
    assert noticed.value == pytest.approx(25.0)
    watched.hears(-58, None)
    assert watched.findings() == []


def test_without_a_check_before_it_the_level_is_left_alone():
    watched = Watched(good=None)
    watched.hears(-90, None)
    watched.set(measures=heard(active_speech_level_dbfs=-40.0))
    assert watched.findings(10) == []


def test_an_unknown_floor_is_not_compared():
    watched = Watched(good=replace(GOOD, noise_floor_dbfs=Unknown("no_silence")))
    watched.hears(-90, None)
    assert watched.findings(10) == []
    watched.set(reading=None)
    assert watched.findings(10) == []


def test_dropouts_are_counted_over_the_running_take_and_the_one_before(watched: Watched):
    watched.set(measures=heard(dropouts=2), before=heard(dropouts=1))
    (noticed,) = watched.pass_s(0.1)
    assert (noticed.finding, noticed.value) == (Finding.DROPOUTS, 3)
    watched.set(measures=heard(dropouts=Unknown("too_short")), before=None)
    assert watched.findings() == []


def test_a_long_take_goes_on_in_the_next_pause(watched: Watched):
    watched.hears(-30)
    watched.pass_s(TAKE_S + 5)
    assert watched.microphone.done == ["aside"]
    watched.hears(-55)
    watched.pass_s(1)
    assert watched.microphone.done == ["aside", "next"]


def test_somebody_who_never_pauses_is_cut_all_the_same(watched: Watched):
    watched.hears(-30)
    watched.pass_s(LONGEST_TAKE_S + 1)
    assert watched.microphone.done == ["aside", "next"]


def test_where_the_speech_level_is_unknown_a_quiet_room_is_a_pause(watched: Watched):
    watched.hears(-40, None)
    watched.pass_s(TAKE_S + 5)
    assert watched.microphone.done == ["aside"]
    watched.set(reading=None)
    watched.pass_s(1)
    assert watched.microphone.done == ["aside", "next"]


def test_it_does_not_listen_to_what_we_play_ourselves(watched: Watched):
    watched.set(playing=Clip.TAKE)
    watched.pass_s(1)
    assert watched.microphone.done == ["aside"]
    watched.set(playing=None)
    watched.pass_s(0.1)
    assert watched.microphone.done == ["aside", "aside"]


def test_the_gravest_is_told_first(watched: Watched):
    watched.set(measures=heard(dropouts=1), sample_rate_hz=44_100)
    watched.setting = replace(watched.setting, muted=True)
    assert watched.findings() == [Finding.MUTED, Finding.OTHER_RATE, Finding.DROPOUTS]


def test_it_can_be_stopped(watched: Watched):
    watched.watch.stop()
    assert watched.microphone.done == ["aside", "finish"]
