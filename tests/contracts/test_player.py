"""What every player promises: `samklang.engine.ports.Player`, played for real."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lab.short_bag import damage

from samklang.domain.playback import (
    CueReached,
    Ended,
    EndedEarly,
    Failed,
    Paused,
    PlayerEvent,
    Ready,
    Resumed,
    Started,
    Stopped,
)
from samklang.domain.sequence import Part
from samklang.engine.ports import SealedBag
from samklang.playback.player import WorkerPlayer, open_player

OUTCOMES = (Stopped, Ended, EndedEarly, Failed)
SOUND_NOWHERE = ("--aout=dummy",)


@pytest.fixture(params=["vlc", "null"])
def player(request: pytest.FixtureRequest) -> Iterator[WorkerPlayer]:
    made = open_player(request.param, SOUND_NOWHERE)
    yield made
    made.close()


def follow(
    player: WorkerPlayer, until: type[PlayerEvent] | tuple[type[PlayerEvent], ...], *, within_s: float = 30
) -> list[PlayerEvent]:
    """What happens until an event of this kind."""
    seen: list[PlayerEvent] = []
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        for event in player.poll():
            seen.append(event)
            if isinstance(event, until):
                return seen
        time.sleep(0.01)
    raise AssertionError(f"no {until} in {within_s} s, only {seen}")


def load(player: WorkerPlayer, bag: SealedBag, part: Part | None = None) -> None:
    part = part or bag.sequence.parts[1]
    player.load(bag.media(part), part, "en")
    follow(player, Ready)


def test_nothing_moves_before_it_is_told(player: WorkerPlayer, short_bag: SealedBag):
    load(player, short_bag)
    assert player.poll() == ()
    assert player.position_ms() == 0
    first = player.latest_frame()
    assert first is not None
    assert (first.width, first.height, first.channels, len(first.pixels)) == (320, 180, 4, 320 * 180 * 4)


def test_a_part_plays_from_its_start_to_its_end(player: WorkerPlayer, short_bag: SealedBag):
    part = short_bag.sequence.parts[0]
    load(player, short_bag, part)
    player.play()
    events = follow(player, OUTCOMES)
    assert events[0] == Started()
    assert [event.cue_id for event in events if isinstance(event, CueReached)] == ["arrive", "rise"]
    assert isinstance(events[-1], Ended)
    time.sleep(0.3)
    assert player.poll() == ()
    last = player.latest_frame()
    assert last is not None
    assert player.latest_frame(last.sequence) is None


def test_a_pause_holds_until_told_to_go_on(player: WorkerPlayer, short_bag: SealedBag):
    load(player, short_bag)
    player.play()
    player.pause()
    events = follow(player, (Paused, Ended))
    paused_ms = player.position_ms()
    assert isinstance(events[-1], Paused)
    time.sleep(0.4)
    assert player.poll() == ()
    assert player.position_ms() == paused_ms
    player.resume()
    events = follow(player, OUTCOMES)
    assert isinstance(events[0], Resumed)
    assert isinstance(events[-1], Ended)


def test_a_stop_ends_it_and_keeps_the_picture(player: WorkerPlayer, short_bag: SealedBag):
    load(player, short_bag)
    player.play()
    player.pause()
    follow(player, Paused)
    player.stop(100)
    assert isinstance(follow(player, OUTCOMES)[-1], Stopped)
    assert player.latest_frame() is not None
    player.resume()
    time.sleep(0.2)
    assert player.poll() == ()


def test_another_part_can_follow(player: WorkerPlayer, short_bag: SealedBag):
    for _ in range(2):
        load(player, short_bag)
        player.play()
        assert isinstance(follow(player, OUTCOMES)[-1], Ended)


def test_a_cut_off_file_is_an_early_end_or_a_refusal(player: WorkerPlayer, short_bag: SealedBag, tmp_path: Path):
    part = short_bag.sequence.parts[0]
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(short_bag.media(part).read_bytes())
    damage(cut, 0.5)
    player.load(cut, part, "da")
    follow(player, Ready)
    player.play()
    outcome = follow(player, OUTCOMES)[-1]
    assert isinstance(outcome, EndedEarly)
    assert outcome.planned_ms - outcome.at_ms > 500


@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"RIFF....WAVEfmt " * 40])
def test_garbage_fails_in_one_word(player: WorkerPlayer, short_bag: SealedBag, tmp_path: Path, content: bytes):
    garbage = tmp_path / "garbage.mkv"
    garbage.write_bytes(content)
    player.load(garbage, short_bag.sequence.parts[0], "da")
    assert follow(player, OUTCOMES)[-1] == Failed("media", 0)


def test_a_killed_process_is_told_within_two_seconds(player: WorkerPlayer, short_bag: SealedBag):
    load(player, short_bag)
    player.play()
    follow(player, Started)
    player.pause()
    follow(player, Paused)
    pid = player.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    outcome = follow(player, OUTCOMES, within_s=2)[-1]
    assert isinstance(outcome, Failed)
    assert outcome.code == "worker_lost"


def test_it_can_be_closed_again_and_again(player: WorkerPlayer, short_bag: SealedBag):
    load(player, short_bag)
    player.close()
    player.close()
    assert player.poll() == ()
    assert player.latest_frame() is None
    player.play()


def test_fewer_pictures_than_the_manifest_says_are_found_by_the_dry_run(short_bag: SealedBag):
    player = open_player("null")
    part = short_bag.sequence.parts[1]
    player.load(short_bag.media(part), replace(part, frames=part.frames + 1), "da")
    follow(player, Ready)
    player.play()
    outcome = follow(player, OUTCOMES)[-1]
    player.close()
    assert isinstance(outcome, Failed)
    assert outcome.code == "counts"


def test_there_is_no_other_player():
    with pytest.raises(ValueError, match="qt"):
        open_player("qt")


def test_without_libvlc_it_says_so(short_bag: SealedBag, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PYTHON_VLC_LIB_PATH", str(tmp_path / "nowhere.so"))
    player = open_player("vlc")
    part = short_bag.sequence.parts[0]
    player.load(short_bag.media(part), part, "da")
    outcome = follow(player, OUTCOMES)[-1]
    player.close()
    assert outcome == Failed("library_missing", 0)
