"""The Body room as a therapist uses it, on a real bag and a real player."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel
from pytestqt.qtbot import QtBot
from tests.lab.short_bag import damage, seal_again
from tests.ui.hands import Hands

from samklang.bootstrap import SamklangHouse
from samklang.engine.ports import Player
from samklang.playback.player import WorkerPlayer, open_player
from samklang.ui import theme
from samklang.ui.body.deck import GUARD_MS, Step
from samklang.ui.body.room import BodyRoom
from samklang.ui.shell import Shell


class QuietHouse(SamklangHouse):
    """The real house, its player without a sound device: test machines have none, and it would be said."""

    def open_player(self, backend: str = "vlc") -> Player:
        return open_player(backend, ("--aout=dummy",))


@pytest.fixture
def bag(short_folder: Path, tmp_path: Path) -> Path:
    """The short sequence in the user's own folder, where the catalogue finds it first."""
    folder = tmp_path / "media" / "a-short-one"
    folder.parent.mkdir()
    shutil.copytree(short_folder, folder)
    return folder


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, bag: Path) -> Iterator[tuple[Hands, BodyRoom]]:
    """A window with the Body room alone."""
    theme.apply(qapp)
    room = BodyRoom(QuietHouse("en", folder=bag.parents[1]))
    shell = Shell(room.house, {room.room_id: lambda _: room})
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    shell.show_room(room.room_id)  # entered now, not once the window has been seen
    yield Hands(qtbot, shell), room
    shell.close()


def ready(hands: Hands, room: BodyRoom) -> None:
    hands.until(lambda: room.step is Step.READY, within_s=40)


def playing(hands: Hands, room: BodyRoom) -> None:
    ready(hands, room)
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: room.step is Step.PLAYING, within_s=40)


