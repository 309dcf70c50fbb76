"""Players as the window holds them: a playing process under a supervisor, its reports turned into events."""

import logging
import time
from pathlib import Path
from typing import Any

from samklang.domain.playback import Failed, PlayerEvent
from samklang.domain.sequence import Part
from samklang.engine.playing import BackendReport, Playing
from samklang.engine.ports import Picture
from samklang.playback.libvlc import LIBRARY_MISSING
from samklang.playback.orders import Finish, Pause, Play, Resume
from samklang.workers.frames import Frame
from samklang.workers.supervisor import Patience, Supervisor, Trouble, WorkerState

_log = logging.getLogger(__name__)

VLC_TARGET = "samklang.playback.vlc_process:serve"
NULL_TARGET = "samklang.playback.null_process:serve"

PATIENCE = Patience(silence_s=2.5, restarts=0)
"""Never restarted: what stood still in the middle of a part does not go on by itself. 2.5 s without a new picture, more
than the supervisor's 1.5, because a stall is told at 1 s and a busy laptop may still catch up."""


class WorkerPlayer:
    """A player whose every part plays in a process of its own; the port is `samklang.engine.ports.Player`.

    Args:
        target: The playing process.
        paced: Whether it plays in real time, or only decodes.
        options: Handed to the playing process.
        patience: When it is given up.
    """

    def __init__(
        self, target: str, *, paced: bool = True, options: tuple[str, ...] = (), patience: Patience = PATIENCE
    ) -> None:
        self._target = target
        self._paced = paced
        self._options = options
        self._patience = patience
        self._worker: Supervisor[Any] | None = None
        self._playing: Playing | None = None
        self._frame: Frame | None = None

    @property
    def pid(self) -> int | None:
        """The playing process's id while there is one."""
        return self._worker.pid if self._worker is not None else None

    def load(self, media: Path, part: Part, language: str) -> None:
        """Make a part ready; `Ready` follows."""
        self.close()
        self._playing = Playing(part, paced=self._paced)
        arguments = {"media": media, "part": part, "track": part.track(language), "options": self._options}
        report: Any = BackendReport
        self._worker = Supervisor(self._target, arguments, report, patience=self._patience)
        self._worker.start()

    def play(self) -> None:
        """Start from 0; only after `Ready`."""
        if self._worker is not None and self._playing is not None and self._playing.ready:
            self._worker.send(Play())

    def pause(self, fade_ms: int = 0) -> None:
        """Halt, the sound faded out before."""
        self._send(Pause(fade_ms))

    def resume(self) -> None:
        """Go on."""
        self._send(Resume())

    def stop(self, fade_ms: int = 0) -> None:
        """Stop for good, the last picture held."""
        self._send(Finish(fade_ms))

    def poll(self) -> tuple[PlayerEvent, ...]:
        """What happened since the last call."""
        worker, playing = self._worker, self._playing
        if worker is None or playing is None or playing.over:
            return ()
        events: list[PlayerEvent] = []
        status = worker.status  # before the reports: what a dying process said last is heard first
        for report in worker.poll():
            events.extend(playing.hear(report, _now_ms()))
        events.extend(playing.tick(_now_ms()))
        if status.state in {WorkerState.FAILED, WorkerState.ENDED}:
            missing = status.trouble is Trouble.REFUSED and status.line == LIBRARY_MISSING
            events.extend(playing.lose(LIBRARY_MISSING if missing else "worker_lost", _now_ms()))
        for event in events:
            if isinstance(event, Failed):
                _log.warning("player: %s at %d ms", event.code, event.at_ms)
        return tuple(events)

    def position_ms(self) -> int:
        """Where we are in the part."""
        return 0 if self._playing is None else self._playing.position_ms(_now_ms())

    def latest_frame(self, after: int = 0) -> Picture | None:
        """The newest picture, or None where there is none newer than number `after`."""
        newer = self._worker.frame() if self._worker is not None else None
        if newer is not None:
            self._frame = newer
        return self._frame if self._frame is not None and self._frame.sequence > after else None

    def close(self) -> None:
        """End the playing process."""
        worker, self._worker, self._playing, self._frame = self._worker, None, None, None
        if worker is not None:
            worker.close()

    def _send(self, order: object) -> None:
        if self._worker is not None:
            self._worker.send(order)


def open_player(backend: str, options: tuple[str, ...] = ()) -> WorkerPlayer:
    """A player, nothing loaded yet.

    Args:
        backend: `vlc` plays through libVLC; `null` is the dry run, which decodes everything and compares every count.
        options: Further options of libVLC.

    Raises:
        ValueError: There is no such player.
    """
    match backend:
        case "vlc":
            return WorkerPlayer(VLC_TARGET, options=options)
        case "null":
            return WorkerPlayer(NULL_TARGET, paced=False)
        case _:
            raise ValueError(f"no such player: {backend!r}")


def _now_ms() -> float:
    return time.monotonic() * 1000
