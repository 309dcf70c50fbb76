"""One play of a part: events from a player's reports, each exactly once."""

from samklang.domain.playback import (
    CueReached,
    Ended,
    EndedEarly,
    Failed,
    Paused,
    PlayerEvent,
    Ready,
    Resumed,
    SoundMissing,
    Stalled,
    Started,
    Stopped,
)
from samklang.domain.sequence import AudioTrack, Cue, Part
from samklang.engine.playing import (
    AtEnd,
    BackendReport,
    Broken,
    Deaf,
    Halted,
    Loaded,
    Moving,
    Over,
    Playing,
    Progress,
)

CUES = (
    Cue("arrive", 0, 2000, "rest", "whole", "sitting", ""),
    Cue("rise", 2000, 4000, "movement", "arms", "standing", ""),
)
PART = Part(
    "movement", "media/m.mkv", 5000, 320, 180, 25.0, 125, 48000, 240000,
    (AudioTrack("da", "placeholder", "x", -23.0, -4.0),), CUES,
)  # fmt: skip


def heard(playing: Playing, *reports: tuple[float, BackendReport]) -> list[PlayerEvent]:
    return [event for now_ms, report in reports for event in playing.hear(report, now_ms)]


def started(at_ms: float = 0) -> Playing:
    playing = Playing(PART)
    heard(playing, (at_ms, Loaded("libVLC", "3.0")), (at_ms, Moving(at_ms)))
    return playing


def test_loading_makes_it_ready_once():
    playing = Playing(PART)
    assert not playing.ready
    assert heard(playing, (0, Loaded("libVLC", "3.0"))) == [Ready("libVLC", "3.0")]
    assert playing.ready


def test_a_start_reaches_the_first_cue():
    playing = Playing(PART)
    assert heard(playing, (0, Loaded("p", "1")), (10, Moving(10))) == [
        Ready("p", "1"),
        Started(),
        CueReached("arrive", 0),
    ]
    assert not playing.ready


def test_a_cue_is_reached_by_the_clock_even_when_no_report_comes():
    playing = started()
    playing.hear(Progress(25, -1, 1200), 1200)
    assert playing.tick(1900) == ()
    assert playing.tick(2010) == (CueReached("rise", 2010),)
    assert playing.tick(2040) == ()


def test_a_report_that_moves_the_clock_reaches_cues_too():
    playing = started()
    assert playing.hear(Progress(60, 2400, 1000), 1000) == (CueReached("rise", 2400),)


def test_a_pause_halts_the_clock_and_going_on_starts_it_again():
    playing = started()
    assert playing.hear(Halted(), 1000) == (Paused(1000),)
    assert playing.tick(60_000) == ()
    assert playing.hear(Moving(60_000), 60_000) == (Resumed(1000),)
    assert playing.position_ms(60_500) == 1500


def test_a_position_told_while_paused_does_not_move_the_clock():
    playing = started()
    playing.hear(Halted(), 1000)
    playing.hear(Progress(30, 3000, 1100), 1100)
    assert playing.position_ms(1200) == 1000


def test_the_end_comes_once_and_brings_every_cue():
    playing = started()
    assert playing.hear(AtEnd(), 4900) == (CueReached("rise", 5000), Ended(4900))
    assert playing.over
    assert playing.hear(AtEnd(), 5000) == ()
    assert playing.tick(9000) == ()
    assert playing.lose("worker_lost", 9000) == ()


def test_an_end_before_its_time_is_the_alarm():
    playing = started()
    assert playing.hear(AtEnd(), 3000) == (EndedEarly(3000, 5000),)


def test_an_end_counted_by_the_player_counts():
    playing = Playing(PART, paced=False)
    heard(playing, (0, Loaded("PyAV", "1")), (0, Moving(0)))
    assert playing.tick(99_000) == ()
    assert playing.hear(Progress(50, 2000, 5), 5) == (CueReached("rise", 2000),)
    assert playing.hear(AtEnd(4000), 10) == (EndedEarly(4000, 5000),)


def test_an_end_that_does_not_come_is_told():
    playing = started()
    for now_ms in range(0, 8000, 500):
        playing.hear(Progress(now_ms, -1, now_ms), now_ms)
    events = playing.tick(8100)
    assert events[-1] == Failed("overrun", 5000)
    assert playing.over


def test_a_standstill_is_told_once_and_the_clock_waits_for_the_picture():
    playing = started()
    playing.hear(Progress(10, -1, 400), 400)
    playing.hear(Progress(10, -1, 900), 900)
    assert playing.tick(1300) == ()
    assert playing.tick(1500) == (Stalled(400, 1100),)
    assert playing.tick(1600) == ()
    playing.hear(Progress(11, -1, 1700), 1700)
    assert playing.tick(1800) == ()


def test_the_position_never_passes_the_planned_end():
    assert started().position_ms(7000) == 5000


def test_a_stop_is_told_and_nothing_comes_after():
    playing = started()
    assert playing.hear(Over(), 700) == (Stopped(700),)
    assert playing.hear(Moving(800), 800) == ()


def test_missing_sound_is_told_while_the_picture_goes_on():
    playing = started()
    assert playing.hear(Deaf(), 1500) == (SoundMissing(),)
    assert not playing.over


def test_a_broken_player_ends_it():
    assert started().hear(Broken("media"), 300) == (Failed("media", 300),)


def test_a_lost_worker_ends_it():
    assert started().lose("worker_lost", 300) == (Failed("worker_lost", 300),)
