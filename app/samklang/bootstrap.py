"""The only place where concrete adapters are chosen and handed to those who asked for a port."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from platformdirs import user_data_path

from samklang.cli.main import main as run_command
from samklang.devices.system_clock import SystemClock
from samklang.engine.ports import Refused
from samklang.wording import Wording

if TYPE_CHECKING:  # as in engine.house
    from samklang.domain.dslr import DslrNow
    from samklang.domain.history import HistoryEntry
    from samklang.domain.laptop import LaptopMeasures, NetworkMeasures
    from samklang.domain.live import DeviceInfo, DeviceList, SoundBackend
    from samklang.domain.media import MediaProbe
    from samklang.domain.programme import Programme
    from samklang.domain.rig import Rig
    from samklang.domain.sequence import Caption, Flaw, Part
    from samklang.domain.sequence import Sequence as BodySequence
    from samklang.domain.session import Session
    from samklang.domain.session.events import Event
    from samklang.domain.soak import SoakResult
    from samklang.engine.check import CheckForm, CheckReport, Measured, Recordings
    from samklang.engine.history import HistoryForm
    from samklang.engine.house import CheckWords
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


def user_folder() -> Path:
    """Where the user's own vault, settings and packs are: SAMKLANG_HOME, or the place the system has for such data."""
    chosen = os.environ.get("SAMKLANG_HOME")
    return Path(chosen) if chosen else user_data_path("samklang", appauthor=False)


