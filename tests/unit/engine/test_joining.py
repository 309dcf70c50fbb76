"""First every device is let go of, then the link is opened."""

from dataclasses import dataclass, field

from tests.unit.check_examples import GOOD_SOUND
from tests.unit.live_fakes import FakeMicrophone, HandClock

from samklang.domain.meeting_link import MeetingLink
from samklang.engine.joining import Joining, JoinStep

LINK = MeetingLink("https://teams.microsoft.com/meet/1", "teams.microsoft.com")


@dataclass
class FakeOpener:
    takes: bool = True
    opened: list[str] = field(default_factory=list)

    def open(self, address: str) -> bool:
        self.opened.append(address)
        return self.takes


class SlowMicrophone(FakeMicrophone):
    """Takes its time to let go."""

    gone = False

    @property
    def released(self) -> bool:
        return self.gone


def test_the_link_is_opened_when_everything_is_released():
    clock, opener, slow, other = HandClock(), FakeOpener(), SlowMicrophone(GOOD_SOUND), FakeMicrophone(GOOD_SOUND)
    other.start()
    joining = Joining(LINK, [slow, other], opener, clock)
    assert slow.done == ["close"]
    assert other.done == ["start", "close"]
    assert joining.advance() is JoinStep.RELEASING
    assert opener.opened == []
    slow.gone = True
    assert joining.advance() is JoinStep.OPENED
    assert joining.advance() is JoinStep.OPENED
    joining.open_now()
    assert opener.opened == [LINK.address]


def test_one_that_does_not_let_go_is_told_and_nobody_is_kept_from_the_call():
    clock, opener, slow = HandClock(), FakeOpener(), SlowMicrophone(GOOD_SOUND)
    joining = Joining(LINK, [slow], opener, clock)
    clock.pass_s(3.1)
    assert joining.advance() is JoinStep.STILL_HELD
    assert opener.opened == []
    joining.open_now()
    assert joining.advance() is JoinStep.OPENED


def test_one_that_lets_go_late_is_not_forgotten():
    clock, opener, slow = HandClock(), FakeOpener(), SlowMicrophone(GOOD_SOUND)
    joining = Joining(LINK, [slow], opener, clock)
    clock.pass_s(3.1)
    joining.advance()
    slow.gone = True
    assert joining.advance() is JoinStep.OPENED


def test_a_system_that_opens_nothing_is_told():
    joining = Joining(LINK, [], FakeOpener(takes=False), HandClock())
    assert joining.advance() is JoinStep.NOT_OPENED
