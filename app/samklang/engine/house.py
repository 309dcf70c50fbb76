"""What the window and the command line may ask for; `bootstrap` hands it in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, Self

from samklang.domain.advice import Advice
from samklang.domain.live import DeviceInfo, DeviceList
from samklang.domain.rig import Range, Rig
from samklang.domain.session import Session
from samklang.domain.session.events import Event
from samklang.domain.verdict import Verdict
from samklang.engine.check import CheckForm, CheckReport, Measured, Recordings
from samklang.engine.live_check import Plan, Progress
from samklang.engine.live_take import LiveTake
from samklang.engine.ports import Camera, Catalog, Clock, Devices, EventLog, Microphone, Settings
from samklang.wording import Wording


class CheckWords(Protocol):
    """A check's codes and numbers in the user's words, for one rig."""

    def action(self, advice: Advice) -> str:
        """What to do, in a sentence."""
        ...

    def name(self, check: str) -> str:
        """The check's name."""
        ...

    def value(self, verdict: Verdict) -> str:
        """The value with its unit, or a dash."""
        ...

    def range(self, wanted: Range, unit: str) -> str:
        """A range with its unit."""
        ...


class House(Protocol):
    """Factories for everything concrete. Each is made when it is asked for, not before."""

    @property
    def catalog(self) -> Catalog:
        """Programmes, sequences, rigs."""
        ...

    @property
    def clock(self) -> Clock:
        """The real clock."""
        ...

    @property
    def wording(self) -> Wording:
        """Texts in the user's language."""
        ...

    @property
    def settings(self) -> Settings:
        """Choices remembered from one start to the next."""
        ...

    def in_language(self, language: str) -> Self:
        """The same house in another language."""
        ...

    def open_vault(self, path: Path | None = None) -> EventLog:
        """The encrypted event log at `path`, or the user's own. Made if missing.

        Raises:
            Refused: It cannot be opened; nothing is changed then.
        """
        ...

    def open_memory_log(self) -> EventLog:
        """A log that is gone when the process ends."""
        ...

    def devices(self) -> Devices:
        """Microphones and cameras, not looked for yet."""
        ...

    def list_devices(self) -> DeviceList:
        """Look once and wait for it: for the command line, never for a window.

        Raises:
            Refused: Looking took too long or crashed.
        """
        ...

    def microphone(self, device: DeviceInfo) -> Microphone:
        """A microphone, not opened yet; `DEMO_ID` is the demo microphone."""
        ...

    def camera(self, device: DeviceInfo) -> Camera:
        """A camera, not opened yet; `DEMO_ID` is the demo camera."""
        ...

    def measure_live(
        self, microphone: str | None, camera: str | None, plan: Plan, tell: Callable[[Progress], None]
    ) -> LiveTake:
        """Measure live devices and wait for it: for the command line and the tour, never for a window's thread.

        Args:
            microphone: Its id, name or part of it; None leaves the sound out. `demo` is the demo microphone.
            camera: Its id, name, part of it, or number; None leaves the picture out. `demo` is the demo camera.
            plan: How long the steps take.
            tell: Called at each new step; `devices.prompt.STEP` says what the person is to do in it.

        Raises:
            Refused: There is no such device, or it went away.
            ValueError: There is neither microphone nor camera.
        """
        ...

    def measure_recordings(self, recordings: Recordings, progress: Callable[[float], None]) -> Measured:
        """Measure recordings in worker processes and wait for it: for the command line, never for a window's thread.

        Args:
            recordings: Which files.
            progress: Called in this thread about ten times a second with the share done, 0..1.

        Raises:
            Refused: A file is missing, damaged or not a recording.
        """
        ...

    def render_check(self, report: CheckReport, form: CheckForm) -> str:
        """The check report in the user's language: text for a terminal, JSON or one HTML page."""
        ...

    def check_words(self, rig: Rig) -> CheckWords:
        """A check's codes and numbers in the user's words."""
        ...

    def render_summary(
        self, session: Session, form: str, *, events: Sequence[Event] = (), pseudonymous: bool = False
    ) -> str:
        """What was planned and what happened, in the user's language.

        Args:
            session: Closed, or running: as it was at its last event then.
            form: `html`, one page to read, or `json`.
            events: All of its log (`engine.replay`); without them only the last time the program was away is told.
            pseudonymous: `P1`, `P2`, ... in the order of the list instead of names.

        Raises:
            ValueError: There is no such form.
        """
        ...

    def open_window(self) -> int:
        """Show the window until it is closed; returns the exit code."""
        ...
