"""What the microphone hears now: a meter, a state in words, and a number only where it matters."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from samklang.domain.live import LiveState, MicrophoneNow
from samklang.domain.rig import Range
from samklang.ui.controls import Card, Status, StatusChip, column, label
from samklang.ui.prepare.sound_view import SoundMeterView
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

STATUS: Final[Mapping[LiveState, Status]] = MappingProxyType(
    {
        LiveState.OPENING: Status.WAITING,
        LiveState.LIVE: Status.GOOD,
        LiveState.SLOW: Status.ATTENTION,
        LiveState.FROZEN: Status.ATTENTION,
        LiveState.LOST: Status.BAD,
        LiveState.RESTARTING: Status.ATTENTION,
        LiveState.FAILED: Status.BAD,
        LiveState.CLOSED: Status.WAITING,
    }
)
"""How serious each state of a device is."""


class SoundPanel(Card):
    """The microphone."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", Size.LARGE, strong=True)
        self._state = StatusChip(Status.WAITING)
        self._meter = SoundMeterView()
        self._voice = StatusChip(Status.WAITING)
        self._warning = StatusChip(Status.ATTENTION)
        policy = self._warning.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._warning.setSizePolicy(policy)
        self._warning.hide()
        parts = (self._heading, self._state, SPACE, self._meter, SPACE, self._voice, self._warning, None)
        self.body.addLayout(column(*parts))

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._heading.setText(say("prepare.sound.title"))
        self._meter.retranslate(say)
        self._meter.setAccessibleName(say("prepare.sound.title"))
        self._warning.show_status(Status.ATTENTION, say("prepare.sound.clipped"))
        self.clear(say)

    def show_band(self, band: Range, words: str) -> None:
        """The range the voice should lie in, dBFS, and the same in words."""
        self._meter.show_band(band)
        self._meter.setToolTip(words)

    def clear(self, say: Wording) -> None:
        """No microphone is open."""
        self.show_now(MicrophoneNow(LiveState.CLOSED), say)

    def show_now(self, now: MicrophoneNow, say: Wording) -> None:
        """What it hears now."""
        self._state.show_status(STATUS[now.state], say(f"prepare.microphone.{now.state}"))
        self._meter.show_reading(now.reading)
        self._warning.setVisible(now.reading is not None and now.reading.clipped)
        voice = self._meter.voice_dbfs
        status, words = Status.WAITING, say("prepare.sound.no_voice")
        if voice is not None:
            judgement = self._meter.judged(voice)
            status = Status.GOOD if judgement == say("prepare.sound.good") else Status.ATTENTION
            words = say("prepare.sound.voice", level=_number(voice, say), judgement=judgement)
        if words != self._meter.accessibleDescription():
            self._voice.show_status(status, words)
            self._meter.setAccessibleDescription(words)


def _number(value: float, say: Wording) -> str:
    """A level with one decimal, a proper minus and the language's decimal sign."""
    text = f"{abs(value):.1f}".replace(".", "." if say.language == "en" else ",")
    return f"\N{MINUS SIGN}{text}" if value < 0 else text
