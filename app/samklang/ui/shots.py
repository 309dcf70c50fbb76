"""Pictures of every screen at the moments that matter, offscreen, from the real engine, vault and demo devices."""

import logging
import os
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from samklang.domain.live import DEMO_ID
from samklang.domain.programme import PhaseKind
from samklang.domain.session import Session
from samklang.domain.session.commands import (
    ArriveParticipant,
    Care,
    CloseSession,
    Command,
    NextPhase,
    Pause,
    Reflect,
    Resume,
    StartTurn,
)
from samklang.engine.house import House
from samklang.engine.live_check import Plan, Step
from samklang.ui.application import application, build_shell
from samklang.ui.body.deck import Step as BodyStep
from samklang.ui.body.room import BodyRoom
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.prepare.technician.claps import ClapTool
from samklang.ui.prepare.technician.soak import SoakTool
from samklang.ui.prepare.technician.tool import Tool
from samklang.ui.session.pages import Page
from samklang.ui.session.room import SessionRoom
from samklang.ui.shot_camera import SETTLE_S, Camera, run_events, wait_for
from samklang.ui.staging import NAMES, SESSION, StagedClock, lead_and_be_killed
from samklang.ui.staging_check import MEETING, SETTING, lay_out_taps, save_older_good, say_noticed
from samklang.ui.staging_technician import (
    SYNC,
    OnBattery,
    bind_rig,
    find_fault,
    find_mended,
    soak_result,
    write_history,
)

T = TypeVar("T", bound=Tool)

_log = logging.getLogger(__name__)

_CLAP_S = 1.0
"""So long after the first claps could be heard; nobody claps at demo devices."""

_PLAY_S = 6.0
"""So far into the sequence its picture shows a movement."""
_MINUTE_S = 60
_MOST_STEPS = 20


def _take_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Log what Qt says, all but the offscreen platform's remarks about windows it does not have."""
    if not message.startswith("This plugin does not support"):
        _log.log(logging.DEBUG if kind is QtMsgType.QtDebugMsg else logging.WARNING, "Qt: %s", message)


