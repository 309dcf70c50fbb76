"""The playing process of libVLC: pictures into shared memory, sound to the system, reports and orders over the pipe.

libVLC's events come on threads of its own, and calling it from there hangs: they only leave a word in a queue. It is
never asked to stop, which hangs in some of its versions: a finished play is paused, and the process ends.
"""

import ctypes
import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samklang.domain.sequence import Part
from samklang.engine.playing import AtEnd, Broken, Deaf, Halted, Loaded, Moving, Over, Progress
from samklang.playback.first_picture import first_picture
from samklang.playback.libvlc import load_libvlc
from samklang.playback.orders import Finish, Pause, Play, PlayOrder, Resume
from samklang.workers.frames import FrameWriter
from samklang.workers.link import Link

_STEP_S = 0.02
_REPORT_EVERY_S = 0.1
_OPENING_S = 10.0
_DEAF_AFTER_S = 1.5
_CHANNELS = 4
_ALIGNMENT = 64
_FULL_VOLUME = 100


def serve(link: Link, media: Path, part: Part, track: int, options: tuple[str, ...]) -> None:
    """Play one part, as `samklang.engine.ports.Player` describes it.

    Args:
        link: To whoever plays.
        media: The part's media file, verified.
        part: What it holds.
        track: Which voice, from 0.
        options: Further options of libVLC, such as another audio output.

    Raises:
        Refused: libVLC cannot be had.
    """
    link.beat(patience_s=_OPENING_S)
    vlc, instance, version = load_libvlc(options)
    ring = link.frames(part.width * part.height * _CHANNELS)
    pixels = first_picture(media, part.width, part.height)
    if pixels is None:
        link.report(Broken("media"))
        return
    ring.write(memoryview(pixels), part.width, part.height, _CHANNELS, time.monotonic_ns())
    deck = _Deck(link, vlc, instance, media, track)
    screen = _Screen(vlc, deck.player, ring, part.width, part.height)
    link.report(Loaded("libVLC", version))
    while not link.stopping:
        order = link.order(PlayOrder, _STEP_S)
        if order is not None:
            deck.obey(order)
        deck.step(screen.pictures)


class _Screen:
    """libVLC's picture output: each picture copied into the ring when it is due."""

    def __init__(self, vlc: Any, player: Any, ring: FrameWriter, width: int, height: int) -> None:  # noqa: ANN401 - python-vlc ships no types
        self.pictures = 0
        size = width * height * _CHANNELS
        self._memory = (ctypes.c_ubyte * (size + _ALIGNMENT))()
        start = -ctypes.addressof(self._memory) % _ALIGNMENT
        self._address = ctypes.addressof(self._memory) + start
        self._view = memoryview(self._memory).cast("B")[start : start + size]
        self._ring, self._width, self._height = ring, width, height
        callbacks = vlc.CallbackDecorators
        # kept here: libVLC holds no reference to them, and a collected callback is a crash
        self._lock = callbacks.VideoLockCb(self._on_lock)
        self._unlock = callbacks.VideoUnlockCb(lambda _opaque, _picture, _planes: None)
        self._display = callbacks.VideoDisplayCb(self._on_display)
        player.video_set_callbacks(self._lock, self._unlock, self._display, None)
        player.video_set_format("RV32", width, height, width * _CHANNELS)

    def _on_lock(self, _opaque: object, planes: Any) -> None:  # noqa: ANN401 - a ctypes pointer
        planes[0] = self._address

    def _on_display(self, _opaque: object, _picture: object) -> None:
        self._ring.write(self._view, self._width, self._height, _CHANNELS, time.monotonic_ns())
        self.pictures += 1