@dataclass(frozen=True)
class SamklangHouse:
    """The real house: each part is made on first use, imports included."""

    language: str = "da"
    clock: Clock = field(default_factory=SystemClock)
    folder: Path = field(default_factory=user_folder)

    @property
    def wording(self) -> Wording:
        """Texts in the user's language."""
        return Wording(self.language)

    def in_language(self, language: str) -> Self:
        """The same house in another language; the choices are shared, for two holders would overwrite each other's."""
        other = replace(self, language=language)
        other.__dict__["settings"] = self.settings
        return other

    def staged(self, folder: Path, clock: Clock) -> Self:
        """The same house with a vault, settings and a clock of its own."""
        return replace(self, folder=folder, clock=clock)

    @cached_property
    def catalog(self) -> Catalog:
        """Programmes, sequences and rigs from the checkout or the installed copy, the user's folder on top."""
        from samklang.catalog.folder import FolderCatalog  # noqa: PLC0415 - made on first use

        return FolderCatalog.of_this_installation(self.folder, self.wording)

    @cached_property
    def settings(self) -> Settings:
        """The user's choices."""
        from samklang.store.settings import JsonSettings  # noqa: PLC0415 - made on first use

        return JsonSettings(self.folder / "settings.json")

    @cached_property
    def references(self) -> References:
        """The saved good check of each rig."""
        from samklang.store.references import JsonReferences  # noqa: PLC0415 - made on first use

        return JsonReferences(self.folder / "references", self.wording)

    @cached_property
    def histories(self) -> Histories:
        """What each rig's checks and endurance tests came to."""
        from samklang.store.histories import JsonLinesHistories  # noqa: PLC0415 - made on first use

        return JsonLinesHistories(self.folder / "histories", self.wording)

    @cached_property
    def rig_files(self) -> RigFiles:
        """The user's own rigs."""
        from samklang.catalog.folder import RIGS, installed_folder  # noqa: PLC0415 - made on first use
        from samklang.catalog.own_rigs import OwnRigs  # noqa: PLC0415 - made on first use
        from samklang.catalog.rigs import RigFolders  # noqa: PLC0415 - made on first use
        from samklang.store.atomic import write_once  # noqa: PLC0415 - made on first use

        folders = RigFolders((self.folder / RIGS, installed_folder() / RIGS), self.wording)
        return OwnRigs(folders, self.wording, write_once)

    @cached_property
    def laptop_model(self) -> str:
        """What this computer's maker calls it."""
        from samklang.devices.laptop_model import laptop_model  # noqa: PLC0415 - made on first use

        return laptop_model()

    def open_vault(self, path: Path | None = None) -> EventLog:
        """The encrypted event log."""
        from samklang.store.vault import open_vault  # noqa: PLC0415 - made on first use

        return open_vault(path or self.folder / "sessions.vault", self.wording)

    def open_memory_log(self) -> EventLog:
        """A log that is gone when the process ends."""
        from samklang.store.memory import MemoryEventLog  # noqa: PLC0415 - made on first use

        return MemoryEventLog()

    def measure_recordings(self, recordings: Recordings, progress: Callable[[float], None]) -> Measured:
        """Measure recordings in worker processes."""
        from samklang.devices.recordings import measure_recordings  # noqa: PLC0415 - made on first use

        return measure_recordings(recordings, self.wording, progress)

    def render_check(self, report: CheckReport, form: CheckForm) -> str:
        """The check report as text, JSON or HTML."""
        from samklang.reports.check import render_check  # noqa: PLC0415 - made on first use

        return render_check(report, form, self.wording)

    def check_pdf(self, report: CheckReport) -> bytes:
        """The check report as a PDF."""
        from samklang.reports.check_pdf import check_pdf  # noqa: PLC0415 - reportlab is slow to import

        return check_pdf(report, self.wording)

    def render_soak(self, result: SoakResult, rig: Rig, form: CheckForm) -> str:
        """The report of an endurance test as text, JSON or HTML."""
        from samklang.reports.soak import render_soak  # noqa: PLC0415 - made on first use

        return render_soak(result, rig, form, self.wording)

    def soak_pdf(self, result: SoakResult, rig: Rig) -> bytes:
        """The report of an endurance test as a PDF."""
        from samklang.reports.soak_pdf import soak_pdf  # noqa: PLC0415 - reportlab is slow to import

        return soak_pdf(result, rig, self.wording)

    def soak_line(self, result: SoakResult | None, camera: str = "") -> str:
        """When the endurance test was, and what it came to."""
        from samklang.reports.soak_line import soak_line  # noqa: PLC0415 - made on first use

        return soak_line(result, camera, self.wording)

    def render_history(self, rig: Rig, entries: Sequence[HistoryEntry], form: HistoryForm) -> str:
        """A rig's history as text, JSON, HTML or CSV."""
        from samklang.reports.history import render_history  # noqa: PLC0415 - made on first use

        return render_history(rig, entries, form, self.wording)

    def history_pdf(self, rig: Rig, entries: Sequence[HistoryEntry]) -> bytes:
        """A rig's history as a PDF."""
        from samklang.reports.history_pdf import history_pdf  # noqa: PLC0415 - reportlab is slow to import

        return history_pdf(rig, entries, self.wording)

    def devices(self) -> Devices:
        """Microphones and cameras, looked for in a worker."""
        from samklang.devices.listing import WorkerDevices  # noqa: PLC0415 - made on first use

        return WorkerDevices()

    def list_devices(self) -> DeviceList:
        """Look once and wait for it."""
        from samklang.devices.listing import list_devices  # noqa: PLC0415 - made on first use

        return list_devices(self.wording)

    def microphone(self, device: DeviceInfo) -> Microphone:
        """A microphone in a worker."""
        from samklang.devices.backends import backend_for  # noqa: PLC0415 - made on first use
        from samklang.devices.microphone import WorkerMicrophone  # noqa: PLC0415 - made on first use

        backend = backend_for(device.id, self.settings.get("devices.backend", ""))
        return WorkerMicrophone(device, backend=backend)

    def choose_sound_backend(self, backend: SoundBackend) -> None:
        """Capture microphones through this library from now on."""
        from samklang.devices.backends import is_installed  # noqa: PLC0415 - made on first use

        if not is_installed(backend):
            raise Refused(self.wording("devices.backend.missing", name=backend))
        self.settings.put({"devices.backend": str(backend)})

    @property
    def sound_backend_remark(self) -> str | None:
        """One line where the chosen library is no longer installed."""
        from samklang.devices.backends import backend_for  # noqa: PLC0415 - made on first use

        chosen = self.settings.get("devices.backend", "")
        used = backend_for("", chosen)
        return self.wording("devices.backend.replaced", name=chosen, used=used) if chosen not in ("", used) else None

    def camera(self, device: DeviceInfo) -> Camera:
        """A camera in a worker."""
        from samklang.devices.camera import WorkerCamera  # noqa: PLC0415 - made on first use

        return WorkerCamera(device)

    def network_camera(self, address: str) -> Camera:
        """A camera reached by an address."""
        from samklang.devices.network_camera import network_camera  # noqa: PLC0415 - made on first use

        return network_camera(address, self.wording)

    def _camera_called(self, name: str, found: DeviceList) -> Camera:
        from samklang.engine.live_take import find_camera  # noqa: PLC0415 - not for a window

        # No camera is called like this; and a name with a colon in it is looked for as a name first.
        if ":" in name and not any(name in (each.id, each.name) for each in found.cameras):
            return self.network_camera(name)
        return self.camera(find_camera(found, name, self.wording))

    def laptop_watch(self) -> LaptopWatch:
        """The laptop, watched in a worker."""
        from samklang.devices.laptop.watch import WorkerLaptopWatch  # noqa: PLC0415 - made on first use

        return WorkerLaptopWatch(self.folder)

    def watch_laptop(self, seconds: float) -> LaptopMeasures:
        """Watch the laptop for so long and wait for it."""
        from samklang.devices.laptop.watch import watch_laptop  # noqa: PLC0415 - made on first use

        return watch_laptop(self.folder, seconds, self.wording)

    def network_probe(self) -> NetworkProbe:
        """A look at the way to Teams in a worker, not begun yet."""
        from samklang.devices.network_probe import WorkerNetworkProbe  # noqa: PLC0415 - made on first use

        return WorkerNetworkProbe()

    def probe_network(self, progress: Callable[[float], None]) -> NetworkMeasures:
        """Look at the way to Teams and wait for it."""
        from samklang.devices.network_probe import WorkerNetworkProbe, probe_network  # noqa: PLC0415 - on first use

        return probe_network(WorkerNetworkProbe(), self.wording, progress)

    def dslr_reader(self) -> DslrReader:
        """A look into a DSLR in a worker, not begun yet."""
        from samklang.devices.dslr_reader import WorkerDslrReader  # noqa: PLC0415 - made on first use

        return WorkerDslrReader()

    def read_dslr(self) -> DslrNow:
        """Look into a DSLR and wait for it."""
        from samklang.devices.dslr_reader import WorkerDslrReader, read_dslr  # noqa: PLC0415 - made on first use

        return read_dslr(WorkerDslrReader())

    @cached_property
    def checklists(self) -> Checklists:
        """What was answered to the checklist of each rig's camera."""
        from samklang.store.checklists import JsonChecklists  # noqa: PLC0415 - made on first use

        return JsonChecklists(self.folder / "checklists", self.wording)

    def link_opener(self) -> LinkOpener:
        """Opens links through the system."""
        from samklang.devices.link_opener import SystemLinkOpener  # noqa: PLC0415 - made on first use

        return SystemLinkOpener()

    def measure_live(
        self, microphone: str | None, camera: str | None, plan: Plan, tell: Callable[[Progress], None]
    ) -> LiveTake:
        """Measure live devices and wait for it."""
        from samklang.engine.live_take import find_microphone, take_live  # noqa: PLC0415 - not for a window

        found = self.list_devices()
        ear = None if microphone is None else self.microphone(find_microphone(found, microphone, self.wording))
        eye = None if camera is None else self._camera_called(camera, found)
        take = take_live(ear, eye, clock=self.clock, wording=self.wording, plan=plan, tell=tell)
        return take if ear is None else replace(take, setting=found.setting(ear.info.id))

    def check_words(self, rig: Rig) -> CheckWords:
        """A check's codes and numbers in the user's words."""
        from samklang.reports.check_words import CheckWords as ReportWords  # noqa: PLC0415 - made on first use

        return ReportWords(self.wording, rig)

    def render_summary(
        self, session: Session, form: str, *, events: Sequence[Event] = (), pseudonymous: bool = False
    ) -> str:
        """The session summary as HTML or JSON."""
        from samklang.reports.summary import render_summary  # noqa: PLC0415 - made on first use

        programme = self._programme_of(session)
        return render_summary(session, programme, form, self.wording, events=events, pseudonymous=pseudonymous)

    def _programme_of(self, session: Session) -> Programme | None:
        """The programme a session was led from, or None where its pack is gone by now."""
        try:
            return self.catalog.programme(session.programme.partition("|")[0])
        except Refused:
            return None

    @property
    def system(self) -> str:
        """Which system this is."""
        return {"win32": "windows", "darwin": "darwin"}.get(sys.platform, "linux")

    def verify_bag(self, folder: Path) -> SealedBag | tuple[Flaw, ...]:
        """Check every file of a sequence bag."""
        from samklang.playback.bag import verify_bag  # noqa: PLC0415 - made on first use

        return verify_bag(folder)

    def part_captions(self, bag: SealedBag, part: Part, language: str) -> tuple[Caption, ...]:
        """The captions of a part."""
        from samklang.playback.captions import part_captions  # noqa: PLC0415 - made on first use

        return part_captions(bag, part, language)

    def open_player(self, backend: str = "vlc") -> Player:
        """A player in a process of its own."""
        from samklang.playback.player import open_player  # noqa: PLC0415 - made on first use

        return open_player(backend)

    def probe_media(self, path: Path) -> MediaProbe:
        """Look into a media file in a worker process."""
        from samklang.playback.probe import probe_media  # noqa: PLC0415 - made on first use

        return probe_media(path, self.wording)

    def make_sequence(self, plan: Path, folder: Path, progress: Callable[[float], None]) -> BodySequence:
        """Make and seal a sequence from a plan."""
        from samklang.playback.mastering.make import make_sequence  # noqa: PLC0415 - cv2, scipy and PyAV, only here

        return make_sequence(plan, folder, progress)

    def open_window(self) -> int:
        """Show the window until it is closed."""
        from samklang.ui.application import run  # noqa: PLC0415 - Qt is imported only when a window is wanted

        return run(self)

    def tour(self, folder: Path, tell: Callable[[str], None]) -> int:
        """The whole main job offscreen."""
        from samklang.ui.tour import tour  # noqa: PLC0415 - Qt is imported only when a window is wanted

        return tour(self, folder, tell)

    def take_shots(self, folder: Path, languages: Sequence[str], text_percents: Sequence[int]) -> tuple[Path, ...]:
        """A picture of every screen."""
        from samklang.ui.shots import take_shots  # noqa: PLC0415 - Qt is imported only when a window is wanted

        return take_shots(self, folder, languages, text_percents)


def main() -> int:
    """The `samklang` command."""
    house = SamklangHouse()
    return run_command(sys.argv[1:], house.in_language(house.settings.language))


if __name__ == "__main__":
    sys.exit(main())
