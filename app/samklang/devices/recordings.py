"""Measures recordings, sound and picture at the same time, each in a worker process with limits of its own."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

from samklang.domain.measures import PictureMeasures, SoundMeasures
from samklang.domain.sync import SyncMeasures
from samklang.engine.check import Measured, Recordings
from samklang.wording import Wording
from samklang.workers.task import run_task

LONGEST_S = 2 * 3600.0
"""A recording may take this long to measure: a whole session of film on a slow laptop. Our proposal."""

_LOOK_EVERY_S = 0.1

_KEPT_BY_MALLOC = str(256 * 1024**2)
_KEEPING_MEMORY = {"MALLOC_MMAP_THRESHOLD_": _KEPT_BY_MALLOC, "MALLOC_TRIM_THRESHOLD_": _KEPT_BY_MALLOC}
"""Whoever gives large pieces of memory back at once, as the GNU C library does, has them fetched anew, a page fault for
each 4 kB: a tenth of the processor time of ten minutes of sound, measured. This process ends soon and may keep them."""

T = TypeVar("T")


def measure_recordings(recordings: Recordings, wording: Wording, progress: Callable[[float], None]) -> Measured:
    """Measure the files and wait for it.

    Args:
        recordings: Which files; those left out are not measured.
        wording: The language of the refusals.
        progress: Called in this thread about ten times a second with the share done, 0..1, of whichever is furthest
            behind.

    Raises:
        Refused: A file is missing, damaged or not a recording. The other measurement is given up then.
    """
    give_up = threading.Event()
    shares: dict[str, float] = {}
    with ThreadPoolExecutor(max_workers=3) as pool:
        try:
            sound = recordings.audio and pool.submit(_sound, recordings, wording, shares, give_up)
            picture = recordings.video and pool.submit(_picture, recordings.video, wording, shares, give_up)
            sync = sound and picture and pool.submit(_sync, recordings, wording, shares, give_up)
            _finish([each for each in (sound, picture, sync) if each], shares, progress)
        finally:
            # Ctrl-C and a refusal alike: the other worker ends before this returns.
            give_up.set()
    return Measured(
        sound.result() if sound else None, picture.result() if picture else None, sync.result() if sync else None
    )


def _finish(running: Iterable[Future[Any]], shares: dict[str, float], progress: Callable[[float], None]) -> None:
    """Wait until all are done; the first that fails ends the waiting with its own words."""
    left = set(running)
    while left:
        # Short waits: a long one could not be interrupted from the keyboard on Windows.
        done, left = wait(left, timeout=_LOOK_EVERY_S)
        for each in done:
            each.result()
        progress(min(shares.values(), default=0.0))


def _sound(
    recordings: Recordings, wording: Wording, shares: dict[str, float], give_up: threading.Event
) -> SoundMeasures:
    arguments = {"path": recordings.audio, "silence_path": recordings.silence, "language": wording.language}
    return _measured(
        "samklang.devices.sound_file:measure_sound_file",
        arguments,
        SoundMeasures,
        wording,
        shares,
        give_up,
        environment=_KEEPING_MEMORY,
    )


def _picture(video: Path, wording: Wording, shares: dict[str, float], give_up: threading.Event) -> PictureMeasures:
    arguments = {"path": video, "language": wording.language}
    return _measured(
        "samklang.devices.video_file:measure_video_file", arguments, PictureMeasures, wording, shares, give_up
    )


def _sync(recordings: Recordings, wording: Wording, shares: dict[str, float], give_up: threading.Event) -> SyncMeasures:
    arguments = {"video": recordings.video, "audio": recordings.audio, "language": wording.language}
    return _measured("samklang.devices.sync_file:measure_sync_files", arguments, SyncMeasures, wording, shares, give_up)


def _measured(  # noqa: PLR0913, PLR0917 - what the two have in common
    target: str,
    arguments: Mapping[str, object],
    result_type: type[T],
    wording: Wording,
    shares: dict[str, float],
    give_up: threading.Event,
    environment: Mapping[str, str] | None = None,
) -> T:
    shares[target] = 0.0

    def note(share: float) -> None:
        shares[target] = share

    measures = run_task(
        target,
        arguments,
        result_type,
        timeout_s=LONGEST_S,
        progress=note,
        cancel=give_up,
        environment=environment,
        wording=wording,
    )
    note(1.0)
    return measures