class _Deck:
    """The transport: orders in, what libVLC says in, reports out."""

    def __init__(self, link: Link, vlc: Any, instance: Any, media: Path, track: int) -> None:  # noqa: ANN401 - python-vlc ships no types
        self._link = link
        self._vlc = vlc
        self._said: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self._moving = False
        self._halting: Halted | Over | None = None
        self._done = False
        self._begun = False
        self._early: Pause | Finish | None = None
        self._moved_at_s = 0.0
        self._deaf_looked = False
        self._reported_at_s = 0.0
        self._pictures = 0
        self._told_ms = -1
        self._told_at_s = 0.0
        self.player = instance.media_player_new()
        self._media = instance.media_new_path(str(media))
        self._media.add_option(f":audio-track={track}")
        self.player.set_media(self._media)
        events = self.player.event_manager()
        for word in ("Playing", "Paused", "EndReached", "EncounteredError"):
            events.event_attach(getattr(vlc.EventType, f"MediaPlayer{word}"), self._saying(word))
        events.event_attach(vlc.EventType.MediaPlayerTimeChanged, self._on_time)

    def obey(self, order: PlayOrder) -> None:
        """Do what was ordered, where it makes sense now."""
        match order:
            case Play() if not self._begun:
                self._begun = True
                if self.player.play() != 0:
                    self._end(Broken("media"))
            case Pause() | Finish() if self._begun and not self._moved_at_s and not self._done:
                self._early = order  # libVLC is still starting, and would not hear it
            case Pause(fade_ms) if self._moving:
                self._halt(Halted(), fade_ms)
            case Resume() if not self._moving and not self._done and self._moved_at_s:
                self.player.set_pause(0)
            case Finish(fade_ms) if self._moving:
                self._halt(Over(), fade_ms)
            case Finish() if not self._done:
                self._end(Over())
            case _:
                pass

    def step(self, pictures: int) -> None:
        """Hear libVLC, report, and show that we live: while moving only where a new picture was shown."""
        while not self._said.empty():
            word, at_s = self._said.get()
            self._hear(word, at_s, pictures)
        changed, self._pictures = pictures != self._pictures, pictures
        if changed or not self._moving:
            self._link.beat()
        now_s = time.monotonic()
        if self._moving and now_s - self._reported_at_s >= _REPORT_EVERY_S:
            self._reported_at_s = now_s
            told_ms, self._told_ms = self._told_ms, -1
            seen_s = self._told_at_s if told_ms >= 0 else now_s
            self._link.report(Progress(pictures, told_ms, seen_s * 1000))
            self._look_for_sound(now_s)

    def _hear(self, word: str, at_s: float, pictures: int) -> None:
        if self._done:
            return
        match word:
            case "Playing":
                self._moving = True
                self._moved_at_s = at_s
                self._link.report(Moving(at_s * 1000))
                early, self._early = self._early, None
                if early is not None:
                    self.obey(early)
            case "Paused" if self._halting is not None:
                report, self._halting = self._halting, None
                self._moving = False
                self.player.audio_set_volume(_FULL_VOLUME)
                if isinstance(report, Over):
                    self._end(report)
                else:
                    self._link.report(report)
            case "Paused" | "EndReached":
                self._end(AtEnd() if pictures else Broken("media"))
            case _:
                self._end(Broken("media"))

    def _halt(self, report: Halted | Over, fade_ms: int) -> None:
        """Fade the sound out, then pause; libVLC's word that it has is awaited in `_hear`."""
        begin_s = time.monotonic()
        while fade_ms > 0 and (share := (time.monotonic() - begin_s) * 1000 / fade_ms) < 1:
            # libVLC's volume is cubic: this line falls about as evenly as it is heard
            self.player.audio_set_volume(round(_FULL_VOLUME * (1 - share)))
            self._link.beat()
            if not self._said.empty():  # the end came while fading
                break
            self._link.wait(_STEP_S)
        self._halting = report
        self.player.set_pause(1)

    def _look_for_sound(self, now_s: float) -> None:
        if self._deaf_looked or now_s - self._moved_at_s < _DEAF_AFTER_S:
            return
        self._deaf_looked = True
        stats = self._vlc.MediaStats()
        # with no sound device libVLC says nothing and drops what it decoded; its volume reads 100 all the same
        if self._media.get_stats(stats) and stats.decoded_audio > 0 and stats.played_abuffers == 0:
            self._link.report(Deaf())

    def _end(self, report: AtEnd | Over | Broken) -> None:
        self._done = True
        self._moving = False
        self._link.report(report)

    def _saying(self, word: str) -> "Callable[[object], None]":
        return lambda _event: self._said.put((word, time.monotonic()))

    def _on_time(self, event: Any) -> None:  # noqa: ANN401 - python-vlc ships no types
        self._told_ms, self._told_at_s = int(event.u.new_time), time.monotonic()
