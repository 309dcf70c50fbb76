"""What the microphone hears and the camera sees now: a view, a state in words, and a number only where it matters."""

from samklang.domain.live import CameraNow, LiveState, MicrophoneNow, PictureReading
from samklang.domain.measures import Unknown
from samklang.domain.rig import Range
from samklang.engine.ports import Picture
from samklang.ui.controls import Card, Status, StatusChip, column, label, row
from samklang.ui.prepare.picture_view import PictureView
from samklang.ui.prepare.sound_view import SoundMeterView
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

_STATUS = {
    LiveState.OPENING: Status.WAITING,
    LiveState.LIVE: Status.GOOD,
    LiveState.SLOW: Status.ATTENTION,
    LiveState.FROZEN: Status.ATTENTION,
    LiveState.LOST: Status.BAD,
    LiveState.RESTARTING: Status.ATTENTION,
    LiveState.FAILED: Status.BAD,
    LiveState.CLOSED: Status.WAITING,
}


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
        self._state.show_status(_STATUS[now.state], say(f"prepare.microphone.{now.state}"))
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


class PicturePanel(Card):
    """The camera."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", Size.LARGE, strong=True)
        self._state = StatusChip(Status.WAITING)
        self._values = label("", quiet=True, wrap=True)
        self._view = PictureView()
        self.body.addLayout(row(self._heading, SPACE * 2, self._state, None))
        self.body.addWidget(self._view, 1)
        self.body.addWidget(self._values)

    @property
    def view(self) -> PictureView:
        """The picture itself."""
        return self._view

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._heading.setText(say("prepare.picture.title"))
        self._view.setAccessibleName(say("prepare.picture.title"))
        self._view.show_words(say("prepare.picture.empty"))
        self.clear(say)

    def mark(self, mark: str) -> None:
        """A word in the picture's corner, such as that it is a demo; empty for none."""
        self._view.show_mark(mark)

    def clear(self, say: Wording) -> None:
        """No camera is open."""
        self._view.clear()
        self._state.show_status(Status.WAITING, say(f"prepare.camera.{LiveState.CLOSED}"))
        self._values.setText("")

    def show_now(self, now: CameraNow, picture: Picture | None, say: Wording) -> None:
        """What it sees now."""
        self._state.show_status(_STATUS[now.state], say(f"prepare.camera.{now.state}"))
        if now.reading is not None:
            self._view.show_faces(now.reading.faces)
        if picture is not None:
            self._view.show_picture(picture)
        self._view.dim(dimmed=now.state not in (LiveState.LIVE, LiveState.SLOW))
        words = "" if now.reading is None else _values(now.reading, say)
        if self._values.text() != words:
            self._values.setText(words)
            self._view.setAccessibleDescription(say("prepare.picture.spoken", words=words) if words else "")


def _values(reading: PictureReading, say: Wording) -> str:
    """Size, rate, faces: what a glance wants to know."""
    parts = [say("prepare.picture.size", width=reading.width, height=reading.height)]
    if not isinstance(reading.frame_rate_fps, Unknown):
        parts.append(say("prepare.picture.rate", rate=round(reading.frame_rate_fps)))
    faces = len(reading.faces)
    parts.append(say("prepare.picture.faces", count=faces) if faces else say("prepare.picture.no_face"))
    return "  \N{MIDDLE DOT}  ".join(parts)


def _number(value: float, say: Wording) -> str:
    """A level with one decimal, a proper minus and the language's decimal sign."""
    text = f"{abs(value):.1f}".replace(".", "." if say.language == "en" else ",")
    return f"\N{MINUS SIGN}{text}" if value < 0 else text
