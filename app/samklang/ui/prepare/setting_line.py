"""The system's own volume and mute of the chosen microphone, who else listens to it, and the way to the tap test."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QSlider, QWidget

from samklang.domain.live import MicrophoneSetting
from samklang.ui.controls import Button, QuietButton, Status, StatusChip, column, label, row
from samklang.ui.theme import SPACE
from samklang.wording import Wording

_ASK_AFTER_MS: Final = 150
"""A slider that is drawn says where it stands when it has stood still for so long."""

_ANSWER_WITHIN_MS: Final = 2000
"""So long the slider stays where the user put it; then the system's own word counts again. The list comes every
second, so this is two of them."""

_STEP_PERCENT: Final = 5
_FULL_PERCENT: Final = 100


class SettingLine(QWidget):
    """One quiet line below the choice.

    Attributes:
        volume_wanted: The user asks for this volume, in per cent.
        unmute_wanted: The user wants the microphone switched on in the system.
        tap_wanted: The user wants to find the right microphone by tapping it.
    """

    volume_wanted = Signal(float)
    unmute_wanted = Signal()
    tap_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._setting: MicrophoneSetting | None = None
        self._volume = label("", quiet=True)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _FULL_PERCENT)
        self._slider.setSingleStep(_STEP_PERCENT)
        self._slider.setPageStep(2 * _STEP_PERCENT)
        self._slider.setFixedWidth(18 * SPACE)
        self._muted = StatusChip(Status.ATTENTION)
        self._unmute = Button()
        self._held = label("", quiet=True, wrap=True)
        self._tap = QuietButton()
        self._asked = _timer(self, _ASK_AFTER_MS)
        self._waiting = _timer(self, _ANSWER_WITHIN_MS)
        self._asked.timeout.connect(lambda: self.volume_wanted.emit(float(self._slider.value())))
        self._slider.valueChanged.connect(self._take_volume)
        self._unmute.clicked.connect(self.unmute_wanted)
        self._tap.clicked.connect(self.tap_wanted)
        # The second line is there only while it has something to say.
        set_by_system = row(self._volume, SPACE, self._slider, None, self._tap)
        others = row(self._muted, self._unmute, self._held, spacing=SPACE * 2)
        others.setStretch(2, 1)
        self._others = QWidget()
        self._others.setLayout(others)
        self.setLayout(column(set_by_system, self._others, spacing=SPACE // 2))

    @property
    def slider(self) -> QSlider:
        """The volume."""
        return self._slider

    @property
    def unmute_button(self) -> Button:
        """Switches the microphone on in the system; hidden while it is on."""
        return self._unmute

    @property
    def text(self) -> str:
        """All that the line says now."""
        chip = "" if self._muted.isHidden() else self._muted.accessibleName()
        return " ".join(part for part in (self._volume.text(), chip, self._held.text()) if part)

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._tap.set_words(say("prepare.tap.open"))
        self._unmute.set_words(say("prepare.setting.unmute"))
        self._muted.show_status(Status.ATTENTION, say("prepare.setting.muted"))
        self._slider.setAccessibleName(say("prepare.setting.slider"))
        self.show_setting(self._setting, say)

    def show_setting(self, setting: MicrophoneSetting | None, say: Wording) -> None:
        """How the system has set the chosen microphone; None where it does not tell, and then nothing is said."""
        self._setting = setting
        percent = setting.volume_percent if setting is not None else None
        settable = setting is not None and setting.settable
        muted = setting is not None and setting.muted is True
        held = setting.held_by if setting is not None else ()
        self._volume.setText("" if percent is None else say("prepare.setting.volume", percent=round(percent)))
        self._volume.setVisible(percent is not None)
        self._slider.setVisible(percent is not None and settable)
        self._muted.setVisible(muted)
        self._unmute.setVisible(muted and settable)
        self._others.setVisible(muted or bool(held))
        self._held.setText(say("prepare.setting.held", names=", ".join(held)) if held else "")
        self._slider.setAccessibleDescription(self._volume.text())
        if percent is not None and not (self._slider.isSliderDown() or self._waiting.isActive()):
            with QSignalBlocker(self._slider):  # this is no wish of the user's
                self._slider.setValue(min(_FULL_PERCENT, round(percent)))

    def lock(self, *, locked: bool) -> None:
        """Nothing can be changed while a check runs: it would change what is measured."""
        for control in (self._slider, self._unmute, self._tap):
            control.setEnabled(not locked)

    def _take_volume(self) -> None:
        self._waiting.start()
        self._asked.start()


def _timer(owner: QWidget, length_ms: int) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(length_ms)
    return timer
