"""What the window and the command line may ask for; `bootstrap` hands it in."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from samklang.domain.live import DeviceInfo, DeviceList
from samklang.engine.check import CheckForm, CheckReport, Measured, Recordings
from samklang.engine.ports import Camera, Catalog, Clock, Devices, EventLog, Microphone, Settings
from samklang.wording import Wording


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

    def open_window(self) -> int:
        """Show the window until it is closed; returns the exit code."""
        ...
