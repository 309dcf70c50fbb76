"""Hands a link to the system, which gives it to Teams or to the browser; the port is `engine.ports.LinkOpener`."""

import os
import subprocess
import sys
from threading import Thread
from typing import Final

_COMMAND: Final = {"linux": "xdg-open", "darwin": "open"}
"""The system's own way to open a link; on Windows it is a call."""


class SystemLinkOpener:
    """Opens links without waiting for what opens them.

    Whether the browser then reaches the meeting cannot be seen from here.
    """

    def open(self, address: str) -> bool:
        """Whether the system took it.

        Args:
            address: A link that was checked before; it is handed over as one word, through no shell.
        """
        try:
            if sys.platform == "win32":
                os.startfile(address)  # noqa: S606 - the system's own way; no shell is wanted
            else:
                _start(_COMMAND.get(sys.platform, "xdg-open"), address)
        except OSError:
            return False
        return True


def _start(command: str, address: str) -> None:
    """Start the system's opener.

    Raises:
        OSError: There is none.
    """
    started = subprocess.Popen(  # noqa: S603 - the address is a checked link to Teams
        [command, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Teams lives on when Samklang is closed
    )
    # Nobody waits for it but this thread, so that no dead process is left behind.
    Thread(target=started.wait, daemon=True).start()