class Stage:
    """The real window on demo devices, a private vault and a clock that can be moved; a context manager.

    Args:
        house: The user's; nothing of the user's is read or written.
        folder: Where the pictures go; made if missing.
        languages: Each picture is taken in each; the first is the stage's own.
        text_percents: Each picture is taken in each size.
    """

    def __init__(self, house: House, folder: Path, languages: Sequence[str], text_percents: Sequence[int]) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        folder.mkdir(parents=True, exist_ok=True)
        qInstallMessageHandler(_take_qt_message)
        self._app = application()
        self._private = tempfile.TemporaryDirectory(prefix="samklang-")
        self._clock = StagedClock()
        self.house = house.staged(Path(self._private.name), self._clock).in_language(languages[0])
        self.house.settings.put({"prepare.microphone": DEMO_ID, "prepare.camera": DEMO_ID})
        self.shell = build_shell(self.house, check_plan=Plan(quiet_s=2.0, speak_s=4.0))
        self.camera = Camera(self.shell, folder, languages, text_percents)
        self.prepare = self.shell.room_of(PrepareRoom)
        self.session = self.shell.room_of(SessionRoom)
        self.body = self.shell.room_of(BodyRoom)

    def __enter__(self) -> Self:
        self.shell.show()
        return self

    def __exit__(self, *_: object) -> None:
        self.shell.close()
        run_events(SETTLE_S)
        self.shell.deleteLater()
        run_events(SETTLE_S)
        self._private.cleanup()
        qInstallMessageHandler(None)

    def show_prepare(self) -> None:
        """Before, during and after a check."""
        room = self.prepare
        self.shell.show_room("prepare")
        wait_for("the list of devices", lambda: room.choice.known and room.primary_enabled)
        self.camera.take("prepare-before")
        room.trigger_primary()
        wait_for("somebody speaking", lambda: room.step is Step.SPEAK)
        run_events(1.5)
        self.camera.take("prepare-checking")
        wait_for("the verdict", lambda: room.step in (Step.DONE, Step.BROKEN))
        self.camera.take("prepare-verdict")

    def show_guided_check(self) -> None:
        """What else a check of the microphone comes to, after the verdict of `show_prepare`.

        What demo devices do not have is laid over them: a system volume, several microphones, an older good check.
        """
        room, pages = self.prepare, self.prepare.pages
        wait_for("something to hear", lambda: bool(room.course.offers.clips))
        save_older_good(self.house, room.report)
        room.course.load_good()
        self.camera.take("prepare-differences")
        self.camera.take("prepare-watch", lambda: say_noticed(room))
        room.begin_joining()
        pages.join.field.setText(MEETING)
        self.camera.take("prepare-join")
        room.back_to_check()
        room.course.forget()
        room.say("")
        self.camera.take("prepare-again", lambda: pages.setting.show_setting(SETTING, room.wording))
        room.trigger_primary()
        wait_for("the silence", lambda: room.step is Step.QUIET)
        self.camera.take("prepare-silence")
        room.trigger_primary()
        self.camera.take("prepare-tap", lambda: lay_out_taps(room))

    def show_picture_check(self) -> None:
        """What else a check of the picture comes to, after the verdict of `show_prepare`: a finding, before and now.

        What the demo camera does not have is laid over it.
        """
        room, pages = self.prepare, self.prepare.pages
        as_it_was = find_fault(room)
        self.camera.take("prepare-picture")
        wait_for("the picture", lambda: pages.picture.view.has_picture)
        find_mended(room, as_it_was)
        self.camera.take("prepare-before-after", lambda: pages.result.after.compare_button.setChecked(True))
        pages.result.after.compare_button.setChecked(False)

    def show_technician(self) -> None:
        """The laptop's line before a check, and what stands behind it."""
        room = self.prepare
        room.back_to_check()
        watched, room.course.beneath = room.course.beneath, OnBattery()
        self.camera.take("prepare-laptop")
        self._show_technician()
        room.course.beneath = watched
        room.back_to_check()

    def _show_technician(self) -> None:
        """Each of the technician's pages, those that run something in the middle of it and after it."""
        room = self.prepare
        bind_rig(self.house)
        write_history(self.house, room)
        room.choice.read_rigs(anew=True)
        for tool_id in ("rig", "history"):
            room.open_technician(tool_id)
            self.camera.take(f"technician-{tool_id}")
        room.open_technician("laptop")
        room.trigger_primary()
        self.camera.take("technician-laptop")
        room.open_technician("claps")
        room.trigger_primary()
        run_events(_CLAP_S)
        self.camera.take("technician-claps")
        claps = _tool(room, ClapTool)
        room.trigger_primary()
        claps.take_result(SYNC)
        self.camera.take("technician-claps-result")
        room.open_technician("soak")
        room.trigger_primary()
        wait_for("the test", lambda: _tool(room, SoakTool).progress.passed_s > _CLAP_S)
        self.camera.take("technician-soak")
        room.trigger_primary()
        _tool(room, SoakTool).show_result(soak_result(self.house, room))
        self.camera.take("technician-soak-result")
        dslr = next(rig for rig in room.choice.rigs if rig.camera.dslr is not None)
        room.choice.take_rig(dslr, None, None)
        room.open_technician("dslr")
        self.camera.take("technician-dslr")

    def show_start(self) -> None:
        """Before a session, its roll call and theme; that session is then closed."""
        session = self.session
        self.shell.show_room("session")
        wait_for("the vault", lambda: session.page is Page.START)
        session.prepare_start(SESSION, NAMES)
        self.camera.take("session-start")
        session.trigger_primary()
        wait_for("the session", lambda: session.page is Page.RUNNING)
        for participant in ("p1", "p2", "p3"):
            self._give(ArriveParticipant(participant))
        self.camera.take("session-roll-call")
        self._give(NextPhase())
        self.camera.take("session-theme")
        self._give(CloseSession())

    def show_killed(self) -> int:
        """A process that leads a session is killed in the middle of a turn, and the window goes on with it.

        Returns:
            How many events had been acknowledged to the killed process.

        Raises:
            RuntimeError: One of them is gone.
        """
        session = self.session
        session.close_vault()
        acknowledged = lead_and_be_killed(self.house, Path(self._private.name))
        self.shell.show_room("session")
        wait_for("the unfinished session", lambda: session.page is Page.REOPEN)
        self.camera.take("session-reopen")
        session.trigger_primary()
        wait_for("the session again", lambda: session.page is Page.RUNNING)
        now = session.now()
        if session.position <= acknowledged or now is None or now.turn is None or now.turn.participant != "p1":
            raise RuntimeError("the session did not come back as it was stored")
        self.camera.take("session-reopened")
        return acknowledged

    def show_rest_of_session(self) -> None:
        """The turn that was cut off, a pause, care, an overrun, and the end."""
        session, clock = self.session, self._clock
        clock.advance(9 * _MINUTE_S)
        self.camera.take("session-turn")
        session.trigger_primary()
        self._give(Reflect("p4"))
        clock.advance(2 * _MINUTE_S)
        self.camera.take("session-reflections")
        for name, command in (("session-pause", Pause()), ("session-care", Care("p6"))):
            self._give(command)
            self.camera.take(name)
            self._give(Resume())
        session.trigger_primary()
        wait_for("the rounding off", lambda: _stage(session) == "rounding_off")
        session.trigger_primary()
        wait_for("the end of the turn", lambda: not _stage(session))
        self._give(StartTurn("p6"))
        clock.advance(24 * _MINUTE_S)
        self.camera.take("session-overtime")
        self._finish()
        self.camera.take("session-summary")

    def show_body(self) -> None:
        """Before playing, while and halted; a machine without a player or a sequence shows what it says then."""
        body = self.body
        # A voice chosen by hand stays: no part is put on anew while the pictures change languages.
        self.house.settings.put({"body.voice": self.house.wording.language})
        self.shell.show_room("body")
        wait_for("the sequence", lambda: body.step is not BodyStep.LOADING and body.primary_enabled)
        self.camera.take("body-before")
        if self._body_is_at(BodyStep.READY):
            body.trigger_primary()
            wait_for("the play", lambda: body.step in (BodyStep.PLAYING, BodyStep.OVER))
            run_events(_PLAY_S)
            self.camera.take("body-playing")
        if self._body_is_at(BodyStep.PLAYING):
            body.trigger_primary()
            wait_for("the halt", lambda: body.step is BodyStep.PAUSED)
            self.camera.take("body-paused")

    def _body_is_at(self, step: BodyStep) -> bool:
        return self.body.step is step

    def show_others(self) -> None:
        """The rooms without a story."""
        for room_id in ("courses", "settings"):
            self.shell.show_room(room_id)
            self.camera.take(room_id)

    def _finish(self) -> None:
        """Go on with the primary button, leaving those who have not had a turn, until the summary is shown."""
        session = self.session
        for _ in range(_MOST_STEPS):
            if session.page is Page.SUMMARY:
                return
            self._clock.advance(1.5 * _MINUTE_S)
            now = session.now()
            if now is not None and now.turn is None and now.people_left and now.phase_kind == PhaseKind.TURNS:
                self._give(NextPhase())
            else:
                before = session.session, session.asking
                session.trigger_primary()
                wait_for("the next step", partial(_went_on, session, before))

    def _give(self, command: Command) -> None:
        """Ask, and wait until the room shows it: a press before that would be about the moment before."""
        before = self.session.session
        self.session.command(command)
        wait_for(type(command).__name__, lambda: self.session.session is not before)


