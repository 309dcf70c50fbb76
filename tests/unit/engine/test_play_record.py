"""The record of a play: as specified, or what was otherwise."""

from pathlib import Path

import pytest
from tests.unit.domain.test_sequence import CUE, PART, SOUND

from samklang.domain.playback import (
    CueReached,
    CueTime,
    Ended,
    EndedEarly,
    Failed,
    Pause,
    Paused,
    PlayerEvent,
    PlayRecord,
    Ready,
    Resumed,
    SoundMissing,
    Stalled,
    Started,
    Stopped,
)
from samklang.engine.play_record import PlayWriter
from samklang.engine.ports import SealedBag

BAG = SealedBag(Path("bag"), SOUND, "ab" * 32, 7)


def written(*events: PlayerEvent) -> PlayRecord | None:
    writer = PlayWriter(BAG, PART, "da")
    for second, event in enumerate(events):
        writer.write(event, 1_000_000 + second * 1000)
    return writer.record


def test_there_is_none_while_it_plays():
    assert written(Ready("libVLC", "3.0.24"), Started()) is None


def test_played_as_specified():
    assert written(Ready("libVLC", "3.0.24"), Started(), CueReached("arrive", 12), Ended(2960)) == PlayRecord(
        sequence_id="short",
        sequence_version="1.0.0",
        manifest_sha256="ab" * 32,
        part_id="movement",
        language="da",
        player="libVLC",
        player_version="3.0.24",
        started_utc_ms=1_001_000,
        pauses=(),
        cues=(CueTime(CUE.id, 0, 12),),
        ended_at_ms=2960,
        outcome="ended",
        as_specified=True,
    )


def test_pauses_are_written_with_their_length_and_break_nothing():
    record = written(Started(), CueReached("arrive", 0), Paused(900), Resumed(900), Ended(3000))
    assert record is not None
    assert (record.pauses, record.as_specified) == ((Pause(900, 1000),), True)


def test_a_stop_during_a_pause_ends_the_pause():
    record = written(Started(), Paused(900), Stopped(900))
    assert record is not None
    assert record.pauses == (Pause(900, 1000),)


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (Stopped(100), "stopped"),
        (EndedEarly(100, 3000), "ended_early"),
        (Failed("worker_lost", 9), "failed:worker_lost"),
    ],
)
def test_what_ended_otherwise_is_not_as_specified(event: PlayerEvent, outcome: str):
    record = written(Started(), CueReached("arrive", 0), event)
    assert record is not None
    assert (record.outcome, record.as_specified) == (outcome, False)


@pytest.mark.parametrize(
    "events",
    [
        (Started(), Ended(3000)),
        (Started(), CueReached("arrive", 301), Ended(3000)),
        (Started(), CueReached("arrive", 0), Stalled(50, 1100), SoundMissing(), Ended(3000)),
    ],
)
def test_a_cue_missing_or_late_or_a_standstill_is_not_as_specified(events: tuple[PlayerEvent, ...]):
    record = written(*events)
    assert record is not None
    assert not record.as_specified
