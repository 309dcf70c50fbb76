"""What the tests of laptop, network and DSLR let run in a worker in place of the real thing: functions that hang."""

import time
from pathlib import Path

from samklang.devices.network_probe import Pace
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


def hang_camera(link: Link) -> None:
    """Likewise."""
    link.beat()
    time.sleep(3600)
