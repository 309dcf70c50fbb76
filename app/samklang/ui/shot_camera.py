"""Takes pictures of the window in several languages and text sizes, letting it live meanwhile."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from samklang.ui.application import WINDOW_SIZE_PX
from samklang.ui.shell import Shell

SETTLE_S: Final = 0.1
"""After a change everything is laid out anew; a wrapped line may ask for its height twice."""

_PATIENCE_S: Final = 60.0


class Camera:
    """Takes pictures of one window in several languages and text sizes."""

    def __init__(self, shell: Shell, folder: Path, languages: Sequence[str], text_percents: Sequence[int]) -> None:
        self._shell = shell
        self._folder = folder
        self._languages = tuple(languages)
        self._text_percents = tuple(text_percents)
        self._house_settings = shell.house.settings
        self.taken: list[Path] = []

    def take(self, name: str, arrange: Callable[[], None] | None = None) -> None:
        """Take what is shown now as `NAME-LANGUAGE[-PERCENT].png`, in every language and size.

        Args:
            name: Of the picture.
            arrange: Done before each one, where what is to be seen does not outlast a change of language.
        """
        for percent in self._text_percents:
            self._house_settings.put({"shell.text_percent": percent})
            self._shell.apply_settings()
            for language in self._languages:
                self._shell.change_language(language)
                run_events(SETTLE_S)
                if arrange is not None:
                    arrange()
                self._shell.resize(*WINDOW_SIZE_PX)
                run_events(SETTLE_S)
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
