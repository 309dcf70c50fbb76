"""The Prepare room: choose the rig and the devices, check sound and picture, do the one thing that helps most."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QStackedLayout, QWidget

from samklang import __version__
from samklang.domain.live import LiveState
from samklang.engine.check import CheckForm, CheckReport, Sources, judge
from samklang.engine.house import House
from samklang.engine.live_check import ENDED, Broken, LiveCheck, Plan, Progress, Step
from samklang.engine.live_take import shown_name
from samklang.engine.ports import Camera, Devices, Microphone
from samklang.ui.controls import Notice, Status, column, row, scrolled
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.guide import Guide
from samklang.ui.prepare.live_panels import PicturePanel, SoundPanel
from samklang.ui.prepare.result import Result
from samklang.ui.room import Room
from samklang.ui.theme import SPACE

_TICK_MS = 33
"""Thirty times a second: as often as a camera has something new."""

_RUNNING = frozenset({Step.OPENING, Step.QUIET, Step.SPEAK, Step.LOOK, Step.MEASURING})
_TROUBLED = frozenset({LiveState.LOST, LiveState.FROZEN, LiveState.RESTARTING, LiveState.FAILED, LiveState.SLOW})


class PrepareRoom(Room):
    """Checks live devices. They are opened by the first check and let go when the room is left.

    Everything that may hang runs in workers behind the ports; a timer of ours asks them, and they answer at once.

    Args:
        house: Where devices, rigs and reports come from.
        plan: How long the steps take.
    """

    room_id = "prepare"

    def __init__(self, house: House, plan: Plan | None = None) -> None:
        super().__init__(house)
        self._plan = plan or Plan()
        self._devices: Devices | None = None
        self._microphone: Microphone | None = None
        self._camera: Camera | None = None
        self._check: LiveCheck | None = None
        self._step = Step.IDLE
        self._broken: Broken | None = None
        self._report: CheckReport | None = None
        self._troubles: dict[str, LiveState] = {}
        self._choice, self._guide, self._result = Choice(), Guide(), Result()
        self._sound, self._picture = SoundPanel(), PicturePanel()
        self._demo = Notice()
        self._below = QStackedLayout()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._build()
        self._choice.changed.connect(self._take_choice)
        self._result.save_wanted.connect(self._save)
        self._result.folded.connect(self._make_room)
        self.add_key("Ctrl+S", self._save)
        self.add_key("Ctrl+D", self._result.details_button.toggle)
        self.retranslate()

    @property
    def step(self) -> Step:
        """Where the check stands."""
        return self._step

    @property
    def report(self) -> CheckReport | None:
        """The last check, or None before the first."""
        return self._report

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self._choice

    @property
    def result(self) -> Result:
        """The last verdict as shown."""
        return self._result

    @property
    def guide(self) -> Guide:
        """What the person is told to do."""
        return self._guide

    def _build(self) -> None:
        for page in (self._guide, self._result):
            self._below.addWidget(page)
        below = QWidget()
        below.setLayout(self._below)
        self._live = QWidget()
        self._panels = row(self._picture, self._sound, spacing=SPACE * 2)
        self._panels.setStretch(0, 3)
        self._panels.setStretch(1, 2)
        self._live.setLayout(self._panels)
        whole = column(self._choice, self._demo, below, self._live, spacing=SPACE * 2)
        whole.setStretch(3, 1)
        content = QWidget()
        content.setLayout(whole)
        # With large text on a small screen the room scrolls; the window never grows beyond the screen for it.
        self.setLayout(column(scrolled(content)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Picture and sound stand side by side where they fit, else one below the other."""
        super().resizeEvent(event)
        needed = self._picture.minimumSizeHint().width() + self._sound.minimumSizeHint().width() + SPACE * 5
        fits = needed <= self.width()
        self._panels.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def retranslate(self) -> None:
        """All words anew."""
        self._choice.show_house(self.house)
        self._sound.retranslate(self.wording)
        self._picture.retranslate(self.wording)
        self._show_demo()
        if self._report is not None:
            self._result.show_report(self._report, self.wording, self.house.check_words(self._report.rig))
        self._troubles.clear()
        self._show_target()
        self._show_step()

    def enter(self) -> None:
        """Read the rigs, begin to look for devices."""
        self._choice.read_rigs()
        self._show_target()
        self._show_step()
        if self._devices is None:
            self._devices = self.house.devices()
            self._devices.start()
        self._timer.start()

    def leave(self) -> None:
        """Let go of everything: another program may want it now."""
        self._timer.stop()
        if self._devices is not None:
            self._devices.close()
            self._devices = None
        self._close_devices()
        self.say("")
        self._step = Step.DONE if self._report is not None else Step.IDLE
        self._show_step()

    def close_down(self) -> None:
        """The window closes."""
        self.leave()

    def do_primary(self) -> None:
        """Start, stop, or start again."""
        if self._step in _RUNNING and self._check is not None:
            self._check.stop()
            self._step = Step.DONE if self._report is not None else Step.IDLE
        else:
            self._start()
        self._show_step()

    def _start(self) -> None:
        self._reopen_what_failed()
        if self._check is None:
            self._open_devices()
        if self._check is not None:
            self.say("")
            self._troubles.clear()
            self._broken = None
            self._check.begin()
            self._step = Step.OPENING
            self._guide.show_progress(self.wording, Progress(Step.OPENING))

    def _open_devices(self) -> None:
        microphone, camera = self._choice.microphone, self._choice.camera
        if microphone is None and camera is None:
            return
        if microphone is not None:
            self._microphone = self.house.microphone(microphone)
            self._microphone.start()
        if camera is not None:
            self._camera = self.house.camera(camera)
            self._camera.start()
        self._check = LiveCheck(self._microphone, self._camera, self.house.clock, self._plan)

    def _close_devices(self) -> None:
        for device in (self._microphone, self._camera):
            if device is not None:
                device.close()
        self._microphone = self._camera = self._check = None
        self._troubles.clear()
        self._sound.clear(self.wording)
        self._picture.clear(self.wording)

    def _reopen_what_failed(self) -> None:
        """A device that was given up is opened anew; one that is only lost comes back by itself."""
        if self._check is not None and {self._check.heard.state, self._check.seen.state} & (ENDED - {LiveState.LOST}):
            self._close_devices()

    def _take_choice(self) -> None:
        """Other devices: what was open is closed, what was measured no longer holds."""
        self._close_devices()
        self._report, self._broken, self._step = None, None, Step.IDLE
        self._say_missing()
        self._show_demo()
        self._show_target()
        self._show_step()

    def _say_missing(self) -> None:
        """Nobody should check another microphone than they think."""
        lines = [
            self.wording(f"prepare.choose.missing_{kind}", name=shown_name(device, kind, self.wording))
            for kind, device in (("microphone", self._choice.microphone), ("camera", self._choice.camera))
            if kind in self._choice.missing and device is not None
        ]
        self.say(" ".join(lines), Status.ATTENTION)

    def _tick(self) -> None:
        if self._devices is not None and (listed := self._devices.poll()) is not None:
            self._choice.show_list(listed)
        check = self._check
        if check is None:
            return
        progress = check.advance()
        if self._microphone is not None:
            self._sound.show_now(check.heard, self.wording)
            self._watch("microphone", check.heard.state)
        if self._camera is not None:
            self._picture.show_now(check.seen, self._camera.picture(), self.wording)
            self._watch("camera", check.seen.state)
        if self._step in _RUNNING:
            self._broken = progress.broken
            if progress.step is Step.DONE:
                self._judge(check)
            if progress.step is not self._step:
                self._step = progress.step
                self._show_step()
            if progress.step in _RUNNING:
                self._guide.show_progress(self.wording, progress)

    def _judge(self, check: LiveCheck) -> None:
        rig = self._choice.rig
        if rig is None:
            return
        measured = check.measured
        self._report = judge(
            measured.sound,
            measured.picture,
            rig,
            sources=self._sources(),
            checked_utc_ms=self.house.clock.utc_ms(),
            program_version=__version__,
        )
        self._result.show_report(self._report, self.wording, self.house.check_words(rig))

    def _sources(self) -> Sources:
        microphone, camera = self._choice.microphone, self._choice.camera
        return Sources(
            sound=None if microphone is None else shown_name(microphone, "microphone", self.wording),
            picture=None if camera is None else shown_name(camera, "camera", self.wording),
            demo=self._is_demo(),
        )

    def _is_demo(self) -> bool:
        return any(each is not None and each.demo for each in (self._choice.microphone, self._choice.camera))

    def _show_demo(self) -> None:
        chosen = {"microphone": self._choice.microphone, "camera": self._choice.camera}
        demos = [kind for kind, device in chosen.items() if device is not None and device.demo]
        which = "both" if len(demos) > 1 else "".join(demos)
        self._demo.show_line(self.wording(f"prepare.demo.{which}") if which else "", Status.ATTENTION)
        self._picture.mark(self.wording("prepare.demo_mark") if "camera" in demos else "")

    def _watch(self, kind: str, state: LiveState) -> None:
        """Say in one calm line what is wrong with a device and what to do, and that it is over when it is."""
        before = self._troubles.get(kind)
        if state in _TROUBLED:
            self._troubles[kind] = state
            if state is not before:
                self.say(self.wording(f"prepare.help.{kind}.{state}"), Status.ATTENTION)
        elif state is LiveState.LIVE and before is not None:
            del self._troubles[kind]
            # That a picture flows again needs no words; that a device is back does.
            self.say("" if before is LiveState.SLOW else self.wording(f"prepare.back.{kind}"), Status.GOOD)

    def _show_target(self) -> None:
        rig = self._choice.rig
        target = rig.target("speech_level") if rig is not None else None
        if target is not None:
            self._sound.show_band(target.pass_range)

    def _show_step(self) -> None:
        """Guide or result, the primary button's words, what may be chosen."""
        say, running = self.wording, self._step in _RUNNING
        chosen = self._choice.microphone is not None or self._choice.camera is not None
        self._choice.lock(locked=running)
        if self._step is Step.DONE and self._report is not None:
            self._below.setCurrentWidget(self._result)
        else:
            self._below.setCurrentWidget(self._guide)
            self._result.details_button.setChecked(False)
        if self._broken is not None and self._step is Step.BROKEN:
            self._guide.show_broken(say, say(f"prepare.guide.broken.{self._broken.device}"))
            self.say(self._broken_line(self._broken), Status.ATTENTION)
        elif not running:
            seconds = self._plan.speak_s + (self._plan.quiet_s if self._choice.microphone is not None else 0)
            self._guide.show_idle(say, seconds, something_chosen=chosen or not self._choice.known)
        if running:
            self.set_primary(say("prepare.primary.stop"))
        else:
            again = self._report is not None or self._step is Step.BROKEN
            ready = chosen and self._choice.rig is not None
            self.set_primary(say("prepare.primary.again" if again else "prepare.primary.start"), enabled=ready)
        if self._choice.no_rigs:
            self.say(say("prepare.choose.no_rigs"), Status.ATTENTION)

    def _broken_line(self, broken: Broken) -> str:
        text_id = f"prepare.help.{broken.device}.{broken.state}"
        return self.wording(text_id if self.wording.has(text_id) else f"prepare.help.{broken.device}.failed")

    def _make_room(self, folded: bool) -> None:  # noqa: FBT001 - Qt's signal gives it by place
        """The measurements take the live panels' place while they are unfolded."""
        self._live.setVisible(folded)

    def _save(self) -> None:
        if self._report is None:
            return
        wanted, _ = QFileDialog.getSaveFileName(
            self, self.wording("prepare.result.save"), self.wording("prepare.result.file"), "HTML (*.html)"
        )
        if wanted:
            self.save_to(Path(wanted))

    def save_to(self, path: Path) -> None:
        """Write the last report there as one HTML page."""
        if self._report is None:
            return
        try:
            path.write_text(self.house.render_check(self._report, CheckForm.HTML), encoding="utf-8")
        except OSError:
            self.say(self.wording("prepare.result.not_saved"), Status.ATTENTION)
            return
        self.say(self.wording("prepare.result.saved", name=path.name), Status.GOOD)
