"""What is drawn of a rig's history, and when its last endurance test was."""

from math import inf, nan

from tests.unit.soak_examples import result

from samklang.domain.checks import UNITS
from samklang.domain.history import TRENDS, CheckEntry, HistoryEntry, checks_of, finite, last_soak, soaks_of, trends
from samklang.domain.verdict import Overall, Status


def check(at_utc_ms: int, level_dbfs: float | None = -20.0, status: Status = Status.PASS) -> CheckEntry:
    measures = {} if level_dbfs is None else {"sound.active_speech_level_dbfs": level_dbfs}
    return CheckEntry(
        at_utc_ms, "0.4.0", live=True, overall=Overall.READY, statuses={"speech_level": status}, measures=measures
    )


def test_a_trend_has_a_place_for_every_check_known_or_not():
    entries: list[HistoryEntry] = [check(1), result(), check(2, None, Status.UNKNOWN), check(3, -25.0, Status.WARN)]
    (trend,) = trends(entries)
    assert (trend.measure, trend.part, trend.known) == ("sound.active_speech_level_dbfs", "speech_level", 2)
    assert trend.values == ((1, -20.0), (2, None), (3, -25.0))


def test_what_was_never_known_is_not_drawn():
    assert trends([check(1, None)]) == ()
    assert trends([]) == ()


def test_every_trend_belongs_to_a_check():
    assert set(TRENDS.values()) <= set(UNITS)


def test_checks_and_tests_are_told_apart():
    entries: list[HistoryEntry] = [check(1), result()]
    assert (checks_of(entries), soaks_of(entries)) == ((entries[0],), (entries[1],))


def test_the_last_endurance_test_is_the_newest_with_this_camera():
    old, new, other = result(begun_utc_ms=1), result(begun_utc_ms=2), result(begun_utc_ms=3, camera="Webcam")
    assert last_soak([new, old, other], "Cam Link 4K") is new
    assert last_soak([new, old, other]) is other
    assert last_soak([new], "Another") is None
    assert last_soak([check(1)]) is None


def test_only_numbers_are_kept():
    assert finite({"a": 1.0, "b": nan, "c": inf}) == {"a": 1.0}


def test_a_test_stopped_at_once_does_not_hide_the_one_before():
    whole = result(begun_utc_ms=1)
    stopped = result(begun_utc_ms=2, watched_s=9.0)
    assert stopped.outcome == "partial"
    assert last_soak([whole, stopped]) is whole
    assert last_soak([stopped]) is stopped
