"""A session's timeline follows the monotonic clock, whatever the wall clock does."""

from samklang.engine.timeline import Timeline


class HandClock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.mono_ns = 7
        self.wall_ms = 1_000_000

    def monotonic_ns(self) -> int:
        return self.mono_ns

    def utc_ms(self) -> int:
        return self.wall_ms


def test_it_begins_at_the_wall_clock_and_goes_on_by_the_monotonic_one():
    clock = HandClock()
    timeline = Timeline(clock)
    clock.mono_ns += 2_500_000_000
    clock.wall_ms -= 3_600_000
    assert timeline.now_ms() == 1_002_500


def test_a_jump_is_seen_as_drift():
    clock = HandClock()
    timeline = Timeline(clock)
    clock.mono_ns += 1_000_000_000
    clock.wall_ms += 61_000
    assert timeline.drift_ms() == 60_000


def test_it_does_not_begin_before_what_is_stored():
    assert Timeline(HandClock(), 5_000_000).now_ms() == 5_000_000
