"""Watches the laptop in a process of its own and reports about once a second."""

import os
import statistics
import sys
import time
from collections import deque
from pathlib import Path
from typing import Final

from samklang.devices.laptop import machine
from samklang.devices.laptop.asking import Asking
from samklang.devices.laptop.linux import LinuxSystem
from samklang.devices.laptop.macos import MacSystem
from samklang.devices.laptop.programs import shown, stealing, teams_runs
from samklang.devices.laptop.system import Holders, Permissions, Power, System
from samklang.devices.laptop.windows import WindowsSystem
from samklang.devices.laptop_model import laptop_model
from samklang.domain.laptop import LaptopMeasures
from samklang.domain.laptop import Link as Route
from samklang.domain.measures import Measured, Unknown
from samklang.workers.link import Link

LOOK_EVERY_S: Final = 1.0
FIRST_LOOK_S: Final = 0.5
ALL_ANSWERED_S: Final = 2.5
"""The first report waits so long for slow answers; what is not there by then is unknown in it. Ours."""
_SPEEDS: Final = 60
_FEWEST_SPEEDS: Final = 2
"""One look under load may have met a core that was just waking. Ours."""

_NO_ANSWER: Final = Unknown("no_answer")


def this_system() -> System:
    """The system we run on."""
    match sys.platform:
        case "win32":
            return WindowsSystem(machine.battery)
        case "darwin":
            return MacSystem(machine.battery)
        case _:
            return LinuxSystem()


def run(link: Link, folder: Path) -> None:
    """Report on the system we run on until told to stop.

    Args:
        link: To the window, whose process and descendants are ours.
        folder: Where the vault is.
    """
    serve(link, this_system(), folder)


def serve(link: Link, system: System, folder: Path) -> None:
    """Report on a system until told to stop.

    Args:
        link: To the window, whose process and descendants are ours.
        system: Whom to ask.
        folder: Where the vault is.
    """
    watch = Watch(system, folder, os.getppid())
    begun = time.monotonic()
    link.wait(FIRST_LOOK_S)
    while not link.stopping:
        watch.look()
        link.beat()
        if watch.answered or time.monotonic() - begun >= ALL_ANSWERED_S:
            link.report(watch.measures())
            link.wait(LOOK_EVERY_S)
        else:
            link.wait(FIRST_LOOK_S)


class Watch:
    """All that is asked of the laptop, each question at its own pace.

    Args:
        system: The operating system.
        folder: Where the vault is.
        root: Process whose descendants are ours.
    """

    def __init__(self, system: System, folder: Path, root: int) -> None:
        self._root = root
        self._system = system
        self._load = machine.Load(root)
        self._speeds: deque[float] = deque(maxlen=_SPEEDS)
        self._cores = machine.cores()
        self._model = Asking(laptop_model, 3600.0, "")
        self._power = Asking(system.power, 5.0, Power(_NO_ANSWER, _NO_ANSWER, _NO_ANSWER))
        self._link = Asking[Route | Unknown](system.link, 5.0, _NO_ANSWER)
        self._holders = Asking(
            lambda: system.holders(machine.our_processes(root)), 2.0, Holders(_NO_ANSWER, _NO_ANSWER)
        )
        self._permissions = Asking(system.permissions, 10.0, Permissions(_NO_ANSWER, _NO_ANSWER))
        self._disk = Asking[Measured](lambda: machine.disk_free_gb(folder), 10.0, _NO_ANSWER)
        self._programs = Asking[tuple[str, ...] | None](self._running, 5.0, None)
        self._speed = Asking[Measured](lambda: system.speed_share(self._load.busy), LOOK_EVERY_S, _NO_ANSWER)

    @property
    def answered(self) -> bool:
        """Whether every question was answered once."""
        asked = (self._power, self._link, self._holders, self._permissions, self._disk, self._programs)
        return all(each.answered for each in asked)

    def look(self) -> None:
        """Take in the load and the speed under it."""
        self._load.look()
        speed = self._speed.newest
        if not isinstance(speed, Unknown):
            self._speeds.append(speed)

    def measures(self) -> LaptopMeasures:
        """What is known now."""
        power, holders, permissions = self._power.newest, self._holders.newest, self._permissions.newest
        programs, memory = self._programs.newest, machine.memory()
        return LaptopMeasures(
            watched_s=self._load.watched_s,
            on_mains=power.on_mains,
            battery_percent=power.battery_percent,
            power_plan=power.plan,
            load_mean_percent=self._load.mean_percent,
            load_p95_percent=self._load.p95_percent,
            speed_share=self._speed_share(),
            memory_total_gb=memory.total_gb,
            memory_free_gb=memory.free_gb,
            disk_free_gb=self._disk.newest,
            cores=self._cores,
            network=self._link.newest,
            probe=None,
            microphone_holders=holders.microphone,
            camera_holders=holders.camera,
            microphone_allowed=permissions.microphone,
            camera_allowed=permissions.camera,
            stealing=_NO_ANSWER if programs is None else stealing(programs),
            teams_running=_NO_ANSWER if programs is None else float(teams_runs(programs)),
            model=self._model.newest,
        )

    def _held(self) -> Holders:
        held = self._system.holders(machine.our_processes(self._root))
        return Holders(_fit(held.microphone), _fit(held.camera))

    def _running(self) -> tuple[str, ...]:
        return machine.running_programs(machine.our_processes(self._root))

    def _speed_share(self) -> Measured:
        """The median of the looks under load: one core that was just waking says nothing."""
        if len(self._speeds) >= _FEWEST_SPEEDS:
            return statistics.median(self._speeds)
        newest = self._speed.newest
        return newest if isinstance(newest, Unknown) else Unknown("not_busy")


def _fit(names: tuple[str, ...] | Unknown) -> tuple[str, ...] | Unknown:
    return names if isinstance(names, Unknown) else shown(names)