def _tool(room: PrepareRoom, kind: type[T]) -> T:
    """The technician's page that is shown.

    Raises:
        TypeError: It is another one.
    """
    shown = None if room.pages.workbench is None else room.pages.workbench.shown
    if not isinstance(shown, kind):
        raise TypeError(f"not {kind.__name__}")
    return shown


def _stage(session: SessionRoom) -> str:
    now = session.now()
    return now.turn.stage if now is not None and now.turn is not None else ""


def _went_on(session: SessionRoom, before: tuple[Session | None, bool]) -> bool:
    return session.session is not before[0] or session.asking is not before[1]


def take_shots(
    house: House, folder: Path, languages: Sequence[str] = ("da", "en"), text_percents: Sequence[int] = (100,)
) -> tuple[Path, ...]:
    """Write every screen as PNG into `folder`, made if missing; the user's own vault and settings are not touched.

    Raises:
        Refused: The programme or the vault cannot be used.
        RuntimeError: A screen did not come up.
        OSError: A picture could not be written.
    """
    with Stage(house, folder, languages, text_percents) as stage:
        stage.show_prepare()
        stage.show_picture_check()
        stage.show_guided_check()
        stage.show_technician()
        stage.show_start()
        stage.show_killed()
        stage.show_rest_of_session()
        stage.show_body()
        stage.show_others()
        return tuple(stage.camera.taken)
