"""What can be done after a check, all of it quiet: repeat a step, listen back, keep it as good, go to the meeting."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from samklang.domain.live import Clip
from samklang.engine.live_check import Step
from samklang.ui.controls import QuietButton, column, label
from samklang.ui.flow import Flow
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

_STEPS = (Step.QUIET, Step.SPEAK, Step.LOOK)


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done now.

    Attributes:
        whole: The whole check again, where that is not what the primary button does.
        steps: Which steps can be repeated alone.
        clips: What can be listened back to.
        playing: What is heard now.
        keep: This check can be saved as the good one.
        join: The meeting can be opened, where that is not what the primary button does.
        compare: There is a picture from before to be seen beside the one now.
        picture: A small picture can be saved with the good check.
    """

    whole: bool = False
    steps: tuple[Step, ...] = ()
    clips: tuple[Clip, ...] = ()
    playing: Clip | None = None
    keep: bool = False
    join: bool = False
    compare: bool = False
    picture: bool = False


class After(QWidget):
    """Buttons on a line, as many as there are things that can be done.

    Attributes:
        again: The user wants this step (a `Step`) repeated, or the whole check (None).
        listen: The user wants to hear this `Clip`, or silence (None).
        keep: The user wants this check kept as the good one.
        join: The user wants to open the meeting.
    """

    again = Signal(object)
    listen = Signal(object)
    keep = Signal()
    join = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._playing: Clip | None = None
        self._whole, self._keep, self._join = QuietButton(), QuietButton(), QuietButton()
        self._compare, self._with_picture = QuietButton(), QCheckBox()
        self._compare.setCheckable(True)
        self._compare.toggled.connect(lambda _: self._name_compare())
        self._with_picture.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._with_picture.toggled.connect(self._tell_picture)
        self._picture_is_kept = label("", Size.SMALL, quiet=True, wrap=True)
        self._picture_is_kept.hide()
        self._say: Wording | None = None
        self._steps = {step: QuietButton() for step in _STEPS}
        self._clips = {clip: QuietButton() for clip in Clip}
        self._memory = label("", Size.SMALL, quiet=True, wrap=True)
        self._whole.clicked.connect(lambda: self.again.emit(None))
        self._keep.clicked.connect(self.keep)
        self._join.clicked.connect(self.join)
        for step, button in self._steps.items():
            button.clicked.connect(lambda _=False, step=step: self.again.emit(step))
        for clip, button in self._clips.items():
            button.clicked.connect(lambda _=False, clip=clip: self._press_clip(clip))
        things = (
            *self._steps.values(),
            self._whole,
            self._compare,
            *self._clips.values(),
            self._join,
            self._keep,
            self._with_picture,
        )
        flow = Flow(*things, gap_px=SPACE, line_gap_px=SPACE // 2)
        self.setLayout(column(flow, self._picture_is_kept, self._memory, spacing=0))

    def step_button(self, step: Step) -> QuietButton:
        """Repeats this step alone."""
        return self._steps[step]

    def clip_button(self, clip: Clip) -> QuietButton:
        """Plays this clip, or stops it."""
        return self._clips[clip]

    @property
    def keep_button(self) -> QuietButton:
        """Keeps this check as the good one."""
        return self._keep

    @property
    def compare_button(self) -> QuietButton:
        """Shows the picture from before beside the one now, or the live one again."""
        return self._compare

    @property
    def picture_box(self) -> QCheckBox:
        """Whether a small picture is saved with the good check; off until somebody ticks it, each time anew."""
        return self._with_picture

    @property
    def with_picture(self) -> bool:
        """Whether somebody ticked that a small picture is to be saved, too."""
        return self._with_picture.isVisible() and self._with_picture.isChecked()

    @property
    def join_button(self) -> QuietButton:
        """Opens the meeting."""
        return self._join

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._whole.set_words(say("prepare.again.whole"))
        for step, button in self._steps.items():
            button.set_words(say(f"prepare.again.{step}"))
        self._keep.set_words(say("prepare.good.keep"))
        self._join.set_words(say("prepare.join.open"))
        self._memory.setText(say("prepare.listen.memory"))
        self._with_picture.setText(say("prepare.good.with_picture"))
        self._with_picture.setAccessibleName(say("prepare.good.with_picture"))
        self._picture_is_kept.setText(say("prepare.good.picture_is_kept"))
        self._with_picture.setAccessibleDescription(self._picture_is_kept.text())
        self._say = say
        self._name_compare()
        self._name_clips(say)

    def show_offers(self, offers: Offers, say: Wording) -> None:
        """Show what can be done now."""
        self._whole.setVisible(offers.whole)
        for step, button in self._steps.items():
            button.setVisible(step in offers.steps)
        for clip, button in self._clips.items():
            button.setVisible(clip in offers.clips)
        self._memory.setVisible(bool(offers.clips))
        self._keep.setVisible(offers.keep)
        self._join.setVisible(offers.join)
        self._compare.setVisible(offers.compare)
        if not offers.compare:
            self._compare.setChecked(False)
        self._with_picture.setVisible(offers.picture)
        if not offers.picture:
            self._with_picture.setChecked(False)
        if offers.playing is not self._playing:
            self._playing = offers.playing
            self._name_clips(say)

    def _tell_picture(self, ticked: bool) -> None:  # noqa: FBT001 - Qt's signal gives it by place
        self._picture_is_kept.setVisible(ticked)

    def _name_compare(self) -> None:
        if self._say is not None:
            self._compare.set_words(self._say(f"prepare.pictures.{'hide' if self._compare.isChecked() else 'show'}"))

    def _name_clips(self, say: Wording) -> None:
        for clip, button in self._clips.items():
            button.set_words(say("prepare.listen.stop" if clip is self._playing else f"prepare.listen.{clip}"))

    def _press_clip(self, clip: Clip) -> None:
        self.listen.emit(None if clip is self._playing else clip)
