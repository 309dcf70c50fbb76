"""The deck: one player, the part on it, and where its play stands; no widgets."""

from enum import StrEnum

from samklang.domain.playback import (
    CueReached,
    Ended,
    EndedEarly,
    Failed,
    Paused,
    PlayerEvent,
    PlayRecord,
    Ready,
    Resumed,
    Started,
    Stopped,
)
from samklang.domain.sequence import Part
from samklang.engine.house import House
from samklang.engine.play_record import PlayWriter
from samklang.engine.ports import Picture, Player, SealedBag

GUARD_MS = 1500
"""So long after a start or a resume another press does nothing: a double press must not pause what it has just started.
Our proposal."""

FADE_MS = 1500
"""Sound goes away over this time at a pause or a stop; our proposal."""


class Step(StrEnum):
    """Where a play stands."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    STARTING = "starting"
    PLAYING = "playing"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"
    OVER = "over"


MOVING = frozenset({Step.STARTING, Step.PLAYING, Step.PAUSING, Step.PAUSED, Step.STOPPING})
"""A part is under way."""


class Deck:
    """Loads, plays, pauses and stops one part after the other.

    Args:
        house: Who makes the player.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._player: Player | None = None
        self._writer: PlayWriter | None = None
        self._pressed_ns = 0
        self._seen = 0
        self.part: Part | None = None
        self.step = Step.EMPTY
        self.cue = -1
        """Number of the cue now, -1 before the first."""

    def load(self, bag: SealedBag, part: Part, language: str) -> None:
        """Put a part on; its first picture comes as soon as the player has it."""
        if self._player is None:
            self._player = self._house.open_player()
        self.part, self.cue, self.step, self._seen = part, -1, Step.LOADING, 0
        self._writer = PlayWriter(bag, part, language)
        self._player.load(bag.media(part), part, language)

    def press(self) -> None:
        """Start, pause or go on, whichever is next; nothing while the guard holds."""
        if self._player is None or not self.pressable:
            return
        self._pressed_ns = self._house.clock.monotonic_ns()
        match self.step:
            case Step.READY:
                self.step = Step.STARTING
                self._player.play()
            case Step.PLAYING:
                self.step = Step.PAUSING
                self._player.pause(FADE_MS)
            case Step.PAUSED:
                self._player.resume()
            case _:
                pass

    @property
    def pressable(self) -> bool:
        """Whether a press would do something."""
        if self.step not in {Step.READY, Step.PLAYING, Step.PAUSED}:
            return False
        since_ms = (self._house.clock.monotonic_ns() - self._pressed_ns) / 1_000_000
        return self._pressed_ns == 0 or since_ms > GUARD_MS

    def stop(self) -> None:
        """Fade out and stop; the picture stays."""
        if self._player is not None and self.step in {Step.PLAYING, Step.PAUSED, Step.PAUSING, Step.STARTING}:
            self.step = Step.STOPPING
            self._player.stop(FADE_MS)

    def poll(self) -> tuple[PlayerEvent, ...]:
        """What happened; the step follows it."""
        if self._player is None or self.part is None:
            return ()
        events = self._player.poll()
        for event in events:
            if self._writer is not None:
                self._writer.write(event, self._house.clock.utc_ms())
            self._follow(event)
        return events

    @property
    def record(self) -> PlayRecord | None:
        """How the part was played, once it is over."""
        return self._writer.record if self._writer is not None else None

    @property
    def position_ms(self) -> int:
        """Where we are in the part."""
        return self._player.position_ms() if self._player is not None else 0

    def picture(self) -> Picture | None:
        """The newest picture, once; each part counts its own from 1."""
        newer = self._player.latest_frame(self._seen) if self._player is not None else None
        if newer is not None:
            self._seen = newer.sequence
        return newer

    def close(self) -> None:
        """Let the player go."""
        player, self._player = self._player, None
        self.step = Step.EMPTY
        if player is not None:
            player.close()

    def _follow(self, event: PlayerEvent) -> None:
        match event:
            case Ready():
                self.step = Step.READY
            case Started() | Resumed():
                self.step = Step.PLAYING
            case Paused():
                self.step = Step.PAUSED
            case CueReached():
                self.cue += 1
            case Stopped() | Ended() | EndedEarly() | Failed():
                self.step = Step.OVER
            case _:
                pass
