"""The Session room as two therapists use it: by keyboard alone, cut off, corrected, and when the disk says no."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.hands import Hands

from samklang.bootstrap import SamklangHouse
from samklang.domain.session.commands import ArriveParticipant, Care, Command, Pause, Resume, StartTurn
from samklang.domain.session.overview import Overview, TurnOverview
from samklang.engine.ports import Entry, EventLog, NewEntry, Refused
from samklang.store.memory import MemoryEventLog
from samklang.ui.session.pages import Page
from samklang.ui.session.room import SessionRoom
from samklang.ui.session.saving import write_summary
from samklang.ui.session.words import initials, matches
from samklang.ui.shell import Shell
from samklang.ui.staging import lead_and_be_killed

CTRL = Qt.KeyboardModifier.ControlModifier
Together = tuple[Hands, SessionRoom]


def now(room: SessionRoom) -> Overview:
    overview = room.now()
    assert overview is not None
    return overview


def turn(room: SessionRoom) -> TurnOverview:
    on = now(room).turn
    assert on is not None
    return on


def begin(hands: Hands, room: SessionRoom, names: Sequence[str], session: str = "conversation-2") -> None:
    room.prepare_start(session, names)
    room.setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: room.page is Page.RUNNING)


def give(hands: Hands, room: SessionRoom, command: Command) -> None:
    before = room.session
    room.command(command)
    hands.until(lambda: room.session is not before)


def pick(hands: Hands, room: SessionRoom, typed: str) -> None:
    before = room.session
    hands.press(Qt.Key.Key_I)
    hands.type(typed)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: room.session is not before)


def go_on(hands: Hands, room: SessionRoom) -> None:
    before = room.session
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: room.session is not before)


def test_a_whole_session_by_keyboard_alone(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna Berg", "Bo", "Cecilie"])
    for typed in ("ab", "bo", "ce"):
        pick(hands, room, typed)  # the roll call
    for kind in ("theme", "turns"):
        go_on(hands, room)
        assert now(room).phase_kind == kind
    hands.press(Qt.Key.Key_Space)  # "choose who begins" leads to the field; the space bar still is not typing there
    hands.type("b")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: now(room).turn is not None)
    assert turn(room).participant == "p2"
    hands.press(Qt.Key.Key_P)
    hands.until(lambda: now(room).pause is not None)
    hands.press(Qt.Key.Key_P)
    hands.until(lambda: now(room).pause is None)
    hands.press(Qt.Key.Key_Space)  # open for reflections
    assert room.asking
    hands.type("ann")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: turn(room).stage == "reflecting")
    hands.press(Qt.Key.Key_Z, CTRL)
    hands.until(lambda: turn(room).stage == "speaking")
    hands.press(Qt.Key.Key_Y, CTRL)
    hands.until(lambda: turn(room).speaker == "p1")
    assert room._running._seats.row_of("p2").main.accessibleName().startswith("Bo: Har sin tur")
    go_on(hands, room)
    assert turn(room).stage == "rounding_off"
    go_on(hands, room)
    assert now(room).participant("p2").status == "done"
    for typed in ("ab", "ce"):
        pick(hands, room, typed)
        hands.press(Qt.Key.Key_Space)
        go_on(hands, room)
        go_on(hands, room)
    go_on(hands, room)
    assert now(room).phase_kind == "closing"
    go_on(hands, room)
    hands.until(lambda: room.page is Page.SUMMARY)
    assert [person.status for person in now(room).participants] == ["done"] * 3
    assert hands.shell.line == room.wording("session.summary.closed")


def test_the_space_bar_types_a_space_in_a_name(session_hands: Together):
    hands, room = session_hands
    room.prepare_start("conversation-1", [])
    hands.focus()
    names = room._start._names
    names.setFocus()
    hands.type("Anna B")
    assert room._start.names == ("Anna B",)
    assert room.page is Page.START


def test_what_is_missing_before_the_start_is_said(session_hands: Together):
    hands, room = session_hands
    assert not room.primary_enabled
    assert hands.shell.line == room.wording("session.start.no_names")
    room.prepare_start("conversation-1", ["Bo", "bo"])
    assert not room.primary_enabled
    assert hands.shell.line == room.wording("session.start.same_name", name="bo")


def test_an_unclear_name_is_asked_about_and_changes_nothing(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Anne"])
    before = room.position
    hands.press(Qt.Key.Key_I)
    hands.type("an")
    hands.press(Qt.Key.Key_Return)
    assert hands.shell.line == room.wording("session.find.several", names="Anna, Anne")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_I)
    hands.type("x")
    hands.press(Qt.Key.Key_Return)
    assert hands.shell.line == room.wording("session.find.nobody", typed="x")
    assert room.position == before


def test_names_are_found_by_their_beginning_or_initials():
    names = {"p1": "Anna Berg", "p2": "Bo", "p3": "Åse-Marie Holm", "p4": "Birgit"}
    assert initials("Åse-Marie Holm") == "ÅMH"
    assert matches("ab", names) == ("p1",)
    assert matches("åse", names) == ("p3",)
    assert matches("BO", names) == ("p2",)
    assert matches("b", names) == ("p2", "p4")
    assert matches("bi", names) == ("p4",)
    assert matches(" ", names) == ()


def test_a_refused_command_is_one_calm_line(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    room.command(Resume())
    hands.until(lambda: bool(hands.shell.line))
    assert "{" not in hands.shell.line
    assert "cli_session" not in hands.shell.line


def test_care_stops_everything_for_the_person_chosen(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    give(hands, room, StartTurn("p2"))
    hands.press(Qt.Key.Key_C)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Bo", "Anna"]
    menu.actions()[1].trigger()
    menu.close()
    hands.until(lambda: now(room).pause is not None)
    pause = now(room).pause
    assert pause is not None
    assert pause.care == "p1"
    assert room.primary_text == room.wording("session.next.resume")


def test_only_what_can_be_done_is_offered_about_a_person(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    give(hands, room, ArriveParticipant("p1"))
    words = room.wording
    offered = [action.text() for action in room._running.menu_for("p1").actions()]
    assert words("session.do.leave") in offered
    assert words("session.do.arrive") not in offered
    assert words("session.do.back") not in offered
    offered_expected = [action.text() for action in room._running.menu_for("p2").actions()]
    assert words("session.do.arrive") in offered_expected


def test_somebody_nobody_expected_is_welcomed(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna"])
    room._running._new.click()
    hands.type("Dan")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: len(now(room).participants) == 2)
    assert now(room).participants[1].name == "Dan"


def test_times_can_be_hidden_and_stay_hidden(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna"])
    assert room._running._clocks._all.isVisible()
    room._actions._times.click()
    assert not room._running._clocks._all.isVisible()
    assert room.house.settings.get("session.hide_timers", False)


def test_a_session_whose_process_was_killed_goes_on_where_it_was(qtbot: QtBot, house: SamklangHouse, tmp_path: Path):
    acknowledged = lead_and_be_killed(house, tmp_path)
    room = SessionRoom(house)
    shell = Shell(house, {room.room_id: lambda _: room})
    qtbot.addWidget(shell)
    shell.show()
    hands = Hands(qtbot, shell)
    hands.until(lambda: room.page is Page.REOPEN)
    room.trigger_primary()
    hands.until(lambda: room.page is Page.RUNNING)
    assert room.position == acknowledged + 1
    assert turn(room).participant == "p1"
    away = now(room).away
    assert away is not None
    gap_ms = away.reopened_ms - away.last_ms
    assert gap_ms >= 42_000
    assert "Anna Berg" in room._gap.text
    booked_before = now(room).participant("p1").turn_ms
    assert booked_before >= gap_ms
    before = room.session
    room._gap._out.click()
    hands.until(lambda: room.session is not before)
    assert now(room).participant("p1").turn_ms < booked_before - gap_ms + 10_000
    shell.close()


def test_an_unfinished_session_can_be_left_for_a_new_one(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    room.close_vault()
    hands.shell.show_room("session")
    hands.until(lambda: room.page is Page.REOPEN)
    room._reopen._leave.click()
    assert room.page is Page.START
    assert room._start.names == ("Anna", "Bo")


@dataclass(frozen=True)
class HouseWithLog(SamklangHouse):
    """The real house, but the vault is this log, and opening it takes a while."""

    log: EventLog | None = None
    slow_s: float = 0

    def open_vault(self, _path: Path | None = None) -> EventLog:
        time.sleep(self.slow_s)
        if self.log is None:
            raise Refused("Disken svarer ikke.")
        return self.log


class FullLog(MemoryEventLog):
    """A log whose disk fills up when told."""

    full = False

    def append(self, session_id: str, after: int, entries: Sequence[NewEntry]) -> tuple[Entry, ...]:
        if self.full:
            raise Refused("Disken er fuld.")
        return super().append(session_id, after, entries)


def window_on(qtbot: QtBot, house: SamklangHouse) -> tuple[Hands, SessionRoom]:
    room = SessionRoom(house)
    shell = Shell(house, {room.room_id: lambda _: room})
    qtbot.addWidget(shell)
    shell.show()
    return Hands(qtbot, shell), room


def test_a_full_disk_is_said_at_once_and_nothing_is_shown_as_done(qtbot: QtBot, tmp_path: Path):
    log = FullLog()
    hands, room = window_on(qtbot, HouseWithLog(folder=tmp_path, log=log))
    hands.until(lambda: room.page is Page.START)
    begin(hands, room, ["Anna", "Bo"])
    before = room.position
    log.full = True
    room.command(Pause())
    hands.until(lambda: "Disken er fuld." in hands.shell.line)
    assert now(room).pause is None
    assert room.position == before
    log.full = False
    give(hands, room, Pause())
    assert now(room).pause is not None
    hands.shell.close()


def test_the_window_lives_while_the_vault_opens(qtbot: QtBot, tmp_path: Path):
    house = HouseWithLog(folder=tmp_path, log=MemoryEventLog(), slow_s=1.0)
    beats = [time.monotonic()]
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start(10)
    hands, room = window_on(qtbot, house)
    assert room.page is Page.OPENING
    hands.until(lambda: room.page is Page.START)
    timer.stop()
    longest = max(later - earlier for earlier, later in pairwise(beats))
    assert longest < house.slow_s / 2, "the window stood still while the vault was opened"
    hands.shell.close()


def test_a_vault_that_does_not_open_is_said_and_can_be_done_without(qtbot: QtBot, tmp_path: Path):
    hands, room = window_on(qtbot, HouseWithLog(folder=tmp_path))
    hands.until(lambda: room.page is Page.VAULT_CLOSED)
    assert "Disken svarer ikke." in room._opening.text()
    assert room.primary_text == room.wording("session.try_again")
    room._unstored.click()
    hands.until(lambda: room.page is Page.START)
    assert hands.shell.line == room.wording("session.not_stored")
    hands.shell.close()


def test_a_session_of_a_later_version_is_said_in_the_users_language(qtbot: QtBot, tmp_path: Path):
    log = MemoryEventLog()
    log.append("s1", 0, [NewEntry("e1", "from_tomorrow", 1, 0, 0, "a co-facilitator", b"{}")])
    hands, room = window_on(qtbot, HouseWithLog(folder=tmp_path, log=log))
    hands.until(lambda: room.page is Page.VAULT_CLOSED)
    assert "en nyere udgave af Samklang" in room._opening.text()
    hands.shell.close()


def test_the_summary_is_saved_where_asked(session_hands: Together, tmp_path: Path):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    give(hands, room, Care("p1"))
    for _ in range(3):
        go_on(hands, room)
    assert room.session is not None
    for form in ("html", "json"):
        path = tmp_path / f"summary.{form}"
        write_summary(room, room.session, room.events(), path, form)
        assert "Anna" in path.read_text(encoding="utf-8")
    write_summary(room, room.session, room.events(), tmp_path / "no" / "folder.html", "html")
    hands.until(lambda: room.wording("session.summary.not_saved", reason="").split("{")[0][:20] in hands.shell.line)


def test_another_language_in_the_middle_of_a_turn(session_hands: Together):
    hands, room = session_hands
    begin(hands, room, ["Anna", "Bo"])
    give(hands, room, StartTurn("p1"))
    hands.shell.change_language("sv")
    assert room.primary_text == "Öppna för reflektioner"
    assert room._running._chip.accessibleName() == "Har ordet"
    assert turn(room).participant == "p1"


def test_a_start_that_is_refused_can_be_put_right(session_hands: Together):
    hands, room = session_hands
    room.prepare_start("conversation-1", ["A" * 2000])
    room.setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: bool(hands.shell.line) or room.page is Page.RUNNING)
    assert room.page is Page.START
    assert room.primary_enabled
    room._start._names.setPlainText("Anna")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: room.page is Page.RUNNING)


def test_names_can_be_typed_at_once(session_hands: Together):
    hands, room = session_hands
    hands.type("Anna B")
    hands.press(Qt.Key.Key_Return)
    hands.type("Bo")
    assert room._start.names == ("Anna B", "Bo")
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.until(lambda: room.page is Page.RUNNING)
