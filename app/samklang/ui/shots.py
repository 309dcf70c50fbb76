"""Pictures of every screen at the moments that matter, offscreen, from the real engine, vault and demo devices."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from samklang.domain.live import DEMO_ID
from samklang.domain.session.commands import (
    ArriveParticipant,
    Care,
    CloseSession,
    Command,
    NextPhase,
    Pause,
    Reflect,
    Resume,
)
from samklang.engine.house import House
from samklang.engine.live_check import Plan, Step
from samklang.ui.application import WINDOW_SIZE_PX, application, build_shell
from samklang.ui.body.room import BodyRoom
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.session.room import Page, SessionRoom
from samklang.ui.shell import Shell
from samklang.ui.staging import NAMES, SESSION, StagedClock, lead_and_be_killed

_SETTLE_S = 0.25
"""After a change everything is laid out anew; a wrapped line may ask for its height twice."""

_PATIENCE_S = 60.0


class Camera:
    """Takes pictures of one window in several languages and text sizes."""

    def __init__(self, shell: Shell, folder: Path, languages: Sequence[str], text_percents: Sequence[int]) -> None:
        self._shell = shell
        self._folder = folder
        self._languages = tuple(languages)
        self._text_percents = tuple(text_percents)
        self._house_settings = shell.house.settings
        self.taken: list[Path] = []

    def take(self, name: str) -> None:
        """Take what is shown now as `NAME-LANGUAGE[-PERCENT].png`, in every language and size."""
        for percent in self._text_percents:
            self._house_settings.put({"shell.text_percent": percent})
            self._shell.apply_settings()
            for language in self._languages:
                self._shell.change_language(language)
                self._shell.resize(*WINDOW_SIZE_PX)
                run_events(_SETTLE_S)
                size = "" if percent == self._text_percents[0] else f"-{percent}"
                path = self._folder / f"{name}-{language}{size}.png"
                if not self._shell.grab().save(str(path)):
                    raise OSError(f"{path} could not be written")
                self.taken.append(path)
        self._house_settings.put({"shell.text_percent": self._text_percents[0]})
        self._shell.apply_settings()
        self._shell.change_language(self._languages[0])


def run_events(seconds: float) -> None:
    """Let the window live for so long."""
    app = QApplication.instance()
    until = time.monotonic() + seconds
    while app is not None and (left := until - time.monotonic()) > 0:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, max(1, round(left * 1000)))
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(min(left, 0.005))


def wait_for(what: str, reached: Callable[[], bool]) -> None:
    """Let the window live until something is so.

    Raises:
        RuntimeError: It did not become so in a minute.
    """
    until = time.monotonic() + _PATIENCE_S
    while not reached():
        if time.monotonic() > until:
            raise RuntimeError(f"waited in vain for: {what}")
        run_events(0.02)


def take_shots(
    house: House, folder: Path, languages: Sequence[str] = ("da", "en"), text_percents: Sequence[int] = (100,)
) -> tuple[Path, ...]:
    """Write every screen as PNG into `folder`, made if missing; the user's own vault and settings are not touched.

    Raises:
        Refused: The programme or the vault cannot be used.
        RuntimeError: A screen did not come up.
        OSError: A picture could not be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    application()
    with tempfile.TemporaryDirectory(prefix="samklang-") as private:
        clock = StagedClock()
        staged = house.staged(Path(private), clock).in_language(languages[0])
        staged.settings.put({"prepare.microphone": DEMO_ID, "prepare.camera": DEMO_ID})
        shell = build_shell(staged, check_plan=Plan(quiet_s=2.0, speak_s=4.0))
        try:
            shell.show()
            camera = Camera(shell, folder, languages, text_percents)
            session = next(room for room in shell.rooms if isinstance(room, SessionRoom))
            show_prepare(shell, camera)
            show_start(shell, session, camera)
            session.close_vault()
            lead_and_be_killed(staged, Path(private))
            show_reopened(shell, session, clock, camera)
            show_body(shell, camera)
            for room_id in ("courses", "settings"):
                shell.show_room(room_id)
                camera.take(room_id)
        finally:
            shell.close()
            run_events(_SETTLE_S)
    return tuple(camera.taken)


def show_prepare(shell: Shell, camera: Camera) -> PrepareRoom:
    """Before, during and after a check, by two rigs."""
    prepare = next(room for room in shell.rooms if isinstance(room, PrepareRoom))
    shell.show_room("prepare")
    wait_for("the list of devices", lambda: prepare.choice.known and prepare.primary_enabled)
    camera.take("prepare-before")
    prepare.trigger_primary()
    wait_for("somebody speaking", lambda: prepare.step is Step.SPEAK)
    run_events(1.5)
    camera.take("prepare-checking")
    wait_for("the verdict", lambda: prepare.step in (Step.DONE, Step.BROKEN))
    camera.take("prepare-verdict")
    return prepare


def show_start(shell: Shell, session: SessionRoom, camera: Camera) -> None:
    """Before a session, and its roll call; that session is then closed."""
    shell.show_room("session")
    wait_for("the vault", lambda: session.page is Page.START)
    session.prepare_start(SESSION, NAMES)
    camera.take("session-start")
    session.trigger_primary()
    wait_for("the session", lambda: session.page is Page.RUNNING)
    for participant in ("p1", "p2", "p3"):
        _give(session, ArriveParticipant(participant))
    camera.take("session-roll-call")
    _give(session, NextPhase())
    camera.take("session-theme")
    _give(session, CloseSession())


def show_reopened(shell: Shell, session: SessionRoom, clock: StagedClock, camera: Camera) -> None:
    """The session whose process was killed: found, gone on with, led to its end."""
    shell.show_room("session")
    wait_for("the unfinished session", lambda: session.page is Page.REOPEN)
    camera.take("session-reopen")
    session.trigger_primary()
    wait_for("the session again", lambda: session.page is Page.RUNNING)
    camera.take("session-reopened")
    clock.advance(9 * 60)
    camera.take("session-turn")
    session.trigger_primary()
    _give(session, Reflect("p4"))
    clock.advance(2 * 60)
    camera.take("session-reflections")
    _give(session, Pause())
    camera.take("session-pause")
    _give(session, Resume())
    _give(session, Care("p6"))
    camera.take("session-care")
    _give(session, Resume())
    clock.advance(26 * 60)
    camera.take("session-overtime")
    finish(session, clock)
    camera.take("session-summary")


def finish(session: SessionRoom, clock: StagedClock) -> None:
    """Go on with the primary button and pass those left until the summary is shown."""
    for _ in range(20):
        if session.page is Page.SUMMARY:
            return
        clock.advance(90)
        now = session.now()
        before = session.position
        if now is not None and now.turn is None and now.people_left and now.phase_kind == "turns":
            _give(session, NextPhase())
        else:
            session.trigger_primary()
            run_events(0.1)
            wait_for("the next step", partial(_went_on, session, before))


def _went_on(session: SessionRoom, before: int) -> bool:
    return session.position > before or session.asking


def show_body(shell: Shell, camera: Camera) -> None:
    """Before, while and after holding the sequence."""
    body = next(room for room in shell.rooms if isinstance(room, BodyRoom))
    shell.show_room("body")
    wait_for("the sequence", lambda: body.primary_enabled)
    camera.take("body-before")


def _give(session: SessionRoom, command: Command) -> None:
    before = session.position
    session.command(command)
    wait_for(type(command).__name__, lambda: session.position > before)