def test_it_is_verified_before_it_can_be_started(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    assert room.primary_enabled is False
    ready(user, room)
    assert room.primary_text == "Start"
    assert user.shell.line.startswith("Ready.")
    assert "The sequence is whole: version 1.2.3, checked 10 files." in words(room)
    assert any("Placeholder voice" in line for line in words(room))
    user.until(lambda: room.view.surface.has_picture)


def words(room: BodyRoom) -> list[str]:
    """What stands in the room's labels now."""
    return [label.text() for label in room.findChildren(QLabel) if label.isVisibleTo(room)]


def test_space_starts_it_and_a_double_press_does_not_pause_it(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    playing(user, room)
    user.press(Qt.Key.Key_Space)
    assert room.step is Step.PLAYING
    assert room.primary_enabled is False
    user.until(lambda: room.primary_enabled, within_s=GUARD_MS / 1000 + 5)
    assert room.primary_text == "Pause"
    user.press(Qt.Key.Key_Space)
    user.until(lambda: room.step is Step.PAUSED)
    user.until(lambda: room.primary_enabled, within_s=GUARD_MS / 1000 + 5)
    assert (room.primary_text, user.shell.line) == ("Go on", "Paused.")
    user.press(Qt.Key.Key_Space)
    user.until(lambda: room.step is Step.OVER, within_s=40)
    assert room.records[-1].outcome == "ended"
    assert len(room.records[-1].pauses) == 1


def test_captions_cues_and_countdown_follow(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    playing(user, room)
    user.until(lambda: room.view.caption.text() in {"Yes.", "Up."})
    user.until(lambda: room.deck.cue == 1)
    assert "The arms, standing" in words(room)
    assert "Some would rather stay seated. That is quite all right." in words(room)
    assert any(line.startswith("0:0") for line in words(room))
    user.until(lambda: room.step is Step.OVER, within_s=40)


def test_after_the_first_part_the_second_is_the_next_step(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    playing(user, room)
    user.until(lambda: room.step is Step.OVER, within_s=40)
    assert user.shell.line.startswith("Played to the end")
    assert room.primary_text == "Start"
    before = room.view.surface.number
    user.press(Qt.Key.Key_Space)
    ready(user, room)
    user.until(lambda: room.view.surface.number < before)
    assert room.deck.part is not None
    assert room.deck.part.id == "scan"


def test_a_gentle_stop_keeps_the_picture(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    playing(user, room)
    user.press(Qt.Key.Key_S)
    user.until(lambda: room.step is Step.OVER, within_s=40)
    assert room.records[-1].outcome == "stopped"
    assert user.shell.line == "Stopped. The picture stays."
    assert room.view.surface.has_picture
    assert room.primary_text == "Play again"


def test_the_participants_window_shows_picture_and_caption_and_no_number(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    ready(user, room)
    user.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    user.until(room.shared_window.isVisible)
    user.until(lambda: room.shared_window.view.surface.has_picture)
    playing(user, room)
    user.until(lambda: room.shared_window.view.caption.text() == "Yes.")
    shown = "".join(label.text() for label in room.shared_window.findChildren(QLabel))
    assert not any(sign.isdigit() for sign in shown)


def test_captions_and_times_can_be_hidden_and_that_is_remembered(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    ready(user, room)
    for box in room.findChildren(QCheckBox):
        box.click()
    assert not room.view.caption.isVisibleTo(room)
    assert not any(line.startswith("0:0") for line in words(room))
    settings = room.house.settings
    assert (settings.get("body.captions", True), settings.get("body.times", True)) == (False, False)


def test_everything_has_a_name_for_a_screen_reader(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    ready(user, room)
    assert all(box.accessibleName() for box in room.findChildren(QComboBox))
    assert room.view.surface.accessibleName()


def test_another_language_is_taken_at_once(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    ready(user, room)
    user.shell.change_language("da")
    ready(user, room)  # the part is put on again, with the Danish voice
    assert room.primary_text == "Start"
    assert user.shell.line.startswith("Klar.")
    assert any("Foreløbig computerstemme" in line for line in words(room))


def test_the_voice_follows_the_language_until_one_is_chosen_by_hand(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    ready(user, room)
    voice = next(box for box in room.findChildren(QComboBox) if box.findData("en") >= 0)
    assert voice.currentData() == "en"
    user.shell.change_language("da")
    assert voice.currentData() == "da"
    voice.setCurrentIndex(voice.findData("en"))
    voice.activated.emit(voice.currentIndex())
    user.shell.change_language("nb")
    assert voice.currentData() == "en"


def test_a_killed_player_is_said_within_two_seconds_and_the_window_lives(hands: tuple[Hands, BodyRoom]):
    user, room = hands
    playing(user, room)
    player = room.deck._player
    assert isinstance(player, WorkerPlayer)
    assert player.pid is not None
    os.kill(player.pid, signal.SIGKILL)
    user.until(lambda: room.step is Step.OVER, within_s=2)
    assert user.shell.line.startswith("Playing has stopped working and was closed.")
    assert room.records[-1].outcome == "failed:worker_lost"
    assert room.primary_text == "Play again"
    user.press(Qt.Key.Key_Space)
    ready(user, room)


def test_a_changed_file_is_named_and_nothing_plays(hands: tuple[Hands, BodyRoom], bag: Path):
    user, room = hands
    ready(user, room)
    damage(bag / "data/media/scan.mkv", 0.9)
    room.enter()
    user.until(lambda: room.primary_text == "Try again")
    assert "data/media/scan.mkv: this file has been changed." in user.shell.line
    assert room.step is Step.EMPTY


def test_an_early_end_is_the_alarm(hands: tuple[Hands, BodyRoom], bag: Path):
    user, room = hands
    ready(user, room)
    damage(bag / "data/media/movement.mkv", 0.5)
    seal_again(bag)
    room.enter()
    ready(user, room)
    user.press(Qt.Key.Key_Space)
    user.until(lambda: room.step is Step.OVER, within_s=40)
    assert user.shell.line.startswith("The sequence ended too early, at 0:0")
    assert room.records[-1].outcome == "ended_early"
