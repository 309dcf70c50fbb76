"""What the window and the command line may ask for; `bootstrap` hands it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:  # the window asks for the house first; what the house is made of comes when it is asked for
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from samklang.domain.advice import Advice
    from samklang.domain.dslr import DslrNow
    from samklang.domain.history import HistoryEntry
    from samklang.domain.laptop import LaptopMeasures, NetworkMeasures
    from samklang.domain.live import DeviceInfo, DeviceList, SoundBackend
    from samklang.domain.media import MediaProbe
    from samklang.domain.rig import Range, Rig
    from samklang.domain.sequence import Caption, Flaw, Part
    from samklang.domain.sequence import Sequence as BodySequence
    from samklang.domain.session import Session
    from samklang.domain.session.events import Event
    from samklang.domain.soak import SoakResult
    from samklang.domain.verdict import Verdict
    from samklang.engine.check import CheckForm, CheckReport, Measured, Recordings
    from samklang.engine.history import HistoryForm
    from samklang.engine.live_check import Plan, Progress
    from samklang.engine.live_take import LiveTake
    from samklang.engine.ports import (
        Camera,
        Catalog,
        Checklists,
        Clock,
        Devices,
        DslrReader,
        EventLog,
        Histories,
        LaptopWatch,
        LinkOpener,
        Microphone,
        NetworkProbe,
        Player,
        References,
        RigFiles,
        SealedBag,
        Settings,
    )
    from samklang.wording import Wording


class CheckWords(Protocol):
    """A check's codes and numbers in the user's words, for one rig."""

    def action(self, advice: Advice) -> str:
        """What to do, in a sentence."""
        ...

    def overall(self, report: CheckReport) -> str:
        """The overall verdict; where only a part was checked, it speaks for that alone."""
        ...

    def name(self, check: str) -> str:
        """The name of a check, or of a part with its check's."""
        ...

    def title(self, verdict: Verdict) -> str:
        """What was judged: the check, and which part of it the value is of."""
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

    @property
    def references(self) -> References:
        """The saved good check of each rig."""
        ...

    @property
    def histories(self) -> Histories:
        """What each rig's checks and endurance tests came to."""
        ...

    @property
    def rig_files(self) -> RigFiles:
        """The user's own rigs, to be made and removed."""
        ...

    @property
    def laptop_model(self) -> str:
        """What this computer's maker calls it; empty where it does not tell. Read once."""
        ...

    def in_language(self, language: str) -> Self:
        """The same house in another language."""
        ...

    def staged(self, folder: Path, clock: Clock) -> Self:
        """The same house with its vault and settings in `folder` and by `clock`: for the tour and for practice."""
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

    def choose_sound_backend(self, backend: SoundBackend) -> None:
        """Capture microphones through this library from now on; remembered.

        Raises:
            Refused: It is not installed.
        """
        ...

    @property
    def sound_backend_remark(self) -> str | None:
        """One line where the library that was chosen is no longer installed and another takes its place, else None."""
        ...

    def camera(self, device: DeviceInfo) -> Camera:
        """A camera, not opened yet; `DEMO_ID` is the demo camera."""
        ...

    def network_camera(self, address: str) -> Camera:
        """A camera reached by an http or https address, not opened yet; its id and name hold no secret of it.

        Raises:
            Refused: It is no such address.
        """
        ...

    def laptop_watch(self) -> LaptopWatch:
        """The laptop beneath the call, not watched yet."""
        ...

    def watch_laptop(self, seconds: float) -> LaptopMeasures:
        """Watch the laptop for so long and wait for it: for the command line, never for a window.

        Raises:
            Refused: It took too long or crashed.
        """
        ...

    def network_probe(self) -> NetworkProbe:
        """A look at the way to Teams, not begun yet: ask the user first."""
        ...

    def probe_network(self, progress: Callable[[float], None]) -> NetworkMeasures:
        """Look at the way to Teams and wait for it, at most fifteen seconds; the user has said yes.

        Args:
            progress: Called in this thread with the share done, 0..1.

        Raises:
            Refused: It crashed.
        """
        ...

    def dslr_reader(self) -> DslrReader:
        """A look into a DSLR on USB, not begun yet."""
        ...

    def read_dslr(self) -> DslrNow:
        """Look into a DSLR and wait for it, at most fifteen seconds: for the command line, never for a window."""
        ...

    @property
    def checklists(self) -> Checklists:
        """What was answered to the checklist of each rig's camera."""
        ...

    def link_opener(self) -> LinkOpener:
        """What hands a link to a meeting to the system."""
        ...

    def measure_live(
        self, microphone: str | None, camera: str | None, plan: Plan, tell: Callable[[Progress], None]
    ) -> LiveTake:
        """Measure live devices and wait for it: for the command line and the tour, never for a window's thread.

        Args:
            microphone: Its id, name or part of it; None leaves the sound out. `demo` is the demo microphone.
            camera: Its id, name, part of it, number, or http address; None leaves the picture out. `demo` is the demo
                camera.
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

    def check_pdf(self, report: CheckReport) -> bytes:
        """The check report in the user's language as a PDF; takes some tenths of a second."""
        ...

    def render_soak(self, result: SoakResult, rig: Rig, form: CheckForm) -> str:
        """The report of an endurance test in the user's language: text for a terminal, JSON or one HTML page."""
        ...

    def soak_pdf(self, result: SoakResult, rig: Rig) -> bytes:
        """The report of an endurance test in the user's language as a PDF; takes some tenths of a second."""
        ...

    def soak_line(self, result: SoakResult | None, camera: str = "") -> str:
        """When the endurance test was, and what it came to, in one sentence; that it was never made with None.

        Args:
            result: The newest with the camera that is chosen now (`domain.history.last_soak`).
            camera: Its name, to say that it was never made with this one.
        """
        ...

    def render_history(self, rig: Rig, entries: Sequence[HistoryEntry], form: HistoryForm) -> str:
        """A rig's history in the user's language: text, JSON, one HTML page with small pictures, or CSV."""
        ...

    def history_pdf(self, rig: Rig, entries: Sequence[HistoryEntry]) -> bytes:
        """A rig's history with small pictures as a PDF; takes some tenths of a second."""
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

    @property
    def system(self) -> str:
        """`linux`, `darwin` or `windows`: what to install differs."""
        ...

    def verify_bag(self, folder: Path) -> SealedBag | tuple[Flaw, ...]:
        """Check every file of a sequence bag, reading all of it: seconds for a long one.

        Returns:
            The bag, or everything that is wrong with it.
        """
        ...

    def part_captions(self, bag: SealedBag, part: Part, language: str) -> tuple[Caption, ...]:
        """The captions of a part, times within it; none where the bag has none in this language."""
        ...

    def open_player(self, backend: str = "vlc") -> Player:
        """A player, nothing loaded yet.

        Args:
            backend: `vlc` plays; `null` decodes everything and compares every count with the manifest.

        Raises:
            ValueError: There is no such player.
        """
        ...

    def probe_media(self, path: Path) -> MediaProbe:
        """Look into a media file by decoding all of it, and wait for it: for the command line.

        Raises:
            Refused: It is missing, holds no sound or picture, or takes too long or too much memory.
        """
        ...

    def make_sequence(self, plan: Path, folder: Path, progress: Callable[[float], None]) -> BodySequence:
        """Make and seal a sequence from a plan, and wait for it: for the command line.

        Args:
            plan: The TOML file.
            folder: The bag to make; one that is there is replaced when the new one is whole.
            progress: Called in this thread with the share done, 0..1.

        Raises:
            Refused: The plan cannot be made into a sequence.
        """
        ...

    def open_window(self) -> int:
        """Show the window until it is closed; returns the exit code."""
        ...

    def tour(self, folder: Path, tell: Callable[[str], None]) -> int:
        """Do the whole main job offscreen on demo devices and write what came of it into `folder`.

        Args:
            folder: Made if missing.
            tell: Called with one line a part.

        Returns:
            The exit code: 0 when every part did its work.
        """
        ...

    def take_shots(self, folder: Path, languages: Sequence[str], text_percents: Sequence[int]) -> tuple[Path, ...]:
        """Write a picture of every screen in each language and text size into `folder`; returns their paths."""
        ...
