"""What the tests of laptop, network and DSLR let run in a worker in place of the real thing: functions that hang."""

import time
from pathlib import Path

from samklang.devices.laptop.linux import LinuxSystem
from samklang.devices.laptop.system import Power
from samklang.devices.laptop.worker import serve
from samklang.devices.network_probe import Pace
from samklang.domain.laptop import Link as Route
from samklang.domain.measures import Unknown
from samklang.workers.link import Link


def hang_probe(link: Link, host: str, port: int, tcp_port: int, pace: Pace) -> None:
    """Beats once and says nothing more."""
    del host, port, tcp_port, pace
    link.beat()
    time.sleep(3600)


def hang_laptop(link: Link, folder: Path) -> None:
    """Likewise."""
    del folder
    link.beat()
    time.sleep(3600)


class StuckSystem(LinuxSystem):
    """This machine, where the question about power hangs and the one about the network fails."""

    def power(self) -> Power:
        """Never comes back."""
        time.sleep(3600)
        return super().power()

    def link(self) -> Route | Unknown:
        """Always fails."""
        raise OSError("broken")


def stuck_laptop(link: Link, folder: Path) -> None:
    """Watches it."""
    serve(link, StuckSystem(), folder)


def hang_camera(link: Link) -> None:
    """Likewise."""
    link.beat()
    time.sleep(3600)
