"""The clock of a part: smooth by itself, pulled to what the player says."""

from samklang.domain.playback import MediaClock


def test_it_stands_still_until_it_is_started():
    assert MediaClock().at(5000) == 0


def test_it_runs_with_time_and_halts():
    clock = MediaClock().started(1000)
    assert clock.at(1400) == 400
    halted = clock.halted(1400)
    assert halted.at(9000) == 400
    assert halted.started(9000).at(9100) == 500


def test_it_does_not_go_back_when_an_older_time_is_asked_for():
    assert MediaClock().started(1000).at(900) == 0


def test_a_small_difference_is_taken_by_a_quarter():
    assert MediaClock().started(0).corrected(1100, 1000).at(1000) == 1025


def test_a_large_difference_is_taken_at_once():
    assert MediaClock().started(0).corrected(2000, 1000).at(1000) == 2000


def test_steady_reports_are_followed_closely():
    clock = MediaClock().started(0)
    for report in range(1, 40):
        clock = clock.corrected(report * 250 - 80, report * 250)  # a player that lags 80 ms
    assert abs(clock.at(10_000) - 9_920) < 1
